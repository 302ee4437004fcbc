"""The verbs of workers."""

import os
import socket
from collections.abc import Sequence
from typing import Any

from attune_ops_nb.model import Worker, WorkerStatus
from attune_ops_nb.store import Store


class Workers:
    """The programs that run executions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Worker]:
        """All workers, newest first."""
        return self._store.find(Worker)

    def get(self, id: int) -> Worker:
        """The worker `id`. NotFound if there is none."""
        return self._store.get(Worker, id)

    def register(self, name: str, capabilities: dict[str, Any]) -> Worker:
        """The worker `name`, active, with what it can do. Its row is used again if there is one."""
        fields: dict[str, Any] = {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "status": WorkerStatus.ACTIVE,
            "capabilities": capabilities,
        }
        for known in self._store.find(Worker, name=name):
            updated = self._store.tx(
                lambda tx: tx.update(Worker, known.id, last_heartbeat=tx.now, **fields)  # noqa: B023
            )
            return updated or known
        return self._store.tx(lambda tx: tx.add(Worker(name=name, last_heartbeat=tx.now, **fields)))

    def retire(self, id: int) -> None:
        """The worker has stopped in an orderly way."""
        self._store.update(Worker, id, status=WorkerStatus.INACTIVE)

    def beat(self, id: int) -> None:
        """The worker is alive."""
        self._store.tx(lambda tx: tx.update(Worker, id, announce=False, last_heartbeat=tx.now))
