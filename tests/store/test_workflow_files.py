"""The workflows of a pack: graphs beside their actions, in them, or standing alone."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.model import WorkflowDefinition
from attune_ops_nb.store.packfiles import PackFiles, read
from attune_ops_nb.testing import engine as an_engine

GRAPH = "version: 1.0.0\ntasks:\n- {name: a, action: core.echo, input: {message: hi}}\n"


class Folder:
    """A pack folder that a test writes into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("pack.yaml", "ref: shop\nversion: 1.0.0")

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def linked(self, graph: str = GRAPH, more: str = "") -> PackFiles:
        """The pack with an action that names the file of its graph."""
        head = "ref: shop.sell\nlabel: Sell\nworkflow_file: workflows/sell.workflow.yaml\n"
        self.write("actions/sell.yaml", head + more)
        self.write("actions/workflows/sell.workflow.yaml", graph)
        return read(self.path)

    def problems(self) -> dict[str, str]:
        with pytest.raises(Invalid) as refused:
            read(self.path)
        return refused.value.problems


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "packs" / "shop")


@pytest.fixture
def engine(tmp_path: Path, folder: Folder) -> Iterator[Engine]:
    made = an_engine(tmp_path, packs_dirs=[folder.path.parent])
    yield made
    made.close()


def test_an_action_has_the_name_and_the_parameters_of_its_graph(folder: Folder) -> None:
    files = folder.linked(more="parameters: {price: {type: integer}}\ntags: [money]")

    (definition,) = files.workflows

    assert (definition.ref, definition.label, definition.tags) == ("shop.sell", "Sell", ["money"])
    assert definition.param_schema == {"price": {"type": "integer"}}


def test_an_action_with_a_graph_has_its_file_and_no_runtime(folder: Folder) -> None:
    (action,) = folder.linked().actions

    assert (action.entrypoint, action.runtime_ref) == ("workflows/sell.workflow.yaml", None)


def test_a_graph_may_stand_in_the_action(folder: Folder) -> None:
    inline = GRAPH.replace("\n", "\n  ")
    folder.write("actions/sell.yaml", f"ref: shop.sell\nworkflow:\n  {inline}")

    assert read(folder.path).workflows[0].version == "1.0.0"


def test_what_is_wrong_with_a_graph_in_an_action_is_told_with_its_place(folder: Folder) -> None:
    folder.write("actions/sell.yaml", "ref: shop.sell\nworkflow: {version: 1, tasks: []}")

    assert list(folder.problems()) == ["shop/actions/sell.yaml:2:31"]


def test_a_graph_may_stand_alone(folder: Folder) -> None:
    folder.write("workflows/sell.yaml", f"ref: shop.sell\nlabel: Sell\n{GRAPH}")

    (action,) = read(folder.path).actions

    assert (action.ref, action.label, action.entrypoint) == (
        "shop.sell",
        "Sell",
        "workflows/sell.yaml",
    )


def test_a_graph_that_stands_alone_needs_a_ref_of_its_pack(folder: Folder) -> None:
    folder.write("workflows/sell.yaml", GRAPH)

    assert "must be shop. and a name" in folder.problems()["shop/workflows/sell.yaml:1:1"]


def test_a_ref_is_used_once_among_actions_and_graphs(folder: Folder) -> None:
    folder.write("workflows/sell.yaml", f"ref: shop.sell\n{GRAPH}")
    with pytest.raises(Invalid, match=r"is there already, in shop/actions/sell\.yaml"):
        folder.linked()


def test_everything_wrong_with_a_graph_is_told_with_the_rest_of_the_pack(folder: Folder) -> None:
    folder.write("actions/a.yaml", "ref: shop.a\nentry_point: gone.py")
    with pytest.raises(Invalid):
        folder.linked(GRAPH + "- {name: b, action: shop.b, delay: '{{ x }}'}")

    assert list(folder.problems()) == [
        "shop/actions/a.yaml:2",
        "shop/actions/workflows/sell.workflow.yaml:4:21",
        "shop/actions/workflows/sell.workflow.yaml:4:40",
    ]


def test_an_action_of_another_pack_need_not_be_there_yet(folder: Folder) -> None:
    assert folder.linked(GRAPH.replace("core.echo", "far.away")).workflows


def test_a_misspelt_key_of_a_graph_is_warned_of(folder: Folder) -> None:
    assert "did you mean timeout?" in folder.linked(GRAPH + "time_out: 3").warnings[0]


def test_a_graph_outside_the_pack_is_not_read(folder: Folder) -> None:
    folder.write("actions/sell.yaml", "ref: shop.sell\nworkflow_file: ../../other.yaml")
    folder.write("../other.yaml", GRAPH)

    assert list(folder.problems()) == ["shop/actions/sell.yaml:2"]


def test_a_definition_is_kept_and_linked_to_its_action(engine: Engine, folder: Folder) -> None:
    folder.linked()
    engine.packs.sync()

    (kept,) = engine.store.find(WorkflowDefinition, pack_ref="shop")

    assert engine.actions.get("shop.sell").workflow_def == kept.id
    assert kept.text == GRAPH


def test_what_is_kept_is_the_definition(engine: Engine, folder: Folder) -> None:
    folder.linked()
    engine.packs.sync()

    (kept,) = engine.store.find(WorkflowDefinition, pack_ref="shop")

    assert msgspec.convert(kept.definition, Definition).tasks[0].name == "a"


def test_a_graph_that_is_gone_is_removed(engine: Engine, folder: Folder) -> None:
    folder.linked()
    engine.packs.sync()
    (folder.path / "actions" / "sell.yaml").unlink()
    engine.packs.sync()

    assert engine.store.find(WorkflowDefinition, pack_ref="shop") == []
