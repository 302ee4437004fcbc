"""Capture: what a child prints goes to its log files in large chunks, never line by line.

Whole lines are looked at only where a marker or a secret may be in them.
"""

import contextlib
import fcntl
import os
import selectors
import time
from collections.abc import Callable
from typing import IO

from attune_ops_nb.config import Config
from attune_ops_nb.logic.markers import LONGEST, SIGN
from attune_ops_nb.model import LogStream
from attune_ops_nb.store.logs import MARK, LogFile

CHUNK = 256 * 1024
PIPE_BYTES = 1024 * 1024
TICK_SECONDS = 0.1
LONGEST_PARTIAL = 64 * 1024
"""A line that is longer goes to the log in pieces."""


class Capture:
    """The log of one attempt: both pipes into `log`, each into a file of its own as well.

    `markers` is given whole lines of standard output and gives those that are for people.
    """

    def __init__(
        self, config: Config, execution: int, *, first: bool, ring: Callable[[], None]
    ) -> None:
        self._log = LogFile(config, execution, LogStream.LOG, fresh=first)
        self._files = {
            stream: LogFile(config, execution, stream, fresh=True)
            for stream in (LogStream.STDOUT, LogStream.STDERR)
        }
        self._partial = dict.fromkeys(self._files, b"")
        self._midline = False
        self._complete = True
        self._ring = ring
        self.markers: Callable[[bytes], bytes] = bytes
        self.line_count = 0

    def say(self, text: str) -> None:
        """A remark of the engine's own, in the log that people read."""
        lines = b"".join(MARK + line.encode() + b"\n" for line in text.splitlines())
        self._append(lines if self._complete else b"\n" + lines)

    def raw(self, chunk: bytes) -> None:
        """Output that is not the action's: of the build of its environment."""
        self._append(chunk)

    def write(self, stream: LogStream, chunk: bytes) -> None:
        """What the child printed; up to its last newline, unless a line grows too long."""
        chunk = self._partial[stream] + chunk
        longest = LONGEST if chunk.startswith(SIGN) else LONGEST_PARTIAL
        end = chunk.rfind(b"\n") + 1 or (len(chunk) if len(chunk) > longest else 0)
        self._partial[stream] = chunk[end:]
        self._put(stream, chunk[:end])

    def flush(self, whole: bool = False) -> None:
        """Show unfinished lines too: prompts, and bars that draw over themselves.

        Not `whole`: what may become a marker is kept until its line is complete.
        """
        for stream, partial in self._partial.items():
            if whole or not partial.startswith(SIGN[: len(partial)]):
                self._partial[stream] = b""
                self._put(stream, partial)

    def close(self) -> None:
        """Nothing more is written."""
        self.flush(whole=True)
        for file in (self._log, *self._files.values()):
            file.close()
        self._ring()

    def _put(self, stream: LogStream, chunk: bytes) -> None:
        if stream is LogStream.STDOUT and chunk:
            chunk = self._without_markers(chunk)
        if chunk:
            self._files[stream].append(chunk)
            self._append(chunk)

    def _without_markers(self, chunk: bytes) -> bytes:
        """A marker stands at the beginning of a line, and the chunk may begin in the middle."""
        head = chunk[: chunk.find(b"\n") + 1 or len(chunk)] if self._midline else b""
        self._midline = not chunk.endswith(b"\n")
        return head + self.markers(chunk[len(head) :])

    def _append(self, chunk: bytes) -> None:
        self._complete = chunk.endswith(b"\n") or (self._complete and not chunk)
        self.line_count += chunk.count(b"\n")
        self._log.append(chunk)
        self._ring()


class Ringing:
    """Rings for a log at most every `seconds`: a ring a chunk would keep every reader busy."""

    def __init__(self, ring: Callable[[], None], seconds: float = 0.02) -> None:
        self._do_ring = ring
        self._seconds = seconds
        self._last = 0.0

    def __call__(self) -> None:
        if (now := time.monotonic()) - self._last >= self._seconds:
            self._last = now
            self._do_ring()


def widen(pipe: IO[bytes]) -> None:
    """Make the pipe hold more, where the system can: fewer, larger reads."""
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


class Pipes:
    """The output pipes of a child, read as soon as there is something."""

    def __init__(self, pipes: dict[LogStream, IO[bytes]], end: int | None = None) -> None:
        """`end` is a descriptor that becomes readable when the child has ended."""
        self._selector = selectors.DefaultSelector()
        for stream, pipe in pipes.items():
            widen(pipe)
            self._selector.register(pipe, selectors.EVENT_READ, stream)
        if end is not None:
            self._selector.register(end, selectors.EVENT_READ, None)

    def read(self, wait: float = TICK_SECONDS) -> list[tuple[LogStream, bytes]]:
        """What has come within `wait` seconds; nothing if the child was silent, or has ended."""
        if not self._selector.get_map():  # it closed both pipes, and runs on
            time.sleep(wait)
            return []
        ready = [key for key, _ in self._selector.select(wait)]
        chunks = [(key.data, self._chunk(key)) for key in ready]
        return [(stream, chunk) for stream, chunk in chunks if chunk]

    def rest(self) -> list[tuple[LogStream, bytes]]:
        """What the pipes hold after the child has ended, without waiting for more."""
        rest: list[tuple[LogStream, bytes]] = []
        while self._selector.get_map() and self._selector.select(0):
            rest += self.read(0)
        return rest

    def close(self) -> None:
        """Stop watching; the pipes themselves belong to the child."""
        self._selector.close()

    def _chunk(self, key: selectors.SelectorKey) -> bytes:
        """Some bytes; none at the end, and then the pipe is not looked at again."""
        chunk = b"" if key.data is None else os.read(key.fd, CHUNK)
        if not chunk:
            self._selector.unregister(key.fileobj)
        return chunk
