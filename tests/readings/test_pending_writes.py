"""The journal of writes, with real files and a real git."""

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import structs

from attune_ops_nb.config import Config
from attune_ops_nb.readings import pending_writes
from attune_ops_nb.readings.pending_writes import PendingWrite

NOW = datetime(2026, 11, 21, 2, 24, 40, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.delenv("CLAUDE_CODE_SESSION_ID", raising=False)
    project = tmp_path / "repo" / "p"
    project.mkdir(parents=True)
    for command in (["init", "-q"], ["config", "user.email", "a@b"], ["config", "user.name", "a"]):
        subprocess.run(["git", *command], cwd=project.parent, check=True)
    return Config(project_root=project, attune_home=tmp_path / "home")


def entry(config: Config, name: str, before: bytes | None, after: bytes) -> PendingWrite:
    path = config.project_root / name
    path.write_bytes(after)
    return PendingWrite.of(
        endpoint="PUT /x", action="set", path=path, project_root=config.project_root,
        before=before, after=after, now=NOW,
    )  # fmt: skip


def commit(config: Config) -> None:
    subprocess.run(["git", "add", "-A"], cwd=config.project_root, check=True)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=config.project_root, check=True)


def test_an_entry_is_a_line_as_its_other_readers_expect_it(config: Config):
    pending_writes.note(config, entry(config, "a.md", None, b"A"))

    written = pending_writes.path(config).read_text()

    pid = os.getpid()
    expected = {
        "action": "set", "after_sha256": sha256(b"A").hexdigest(), "before_sha256": None,
        "dashboard_pid": pid, "endpoint": "PUT /x", "file_path": "a.md",
        "project_root": str(config.project_root), "session_id": f"dashboard-{pid}",
        "ts": "2026-11-21T02:24:40+00:00",
    }  # fmt: skip
    assert written == json.dumps(expected, sort_keys=True) + "\n"


def test_what_became_of_a_write_is_seen_in_git_and_on_disk(config: Config):
    for name in ("kept.md", "ä b.md", "drifted.md"):
        pending_writes.note(config, entry(config, name, b"", name.encode()))
    commit(config)
    pending_writes.note(config, entry(config, "fresh.md", None, b"F"))
    (config.project_root / "drifted.md").write_text("other")

    read = pending_writes.read(config, NOW + timedelta(seconds=5), temporary=True)

    seen = {each.file_path: (each.is_committed, each.matches_journal) for each in read.pending}
    assert seen == {
        "kept.md": (True, True), "ä b.md": (True, True),
        "drifted.md": (False, False), "fresh.md": (False, True),
    }  # fmt: skip
    assert {each.age_seconds for each in read.pending} == {5}
    assert read.summary == pending_writes.WriteCounts(
        total_entries=4, uncommitted_count=2, stale_dashboard_count=0, drifted_count=1
    )


def test_without_git_nobody_knows_what_is_committed(tmp_path: Path):
    config = Config(project_root=tmp_path, attune_home=tmp_path / "home")
    pending_writes.note(config, entry(config, "a.md", None, b"A"))

    (found,) = pending_writes.read(config, NOW, temporary=True).pending

    assert found.is_committed is None


def test_projects_that_are_gone_or_temporary_are_left_out(config: Config):
    pending_writes.note(config, entry(config, "a.md", None, b"A"))
    assert len(pending_writes.read(config, NOW, temporary=True).pending) == 1

    assert pending_writes.read(config, NOW).pending == []


def test_a_malformed_line_is_named_and_hides_no_other(config: Config):
    journal = pending_writes.path(config)
    journal.parent.mkdir(parents=True)
    journal.write_bytes(b'{"ts": 1}\n\xff\n[]\n')
    pending_writes.note(config, entry(config, "a.md", None, b"A"))

    read = pending_writes.read(config, NOW, temporary=True)

    assert len(read.pending) == 1
    assert [each.offset for each in read.malformed] == [0, 10, 12]


def test_no_journal_is_no_write(config: Config):
    found = pending_writes.read(config, NOW)
    assert (found.pending, found.summary.total_entries, found.malformed) == ([], 0, [])


def test_a_file_outside_of_its_project_is_not_taken_for_committed(config: Config):
    outside = entry(config, "../elsewhere.md", None, b"E")
    pending_writes.note(config, structs.replace(outside, file_path="../elsewhere.md"))
    (found,) = pending_writes.read(config, NOW, temporary=True).pending
    assert (found.is_committed, found.matches_journal) == (None, True)


def test_a_name_with_an_asterisk_is_a_name_and_no_pattern(config: Config):
    pending_writes.note(config, entry(config, "a*.md", None, b"A"))
    commit(config)
    entry(config, "ab.md", None, b"B")
    (found,) = pending_writes.read(config, NOW, temporary=True).pending
    assert found.is_committed is True
