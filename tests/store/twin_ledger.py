"""Twin ledger: a workflow conducted from the store and in memory at once, compared at each look."""

from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec

from attune_ops_nb.logic.conductor import Conductor, Given, Graph, Memory
from attune_ops_nb.logic.conductor.turn import Turn
from attune_ops_nb.store import Store, workflows
from attune_ops_nb.store.tx import Reader
from attune_ops_nb.store.workflow_ledger import WorkflowLedger

_numbers = count(1)


class TwinLedger:
    """Whatever is asked or kept is asked or kept of both; the answer is that of the store."""

    def __init__(self, store: Store) -> None:
        self.workflow = next(_numbers)
        self._store = store
        self._memory = Memory()
        self.stored: WorkflowLedger | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def both(*asked: Any) -> Any:
            wanted = getattr(self._memory, name)(*asked)
            found = self._ask(name, asked)
            assert plain(found) == plain(wanted), (name, asked, found, wanted)
            return found

        return both

    def _ask(self, name: str, asked: Any) -> Any:
        if self.stored is not None:
            return getattr(self.stored, name)(*asked)
        return self._store.read(lambda reader: getattr(self._in(reader), name)(*asked))

    def _in(self, reader: Reader) -> WorkflowLedger:
        return WorkflowLedger(reader, self.workflow)


class StoredConductor(Conductor):
    """Each turn is a transaction, and begins with nothing but what the store holds."""

    def __init__(self, store: Store, graph: Graph, given: Given) -> None:
        self._store = store
        self._twin = TwinLedger(store)
        store.tx(lambda tx: workflows.begin(tx, self._twin.workflow, graph.definition))
        super().__init__(graph, self._twin, given)  # type: ignore[arg-type]

    def _turn(self, happen: Callable[[Turn], None]) -> Any:
        def whole(tx: Any) -> Any:
            self._twin.stored = WorkflowLedger(tx, self._twin.workflow)
            try:
                commands = super(StoredConductor, self)._turn(happen)
                self._twin.stored.flush()
                return commands
            finally:
                self._twin.stored = None

        return self._store.tx(whole)


def plain(value: Any) -> Any:
    """Comparable: rows of any kind, and whatever stands for a list or an object."""
    found = msgspec.to_builtins(list(value) if isinstance(value, filter) else value, enc_hook=dict)
    return list(found) if isinstance(found, tuple) else found
