"""The archive on a real disk."""

import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.logic import records
from attune_ops_nb.model import LogStream, RunRecord
from attune_ops_nb.store import archive, logs

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(project_root=tmp_path, attune_home=tmp_path / "home", allow_run=True)


def record(execution: int, workflow: str = "devtools-tests", **more: object) -> RunRecord:
    at = NOW - timedelta(minutes=100 - execution)
    values = {"started_at": at, "completed_at": at + timedelta(seconds=2), "lines": ["ok"]}
    values |= {
        "id": records.run_id(execution),
        "execution": execution,
        "line_count": 1,
        "duration_seconds": 2.0,
        **more,
    }
    return RunRecord(workflow=workflow, status="completed", **values)


def put(config: Config, workflow: str, name: str, content: bytes | dict[str, object]) -> Path:
    path = config.runs_dir / workflow / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def ids(page: archive.History) -> list[int | None]:
    return [each.execution for each in page.items]


def test_a_saved_record_is_loaded_as_it_was(config: Config):
    saved = archive.save(config, record(7))

    assert archive.load(config, "devtools-tests", saved.id) == record(7)


def test_a_record_is_for_its_owner_alone_and_leaves_nothing_beside_it(config: Config):
    archive.save(config, record(7))

    (path,) = (config.runs_dir / "devtools-tests").iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("000000000007.json", 0o600)


def test_a_missing_folder_is_an_empty_history(config: Config):
    assert archive.listing(config) == archive.History(items=[])
    assert archive.listing(config, "devtools-tests") == archive.History(items=[])
    assert not config.runs_dir.exists()


def test_the_newest_run_comes_first_whatever_was_touched_last(config: Config):
    for execution in (2, 3, 1):
        archive.save(config, record(execution, workflow=f"pack-w{execution}"))
    os.utime(config.runs_dir / "pack-w1" / "000000000001.json")

    assert ids(archive.listing(config)) == [3, 2, 1]


def test_a_listing_has_neither_log_nor_report(config: Config):
    archive.save(config, record(1, report={"title": "t"}))

    (found,) = archive.listing(config).items
    assert (found.lines, found.report) == ([], None)


def test_pages_follow_each_other_even_when_runs_ended_at_one_moment(config: Config):
    for execution in range(1, 8):
        archive.save(config, record(execution, started_at=NOW, completed_at=NOW))

    pages = [archive.listing(config, limit=3)]
    while (before := pages[-1].next) is not None:
        pages.append(archive.listing(config, limit=3, before=before))

    assert [ids(page) for page in pages] == [[7, 6, 5], [4, 3, 2], [1]]


def test_a_listing_can_be_of_one_workflow(config: Config):
    archive.save(config, record(1, workflow="code-review"))
    archive.save(config, record(2, workflow="devtools-lint"))

    assert ids(archive.listing(config, "code-review")) == [1]


@pytest.mark.parametrize("content", [b"{", b"[1]", b"", b"[" * 200_000, b"\xff\xfe"])
def test_a_broken_file_is_reported_and_hides_no_other(config: Config, content: bytes):
    archive.save(config, record(1))
    path = put(config, "devtools-tests", "00000000000b.json", content)

    page = archive.listing(config)

    assert ids(page) == [1]
    assert [each.path for each in page.unreadable] == [str(path)]
    with pytest.raises(Unavailable, match=str(path)):
        archive.load(config, "devtools-tests", "00000000000b")


def test_a_file_with_the_name_of_no_run_is_reported(config: Config):
    put(config, "devtools-tests", "copy of a run.json", {"status": "completed"})

    (unreadable,) = archive.listing(config).unreadable
    assert unreadable.what == "its name is not that of a run"


def test_a_record_without_times_stands_where_its_file_does(config: Config):
    archive.save(config, record(1))
    path = put(config, "code-review", "0a.json", {"status": "failed"})
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    assert [each.id for each in archive.listing(config).items] == ["0a", "000000000001"]


def test_a_file_that_changed_is_read_again(config: Config):
    path = put(config, "code-review", "0a.json", {"exit_code": 1})
    assert archive.listing(config).items[0].exit_code == 1
    path.write_text(json.dumps({"exit_code": 22}))

    assert archive.listing(config).items[0].exit_code == 22


@pytest.mark.parametrize(
    ("workflow", "id"),
    [("..", "0a"), ("devtools-tests", "../0a"), ("Devtools", "0a"), ("a", "0a"), ("w-1", "0A")],
)
def test_a_name_that_is_none_finds_nothing(config: Config, workflow: str, id: str):
    put(config, "devtools-tests", "0a.json", {})

    with pytest.raises(NotFound):
        archive.load(config, workflow, id)


def test_a_listing_of_what_is_no_workflow_is_refused(config: Config):
    with pytest.raises(Invalid, match="workflow: '"):
        archive.listing(config, "../x")


def test_the_same_run_is_written_again_after_a_crash(config: Config):
    archive.save(config, record(7))
    archive.save(config, record(7, lines=["more"]))

    assert archive.load(config, "devtools-tests", "000000000007").lines == ["more"]
    assert len(archive.listing(config).items) == 1


def test_another_run_of_the_same_number_is_kept_beside_the_first(config: Config):
    archive.save(config, record(7))
    later = record(7, started_at=NOW, completed_at=NOW, lines=["later"])
    second = archive.save(config, later)

    assert archive.save(config, later) == second
    assert archive.load(config, "devtools-tests", "000000000007").lines == ["ok"]
    assert archive.load(config, "devtools-tests", second.id).lines == ["later"]
    assert len(archive.listing(config).items) == 2


def test_a_file_that_is_no_record_is_not_overwritten(config: Config):
    path = put(config, "devtools-tests", "000000000007.json", b"notes of somebody")

    archive.save(config, record(7))

    assert path.read_bytes() == b"notes of somebody"


def test_a_folder_that_cannot_be_written_is_said(config: Config):
    config.ops_dir.mkdir(parents=True)
    config.runs_dir.write_text("a file, not a folder")

    with pytest.raises(Unavailable, match="cannot write"):
        archive.save(config, record(7))
    with pytest.raises(Unavailable, match="cannot read"):
        archive.listing(config)


def test_old_records_are_pruned_by_when_they_ended(config: Config):
    for execution, days in ((1, 40), (2, 29)):
        ended = NOW - timedelta(days=days)
        archive.save(config, record(execution, started_at=ended, completed_at=ended))
    broken = put(config, "devtools-tests", "0a.json", b"{")

    assert archive.prune(config, NOW) == 1
    assert ids(archive.listing(config)) == [2]
    assert broken.exists()


@pytest.mark.parametrize("change", [{"runs_retention_days": 0}, {"allow_run": False}])
def test_nothing_is_pruned_when_all_is_kept_or_runs_are_off(config: Config, change: dict[str, int]):
    archive.save(config, record(1))

    assert archive.prune(replace(config, **change), NOW + timedelta(days=400)) == 0
    assert ids(archive.listing(config)) == [1]


def test_half_written_files_of_yesterday_are_swept(config: Config):
    put(config, "devtools-tests", ".0a.json.x.tmp", b"{")
    now = datetime.now(UTC)

    archive.prune(config, now)
    assert list(config.runs_dir.glob("*/.*"))
    archive.prune(config, now + timedelta(days=2))
    assert not list(config.runs_dir.glob("*/.*"))


def test_of_a_long_log_only_the_ends_are_read(config: Config):
    log = b"".join(b"%06d\n" % number for number in range(100_000))
    path = logs.path(config, 5, LogStream.LOG)
    path.parent.mkdir(parents=True)
    path.write_bytes(log)

    assert archive.log_lines(config, 5) == records.log_lines(log)
    assert archive.log_lines(config, 6) == []
