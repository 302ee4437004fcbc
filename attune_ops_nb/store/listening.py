"""Listening: the same as bells, for a store on PostgreSQL, by LISTEN and NOTIFY."""

import threading
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from attune_ops_nb.store.bells import POLL_SECONDS

CHECK_SECONDS = 0.5


class Listener:
    """Hears every commit that changed something, on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rung = threading.Condition()
        self._rings = 0
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Wake the followers in this process; the transaction has notified the others."""
        with self._rung:
            self._rings += 1
            self._rung.notify_all()

    def count(self) -> int:
        """How many rings were heard; to be given to `wait`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._hear, name="attune-listen", daemon=True)
            self._thread.start()
        return self._rings

    def wait(self, seen: int, timeout: float = POLL_SECONDS) -> bool:
        """Whether a ring after the `seen`-th was heard within `timeout` seconds."""
        self.count()
        with self._rung:
            return self._rung.wait_for(lambda: self._rings != seen, timeout)

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _hear(self) -> None:
        while not self._closed.is_set():
            # A lost connection costs poll intervals until the next one stands.
            with suppress(sa.exc.DBAPIError, _psycopg_error()):
                self._hear_once()
            self._closed.wait(CHECK_SECONDS)

    def _hear_once(self) -> None:
        raw: Any = self._engine.raw_connection()
        try:
            raw.driver_connection.set_autocommit(True)
            raw.driver_connection.execute("LISTEN attune")
            self.ring()  # what was written before we listened was not heard: look now
            while not self._closed.is_set():
                for _ in raw.driver_connection.notifies(timeout=CHECK_SECONDS, stop_after=1):
                    self.ring()
        finally:
            raw.invalidate()
            raw.close()


def _psycopg_error() -> type[Exception]:
    import psycopg

    return psycopg.Error
