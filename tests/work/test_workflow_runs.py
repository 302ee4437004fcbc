"""How a workflow is conducted from the store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, NotFound
from attune_ops_nb.logic.workflows.reading import load
from attune_ops_nb.model import ASK, Action, Execution, Pack, Status, WorkflowDefinition
from attune_ops_nb.testing import FakeClock, ScriptedRunner, add_actions, an_action, worker
from attune_ops_nb.testing import engine as an_engine
from attune_ops_nb.work.janitor import Janitor
from attune_ops_nb.work.reactor import Reactor


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(tmp_path: Path, clock: FakeClock) -> Iterator[Engine]:
    made = an_engine(tmp_path, clock=clock)
    add_actions(made, [an_action("demo.step"), an_action("demo.other"), an_action(ASK)])
    yield made
    made.close()


def a_workflow(engine: Engine, text: str, ref: str = "demo.flow") -> None:
    """Register a workflow, as the loading of packs does."""
    definition = load(f"version: 1.0.0\n{text}")
    (pack,) = engine.store.find(Pack, ref="demo")
    row = engine.store.add(
        WorkflowDefinition(
            ref=ref,
            pack=pack.id,
            pack_ref="demo",
            label=ref,
            version=definition.version,
            definition=msgspec.to_builtins(definition),
        )
    )
    schema = dict(definition.parameters)
    engine.store.add(
        Action(
            ref=ref,
            pack=pack.id,
            pack_ref="demo",
            label=ref,
            entrypoint="",
            workflow_def=row.id,
            param_schema=schema,
        )
    )


def conducted(engine: Engine, run: Execution, *script: Any) -> Execution:
    """The run after everything that can happen now has happened."""
    runner = ScriptedRunner(*script)
    hands = worker(engine, runner)
    reactor = Reactor(engine)
    while reactor.step() or hands.step():
        hands.join()
    return engine.executions.get(run.id)


def steps(engine: Engine, run: Execution) -> list[str]:
    """The tasks of a run in the order in which they were asked for."""
    children = engine.executions.list(parent=run.id).items
    return [child.workflow_task.task_name for child in reversed(children) if child.workflow_task]


CHAIN = """
tasks:
  - name: first
    action: demo.step
    next:
      - when: "{{ succeeded() }}"
        publish: [{answer: "{{ result().number }}"}]
        do: [second]
  - name: second
    action: demo.other
output_map: {answer: "{{ workflow.answer }}"}
"""


def test_a_workflow_runs_its_tasks_and_completes_with_its_output(engine: Engine) -> None:
    a_workflow(engine, CHAIN)

    ended = conducted(engine, engine.executions.run("demo.flow"), {"number": 42})

    assert ended.status is Status.COMPLETED
    assert ended.result == {"answer": 42, "succeeded": True}
    assert steps(engine, ended) == ["first", "second"]


def test_a_task_that_fails_fails_its_workflow_by_name(engine: Engine) -> None:
    a_workflow(engine, CHAIN)

    ended = conducted(engine, engine.executions.run("demo.flow"), OSError("no disk"))

    assert ended.status is Status.FAILED
    assert ended.result is not None and "first" in ended.result["error"]


def test_a_failed_workflow_goes_on_from_the_task_that_failed(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    failed = conducted(engine, engine.executions.run("demo.flow"), OSError("no disk"))

    engine.workflow_runs.rerun_from(failed.id)
    ended = conducted(engine, failed, {"number": 1})

    assert (ended.status, steps(engine, ended)) == (Status.COMPLETED, ["first", "first", "second"])


def test_a_paused_workflow_begins_nothing_until_it_is_resumed(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = engine.executions.run("demo.flow")
    Reactor(engine).step()
    engine.workflow_runs.pause(run.id)
    paused = conducted(engine, run, {"number": 1})

    engine.workflow_runs.resume(run.id)

    assert (paused.status, steps(engine, paused)) == (Status.RUNNING, ["first", "second"])
    assert paused.paused_at is not None
    assert conducted(engine, run).status is Status.COMPLETED


def test_a_cancelled_workflow_takes_back_what_has_not_begun(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = engine.executions.run("demo.flow")
    Reactor(engine).step()

    engine.executions.cancel(run.id)
    ended = conducted(engine, run)

    assert ended.status is Status.CANCELLED
    assert [child.status for child in engine.executions.list(parent=run.id).items] == [
        Status.CANCELLED
    ]


def test_an_action_that_is_not_there_fails_its_task_and_that_is_told_once(engine: Engine) -> None:
    a_workflow(engine, "tasks: [{name: only, action: demo.stepp}]")

    ended = conducted(engine, engine.executions.run("demo.flow"))

    assert ended.status is Status.FAILED and ended.result is not None
    [told] = ended.result["errors"]
    assert told["message"].startswith("`only` failed: there is no action 'demo.stepp'")


def test_a_delay_is_kept_in_the_store_and_over_when_its_time_has_come(
    engine: Engine, clock: FakeClock
) -> None:
    a_workflow(engine, "tasks: [{name: only, action: demo.step, delay: 60}]")
    run = engine.executions.run("demo.flow")
    waiting = conducted(engine, run)
    clock.forward(seconds=60)

    Janitor(engine).step()

    assert (waiting.status, conducted(engine, run).status) == (Status.RUNNING, Status.COMPLETED)


def test_a_workflow_that_takes_too_long_times_out(engine: Engine, clock: FakeClock) -> None:
    a_workflow(engine, "timeout: 30\ntasks: [{name: only, action: demo.step, delay: 60}]")
    run = engine.executions.run("demo.flow")
    conducted(engine, run)
    clock.forward(seconds=30)

    Janitor(engine).step()

    assert engine.executions.get(run.id).status is Status.TIMEOUT


def test_a_workflow_within_a_workflow_is_conducted_as_well(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    a_workflow(engine, "tasks: [{name: inner, action: demo.flow}]", ref="demo.outer")

    ended = conducted(engine, engine.executions.run("demo.outer"), {"number": 1})

    assert (ended.status, steps(engine, ended)) == (Status.COMPLETED, ["inner"])


def test_items_run_as_many_at_a_time_as_the_task_allows(engine: Engine) -> None:
    a_workflow(
        engine,
        "tasks: [{name: each, action: demo.step, with_items: '{{ range(5) }}', concurrency: 2}]",
    )
    run = engine.executions.run("demo.flow")

    Reactor(engine).step()

    assert len(engine.executions.list(parent=run.id).items) == 2
    assert conducted(engine, run).status is Status.COMPLETED
    assert len(engine.executions.list(parent=run.id).items) == 5


def test_a_question_inside_a_workflow_is_waited_for_and_its_answer_used(engine: Engine) -> None:
    a_workflow(
        engine,
        """
tasks:
  - name: ask
    action: core.ask
    input: {prompt: "Ship it?"}
    next:
      - when: "{{ result().response.approved }}"
        do: [ship]
  - {name: ship, action: demo.step}
""",
    )
    run = engine.executions.run("demo.flow")
    conducted(engine, run)
    (inquiry,) = engine.inquiries.list().items

    engine.inquiries.respond(inquiry.id, {"approved": True})

    assert conducted(engine, run).status is Status.COMPLETED
    assert steps(engine, run) == ["ask", "ship"]


def test_a_change_that_is_handled_twice_counts_once(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = engine.executions.run("demo.flow")
    ended = conducted(engine, run, {"number": 1})
    engine.store.tx(lambda tx: tx.advance("reactor", 0))

    again = conducted(engine, run)

    assert (again, steps(engine, run)) == (ended, ["first", "second"])


def test_a_workflow_that_has_ended_cannot_be_paused(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = conducted(engine, engine.executions.run("demo.flow"), {"number": 1})

    with pytest.raises(Conflict, match="cannot be paused"):
        engine.workflow_runs.pause(run.id)


def test_a_workflow_shows_its_graph_and_what_led_to_its_end(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = conducted(engine, engine.executions.run("demo.flow"), {"number": 42})

    state = engine.workflow_runs.state(run.id)

    assert [(step.task, step.outcome, step.critical) for step in state.steps] == [
        ("first", "succeeded", True),
        ("second", "succeeded", True),
    ]
    assert (state.stage, state.variables) == ("completed", {"answer": 42})
    assert [node.id for node in state.graph.nodes] == ["first", "second"]


TOGETHER = """
tasks:
  - {name: left, action: demo.step, next: [{do: [end]}]}
  - {name: right, action: demo.step, delay: 60, next: [{do: [end]}]}
  - {name: end, action: demo.other, join: all}
"""


def test_each_step_says_to_which_join_it_led_also_while_others_are_waited_for(
    engine: Engine, clock: FakeClock
) -> None:
    a_workflow(engine, TOGETHER)
    run = conducted(engine, engine.executions.run("demo.flow"))
    waiting = engine.workflow_runs.state(run.id).steps
    clock.forward(seconds=61)
    engine.workflow_runs.tell_time()

    ended = engine.workflow_runs.state(conducted(engine, run).id).steps

    assert [(step.task, step.joins) for step in waiting] == [("left", ["end"]), ("right", [])]
    assert [step.joins for step in ended] == [["end"], ["end"], []]


def test_a_task_gets_other_input_when_it_is_run_again(engine: Engine) -> None:
    schema = {"word": {"type": "string"}}
    add_actions(engine, [an_action("demo.say", param_schema=schema)])
    a_workflow(engine, "tasks: [{name: say, action: demo.say, input: {word: no}}]")
    failed = conducted(engine, engine.executions.run("demo.flow"), OSError("no"))

    engine.workflow_runs.rerun_from(failed.id, "say", input={"word": "yes"})
    ended = conducted(engine, failed)

    configs = [child.config for child in engine.executions.list(parent=ended.id).items]
    assert (ended.status, configs) == (Status.COMPLETED, [{"word": "yes"}, {"word": "no"}])


def test_only_the_items_that_failed_are_run_again(engine: Engine) -> None:
    a_workflow(
        engine,
        "tasks: [{name: each, action: demo.step, with_items: '{{ range(3) }}', concurrency: 3}]",
    )
    failed = conducted(engine, engine.executions.run("demo.flow"), {}, OSError("no"), {})

    engine.workflow_runs.rerun_from(failed.id, "each", failed_items=True)
    ended = conducted(engine, failed)

    assert (failed.status, ended.status) == (Status.FAILED, Status.COMPLETED)
    assert len(engine.executions.list(parent=ended.id).items) == 4


def test_a_secret_parameter_of_a_workflow_reaches_its_task_and_is_stored_nowhere_else(
    engine: Engine,
) -> None:
    secret = {"token": {"type": "string", "secret": True}}
    add_actions(engine, [an_action("demo.login", param_schema=secret)])
    a_workflow(
        engine,
        """
parameters: {token: {type: string, secret: true}}
tasks: [{name: login, action: demo.login, input: {token: "{{ parameters.token }}"}}]
""",
    )
    run = conducted(engine, engine.executions.run("demo.flow", {"token": "pa55word-x"}))

    (child,) = engine.executions.list(parent=run.id).items
    assert engine.attempts.secrets(child).secrets == {"token": "pa55word-x"}
    stored = b"".join(path.read_bytes() for path in engine.config.ops_dir.glob("attune.db*"))
    assert b"pa55word-x" not in stored


def test_when_the_next_wait_is_over_is_known_to_a_part_of_a_second(engine: Engine) -> None:
    a_workflow(engine, "tasks: [{name: only, action: demo.step, delay: 0.2}]")
    conducted(engine, engine.executions.run("demo.flow"))

    assert engine.workflow_runs.next_time() == pytest.approx(0.2)
    assert engine.attempts.left()


QUESTION = "tasks: [{name: ask, action: core.ask, input: {prompt: Really}, timeout: %s}]"


@pytest.mark.parametrize(("timeout", "left"), [("null", False), ("60", True)])
def test_a_host_stays_for_a_question_only_if_that_has_a_time(
    timeout: str, left: bool, engine: Engine
) -> None:
    a_workflow(engine, QUESTION % timeout)
    run = engine.executions.run("demo.flow")
    begun = engine.attempts.left()
    reactor = Reactor(engine)
    while reactor.step():
        reactor.settle()

    assert (begun, engine.attempts.left()) == (True, left)
    assert engine.executions.get(run.id).status is Status.RUNNING


def test_an_answer_that_was_given_without_a_host_is_something_left_to_do(engine: Engine) -> None:
    a_workflow(engine, QUESTION % "null")
    engine.executions.run("demo.flow")
    reactor = Reactor(engine)
    while reactor.step():
        reactor.settle()

    engine.inquiries.respond(engine.inquiries.list().items[0].id, {})

    assert engine.attempts.left()


def test_a_paused_workflow_needs_no_host(engine: Engine) -> None:
    a_workflow(engine, CHAIN)
    run = engine.executions.run("demo.flow")
    Reactor(engine).step()
    engine.workflow_runs.pause(run.id)
    conducted(engine, run, {"number": 1})
    reactor = Reactor(engine)
    while reactor.step():
        reactor.settle()

    assert engine.executions.get(run.id).paused_at is not None
    assert not engine.attempts.left()


def test_a_try_says_what_was_tried_first_and_why_again(engine: Engine) -> None:
    a_workflow(engine, "tasks: [{name: only, action: demo.step, retry: {count: 2, delay: 0}}]")
    ended = conducted(engine, engine.executions.run("demo.flow"), OSError("a"), OSError("b"), {})

    third, second, first = engine.executions.list(parent=ended.id).items
    assert [each.original_execution for each in (first, second, third)] == [None] + [first.id] * 2
    assert (third.retry_reason, ended.status) == ("failed", Status.COMPLETED)
    task = third.workflow_task
    assert task is not None and (task.attempt, task.retry_count, task.max_retries) == (3, 2, 2)


def test_a_task_that_has_ended_is_not_written_again(engine: Engine, clock: FakeClock) -> None:
    a_workflow(engine, CHAIN)
    run = engine.executions.run("demo.flow")
    Reactor(engine).step()
    worker(engine).drain()
    (_, first) = engine.executions.list(parent=run.id).items
    clock.forward(seconds=1)

    conducted(engine, run)

    assert engine.executions.get(first.id) == first


def test_a_workflow_that_asks_for_itself_without_end_is_refused_by_depth(engine: Engine) -> None:
    a_workflow(engine, "tasks: [{name: again, action: demo.flow}]")
    ended = conducted(engine, engine.executions.run("demo.flow"))

    told = [str(each.result) for each in engine.store.find(Execution, status=Status.FAILED)]
    assert ended.status is Status.FAILED
    assert any("does one ask for itself?" in each for each in told)


def test_a_task_may_give_a_workflow_less_time_than_it_gives_itself(
    engine: Engine, clock: FakeClock
) -> None:
    slow = "timeout: 300\ntasks: [{name: only, action: demo.step, delay: 60}]"
    a_workflow(engine, slow, ref="demo.slow")
    text = """
tasks:
  - {name: within, action: demo.slow, timeout: 30, next: [{when: "{{ timed_out() }}", do: [late]}]}
  - {name: late, action: demo.step}
"""
    a_workflow(engine, text)
    run = engine.executions.run("demo.flow")
    conducted(engine, run)
    clock.forward(seconds=30)

    Janitor(engine).step()

    ended = conducted(engine, run)
    assert (ended.status, steps(engine, ended)) == (Status.COMPLETED, ["within", "late"])


def test_cancelling_reaches_workflows_within_workflows(engine: Engine) -> None:
    a_workflow(engine, "tasks: [{name: wait, action: demo.step, delay: 60}]", ref="demo.inner")
    a_workflow(
        engine, "cancellation_policy: cancel_running\ntasks: [{name: in, action: demo.inner}]"
    )
    run = engine.executions.run("demo.flow")
    conducted(engine, run)

    engine.executions.cancel(run.id)

    assert conducted(engine, run).status is Status.CANCELLED
    assert {each.status for each in engine.store.find(Execution)} == {Status.CANCELLED}


def test_how_an_old_workflow_went_is_cleared_away_and_its_result_stays(
    engine: Engine, clock: FakeClock
) -> None:
    a_workflow(engine, CHAIN)
    old = conducted(engine, engine.executions.run("demo.flow"), {"number": 1})
    clock.forward(days=engine.config.runs_retention_days + 1)
    fresh = conducted(engine, engine.executions.run("demo.flow"), {"number": 2})

    assert engine.workflow_runs.forget() == 1
    assert engine.executions.get(old.id) == old
    assert engine.workflow_runs.state(fresh.id).stage == "completed"
    with pytest.raises(NotFound):
        engine.workflow_runs.state(old.id)
