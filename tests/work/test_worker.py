"""A worker runs what it claimed, and what becomes of it when it is lost."""

from pathlib import Path

from attune_ops_nb.engine import Engine
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.testing import FakeClock, ScriptedRunner, worker
from attune_ops_nb.work.reactor import Reactor


def test_a_failing_action_fails_its_execution_and_not_the_worker(engine: Engine) -> None:
    bad = engine.executions.run("demo.plain")
    good = engine.executions.run("demo.once")

    worker(engine, ScriptedRunner(OSError("no disk"))).drain()

    assert engine.executions.get(bad.id).result == {"succeeded": False, "error": "no disk"}
    assert engine.executions.get(good.id).status is Status.COMPLETED


def test_a_failed_execution_is_tried_again_after_its_delay(
    engine: Engine, clock: FakeClock
) -> None:
    run = engine.executions.run("demo.flaky")
    runner = ScriptedRunner(ValueError("first"), ValueError("second"))
    one = worker(engine, runner)

    one.drain()
    waiting = engine.executions.get(run.id)
    clock.forward(seconds=5)
    one.drain()
    clock.forward(seconds=5)
    one.drain()

    assert (waiting.status, waiting.retry_reason) == (Status.REQUESTED, "first")
    ended = engine.executions.get(run.id)
    assert (ended.status, ended.retry_count, len(runner.ran)) == (Status.COMPLETED, 2, 3)


def test_tries_come_to_an_end(engine: Engine, clock: FakeClock) -> None:
    run = engine.executions.run("demo.flaky")
    one = worker(engine, ScriptedRunner(*[ValueError("no")] * 9))

    for _ in range(5):
        one.drain()
        clock.forward(seconds=5)

    assert engine.executions.get(run.id).status is Status.FAILED


def test_a_lost_execution_is_run_again(engine: Engine, clock: FakeClock) -> None:
    run = engine.executions.run("demo.plain")
    (lost,) = engine.store.claim(99, ["shell"], 1, engine.attempts.lease)

    clock.forward(seconds=11)
    engine.attempts.recover()
    worker(engine).drain()

    ended = engine.executions.get(run.id)
    assert (ended.status, ended.attempt, lost.attempt) == (Status.COMPLETED, 2, 1)


def test_a_late_answer_of_a_lost_worker_changes_nothing(engine: Engine, clock: FakeClock) -> None:
    engine.executions.run("demo.plain")
    (lost,) = engine.store.claim(99, ["shell"], 1, engine.attempts.lease)
    clock.forward(seconds=11)
    engine.attempts.recover()
    worker(engine).drain()

    late = engine.attempts.end(lost, Status.FAILED, {"error": "late"})

    assert (late, engine.executions.get(lost.id).status) == (None, Status.COMPLETED)


def test_what_must_not_run_twice_is_abandoned_when_its_worker_is_lost(
    engine: Engine, clock: FakeClock
) -> None:
    run = engine.executions.run("demo.once")
    (lost,) = engine.store.claim(99, ["shell"], 1, engine.attempts.lease)
    engine.attempts.start(lost, ["true"])

    clock.forward(seconds=11)
    engine.attempts.recover()

    assert engine.executions.get(run.id).status is Status.ABANDONED


def test_an_execution_that_loses_every_worker_is_given_up(engine: Engine, clock: FakeClock) -> None:
    run = engine.executions.run("demo.plain")

    for _ in range(10):
        (lost,) = engine.store.claim(99, ["shell"], 1, engine.attempts.lease)
        engine.attempts.start(lost, ["true"])
        clock.forward(seconds=11)
        engine.attempts.recover()

    ended = engine.executions.get(run.id)
    assert (ended.status, (ended.result or {})["error"]) == (
        Status.ABANDONED,
        "its worker was lost, 10 times",
    )


def test_what_was_being_cancelled_when_its_worker_was_lost_is_cancelled(
    engine: Engine, clock: FakeClock
) -> None:
    run = engine.executions.run("demo.plain")
    (lost,) = engine.store.claim(99, ["shell"], 1, engine.attempts.lease)
    engine.attempts.start(lost, ["true"])
    engine.executions.cancel(run.id)

    clock.forward(seconds=11)
    engine.attempts.recover()

    assert engine.executions.get(run.id).status is Status.CANCELLED


def test_a_worker_of_the_same_name_takes_over_at_once(engine: Engine) -> None:
    run = engine.executions.run("demo.plain")
    first = worker(engine)
    engine.store.claim(first._row.id, ["shell"], 1, engine.attempts.lease)

    worker(engine).drain()

    assert engine.executions.get(run.id).status is Status.COMPLETED


def test_the_record_of_a_run_is_written_because_it_ended(engine: Engine, tmp_path: Path) -> None:
    run = engine.executions.run("demo.plain")
    worker(engine).drain()

    reactor = Reactor(engine)
    while reactor.step():
        pass

    record = engine.runs.get("demo.plain", f"{run.id:012x}")
    assert (record.status, record.execution, record.executor) == ("completed", run.id, "tester")


def test_a_reactor_goes_on_where_another_was_killed(engine: Engine) -> None:
    Reactor(engine).step()
    run = engine.executions.run("demo.plain")
    worker(engine).drain()

    reactor = Reactor(engine)
    assert reactor.step() > 0
    reactor.settle()

    assert engine.runs.get("demo.plain", f"{run.id:012x}").outcome is Status.COMPLETED
    assert Reactor(engine).step() == 0


def test_children_of_a_workflow_get_no_record_of_their_own(engine: Engine) -> None:
    parent = engine.executions.run("demo.plain")
    engine.store.update(Execution, parent.id, parent=12)
    worker(engine).drain()

    Reactor(engine).step()

    assert not engine.config.runs_dir.exists()
