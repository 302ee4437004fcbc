"""What the picker shows."""

from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.model import (
    Action,
    Execution,
    Ops,
    Pack,
    PathArgSpec,
    ScopeParameter,
    Status,
    WorkflowEntry,
)
from attune_ops_nb.readings.workflow_entries import entries, of_store
from attune_ops_nb.store import Store


def action(ref: str, ops: Ops | None = None, **more: object) -> Action:
    values = {"pack": 1, "pack_ref": ref.split(".")[0], "label": ref, "entrypoint": "a.sh", **more}
    return Action(ref=ref, ops=ops, **values)


def refs(*actions: Action) -> list[str]:
    return [entry.ref for entry in entries(actions, {})]


def test_only_what_marks_itself_as_a_workflow_is_shown():
    shown = (action("a.marked", Ops()), action("a.graph", workflow_def=3))

    assert refs(*shown, action("a.plain"), action("a.hidden", Ops(hidden=True))) == [
        "a.graph",
        "a.marked",
    ]


def test_entries_come_by_concern_and_then_by_name():
    concerns = {"z": "review", "y": "other", "x": "meta", "b": "test", "a": "test", "c": "madness"}
    actions = [action(f"p.{name}", Ops(concern=concern)) for name, concern in concerns.items()]

    assert refs(*actions) == ["p.z", "p.a", "p.b", "p.x", "p.c", "p.y"]


def test_an_entry_says_how_it_takes_its_scope_and_how_its_last_run_went():
    ops = Ops(
        stages=["scan"], tier_map={"scan": "cheap"}, concern="audit", next=["p.fix"],
        scope=ScopeParameter(parameter="where", required=True), notice="Takes an hour.",
    )  # fmt: skip
    schema = {"where": {"type": "string"}}
    last = Execution(id=9, action_ref="p.scan", status=Status.FAILED)
    scan = action("p.scan", ops, label="Scan", description="Looks.", param_schema=schema)

    assert entries([scan], {"p.scan": last}) == [
        WorkflowEntry(
            ref="p.scan", name="Scan", description="Looks.", stages=["scan"], concern="audit",
            tier_map={"scan": "cheap"}, path_arg=PathArgSpec(parameter="where", required=True),
            next=["p.fix"], notice="Takes an hour.", param_schema=schema,
            last_run=9, last_status=Status.FAILED,
        )
    ]  # fmt: skip


def test_the_last_run_of_each_workflow_is_found_in_the_store(tmp_path: Path):
    store = Store(Config(project_root=tmp_path, attune_home=tmp_path / "home"))
    pack = store.add(Pack(ref="p", label="p", version="1"))
    kept = [store.add(action(ref, Ops(), pack=pack.id)) for ref in ("p.a", "p.b")]
    runs = [
        store.add(Execution(action=kept[0].id, action_ref="p.a", status=status))
        for status in (Status.COMPLETED, Status.FAILED)
    ]
    store.add(Execution(action=kept[0].id, action_ref="p.a", parent=runs[0].id))

    found = of_store(store)
    store.close()

    assert [(each.ref, each.last_run, each.last_status) for each in found] == [
        ("p.a", runs[1].id, Status.FAILED),
        ("p.b", None, None),
    ]
