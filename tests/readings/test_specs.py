"""Specs in real folders."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import asdict

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound
from attune_ops_nb.readings import dismissals, pending_writes
from attune_ops_nb.readings.specs import Gate, Phase, close, roots, set_status, spec, specs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "p").mkdir()
    return Config(project_root=tmp_path / "p", attune_home=tmp_path / "home")


def write(config: Config, name: str, text: str | bytes, root: Path | None = None) -> Path:
    path = (root or roots(config)[0]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return path


def test_a_project_without_specs_has_none(config: Config):
    assert specs(config, NOW) == []


def test_a_spec_is_what_its_files_say(config: Config):
    write(config, "bulk/decisions.md", "# B\n**Status:** approved\nPHASE-WAIVED: design (x)\n")
    write(config, "bulk/requirements.md", "**Status**: approved (2026-05-31)\r\n")
    write(config, "bulk/notes.md", "no phase")
    write(config, "other/notes.md", "no spec")

    (bulk,) = specs(config, NOW)

    assert bulk.phases == [
        Phase(name="decisions", file="decisions.md", exists=True, status="approved"),
        Phase(name="requirements", file="requirements.md", exists=True,
              status="approved (2026-05-31)"),
        Phase(name="design", file="design.md", exists=False, status=None),
        Phase(name="tasks", file="tasks.md", exists=False, status=None),
    ]  # fmt: skip
    assert (bulk.slug, bulk.waived_phases, bulk.last_modified) == ("bulk", ["design"], NOW)
    assert (bulk.lifecycle, bulk.stage, bulk.next_phase) == ("active", "executing", "decisions")
    assert bulk.next_phase_status == "approved"


def test_the_newest_edit_of_any_page_makes_a_spec_fresh(config: Config):
    old = write(config, "a/requirements.md", "**Status:** approved")
    os.utime(old, (0, 0))
    assert specs(config, NOW)[0].lifecycle == "stale"
    write(config, "a/audit.md", "")

    assert specs(config, NOW)[0].lifecycle == "active"


def test_roots_are_read_in_their_order_and_a_slug_may_be_in_two(tmp_path: Path):
    config = Config(
        project_root=tmp_path,
        attune_home=tmp_path,
        specs_roots=(tmp_path / "two", tmp_path / "one", tmp_path / "none"),
    )
    for root in ("one", "two"):
        write(config, "a/design.md", f"in {root}", tmp_path / root)

    assert [Path(each.root).name for each in specs(config, NOW)] == ["two", "one"]
    assert spec(config, "a", NOW).contents["design"] == "in two"


def test_a_file_that_is_no_text_hides_nothing(config: Config):
    write(config, "a/design.md", b"\xff\xfe\n**Status:** done\n")
    (roots(config)[0] / "b" / "tasks.md").mkdir(parents=True)
    write(config, "b/design.md", "")

    assert [each.status for each in specs(config, NOW)] == ["done", None]


def test_the_last_verdict_of_a_gate_is_shown(config: Config):
    write(config, "bulk/design.md", "")
    ledger = config.ops_dir / "gates" / "verdicts.jsonl"
    lines = [
        {"gate_id": "RR-1", "phase": "design", "evaluation_state": state,
         "target_artifact": "docs/specs/bulk/design.md"} for state in ("FAIL", "PASS")
    ]  # fmt: skip
    ledger.parent.mkdir(parents=True)
    ledger.write_text("\n".join(["{", json.dumps(lines[0]), "[]", json.dumps(lines[1])]))

    assert specs(config, NOW)[0].gate == Gate(**lines[1])


def test_an_unknown_spec_is_answered_with_the_nearest(config: Config):
    write(config, "bulk-pricing/design.md", "")

    with pytest.raises(NotFound, match=r"did you mean bulk-pricing\?"):
        spec(config, "bulk-prices", NOW)


@pytest.mark.parametrize("slug", ["../x", "a/b", "a\\b", "..", "", "."])
def test_no_name_leads_out_of_the_roots(config: Config, slug: str):
    with pytest.raises(Invalid, match="slug"):
        spec(config, slug, NOW)
    with pytest.raises(Invalid, match="slug"):
        set_status(config, slug, "design", "draft", NOW)


def test_a_status_is_written_and_mode_newlines_and_link_stay(config: Config, tmp_path: Path):
    target = tmp_path / "shared.md"
    target.write_bytes(b"# T\r\n\r\n**Status**: approved (May)\r\n\xff\r\n")
    target.chmod(0o664)
    link = write(config, "a/design.md", "")
    link.unlink()
    link.symlink_to(target)

    written = set_status(config, "a", "design", "complete", NOW)

    assert (written.file, written.path) == ("design.md", str(link))
    assert target.read_bytes() == b"# T\r\n\r\n**Status:** complete (May)\r\n\xff\r\n"
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o664
    assert [path.name for path in link.parent.iterdir()] == ["design.md"]


def test_the_same_status_again_changes_no_byte(config: Config):
    path = write(config, "a/design.md", "**Status:** draft\n")
    set_status(config, "a", "design", "approved", NOW)
    once = path.stat()

    set_status(config, "a", "design", "approved", NOW)

    assert path.stat() == once


def test_a_write_is_noted_in_the_journal(config: Config):
    path = write(config, "a/design.md", "**Status:** draft\r\n")
    set_status(config, "a", "design", "approved", NOW)

    (noted,) = pending_writes.read(config, NOW, temporary=True).pending

    assert noted.file_path == "docs/specs/a/design.md"
    assert noted.matches_journal and noted.dashboard_still_running
    assert (noted.is_committed, noted.age_seconds, noted.action) == (None, 0, "set_spec_status")
    assert path.read_bytes() == b"**Status:** approved\r\n"


def test_a_journal_that_cannot_be_written_does_not_undo_the_status(config: Config):
    path = write(config, "a/design.md", "**Status:** draft\n")
    pending_writes.path(config).mkdir(parents=True)

    set_status(config, "a", "design", "approved", NOW)

    assert path.read_text() == "**Status:** approved\n"


def test_what_cannot_be_written_is_said_and_left_alone(config: Config):
    path = write(config, "a/design.md", "**Status:** shipped? ask Ann\n")
    path.write_text("**Status:** ask Ann\n")

    with pytest.raises(Conflict, match="edit the file by hand"):
        set_status(config, "a", "design", "done", NOW)
    with pytest.raises(NotFound, match=r"no tasks\.md of a spec a"):
        set_status(config, "a", "tasks", "done", NOW)
    with pytest.raises(Invalid, match="status: 'shipped' is none of draft"):
        set_status(config, "a", "design", "shipped", NOW)
    with pytest.raises(Invalid, match="phase: 'plan' is none of decisions"):
        set_status(config, "a", "plan", "done", NOW)
    assert path.read_text() == "**Status:** ask Ann\n"


def test_read_only_writes_nothing(config: Config):
    read_only = Config(
        project_root=config.project_root, attune_home=config.attune_home, read_only=True
    )
    write(config, "a/design.md", "**Status:** draft\n")

    with pytest.raises(Forbidden, match="read-only"):
        set_status(read_only, "a", "design", "done", NOW)
    assert not config.attune_home.exists()


def test_closing_goes_to_the_file_that_states_the_status(config: Config):
    write(config, "a/decisions.md", "no status here")
    path = write(config, "a/tasks.md", "**Status:** approved\n")

    assert close(config, "a", NOW).phase == "tasks"

    assert path.read_text() == "**Status:** complete\n"
    write(config, "b/tasks.md", "")
    with pytest.raises(Conflict, match="no file of b has a status"):
        close(config, "b", NOW)


@pytest.mark.parametrize(("status", "stays"), [("done", True), ("draft", False)])
def test_a_status_that_is_no_end_brings_a_dismissed_candidate_back(
    config: Config, status: str, stays: bool
):
    write(config, "a/design.md", "**Status:** approved\n")
    dismissals.add(config, "a", "0" * 64, NOW)

    set_status(config, "a", "design", status, NOW)

    assert ("a" in dismissals.dismissals(config)) is stays


def test_dismissals_are_stored_as_other_readers_expect_them(config: Config):
    dismissals.add(config, "b", "1" * 64, NOW)
    dismissals.add(config, "a", "0" * 64, NOW)

    stored = dismissals.path(config).read_text()

    entry = {"dismissed_at": "2026-11-21T12:00:00+00:00", "ttl_days": 14}
    expected = {
        "version": 1,
        "dismissed": {
            "a": {**entry, "snapshot_hash": "0" * 64},
            "b": {**entry, "snapshot_hash": "1" * 64},
        },
    }
    assert stored == json.dumps(expected, indent=2, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    "broken",
    [
        "{", "[]", '{"version": 2}', '{"version": 1, "dismissed": []}',
        '{"version": 1, "dismissed": {"a": 1, "b": {"dismissed_at": "2026-11-21T12:00:00",'
        ' "snapshot_hash": "x", "ttl_days": 14}, "c": {"dismissed_at":'
        ' "2026-11-21T12:00:00+00:00", "snapshot_hash": "x", "ttl_days": true}}}',
    ],
)  # fmt: skip
def test_a_broken_dismissal_dismisses_nothing(config: Config, broken: str):
    dismissals.path(config).parent.mkdir(parents=True)
    dismissals.path(config).write_text(broken)

    assert dismissals.dismissals(config) == {}


def test_a_dismissal_holds_for_what_was_seen_and_for_two_weeks(config: Config):
    entry = dismissals.add(config, "a", "0" * 64, NOW)

    assert asdict(dismissals.dismissals(config)["a"]) == asdict(entry)
    assert entry.holds("0" * 64, NOW + timedelta(days=13))
    assert not entry.holds("0" * 64, NOW + timedelta(days=14))
    assert not entry.holds("1" * 64, NOW)
