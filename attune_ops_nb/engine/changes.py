"""The verbs of the change feed."""

from attune_ops_nb.model import Change
from attune_ops_nb.store import Store


class Changes:
    """What every view and the reactor follow."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def since(self, since: int, limit: int = 1000) -> list[Change]:
        """What was written after the change `since`, oldest first."""
        return self._store.changes(since, limit)

    def newest(self) -> int:
        """The sequence of the newest change; 0 if nothing was ever written."""
        return self._store.last_change()
