"""What the log of workflow 1 tells."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from attune_ops_nb.engine import Engine
from attune_ops_nb.engine.story import Story
from attune_ops_nb.model import ASK, Execution, LogStream, Status, Suggestion
from attune_ops_nb.store import logs
from attune_ops_nb.testing import FakeClock, ScriptedRunner, add_actions, an_action, worker
from attune_ops_nb.testing import engine as an_engine
from attune_ops_nb.work.reactor import Reactor
from tests.work.mixed_workflow import add_workflow

CHAIN = """\
version: 1.0.0
tasks:
- {name: first, action: demo.step, next: [{when: succeeded(), do: [second]}]}
- {name: second, action: demo.step}
"""

ONE = "version: 1.0.0\ntasks: [{name: first, action: demo.step}]\n"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = an_engine(tmp_path, clock=FakeClock())
    add_actions(made, [an_action("demo.step"), an_action(ASK)])
    yield made
    made.close()


def run(engine: Engine, text: str = CHAIN, *script: Exception) -> Execution:
    """A workflow that was conducted as far as it goes."""
    engine.workflows.register(text, ref="demo.flow")
    asked = engine.executions.run("demo.flow")
    go_on(engine, Reactor(engine), *script)
    return asked


def go_on(engine: Engine, reactor: Reactor, *script: Exception) -> None:
    hands = worker(engine, ScriptedRunner(*script))
    while reactor.step() or hands.step():
        hands.join()


def told(engine: Engine, execution: Execution) -> list[str]:
    """The lines of its log."""
    return engine.executions.log(execution.id).decode().splitlines()


def test_a_step_is_told_when_it_starts_and_ends(engine: Engine) -> None:
    asked = run(engine)
    child = engine.executions.get(2)
    at = child.created
    assert at is not None
    story, later = Story(engine.config, engine.store), at + timedelta(seconds=2)

    story.tell(replace(child, id=9, status=Status.RUNNING))
    story.tell(replace(child, id=9, started_at=at, completed_at=later))

    assert told(engine, asked)[-2:] == [
        "[attune] step first: started as #9",
        "[attune] step first: completed after 2.0 s (#9)",
    ]


def test_a_step_that_failed_says_why(engine: Engine) -> None:
    asked = run(engine, CHAIN, OSError("no disk"))

    assert told(engine, asked)[-1].endswith("step first: failed: no disk (#2)")


@pytest.mark.parametrize(
    ("task", "line"),
    [
        ("action: demo.none", "step a: failed: there is no action 'demo.none'"),
        (
            "action: demo.step, input: {x: '{{ workflow.y.z }}'}",
            "step a: failed: /x: unknown field `y`",
        ),
        ("action: demo.step, input: {x: '{{ keystore.k }}'}", "step a: failed: "),
        ("action: demo.step, delay: '{{ [] }}'", "step a: failed: delay must be a number"),
    ],
)
def test_a_step_that_could_not_begin_says_why(task: str, line: str, engine: Engine) -> None:
    add_workflow(engine, f"tasks: [{{name: a, {task}}}]", "demo.flow")
    asked = engine.executions.run("demo.flow")
    go_on(engine, Reactor(engine))

    (found,) = told(engine, asked)
    assert found.startswith(f"[attune] {line}")
    reason = found.removeprefix("[attune] step a: ")
    assert reason in (engine.executions.get(asked.id).result or {})["error"]


def test_a_step_that_ran_and_a_condition_after_it_are_both_told(engine: Engine) -> None:
    text = "tasks: [{name: a, action: demo.step, next: [{when: '{{ result().x.y }}', do: [noop]}]}]"
    add_workflow(engine, text, "demo.flow")
    asked = engine.executions.run("demo.flow")
    go_on(engine, Reactor(engine), OSError("no disk"))

    *_, ended, condition = told(engine, asked)
    assert ended.endswith("step a: failed: no disk (#2)")
    assert condition.startswith("[attune] step a: ") and "`x`" in condition


def test_the_last_step_is_told_when_the_workflow_has_ended(engine: Engine) -> None:
    engine.workflows.register(ONE, ref="demo.flow")
    asked = engine.executions.run("demo.flow")
    hands = worker(engine)

    Reactor(engine).step()
    hands.step()
    hands.join()

    assert engine.executions.get(asked.id).status is Status.COMPLETED
    assert told(engine, asked)[-1].endswith("completed (#2)")


def test_what_is_handled_again_is_not_told_again(engine: Engine) -> None:
    asked = run(engine)
    before = told(engine, asked)

    engine.story = Story(engine.config, engine.store)
    Reactor(engine).step()  # it never wrote down how far it came

    assert told(engine, asked) == before


def test_a_pause_is_told_and_its_end(engine: Engine) -> None:
    engine.workflows.register(CHAIN, ref="demo.flow")
    asked = engine.executions.run("demo.flow")
    Reactor(engine).step()
    for act in (engine.workflow_runs.pause, engine.workflow_runs.resume):
        act(asked.id)
        Reactor(engine).step()

    assert told(engine, asked) == ["[attune] paused", "[attune] goes on"]


def test_a_question_is_told_with_how_to_answer_it(engine: Engine) -> None:
    text = "version: 1.0.0\ntasks:\n- {name: ok, action: core.ask, input: {prompt: Ship it}}\n"

    asked = run(engine, text)

    line = "[attune] step ok: waits for an answer: Ship it (attune inquiry answer 1)"
    assert told(engine, asked) == [line]


def test_a_workflow_suggests_what_its_last_step_suggests(engine: Engine) -> None:
    asked = run(engine)
    lint = Suggestion(kind="next-workflow", name="devtools.lint")

    Story(engine.config, engine.store).tell(
        replace(engine.executions.get(3), id=9, suggestions=[lint])
    )

    assert engine.executions.get(asked.id).suggestions == [lint]


def test_a_log_that_cannot_be_written_holds_up_nothing(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    run(engine)
    logs.remove(engine.config, 1)
    logs.path(engine.config, 1, LogStream.LOG).mkdir(parents=True)

    Story(engine.config, engine.store).tell(engine.executions.get(2))

    assert "the log of workflow 1" in caplog.text
