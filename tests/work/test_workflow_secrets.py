"""How a secret goes through a workflow: to the actions that take one, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.testing import ScriptedRunner, add_actions, an_action, worker
from attune_ops_nb.testing import engine as an_engine
from attune_ops_nb.work.reactor import Reactor
from tests.work.mixed_workflow import add_workflow

TOKEN = {"token": {"type": "string", "secret": True}}
SECRET = "pa55word-x"
PARAMETERS = "parameters: {token: {type: string, secret: true}}\n"
LOGIN = "{name: login, action: demo.login, input: {token: '{{ parameters.token }}'}"
SHOW = "{name: show, action: demo.show, input: {text: '{{ parameters.token }}'}}"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = an_engine(tmp_path)
    text = {"text": {"type": "string"}, "token": {"type": "string"}}
    actions = [an_action("demo.login", param_schema=TOKEN), an_action("demo.open")]
    add_actions(made, [*actions, an_action("demo.show", param_schema=text)])
    yield made
    made.close()


def run(engine: Engine, tasks: str) -> Execution:
    """The workflow of those tasks with a secret parameter, at its end."""
    add_workflow(engine, f"{PARAMETERS}tasks: [{tasks}]", "demo.flow")
    asked = engine.executions.run("demo.flow", {"token": SECRET})
    hands, reactor = worker(engine, ScriptedRunner()), Reactor(engine)
    while reactor.step() or hands.step():
        hands.join()
    return engine.executions.get(asked.id)


def assert_nowhere(engine: Engine) -> None:
    """The secret is in no file of the home: not in the store, a log or a record."""
    files = [path for path in engine.config.attune_home.rglob("*") if path.is_file()]
    assert files and not any(SECRET.encode() in path.read_bytes() for path in files)


def test_a_secret_reaches_the_parameter_that_is_secret(engine: Engine) -> None:
    ended = run(engine, LOGIN + "}")

    (child,) = engine.executions.list(parent=ended.id).items
    assert engine.attempts.secrets(child).secrets == {"token": SECRET}
    assert_nowhere(engine)


def test_what_is_inherited_reaches_the_parameter_that_is_secret(engine: Engine) -> None:
    ended = run(engine, "{name: login, action: demo.login}")

    (child,) = engine.executions.list(parent=ended.id).items
    assert ended.status is Status.COMPLETED
    assert engine.attempts.secrets(child).secrets == {"token": SECRET}
    assert_nowhere(engine)


def test_what_is_inherited_goes_down_through_workflows_within_workflows(engine: Engine) -> None:
    text = f"{PARAMETERS}tasks: [{{name: login, action: demo.login}}]"
    add_workflow(engine, text, "demo.inner")
    ended = run(engine, "{name: inner, action: demo.inner}")

    (inner,) = engine.executions.list(parent=ended.id).items
    (child,) = engine.executions.list(parent=inner.id).items
    assert ended.status is Status.COMPLETED
    assert engine.attempts.secrets(child).secrets == {"token": SECRET}
    assert_nowhere(engine)


@pytest.mark.parametrize(
    "tasks",
    [
        SHOW,
        "{name: show, action: demo.show}",
        LOGIN + ", next: [{publish: [{shown: '{{ parameters.token }}'}], do: [fail]}]}",
        LOGIN + ", with_items: '{{ [parameters.token] }}'}",
        LOGIN + ", next: [{when: '{{ parameters.token + 1 }}', do: [fail]}]}",
        "{name: show, action: demo.show, input: {text: '{{ parameters.token.x.y }}'}}",
        "{name: wait, action: demo.open, delay: '{{ parameters.token }}'}",
    ],
    ids=["input", "inherited", "published", "items", "condition", "path", "delay"],
)
def test_a_workflow_that_would_show_a_secret_fails_without_saying_it(
    tasks: str, engine: Engine
) -> None:
    ended = run(engine, tasks)

    assert ended.status is Status.FAILED
    assert_nowhere(engine)


def test_a_secret_cannot_be_replaced_when_a_task_is_run_again(engine: Engine) -> None:
    ended = run(engine, LOGIN + "}")

    with pytest.raises(Invalid, match="token: it is secret"):
        engine.workflow_runs.rerun_from(ended.id, "login", input={"token": SECRET})
    assert_nowhere(engine)
