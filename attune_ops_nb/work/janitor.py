"""Janitor: what happens because time passed."""

from datetime import datetime, timedelta

from attune_ops_nb.engine import Engine
from attune_ops_nb.store import archive
from attune_ops_nb.work.notices import Notices

KEPT_CHANGES = 100_000
DAY = timedelta(days=1)


class Janitor:
    """Takes executions from lost workers, ends inquiries in time, clears away what is old."""

    def __init__(self, engine: Engine, notices: Notices | None = None) -> None:
        self._engine = engine
        self._notices = notices or Notices(engine)
        self._cleared: datetime | None = None

    def step(self) -> None:
        """Do what is due now."""
        self._engine.attempts.recover()
        self._engine.inquiries.expire()
        self._engine.workflow_runs.tell_time()
        self._notices.beat()
        now = self._engine.store.now()
        if self._cleared is None or now - self._cleared >= DAY:
            self._cleared = now
            self._engine.store.forget_changes(KEPT_CHANGES)
            archive.prune(self._engine.config, now)
            self._engine.workflow_runs.forget()
