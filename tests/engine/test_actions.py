"""Actions that are written here: code with a name."""

import pytest
from msgspec.structs import replace

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, Invalid, NotFound
from attune_ops_nb.testing import an_action


def test_an_action_that_is_code_belongs_to_the_pack_of_what_is_written_here(
    engine: Engine,
) -> None:
    made = engine.actions.register("greet", "echo hello")
    assert (made.ref, made.pack_ref, made.is_adhoc) == ("adhoc.greet", "adhoc", True)
    assert engine.actions.get("adhoc.greet") == made


def test_it_takes_the_place_of_the_one_before(engine: Engine) -> None:
    before = engine.actions.register("greet", "echo hello")
    after = engine.actions.register("greet", "echo good day")
    assert after.id == before.id
    assert engine.actions.get("adhoc.greet").entrypoint == "echo good day"


def test_it_works_on_the_project_and_is_not_in_the_picker(engine: Engine) -> None:
    ops = engine.actions.register("greet", "pwd").ops
    assert ops is not None
    assert ops.hidden


def test_what_comes_from_files_is_not_overwritten(engine: Engine) -> None:
    with pytest.raises(Conflict, match="comes from the files of its pack"):
        engine.actions.register("demo.plain", "echo")


def test_a_workflow_is_not_overwritten(engine: Engine) -> None:
    pack = engine.packs.own("adhoc")
    workflow = replace(an_action("adhoc.flow", is_adhoc=True, workflow_def=7), pack=pack.id)
    engine.store.add(workflow)
    with pytest.raises(Conflict, match="is a workflow"):
        engine.actions.register("flow", "echo")


@pytest.mark.parametrize(
    ("fields", "error", "part"),
    [
        ({"ref": "Not A Name"}, Invalid, "ref: "),
        ({"ref": "a" * 200}, Invalid, "ref: it must have at most 200 characters"),
        ({"ref": "greet", "entrypoint": "x" * 1_000_001}, Invalid, "at most 1,000,000 characters"),
        ({"ref": "greet", "timeout_seconds": 1e300}, Invalid, "more than 0 and at most 2147483647"),
        ({"ref": "nowhere.greet"}, NotFound, "no pack 'nowhere'"),
        ({"ref": "greet", "runtime_ref": "core.shel"}, NotFound, "did you mean core.shell"),
        ({"ref": "greet", "param_schema": {"x": {"type": 7}}}, Invalid, "schema is broken"),
    ],
)
def test_one_that_makes_no_sense_is_refused(
    engine: Engine, fields: dict[str, object], error: type[Exception], part: str
) -> None:
    with pytest.raises(error, match=part):
        engine.actions.register(**{"entrypoint": "pwd", **fields})  # type: ignore[arg-type]


def test_a_workflow_that_is_run_once_more_is_conducted_again(engine: Engine) -> None:
    engine.workflows.register("version: 1.0.0\ntasks: [{name: a, action: demo.plain}]", ref="flow")
    first = engine.executions.run("adhoc.flow")
    again = engine.executions.rerun(first.id)
    assert (again.queue, again.workflow_def) == ("workflow", first.workflow_def)


def test_a_new_action_is_code_that_runs_in_the_shell(engine: Engine) -> None:
    made = engine.actions.create("adhoc.greet", "Greet", "echo hello", tags=["x"])
    assert (made.pack_ref, made.runtime_ref, made.is_adhoc) == ("adhoc", "core.shell", True)
    assert engine.actions.get("adhoc.greet") == made


def test_an_action_with_a_ref_that_is_taken_is_not_made(engine: Engine) -> None:
    with pytest.raises(Conflict, match=r"there is an action demo\.plain already"):
        engine.actions.create("demo.plain", "Plain", "echo")


def test_everything_that_is_wrong_with_a_new_action_is_said_at_once(engine: Engine) -> None:
    with pytest.raises(Invalid) as refused:
        engine.actions.create(
            "adhoc.Bad",
            " ",
            "",
            param_schema={"x": {"type": 7}},
            runtime_version_constraint="new",
            timeout_seconds=0,
        )
    fields = ["ref", "label", "entrypoint", "param_schema", "runtime_version_constraint"]
    assert list(refused.value.problems) == [*fields, "timeout_seconds"]


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"pack_ref": "nowhere", "ref": "nowhere.greet"}, "no pack 'nowhere'"),
        ({"runtime_ref": "core.shel"}, "did you mean core.shell"),
        ({"runtime": 999}, "no runtime 999"),
        ({"runtime": 999, "runtime_ref": "core.shell"}, "no runtime 'core.shell' 999"),
    ],
)
def test_a_new_action_needs_a_pack_and_a_runtime_that_there_are(
    engine: Engine, fields: dict[str, str], part: str
) -> None:
    with pytest.raises(NotFound, match=part):
        engine.actions.create(**{"ref": "adhoc.a", "label": "A", "entrypoint": "x", **fields})  # type: ignore[arg-type]


def test_an_action_is_of_the_pack_that_its_ref_names(engine: Engine) -> None:
    with pytest.raises(Invalid, match=r"'demo\.greet' must be adhoc"):
        engine.actions.create("demo.greet", "Greet", "echo", pack_ref="adhoc")


def test_an_action_is_changed_where_something_is_said(engine: Engine) -> None:
    made = engine.actions.create("adhoc.a", "A", "echo", description="old", tags=["x"])
    changed = engine.actions.update("adhoc.a", entrypoint="pwd", description="")
    said = {"entrypoint": "pwd", "description": None, "updated": changed.updated}
    assert changed == replace(made, **said)


def test_what_makes_no_sense_does_not_change_an_action(engine: Engine) -> None:
    made = engine.actions.create("adhoc.a", "A", "echo")
    with pytest.raises(Invalid, match="entrypoint: it is empty"):
        engine.actions.update("adhoc.a", label="B", entrypoint="")
    assert engine.actions.get("adhoc.a") == made


def test_an_action_that_was_written_here_is_removed(engine: Engine) -> None:
    engine.actions.create("adhoc.a", "A", "echo")
    engine.actions.delete("adhoc.a")
    with pytest.raises(NotFound):
        engine.actions.get("adhoc.a")


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_an_action_from_files_is_neither_changed_nor_removed(engine: Engine, verb: str) -> None:
    with pytest.raises(Conflict, match="comes from the files of its pack"):
        getattr(engine.actions, verb)("demo.plain")
