"""Workflow entries: the actions that the picker offers, each with its last run."""

from collections.abc import Iterable, Mapping

from attune_ops_nb.model import Action, Execution, Ops, PathArgSpec, WorkflowEntry
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Reader

CONCERNS = ("review", "test", "docs", "refactor", "audit", "meta", "other")
"""What workflows are about, in the order in which they are shown."""
TIER_LABELS = {"cheap": "Light (Haiku)", "capable": "Standard (Sonnet)", "premium": "Deep (Opus)"}
"""How a tier of models is called where people read it."""
NO_OPS = Ops()


def entries(actions: Iterable[Action], last: Mapping[str, Execution]) -> list[WorkflowEntry]:
    """The workflows among `actions`, by concern and name; `last` is the newest run of each ref."""
    found = [_entry(action, last.get(action.ref)) for action in actions if is_workflow(action)]
    return sorted(found, key=lambda entry: (CONCERNS.index(entry.concern), entry.name, entry.ref))


def of_store(store: Store) -> list[WorkflowEntry]:
    """The workflows among the actions that are kept."""

    def look(reader: Reader) -> tuple[list[Action], dict[str, Execution]]:
        actions = [action for action in reader.find(Action) if is_workflow(action)]
        runs = (
            run
            for action in actions
            for run in reader.find(Execution, action_ref=action.ref, parent=None, limit=1)
        )
        return actions, {run.action_ref: run for run in runs}

    return entries(*store.read(look))


def is_workflow(action: Action) -> bool:
    """It marks itself as one by an `ops` block that does not hide it, or it is a graph."""
    return action.workflow_def is not None if action.ops is None else not action.ops.hidden


def _entry(action: Action, last: Execution | None) -> WorkflowEntry:
    ops = action.ops or NO_OPS
    return WorkflowEntry(
        ref=action.ref,
        name=action.label,
        description=action.description,
        stages=ops.stages,
        tier_map=ops.tier_map,
        concern=ops.concern if ops.concern in CONCERNS else "other",
        path_arg=_path_arg(ops),
        next=ops.next,
        notice=ops.notice,
        param_schema=action.param_schema or {},
        last_run=last.id if last else None,
        last_status=last.status if last else None,
    )


def _path_arg(ops: Ops) -> PathArgSpec | None:
    if ops.scope is None:
        return None
    return PathArgSpec(parameter=ops.scope.parameter, required=ops.scope.required)
