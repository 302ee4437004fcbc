"""The history of runs: ours, and beside them those that other programs wrote."""

import json
from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import NotFound
from attune_ops_nb.testing import FakeClock, ScriptedRunner, worker
from attune_ops_nb.work.reactor import Reactor


def foreign(engine: Engine, id: str, at: str, workflow: str = "code-review") -> Path:
    """A record as attune-ai writes it."""
    path = engine.config.runs_dir / workflow / f"{id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "id": id,
        "workflow": workflow,
        "status": "completed",
        "started_at": at,
        "completed_at": at,
        "lines": ["hello"],
    }
    path.write_text(json.dumps(record))
    return path


def finish(engine: Engine, action: str, *script: Exception) -> int:
    run = engine.executions.run(action)
    worker(engine, ScriptedRunner(*script)).drain()
    reactor = Reactor(engine)
    while reactor.step():
        pass
    return run.id


def test_no_runs_are_an_empty_history(engine: Engine) -> None:
    page = engine.runs.list()

    assert (list(page.items), page.next) == ([], None)


def test_runs_of_attune_ai_stand_beside_ours_by_time(engine: Engine, clock: FakeClock) -> None:
    finish(engine, "demo.plain")
    foreign(engine, "abc123abc123", "2025-12-31T00:00:00+00:00")
    foreign(engine, "def456def456", "2026-06-01T00:00:00+00:00")

    listed = engine.runs.list().items

    assert [(run.workflow, run.execution) for run in listed] == [
        ("code-review", None),
        ("demo-plain", 1),
        ("code-review", None),
    ]


def test_one_run_is_listed_once_though_it_has_a_row_and_a_record(engine: Engine) -> None:
    finish(engine, "demo.plain")

    assert len(engine.runs.list().items) == 1


def test_a_run_that_is_not_over_is_listed_as_it_stands(engine: Engine) -> None:
    engine.executions.run("demo.plain")

    assert [run.status for run in engine.runs.list().items] == ["requested"]


def test_pages_cover_everything_once(engine: Engine, clock: FakeClock) -> None:
    for day in range(1, 6):
        clock.forward(days=1)
        finish(engine, "demo.plain")
        foreign(engine, f"{day:012x}", clock.now.isoformat().replace("T00", "T12"))

    listed, before = [], None
    while True:
        page = engine.runs.list(per_page=2, before=before)
        listed += [(run.workflow, run.id) for run in page.items]
        if (before := page.next) is None:
            break

    assert (len(listed), len(set(listed))) == (10, 10)


def test_a_workflow_is_found_by_ref_and_by_the_name_of_its_folder(engine: Engine) -> None:
    finish(engine, "demo.plain")
    finish(engine, "demo.once")

    by_ref = engine.runs.list(workflow="demo.plain").items
    by_name = engine.runs.list(workflow="demo-plain").items

    assert [run.id for run in by_ref] == [run.id for run in by_name] == [f"{1:012x}"]


def test_the_record_of_a_failed_run_says_which_end_it_was(engine: Engine) -> None:
    id = finish(engine, "demo.plain", ValueError("no"))

    record = engine.runs.get("demo.plain", f"{id:012x}")

    assert (record.status, record.outcome) == ("failed", "failed")


def test_runs_of_a_store_that_was_begun_anew_stay_in_the_history(
    engine: Engine, clock: FakeClock
) -> None:
    path = foreign(engine, f"{1:012x}", "2025-01-01T00:00:00+00:00", workflow="demo-plain")
    path.write_text(json.dumps({**json.loads(path.read_text()), "execution": 1}))
    worker(engine).step()
    engine.executions.run("demo.plain")

    assert len(engine.runs.list().items) == 2


def test_a_record_that_is_not_there_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no record 00ab of demo-plain"):
        engine.runs.get("demo.plain", "00ab")


def test_an_unwritable_folder_of_records_holds_nothing_up(engine: Engine) -> None:
    engine.config.runs_dir.mkdir(parents=True)
    (engine.config.runs_dir / "demo-plain").write_text("in the way")

    finish(engine, "demo.plain")
    finish(engine, "demo.once")

    assert engine.runs.get("demo.once", f"{2:012x}").status == "completed"
