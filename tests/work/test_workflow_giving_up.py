"""How a workflow ends that its conductor cannot conduct."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict
from attune_ops_nb.model import Execution, Status, WorkflowDefinition
from attune_ops_nb.store import workflow_tables as tables
from attune_ops_nb.store import workflows
from attune_ops_nb.testing import FakeClock, add_actions, an_action
from attune_ops_nb.testing import engine as an_engine
from attune_ops_nb.work.reactor import Reactor
from tests.work.test_workflow_runs import CHAIN, a_workflow, conducted, steps

BESIDE = """
tasks:
  - {name: quick, action: demo.step}
  - {name: late, action: demo.step, delay: 60}
"""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(tmp_path: Path, clock: FakeClock) -> Iterator[Engine]:
    made = an_engine(tmp_path, clock=clock)
    add_actions(made, [an_action("demo.step"), an_action("demo.other")])
    yield made
    made.close()


def begun(engine: Engine, text: str) -> Execution:
    """A run of that workflow of which the first tasks have been asked for."""
    a_workflow(engine, text)
    run = engine.executions.run("demo.flow")
    Reactor(engine).step()
    return run


def broken(engine: Engine, run: Execution) -> Execution:
    """That run, of which nobody can read any more where it stands."""
    write = sa.update(tables.course).values(content="broken")
    engine.store.tx(lambda tx: tx.connection.execute(write))
    return run


def test_a_workflow_that_cannot_go_on_ends_as_failed_and_says_why(engine: Engine) -> None:
    run = broken(engine, begun(engine, CHAIN))

    ended = conducted(engine, run)

    assert ended.status is Status.FAILED and ended.completed_at is not None
    assert ended.result is not None and ended.result["succeeded"] is False
    assert ended.result["error"].startswith("the workflow could not go on: msgspec.DecodeError: ")


def test_a_workflow_that_cannot_begin_ends_as_failed(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = engine.executions.run("demo.flow")
    (kept,) = engine.store.find(WorkflowDefinition)
    engine.store.update(WorkflowDefinition, kept.id, definition={"tasks": "none"})

    ended = conducted(engine, run)

    assert ended.status is Status.FAILED and steps(engine, run) == []
    assert ended.result is not None and "could not go on" in ended.result["error"]


def test_what_runs_for_a_workflow_that_is_given_up_is_stopped(engine: Engine) -> None:
    run = begun(engine, CHAIN)

    engine.workflow_runs.give_up(run.id, "a broken row")

    (child,) = engine.executions.list(parent=run.id).items
    assert child.status is Status.CANCELLED
    assert engine.executions.get(run.id).result == {
        "succeeded": False,
        "error": "the workflow could not go on: a broken row",
    }


@pytest.mark.parametrize("verb", ["state", "pause", "resume", "rerun_from"])
def test_a_workflow_whose_rows_cannot_be_read_is_refused_in_words(
    verb: str, engine: Engine
) -> None:
    run = broken(engine, begun(engine, CHAIN))
    conducted(engine, run)

    with pytest.raises(Conflict, match=rf"where the workflow of execution {run.id} stands cannot"):
        getattr(engine.workflow_runs, verb)(run.id)


def test_a_wait_that_cannot_be_told_ends_its_workflow_and_is_over(
    engine: Engine, clock: FakeClock
) -> None:
    run = broken(engine, begun(engine, BESIDE))
    clock.forward(minutes=2)

    told = engine.workflow_runs.tell_time()

    assert (told, engine.workflow_runs.next_time()) == (1, None)
    assert engine.executions.get(run.id).status is Status.FAILED


def test_the_waits_of_a_workflow_whose_execution_is_gone_are_dropped(engine: Engine) -> None:
    run = begun(engine, BESIDE)
    engine.store.tx(lambda tx: tx.remove(Execution, run.id))

    engine.workflow_runs.give_up(run.id, "it is gone")

    assert engine.store.read(workflows.next_due) is None


def test_a_workflow_that_was_given_up_can_only_be_run_anew(engine: Engine) -> None:
    run = begun(engine, CHAIN)
    engine.workflow_runs.give_up(run.id, "a broken row")

    for verb in (engine.workflow_runs.pause, engine.workflow_runs.rerun_from):
        with pytest.raises(Conflict, match="could not go on: run its workflow anew"):
            verb(run.id)
    assert engine.workflow_runs.state(run.id).stage == "failed"
