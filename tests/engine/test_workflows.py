"""Workflows that are graphs are looked at, checked, and kept, also in the files of packs."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import yaml

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.testing import engine as an_engine

TEXT = "version: 1.0.0\ntasks:\n- {name: a, action: core.echo, input: {message: hi}}\n"
VALUE = {"version": "2", "tasks": [{"name": "a", "action": "core.noop"}]}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    folder = tmp_path / "packs" / "shop"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("ref: shop\nversion: 1.0.0")
    made = an_engine(tmp_path, packs_dirs=[folder.parent])
    made.packs.sync()
    yield made
    made.close()


def filed(engine: Engine, name: str) -> dict[str, object]:
    """What a file of the pack `shop` says."""
    found: dict[str, object] = yaml.safe_load((engine.packs.folder("shop") / name).read_text())
    return found


def test_a_file_is_registered_as_a_workflow_and_its_action(engine: Engine) -> None:
    kept = engine.workflows.register(TEXT, ref="shop.greet")

    action = engine.actions.get("shop.greet")

    assert (action.workflow_def, action.is_adhoc, action.runtime) == (kept.id, True, None)


def test_what_is_kept_can_be_conducted(engine: Engine) -> None:
    kept = engine.workflows.register(TEXT, ref="shop.greet")

    assert msgspec.convert(kept.definition, Definition).tasks[0].input == {"message": "hi"}
    assert kept.text == TEXT


def test_a_workflow_without_a_pack_is_one_of_adhoc(engine: Engine) -> None:
    assert engine.workflows.register(TEXT, ref="greet").ref == "adhoc.greet"
    engine.packs.sync()
    assert engine.packs.get("adhoc").label == "Written here"


def test_a_workflow_is_registered_again_in_its_place(engine: Engine) -> None:
    before = engine.workflows.register(TEXT, ref="shop.greet")
    after = engine.workflows.register(TEXT.replace("hi", "bye"), ref="shop.greet")

    assert after.id == before.id
    assert "bye" in (engine.workflows.get("shop.greet").text or "")


def test_a_bad_file_is_refused_with_everything_that_is_wrong(engine: Engine) -> None:
    text = TEXT.replace("core.echo", "core.ecko") + "- {name: a, action: core.noop}\n"
    with pytest.raises(Invalid) as refused:
        engine.workflows.register(text, ref="shop.greet", name="g.yaml")

    assert list(refused.value.problems) == ["g.yaml:3:21", "g.yaml:4:10"]


def test_a_workflow_of_no_pack_is_refused(engine: Engine) -> None:
    with pytest.raises(NotFound, match="there is no pack 'ship'; did you mean shop"):
        engine.workflows.register(TEXT, ref="ship.greet")


def test_a_workflow_may_call_itself(engine: Engine) -> None:
    text = TEXT.replace("core.echo, input: {message: hi}", "shop.again")

    assert engine.workflows.register(text, ref="shop.again").ref == "shop.again"


def test_what_comes_from_a_pack_is_not_overwritten(engine: Engine) -> None:
    with pytest.raises(Conflict, match="comes from the files of the pack core"):
        engine.workflows.register(TEXT, ref="core.noop")


def test_a_file_is_validated_and_nothing_is_kept(engine: Engine) -> None:
    verdict = engine.workflows.validate(TEXT + "colour: red")

    assert (verdict.ok, verdict.lines) == (
        True,
        ["workflow.yaml:4:1: warning: the key colour is not known, and is ignored"],
    )
    assert [each for each in engine.workflows.list() if each.is_adhoc] == []


def test_what_is_no_yaml_is_a_verdict_too(engine: Engine) -> None:
    verdict = engine.workflows.validate("a: 1\ntasks: [")

    assert (verdict.ok, verdict.graph) == (False, None)
    assert [each.line for each in verdict.problems] == [2]


def test_a_verdict_draws_what_can_be_read(engine: Engine) -> None:
    verdict = engine.workflows.validate(TEXT.replace("core.echo", "core.ecko"))

    assert not verdict.ok and verdict.graph is not None
    assert [node.label for node in verdict.graph.nodes] == ["a"]


def test_workflows_are_listed_by_pack_tag_and_words(engine: Engine) -> None:
    engine.workflows.register(TEXT + "tags: [money, x]", ref="shop.sell")
    engine.workflows.register(TEXT + "label: Say hello", ref="shop.greet")

    asked = [{}, {"tags": "money,y"}, {"search": "HELLO"}, {"pack_ref": "core"}]

    listed = [[each.ref for each in engine.workflows.list(**each)] for each in asked]
    ours = ["shop.greet", "shop.sell"]
    assert listed == [["devtools.health-check", *ours], ["shop.sell"], ["shop.greet"], []]


def test_a_workflow_that_is_a_value_is_created_once(engine: Engine) -> None:
    kept = engine.workflows.create("shop.greet", "Greet", VALUE, tags=["x"])

    assert (kept.label, kept.version, kept.tags) == ("Greet", "2", ["x"])
    with pytest.raises(Conflict, match=r"there is an action shop\.greet already"):
        engine.workflows.create("shop.greet", "Greet", VALUE)


def test_a_workflow_is_changed_field_by_field(engine: Engine) -> None:
    engine.workflows.create("shop.greet", "Greet", VALUE, tags=["x"])

    kept = engine.workflows.update("shop.greet", label="Hello", version="3")

    assert (kept.label, kept.version, kept.tags) == ("Hello", "3", ["x"])
    assert engine.actions.get("shop.greet").label == "Hello"


def test_a_workflow_goes_with_its_action(engine: Engine) -> None:
    engine.workflows.register(TEXT, ref="shop.greet")
    engine.workflows.delete("shop.greet")

    with pytest.raises(NotFound):
        engine.actions.get("shop.greet")


def test_a_workflow_of_a_packs_files_is_not_deleted(engine: Engine) -> None:
    engine.workflows.save("shop", "greet", "Greet", VALUE)
    with pytest.raises(Conflict):
        engine.workflows.delete("shop.greet")


def test_a_workflow_is_written_into_the_files_of_a_pack(engine: Engine) -> None:
    schema = {"who": {"type": "string"}}
    kept = engine.workflows.save("shop", "greet", "Greet", VALUE, param_schema=schema)

    assert (kept.label, kept.param_schema) == ("Greet", schema)
    assert filed(engine, "actions/workflows/greet.workflow.yaml") == VALUE


def test_the_file_of_the_action_names_the_graph(engine: Engine) -> None:
    engine.workflows.save("shop", "greet", "Greet", VALUE, tags=["x"])

    assert filed(engine, "actions/greet.yaml") == {
        "ref": "shop.greet",
        "enabled": True,
        "workflow_file": "workflows/greet.workflow.yaml",
        "label": "Greet",
        "tags": ["x"],
    }


def test_what_else_the_file_of_an_action_says_stays(engine: Engine) -> None:
    engine.workflows.save("shop", "greet", "Greet", VALUE)
    path = engine.packs.folder("shop") / "actions" / "greet.yaml"
    path.write_text(path.read_text() + "ops: {concern: test}\n")

    engine.workflows.save_again("shop.greet", "Hello", {**VALUE, "version": "3"})

    assert filed(engine, "actions/greet.yaml")["ops"] == {"concern": "test"}
    assert engine.workflows.get("shop.greet").version == "3"


def test_a_pack_that_does_not_load_with_a_workflow_is_left_as_it_was(engine: Engine) -> None:
    engine.workflows.save("shop", "greet", "Greet", VALUE)
    folder = engine.packs.folder("shop")
    (folder / "actions" / "broken.yaml").write_text("ref: 7\n")
    files = {path: path.read_bytes() for path in folder.rglob("*.yaml")}

    with pytest.raises(Conflict, match=r"nothing was written, as the pack shop .*broken\.yaml"):
        engine.workflows.save("shop", "hello", "Hello", VALUE)
    with pytest.raises(Conflict, match=r"broken\.yaml"):
        engine.workflows.save_again("shop.greet", "Hello", {**VALUE, "version": "3"})

    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == files


def test_a_bad_workflow_is_not_written_into_files(engine: Engine) -> None:
    with pytest.raises(Invalid):
        engine.workflows.save("shop", "greet", "Greet", {"version": "1", "tasks": []})

    assert not (engine.packs.folder("shop") / "actions").exists()


def test_nothing_is_written_into_the_packs_that_ship(engine: Engine) -> None:
    with pytest.raises(Conflict, match="the pack core comes with the program"):
        engine.workflows.save("core", "greet", "Greet", VALUE)


def test_a_name_cannot_lead_out_of_the_pack(engine: Engine) -> None:
    with pytest.raises(Invalid, match=r"must be shop\. and a name"):
        engine.workflows.save("shop", "../greet", "Greet", VALUE)


def test_files_are_not_written_where_runs_are_switched_off(tmp_path: Path) -> None:
    made = an_engine(tmp_path, allow_run=False)
    with pytest.raises(Forbidden):
        made.workflows.save("shop", "greet", "Greet", VALUE)
    made.close()


def test_the_workflows_of_a_pack_are_checked_against_the_actions_of_now(engine: Engine) -> None:
    value = {"version": "1", "tasks": [{"name": "a", "action": "shop.gone"}]}
    engine.workflows.create("shop.gone", "Gone", VALUE)
    engine.workflows.create("shop.greet", "Greet", value)
    engine.workflows.delete("shop.gone")

    verdict = engine.workflows.validate_pack("shop")

    (told,) = verdict.errors["shop.greet"]
    assert told.startswith("tasks.a.action: there is no action shop.gone")


def test_a_workflow_is_drawn(engine: Engine) -> None:
    engine.workflows.register(TEXT, ref="shop.greet")

    assert [node.action for node in engine.workflows.graph("shop.greet").nodes] == ["core.echo"]


def test_a_workflow_is_not_renamed_by_writing_its_file(engine: Engine) -> None:
    engine.workflows.save("shop", "greet", "Greet", VALUE)
    with pytest.raises(Conflict, match="keeps its name"):
        engine.workflows.save_again("shop.greet", "Greet", VALUE, name="hello")
