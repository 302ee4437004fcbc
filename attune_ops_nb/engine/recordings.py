"""The verbs of recordings: what a workflow that ran did, so that it can be rehearsed again."""

from collections.abc import Sequence

import msgspec

from attune_ops_nb.errors import Conflict
from attune_ops_nb.logic.mocks import Mock, recorded
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.model import Execution, Params
from attune_ops_nb.store import Store, workflows
from attune_ops_nb.store.tx import Reader
from attune_ops_nb.store.workflow_ledger import WorkflowLedger


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a workflow: what went in, and how each of its tasks ended."""

    recorded: int
    """The execution."""
    workflow: str
    inputs: Params
    results: dict[str, list[Mock]]
    definition: Definition
    """As it was when it ran."""


class Recordings:
    """Runs of workflows to rehearse."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, execution: int) -> Recording:
        """What `execution` did; secrets are not in it.

        NotFound if it is no workflow, Conflict if it has not ended.
        """
        return self._store.read(lambda reader: _recording(reader, execution))


def _recording(reader: Reader, id: int) -> Recording:
    ran = reader.get(Execution, id)
    definition = workflows.graph_of(reader, id).definition
    if not ran.status.ended:
        raise Conflict(f"execution {id} has not ended: only what has can be rehearsed again")
    results = recorded(WorkflowLedger(reader, id))
    return Recording(
        recorded=id,
        workflow=ran.action_ref,
        inputs=ran.config or {},
        results={task: _counted_anew(mocks) for task, mocks in results.items()},
        definition=definition,
    )


def _counted_anew(mocks: Sequence[Mock]) -> list[Mock]:
    """Without the gaps that reruns leave: in a rehearsal each task runs for the first time."""
    by_route: dict[object, list[int]] = {}
    for mock in mocks:
        seen = by_route.setdefault(mock.route, [])
        if mock.iteration not in seen:
            seen.append(mock.iteration or 0)
    return [
        msgspec.structs.replace(mock, iteration=by_route[mock.route].index(mock.iteration or 0))
        for mock in mocks
    ]
