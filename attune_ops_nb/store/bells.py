"""Bells: how one process of an embedded store tells the others to look now.

A ring is one datagram on the loopback interface. It carries nothing: what changed stands in the
change feed, so a lost ring costs a poll interval and never a change. (Unix sockets would do, but
their paths may not be longer than about 100 bytes, and homes are.)
"""

import os
import socket
import threading
from contextlib import suppress
from pathlib import Path

import psutil

POLL_SECONDS = 1.0


class Bells:
    """One bell of ours in a folder of bells; `ring` rings all of them, `wait` hears ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rung = threading.Condition()
        self._rings = 0
        self._socket: socket.socket | None = None
        self._start = threading.Lock()
        self._ringer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._ringer.setblocking(False)

    def ring(self) -> None:
        """Wake every follower, in this process at once, in others within a millisecond."""
        self._heard()
        own = None if self._socket is None else str(self._socket.getsockname()[1])
        for name in _names(self._folder):
            port = name.partition("-")[0]
            if port != own:
                self._send(port)

    def count(self) -> int:
        """How many rings were heard; to be given to `wait`."""
        self._listen()
        return self._rings

    def wait(self, seen: int, timeout: float = POLL_SECONDS) -> bool:
        """Whether a ring after the `seen`-th was heard within `timeout` seconds."""
        self._listen()
        with self._rung:
            return self._rung.wait_for(lambda: self._rings != seen, timeout)

    def close(self) -> None:
        """Take our bell down."""
        with self._start:
            if self._socket is not None:
                self._own_path().unlink(missing_ok=True)
                ours, self._socket = self._socket.getsockname(), None
                # A thread that sits in recv is not woken by closing its socket.
                self._ringer.sendto(b"r", ours)
        self._ringer.close()

    def _listen(self) -> None:
        if self._socket is not None:
            return
        with self._start:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self._socket.bind(("127.0.0.1", 0))
                self._folder.mkdir(parents=True, exist_ok=True)
                self._remove_dead()
                self._own_path().touch()
                hear = threading.Thread(
                    target=self._hear, args=(self._socket,), name="attune-bell", daemon=True
                )
                hear.start()

    def _hear(self, bell: socket.socket) -> None:
        with bell:
            while bell.recv(1) and bell is self._socket:
                self._heard()

    def _heard(self) -> None:
        with self._rung:
            self._rings += 1
            self._rung.notify_all()

    def _own_path(self) -> Path:
        assert self._socket is not None
        return self._folder / f"{self._socket.getsockname()[1]}-{os.getpid()}"

    def _send(self, port: str) -> None:
        # A full or vanished socket means that its owner is awake or gone.
        with suppress(OSError, ValueError):
            self._ringer.sendto(b"r", ("127.0.0.1", int(port)))

    def _remove_dead(self) -> None:
        """A process that was killed leaves its bell behind."""
        for name in _names(self._folder):
            pid = name.partition("-")[2]
            if not pid.isdecimal() or not psutil.pid_exists(int(pid)):
                (self._folder / name).unlink(missing_ok=True)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
