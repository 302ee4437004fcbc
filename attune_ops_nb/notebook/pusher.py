"""Pusher: the one thread of a kernel that keeps all its widgets up to date."""

import threading
import time

from attune_ops_nb.notebook.channel import Channel
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.notebook.remote import RemoteEngine

SHORTEST_ROUND = 0.1
"""Ten messages a second look like a stream, and leave room for all that a notebook does besides."""
QUIET_ROUND = 0.5
REMOTE_ROUND = 0.3


class Pusher:
    """Channels over one engine. The thread runs only while there are any."""

    def __init__(self, engine: AnyEngine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._channels: list[Channel] = []
        self._thread: threading.Thread | None = None

    def add(self, channel: Channel) -> None:
        """Keep `channel` up to date from now on."""
        with self._lock:
            if channel not in self._channels:
                self._channels.append(channel)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="attune-push", daemon=True)
                self._thread.start()

    def remove(self, channel: Channel) -> None:
        """Leave `channel` alone."""
        with self._lock:
            self._channels = [each for each in self._channels if each is not channel]

    def _run(self) -> None:
        while channels := self._current():
            for channel in channels:
                channel.push()
            self._pause(any(channel.following for channel in channels))

    def _current(self) -> list[Channel]:
        with self._lock:
            self._channels = [channel for channel in self._channels if not channel.idle]
            if not self._channels:
                self._thread = None
            return list(self._channels)

    def _pause(self, following: bool) -> None:
        if isinstance(self._engine, RemoteEngine):
            time.sleep(REMOTE_ROUND if following else QUIET_ROUND)
            return
        if not following:
            store = self._engine.store
            store.wait(store.bells.count(), QUIET_ROUND)
        time.sleep(SHORTEST_ROUND)


_lock = threading.Lock()
_pushers: dict[int, Pusher] = {}


def pusher(engine: AnyEngine) -> Pusher:
    """The pusher of `engine`."""
    with _lock:
        return _pushers.setdefault(id(engine), Pusher(engine))
