"""Watching: wait until something is written in a folder; until then it costs nothing.

The operating system says when. On network disks it says only what this machine writes.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

POLL_SECONDS = 2.0
"""Between two looks where the operating system cannot watch any more folders."""

Place = tuple[str, int, int]
"""A folder that is watched: its path, device and inode."""


class Watch:
    """Folders that are watched, also those that are still to be made."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(folders)
        self._rung = threading.Event()
        self._closed = threading.Event()
        self._observer: BaseObserver | None = None
        self._places: set[Place] = set()
        self._blind = False
        self._lock = threading.Lock()
        self._settle()

    @property
    def closed(self) -> bool:
        """Whether nothing is waited for any more."""
        return self._closed.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until something may have been written, for `seconds` at most; whether it may."""
        if self._blind:
            seconds = min(POLL_SECONDS, seconds or POLL_SECONDS)
        rung = self._rung.wait(seconds)
        self._rung.clear()
        self._settle()
        return rung or self._blind

    def rest(self, seconds: float) -> None:
        """Do not wait for anything for so long, unless it is closed."""
        self._closed.wait(seconds)

    def close(self) -> None:
        """End it, and whoever waits."""
        with self._lock:
            self._closed.set()
            self._release()
        self._rung.set()

    def _settle(self) -> None:
        """Watch the folders that there are now."""
        places = set(self._wanted())
        with self._lock:
            if self.closed or (places == self._places and not self._blind):
                return
            self._release()
            self._places = places
            try:
                self._observer = _observer([path for path, _, _ in places], self._rung)
            except OSError:  # so many are watched already that no more can be
                self._blind = True
            else:
                self._blind = False

    def _wanted(self) -> Iterator[Place]:
        """Each folder and the one that it is in, since it may be made anew; else what there is."""
        for folder in self._folders:
            for path in (folder, folder.parent):
                while not path.is_dir() and path != path.parent:
                    path = path.parent
                state = os.stat(path)
                yield str(path), state.st_dev, state.st_ino

    def _release(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer = None


def _observer(paths: Iterable[str], rung: threading.Event) -> "BaseObserver":
    from watchdog import events
    from watchdog.observers import Observer

    class Bell(events.FileSystemEventHandler):
        def on_any_event(self, event: events.FileSystemEvent) -> None:
            rung.set()

    written: list[type[events.FileSystemEvent]] = [
        events.FileModifiedEvent, events.FileCreatedEvent, events.FileMovedEvent,
        events.FileDeletedEvent, events.DirCreatedEvent, events.DirMovedEvent,
        events.DirDeletedEvent,
    ]  # fmt: skip
    observer = Observer()
    for path in paths:
        observer.schedule(Bell(), path, event_filter=written)
    observer.start()
    return observer
