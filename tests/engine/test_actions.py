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
        ({"ref": "nowhere.greet"}, NotFound, "no pack 'nowhere'"),
        ({"ref": "greet", "runtime_ref": "core.shel"}, NotFound, "did you mean core.shell"),
        ({"ref": "greet", "param_schema": {"x": {"type": 7}}}, Invalid, "schema is broken"),
    ],
)
def test_one_that_makes_no_sense_is_refused(
    engine: Engine, fields: dict[str, str], error: type[Exception], part: str
) -> None:
    with pytest.raises(error, match=part):
        engine.actions.register(**{"entrypoint": "", **fields})  # type: ignore[arg-type]


def test_a_workflow_that_is_run_once_more_is_conducted_again(engine: Engine) -> None:
    engine.workflows.register("version: 1.0.0\ntasks: [{name: a, action: demo.plain}]", ref="flow")
    first = engine.executions.run("adhoc.flow")
    again = engine.executions.rerun(first.id)
    assert (again.queue, again.workflow_def) == ("workflow", first.workflow_def)
