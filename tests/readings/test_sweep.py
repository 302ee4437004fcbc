"""Results of sweeps in real files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.model import Execution, LogStream, Status
from attune_ops_nb.readings.home import home
from attune_ops_nb.readings.sweep import (
    Chips,
    broken,
    chips,
    hash_of,
    keep,
    keep_run,
    result,
    results,
)
from attune_ops_nb.store import logs

SAID = {
    "queue": [
        {"source": "bug-predict", "severity": "low", "title": "B", "file": "src/a.py", "line": 10,
         "confidence": 0.61, "tags": ["input"], "raw": None},
        {"severity": "CRITICAL", "title": "A"},
        "nonsense",
    ],
    "questions": [{"finding": {"severity": "?", "title": "C"}, "reason": "LOW", "next_step": "?"}],
    "rejected": [{"finding": {"title": "D"}, "rule": "generated-file"}],
    "metadata": {"spent_usd": 0.83, "budget_usd": 2.0, "sources": ["bug-predict"],
                 "failures": [{"source": "x"}], "duration_ms": 81234},
}  # fmt: skip
LOG = [
    "ATTUNE_DS_VERSION 1",
    "ATTUNE_DS source_started bug-predict ts=x",
    f"ATTUNE_DS final {json.dumps(SAID)}\n",
]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(project_root=tmp_path, attune_home=tmp_path / "home")


def test_a_project_that_was_never_swept_has_no_result(config: Config):
    digest = hash_of(str(config.project_root))

    assert chips(config) == Chips(scope_hash=digest, scope_path=str(config.project_root))
    assert results(config) == []
    with pytest.raises(NotFound, match="run discovery-sweep"):
        result(config, digest)


def test_what_a_sweep_said_is_kept_as_its_other_readers_expect_it(config: Config):
    path = keep(config, "/srv/shop/src/", LOG)

    assert path == config.ops_dir / "sweep-results" / f"{hash_of('/srv/shop/src')}.json"
    assert path is not None and path.read_text() == json.dumps(SAID, indent=2)
    counted = chips(config, "/srv/shop/src")
    assert (counted.queue, counted.questions, counted.rejected, counted.has_result) == (
        3,
        1,
        1,
        True,
    )


def test_a_scope_may_be_named_from_the_project(config: Config):
    keep(config, "src", LOG)

    assert chips(config, str(config.project_root / "src")) == chips(config, "src")
    assert chips(config, "src").has_result


@pytest.mark.parametrize(
    ("ref", "status", "kept"),
    [
        ("attune.discovery-sweep", Status.COMPLETED, True),
        ("attune.discovery-sweep", Status.FAILED, False),
        ("attune.code-review", Status.COMPLETED, False),
    ],
)
def test_a_sweep_that_came_to_its_end_is_kept(config: Config, ref: str, status: Status, kept: bool):
    run = Execution(id=7, action_ref=ref, status=status, project=str(config.project_root))
    log = logs.path(config, 7, LogStream.STDOUT)
    log.parent.mkdir(parents=True)
    log.write_text("\n".join(line.rstrip() for line in LOG))

    assert (keep_run(config, run) is not None) is kept
    assert chips(config).has_result is kept


def test_the_worst_findings_come_first(config: Config):
    keep(config, "/srv", LOG)

    (found,) = results(config)

    assert [(each.title, each.severity) for each in found.queue] == [
        ("A", "critical"),
        ("B", "low"),
    ]
    assert found.queue[1].line == 10
    assert (found.questions[0].finding.severity, found.rejected[0].rule) == (
        "info",
        "generated-file",
    )
    assert (found.spent_usd, found.duration_ms, found.failures) == (
        0.83,
        81234,
        ['{"source": "x"}'],
    )


@pytest.mark.parametrize(
    "log",
    [
        LOG[1:],
        ["ATTUNE_DS_VERSION 2", *LOG],
        LOG[:2],
        ["ATTUNE_DS_VERSION 1", "ATTUNE_DS final [1]"],
        ["ATTUNE_DS_VERSION 1", "ATTUNE_DS final {"],
        ["ATTUNE_DS_VERSION 1", " ATTUNE_DS final {}"],
    ],
)
def test_a_log_without_a_result_that_we_understand_keeps_nothing(config: Config, log: list[str]):
    assert keep(config, "/srv", log) is None
    assert not config.attune_home.exists()


def test_a_broken_file_is_an_error_and_no_count(config: Config):
    path = keep(config, str(config.project_root), LOG)
    assert path is not None
    path.write_text("{")

    assert chips(config).has_result is False
    with pytest.raises(Invalid, match="run discovery-sweep again"):
        result(config, path.stem)
    assert results(config) == []
    [problem] = broken(config)
    assert str(path) in problem
    assert home(config, datetime(2026, 11, 21, tzinfo=UTC)).unknown == [problem]
    with pytest.raises(Invalid, match="scope_hash"):
        result(config, "../../etc/passwd")
