"""Health on real files and a real git."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Unavailable
from attune_ops_nb.readings import health_signals
from attune_ops_nb.readings.health import (
    Signal,
    Snapshot,
    collect,
    environment,
    health,
    project_name,
    save,
    snapshots,
    versions,
)

NOW = datetime(2026, 11, 21, 1, 46, 27, 779745, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "shop").mkdir()
    return Config(project_root=tmp_path / "shop", attune_home=tmp_path / "home")


def write(config: Config, name: str, text: str) -> Path:
    path = config.project_root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def snapshot(at: datetime = NOW) -> Snapshot:
    return Snapshot(
        schema_version=1,
        collected_at=at,
        project_root="/p",
        repo_slug="o/n",
        signals={
            "coverage": Signal(status="unavailable", reason="no network"),
            "todos": Signal(status="ok", value={"count": 3}),
        },
    )


def test_before_the_first_snapshot_there_is_none_and_that_is_stale(config: Config):
    found = health(config, NOW)

    assert (found.snapshot, found.is_stale, found.report, found.surfaces) == (None, True, None, {})
    assert not config.attune_home.exists()


def test_a_snapshot_is_stored_as_its_other_readers_expect_it(config: Config):
    path = save(config, snapshot())

    assert path.name == "2026-11-21T01-46-27.779745+00-00.json"
    expected = {
        "schema_version": 1,
        "collected_at": "2026-11-21T01:46:27.779745+00:00",
        "project_root": "/p",
        "repo_slug": "o/n",
        "signals": {
            "coverage": {"status": "unavailable", "reason": "no network"},
            "todos": {"status": "ok", "value": {"count": 3}},
        },
    }
    assert path.read_text() == json.dumps(expected, indent=2)
    assert (path.parent / "latest.json").read_bytes() == path.read_bytes()
    assert health(config, NOW).snapshot == snapshot()


@pytest.mark.parametrize(("hours", "stale"), [(12, False), (12.1, True)])
def test_a_snapshot_is_stale_after_twelve_hours(config: Config, hours: float, stale: bool):
    save(config, snapshot())

    assert health(config, NOW + timedelta(hours=hours)).is_stale is stale


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"collected_at": "x"}'])
def test_a_broken_snapshot_is_named_and_is_none(config: Config, text: str):
    save(config, snapshot())
    (config.ops_dir / "health" / "latest.json").write_text(text)

    found = health(config, NOW)

    assert (found.snapshot, found.is_stale, len(found.malformed)) == (None, True, 1)


def test_snapshots_make_a_trend(config: Config):
    times = [NOW + timedelta(days=day) for day in (2, 0, 1)]
    for time in times:
        save(config, snapshot(time))
    (config.ops_dir / "health" / "2026.json").write_text("{")

    assert [each.collected_at for each in snapshots(config)] == sorted(times)
    assert [each.collected_at for each in snapshots(config, 1)] == [max(times)]


def test_the_newest_report_and_the_surfaces_are_shown(config: Config):
    write(config, "docs/reports/library-health-2026-01-02.md", "")
    write(config, "docs/reports/library-health-2025-12-31.md", "")
    events = config.attune_home / "telemetry" / "form_events.jsonl"
    events.parent.mkdir(parents=True)
    line = '{"event": "form_surface", "surface": "ask"}\n'
    events.write_text(line * 2 + '{"event": "x", "surface": "y"}\n{\n')

    found = health(config, NOW)

    assert found.report == "docs/reports/library-health-2026-01-02.md"
    assert (found.surfaces, len(found.malformed)) == ({"ask": 2}, 1)


def test_a_snapshot_measures_the_project_and_says_why_it_cannot(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    write(config, "app/a.py", "x = 'TODO'  # TODO: y\n# fixme\n# FIXME\n")
    write(config, "tests/test_a.py", "def test_one(): ...\nasync def test_two(): ...")
    write(config, "venv/pyvenv.cfg", "")
    write(config, "venv/b.py", "# TODO\n")
    write(config, "coverage.xml", '<?xml version="1.0"?><coverage line-rate="0.8123"/>')
    write(config, "scripts/audit_doc_imports.py", "print('{}'); raise SystemExit(1)")
    monkeypatch.setattr(health_signals, "SECONDS", 10)

    taken = collect(config, NOW)

    ok = {name: each.value for name, each in taken.signals.items() if each.status == "ok"}
    assert ok["todos"] == {"count": 2}
    assert ok["coverage"] == {"coverage_percent": 81.23, "source": "coverage.xml"}
    assert ok["doc_import_audit"] == {"exit_code": 1, "clean": False, "detail": {}}
    assert ok["sloc"] == {
        "src_files": 2, "src_lines": 4, "test_files": 1, "test_lines": 2,
        "test_to_src_ratio": 0.5, "test_function_count": 2,
    }  # fmt: skip
    assert taken.signals["complexity"].reason == "complexity is measured by attune-ai only"
    assert "there is no scripts/" in str(taken.signals["docs_wiring_audit"].reason)
    assert health(config, NOW).snapshot == taken


def test_what_changes_most_is_counted_from_git(config: Config):
    def git(*words: str) -> None:
        names = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *names, *words], cwd=config.project_root, check=True)

    git("init", "-q")
    for text in ("1", "2"):
        write(config, "src/ä b.py", text)
        git("add", "-A")
        git("commit", "-qm", text)
    write(config, "c.py", "")
    git("add", "-A")
    git("commit", "-qm", "c")

    assert health_signals.churn(config.project_root) == {
        "window_days": 90,
        "total_changes": 3,
        "top_files": [{"path": "src/ä b.py", "changes": 2}, {"path": "c.py", "changes": 1}],
    }


def test_a_signal_without_its_source_says_so(config: Config):
    write(config, "coverage.xml", '<!DOCTYPE x [<!ENTITY a "a">]><coverage line-rate="1"/>')

    with pytest.raises(Unavailable, match="git log"):
        health_signals.churn(config.project_root)
    with pytest.raises(Unavailable, match="entities"):
        health_signals.coverage(config.project_root)
    with pytest.raises(Unavailable, match="no Python"):
        health_signals.sloc(config.project_root)


def test_read_only_takes_no_snapshot(config: Config):
    read_only = Config(
        project_root=config.project_root, attune_home=config.attune_home, read_only=True
    )

    with pytest.raises(Forbidden, match="read-only"):
        collect(read_only, NOW)
    assert not config.attune_home.exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[project]\nname = " acme-shop "\n', "acme-shop"),
        ('[project]\nname = ""\n', "shop"),
        ("[project]\nname = 3\n", "shop"),
        ("[project", "shop"),
        ("[tool.x]\n", "shop"),
        (None, "shop"),
    ],
)
def test_a_project_is_called_what_it_calls_itself(config: Config, text: str | None, name: str):
    if text is not None:
        write(config, "pyproject.toml", text)

    assert project_name(config) == name


def test_versions_and_surroundings_are_told_and_no_secret(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")

    assert versions()[0].package == "attune-ops-nb"
    assert [each.package for each in versions()][1:3] == ["attune-ai", "attune-author"]
    around = environment(config)
    assert around.anthropic_api_key is True
    assert "sk-secret" not in str(around)
