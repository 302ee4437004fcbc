"""Janitor: what happens because time passed."""

from datetime import datetime, timedelta

from attune_ops_nb.engine import Engine
from attune_ops_nb.store import archive

KEPT_CHANGES = 100_000
DAY = timedelta(days=1)


class Janitor:
    """Takes executions from lost workers, and clears away what is past its time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cleared: datetime | None = None

    def step(self) -> None:
        """Do what is due now."""
        self._engine.attempts.recover()
        now = self._engine.store.now()
        if self._cleared is None or now - self._cleared >= DAY:
            self._cleared = now
            self._engine.store.forget_changes(KEPT_CHANGES)
            archive.prune(self._engine.config, now)
