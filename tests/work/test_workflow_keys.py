"""How keys go through a workflow: to the actions that take a secret, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.engine.keystore import Keystore
from attune_ops_nb.model import Execution, OwnerType, Status
from attune_ops_nb.testing import ScriptedRunner, add_actions, an_action, worker
from attune_ops_nb.testing import engine as an_engine
from attune_ops_nb.work.reactor import Reactor
from tests.work.mixed_workflow import add_workflow

SECRET = "k3y-of-the-demo"
TOKEN = {"token": {"secret": True}}
TOKEN_PARAMETER = "{token: {type: string, secret: true}}"
LOGIN = "{name: login, action: demo.login, input: {token: '{{ %s }}'}}"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = an_engine(tmp_path)
    login = an_action("demo.login", param_schema=TOKEN)
    add_actions(made, [login, an_action("demo.show", param_schema={"text": {}})])
    add_actions(made, [an_action("other.plain")])
    made.keys.create("demo.token", "token", SECRET, owner_pack_ref="demo")
    yield made
    made.close()


def run(engine: Engine, tasks: str) -> Execution:
    """The workflow of those tasks, at its end."""
    add_workflow(engine, f"tasks: [{tasks}]", "demo.flow")
    asked = engine.executions.run("demo.flow")
    hands, reactor = worker(engine, ScriptedRunner()), Reactor(engine)
    while reactor.step() or hands.step():
        hands.join()
    return engine.executions.get(asked.id)


def given(engine: Engine, ended: Execution) -> object:
    """The token that the action of the only task got."""
    (child,) = engine.executions.list(parent=ended.id).items
    return engine.attempts.secrets(child).secrets["token"]


def assert_nowhere(engine: Engine, secret: str = SECRET) -> None:
    """The secret is in no file of the home: not in the store, a log or a record."""
    files = [path for path in engine.config.attune_home.rglob("*") if path.is_file()]
    assert files and not any(secret.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    "asked", ["keystore.token", "keystore['demo.token']", "'' + keystore.token"]
)
def test_a_key_reaches_the_parameter_that_is_secret(asked: str, engine: Engine) -> None:
    ended = run(engine, LOGIN.replace("'", '"') % asked)

    assert (ended.status, given(engine, ended)) == (Status.COMPLETED, SECRET)
    assert_nowhere(engine)


def test_all_keys_may_be_given_at_once(engine: Engine) -> None:
    ended = run(engine, LOGIN % "keystore")

    assert given(engine, ended) == {"token": SECRET, "demo.token": SECRET}
    assert_nowhere(engine)


def test_what_a_secret_was_made_of_is_known_down_to_workflows_within(engine: Engine) -> None:
    inner = f"parameters: {TOKEN_PARAMETER}\ntasks: [{LOGIN % 'parameters.token'}]"
    add_workflow(engine, inner, "demo.inner")
    whole = "'{{ keystore.token }}'", "'Bearer {{ keystore.token }}'"
    ended = run(engine, (LOGIN % "keystore.token").replace(*whole).replace(".login", ".inner"))

    (inside,) = engine.executions.list(parent=ended.id).items
    (child,) = engine.executions.list(parent=inside.id).items
    known = engine.attempts.secrets(child)
    assert known.secrets == {"token": f"Bearer {SECRET}"}
    assert known.origins == [f"Bearer {SECRET}", SECRET]


def test_a_key_that_many_items_are_given_is_opened_once(engine: Engine) -> None:
    items = ", with_items: '{{ range(5) }}', concurrency: 5}"
    ended = run(engine, (LOGIN % "keystore.token")[:-1] + items)

    children = engine.executions.list(parent=ended.id).items
    assert [engine.attempts.secrets(child).origins for child in children] == [[SECRET]] * 5


def test_of_keys_with_one_name_that_of_the_nearest_owner_is_meant(engine: Engine) -> None:
    engine.keys.create("token", "token", "of the system")
    assert given(engine, run(engine, LOGIN % "keystore.token")) == SECRET

    add_workflow(engine, f"tasks: [{LOGIN % 'keystore.token'}]", "demo.again")
    engine.keys.create("own", "token", "of the action", owner_action_ref="demo.again")
    assert keys(engine, "demo.again")["token"] == "of the action"
    assert keys(engine, "other.plain")["token"] == "of the system"


def test_keys_of_others_are_not_there(engine: Engine) -> None:
    engine.keys.create("mine", "mine", SECRET, owner_type=OwnerType.IDENTITY)
    engine.keys.create("theirs", "theirs", SECRET, owner_pack_ref="other")

    assert list(keys(engine, "demo.login")) == ["token", "demo.token"]


@pytest.mark.parametrize("asked", ["keystore.theirs", "keystore['other.theirs']"])
def test_a_workflow_that_names_a_key_of_others_fails(asked: str, engine: Engine) -> None:
    engine.keys.create("other.theirs", "theirs", SECRET, owner_pack_ref="other")
    ended = run(engine, LOGIN.replace("'", '"') % asked)

    (error,) = (ended.result or {})["errors"]
    assert ended.status is Status.FAILED and "theirs" in error["message"]
    assert engine.executions.list(parent=ended.id).items == []


def test_a_key_that_is_not_there_fails_the_task_that_names_it(engine: Engine) -> None:
    ended = run(engine, LOGIN % "keystore.tokn")

    (error,) = (ended.result or {})["errors"]
    assert ended.status is Status.FAILED
    assert "unknown field `tokn`" in error["message"] and "mean `token`?" in error["message"]


def test_a_key_that_cannot_be_opened_fails_the_task_that_names_it(engine: Engine) -> None:
    (engine.config.ops_dir / "vault.key").unlink()
    ended = run(engine, LOGIN % "keystore.token")

    (error,) = (ended.result or {})["errors"]
    assert ended.status is Status.FAILED
    assert "the value of demo.token was sealed with another key" in error["message"]


def test_a_key_is_opened_only_if_a_workflow_names_it(engine: Engine) -> None:
    (engine.config.ops_dir / "vault.key").unlink()
    ended = run(engine, "{name: show, action: demo.show, input: {text: hi}}")

    assert ended.status is Status.COMPLETED


@pytest.mark.parametrize(
    "tasks",
    [
        "{name: show, action: demo.show, input: {text: '{{ keystore.token }}'}}",
        "{name: show, action: demo.show, input: {text: '{{ keystore }}'}}",
        LOGIN[:-1] % "1" + ", next: [{publish: [{shown: '{{ keystore.token }}'}], do: [fail]}]}",
        LOGIN[:-1] % "item" + ", with_items: '{{ [keystore.token] }}'}",
        LOGIN[:-1] % "1" + ", next: [{when: '{{ keystore.token + 1 }}', do: [fail]}]}",
        LOGIN[:-1] % "1" + ", delay: '{{ keystore.token }}'}",
        LOGIN % "keystore.token.deeper",
    ],
    ids=["input", "whole", "published", "items", "condition", "delay", "deeper"],
)
def test_a_workflow_that_would_show_a_key_fails_without_saying_it(
    tasks: str, engine: Engine
) -> None:
    assert run(engine, tasks).status is Status.FAILED
    assert_nowhere(engine)


def keys(engine: Engine, action_ref: str) -> dict[str, object]:
    """All that executions of an action may have."""
    return engine.store.read(lambda reader: dict(Keystore(engine.config, reader, action_ref)))
