"""The bulletin on real files."""

import json
import os
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.readings import bulletin
from attune_ops_nb.readings.bulletin import Notice

NOW = datetime(2026, 11, 21, 3, 5, tzinfo=UTC)
LINE = {
    "actor_id": "cli-vm-7", "actor_kind": "cli", "workflow": "fix", "run_id": "r1",
    "started_at": "2026-11-21T03:00:00+00:00", "last_heartbeat": "2026-11-21T03:04:30+00:00",
    "current_status": "running", "scope": None, "hostname": None,
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(project_root=tmp_path, attune_home=tmp_path / "home")


def notice(**fields: object) -> Notice:
    made = Notice(
        actor_id="dashboard-vm",
        actor_kind="dashboard",
        workflow="code-review",
        run_id="a1",
        started_at=NOW,
        last_heartbeat=NOW,
    )
    return replace(made, **fields)


def board(config: Config, *lines: object) -> Path:
    path = bulletin.active_path(config)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        for line in lines:
            raw = line if isinstance(line, bytes) else json.dumps(line).encode()
            file.write(raw + b"\n")
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return path


def runs(config: Config, now: datetime = NOW) -> list[str]:
    return [each.run_id for each in bulletin.read(config, now).active]


def test_a_board_that_nobody_wrote_is_empty(config: Config):
    assert bulletin.read(config, NOW) == bulletin.Bulletin()
    assert not config.bulletin_dir.exists()


def test_a_notice_is_a_line_as_its_other_readers_expect_it(config: Config):
    bulletin.append(config, notice(scope="/p/ü"), NOW)

    assert bulletin.active_path(config).read_bytes() == (
        b'{"actor_id": "dashboard-vm", "actor_kind": "dashboard", "workflow": "code-review", '
        b'"run_id": "a1", "started_at": "2026-11-21T03:05:00+00:00", '
        b'"last_heartbeat": "2026-11-21T03:05:00+00:00", "current_status": "running", '
        b'"scope": "/p/\\u00fc", "hostname": null}\n'
    )
    assert bulletin.read(config, NOW).active == [notice(scope="/p/ü")]


def test_a_run_is_shown_until_it_says_that_it_ended(config: Config):
    bulletin.append(config, notice(), NOW)
    bulletin.append(config, notice(run_id="b2"), NOW)
    bulletin.append(config, notice(current_status="failed"), NOW)

    assert runs(config) == ["b2"]


def test_a_heartbeat_keeps_a_run_on_the_board_and_its_beginning_as_it_was(config: Config):
    bulletin.append(config, notice(), NOW)
    later = NOW + timedelta(seconds=91)
    assert [each.run_id for each in bulletin.read(config, later).stale] == ["a1"]

    # Other dashboards write the time of the heartbeat as the beginning.
    bulletin.heartbeat(config, notice(started_at=later), later)

    (alive,) = bulletin.read(config, later).active
    assert (alive.started_at, alive.last_heartbeat) == (NOW, later)


def test_one_time_without_a_zone_hides_nothing(config: Config):
    naive = {**LINE, "run_id": "r2", "last_heartbeat": "2026-11-21T03:04:40"}
    board(config, LINE, naive)

    assert runs(config) == ["r2", "r1"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "it is not JSON"),
        (b"[1]", "it is not a JSON object"),
        (b"[" * 10_000, "it is n"),
        ({**LINE, "run_id": 7}, "run_id: there is no such text"),
        ({"run_id": "r9"}, "actor_id: there is no such text"),
        ({**LINE, "started_at": 1, "last_heartbeat": "soon"}, "last_heartbeat: it is no time"),
        ({**LINE, "scope": "x" * 20_000}, "it has more than 16384 bytes"),
        ({**LINE, "last_heartbeat": "2027-01-01T00:00:00Z"}, "it lies in the future"),
    ],
)
def test_a_malformed_line_is_counted_and_hides_no_other(config: Config, line: object, reason: str):
    path = board(config, {**LINE, "run_id": "r0"}, line, {**LINE, "run_id": "r2"})

    read = bulletin.read(config, NOW)

    assert {each.run_id for each in read.active} == {"r0", "r2"}
    assert read.malformed_lines == 1
    assert (read.malformed[0].file, read.malformed[0].offset) == (
        str(path), path.read_bytes().index(b"\n") + 1,
    )  # fmt: skip
    assert reason in read.malformed[0].reason


def test_bad_bytes_and_unknown_keys_do_no_harm(config: Config):
    strange = json.dumps({**LINE, "colour": 1, "scope": "?"}).encode().replace(b"?", b"\xff")
    board(config, strange)

    assert bulletin.read(config, NOW).active[0].scope == "�"


def test_a_line_that_is_still_being_written_waits_for_its_end(config: Config):
    path = board(config, LINE)
    whole = json.dumps({**LINE, "run_id": "r2"}).encode() + b"\n"
    for cut in (10, len(whole) - 1):
        path.write_bytes(json.dumps(LINE).encode() + b"\n" + whole[:cut])
        assert (runs(config), bulletin.read(config, NOW).malformed_lines) == (["r1"], 0)

    path.write_bytes(json.dumps(LINE).encode() + b"\n" + whole)

    assert set(runs(config)) == {"r1", "r2"}


def test_a_line_that_was_torn_takes_no_other_with_it(config: Config):
    path = board(config, LINE)
    path.write_bytes(path.read_bytes() + b'{"actor_id": "cli')
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    bulletin.append(config, notice(), NOW)

    assert set(runs(config)) == {"r1", "a1"}


def test_a_file_that_was_replaced_or_cut_is_read_from_its_start(config: Config):
    path = board(config, LINE, {**LINE, "run_id": "r2"})
    assert len(runs(config)) == 2
    path.write_bytes(b"")
    assert runs(config) == []
    board(config, {**LINE, "run_id": "r4"}, {**LINE, "run_id": "r5"}, {**LINE, "run_id": "r6"})
    assert len(runs(config)) == 3

    path.unlink()
    board(config, {**LINE, "run_id": "r3"})

    assert runs(config) == ["r3"]


def test_a_file_that_was_written_anew_with_the_same_size_is_seen(config: Config):
    rows = [{**LINE, "run_id": f"r{number}"} for number in range(5)]
    path = board(config, *rows)
    assert len(runs(config)) == 5

    path.write_bytes(path.read_bytes().replace(b'"r3"', b'"r9"'))

    assert set(runs(config)) == {"r0", "r1", "r2", "r4", "r9"}


def test_the_notices_of_an_earlier_day_go_into_the_archive_and_nothing_is_overwritten(
    config: Config,
):
    board(config, LINE)
    tomorrow = NOW + timedelta(days=1)
    archive = config.bulletin_dir / "archive" / "2026-11-21.jsonl"
    bulletin.append(config, notice(last_heartbeat=tomorrow), tomorrow)
    assert runs(config, tomorrow) == ["a1"]
    assert archive.read_bytes() == json.dumps(LINE).encode() + b"\n"

    board(config, {**LINE, "run_id": "r2"})
    bulletin.append(config, notice(last_heartbeat=tomorrow), tomorrow)

    found = [each.run_id for each in bulletin.archived(config, date(2026, 11, 21))]
    assert found == ["r1", "a1", "r2"]
    assert bulletin.archived(config, date(2026, 11, 22)) == []


def test_many_writers_lose_no_notice(config: Config):
    def write(writer: int) -> None:
        for number in range(50):
            bulletin.append(config, notice(run_id=f"{writer}-{number}"), NOW)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    # A writer that sees a line of another on its way may leave an empty one before its own.
    written = [line for line in bulletin.active_path(config).read_bytes().splitlines() if line]
    assert len({json.loads(line)["run_id"] for line in written}) == len(written) == 200


def test_a_board_that_cannot_be_used_is_an_error_and_blocks_nobody(config: Config):
    config.bulletin_dir.mkdir(parents=True)
    os.mkfifo(bulletin.active_path(config))

    for use in (
        lambda: bulletin.read(config, NOW),
        lambda: bulletin.append(config, notice(), datetime.now(UTC)),
    ):
        with pytest.raises(Unavailable, match=r"active\.jsonl"):
            use()
