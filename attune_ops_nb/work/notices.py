"""Notices: what the engine's runs put on the bulletin, where other programs see them.

A board that cannot be written is no reason to hold up what runs: it is only said in the log.
"""

import logging
import threading
from datetime import datetime

from msgspec.structs import replace

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.logic import records
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.readings import bulletin
from attune_ops_nb.readings.bulletin import Notice

log = logging.getLogger(__name__)
ENDS = {Status.COMPLETED: "completed", Status.CANCELLED: "cancelled"}


class Notices:
    """The runs that are on the board as running."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # The reactor ends runs while the janitor says that they live: never the other way round.
        self._lock = threading.Lock()
        self._running: dict[int, Notice] = {}
        self._told: datetime | None = None

    def tell(self, run: Execution) -> None:
        """Say once that it runs, and once that it has ended."""
        with self._lock:
            if run.status.ended:
                begun = self._running.pop(run.id, None) or self._notice(run)
                self._put_up(replace(begun, current_status=ENDS.get(run.status, "failed")))
            elif run.status is Status.RUNNING and run.id not in self._running:
                self._running[run.id] = self._notice(run)
                self._put_up(self._running[run.id])

    def beat(self) -> None:
        """Say of what runs that it is alive, every half a minute."""
        now = self._engine.store.now()
        with self._lock:
            if self._told is None or now - self._told >= bulletin.HEARTBEAT:
                self._told = now
                for notice in self._running.values():
                    self._put_up(notice)

    def _notice(self, run: Execution) -> Notice:
        now = self._engine.store.now()
        return Notice(
            actor_id=bulletin.actor_id(),
            actor_kind="dashboard",
            workflow=records.workflow_name(run.action_ref),
            run_id=records.run_id(run.id),
            started_at=run.started_at or run.created or now,
            last_heartbeat=now,
            scope=run.scope,
        )

    def _put_up(self, notice: Notice) -> None:
        try:
            bulletin.heartbeat(self._engine.config, notice, self._engine.store.now())
        except AttuneError as error:
            log.warning("the notice of run %s: %s", notice.run_id, error)
