"""Capture: what a child prints goes to its log files in large chunks, never line by line.

Whole lines are looked at only where a marker or a secret may be in them.
"""

import contextlib
import fcntl
import selectors
import time
from collections.abc import Callable
from typing import IO

from attune_ops_nb.config import Config
from attune_ops_nb.model import LogStream
from attune_ops_nb.store.logs import MARK, LogFile

CHUNK = 256 * 1024
PIPE_BYTES = 1024 * 1024
TICK_SECONDS = 0.1
LONGEST_PARTIAL = 64 * 1024
"""A line that is longer goes to the log in pieces."""


class Capture:
    """The log of one attempt: both pipes into `log`, each into a file of its own as well."""

    def __init__(self, config: Config, execution: int, *, first: bool, ring: Callable[[], None]):
        self._log = LogFile(config, execution, LogStream.LOG, fresh=first)
        self._files = {
            stream: LogFile(config, execution, stream, fresh=True)
            for stream in (LogStream.STDOUT, LogStream.STDERR)
        }
        self._partial = {LogStream.STDOUT: b"", LogStream.STDERR: b""}
        self._ring = ring
        self.line_count = 0

    def say(self, text: str) -> None:
        """A remark of the engine's own, in the log that people read."""
        self._append(b"".join(MARK + line.encode() + b"\n" for line in text.splitlines()))

    def raw(self, chunk: bytes) -> None:
        """Output that is not the action's: of the build of its environment."""
        self._append(chunk)

    def write(self, stream: LogStream, chunk: bytes) -> None:
        """What the child printed; up to its last newline, unless a line grows too long."""
        chunk = self._partial[stream] + chunk
        end = chunk.rfind(b"\n") + 1 or (len(chunk) if len(chunk) > LONGEST_PARTIAL else 0)
        self._partial[stream] = chunk[end:]
        self._put(stream, chunk[:end])

    def flush(self) -> None:
        """Show unfinished lines too: prompts, and bars that draw over themselves."""
        for stream, partial in self._partial.items():
            self._partial[stream] = b""
            self._put(stream, partial)

    def close(self) -> None:
        """Nothing more is written."""
        self.flush()
        for file in (self._log, *self._files.values()):
            file.close()
        self._ring()

    def _put(self, stream: LogStream, chunk: bytes) -> None:
        if chunk:
            self._files[stream].append(chunk)
            self._append(chunk)

    def _append(self, chunk: bytes) -> None:
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

    def __init__(self, pipes: dict[LogStream, IO[bytes]]) -> None:
        self._selector = selectors.DefaultSelector()
        for stream, pipe in pipes.items():
            widen(pipe)
            self._selector.register(pipe, selectors.EVENT_READ, stream)

    def read(self) -> list[tuple[LogStream, bytes]]:
        """What has come within a tick; nothing if the child was silent."""
        if not self._selector.get_map():  # it closed both pipes, and runs on
            time.sleep(TICK_SECONDS)
            return []
        read = []
        for key, _ in self._selector.select(TICK_SECONDS):
            if chunk := key.fileobj.read(CHUNK):  # type: ignore[union-attr]
                read.append((key.data, chunk))
            else:
                self._selector.unregister(key.fileobj)
        return read

    def rest(self) -> list[tuple[LogStream, bytes]]:
        """What the pipes hold after the child has ended, without waiting for more."""
        rest = []
        while ready := self._selector.select(0):
            for key, _ in ready:
                if chunk := key.fileobj.read(CHUNK):  # type: ignore[union-attr]
                    rest.append((key.data, chunk))
                else:
                    self._selector.unregister(key.fileobj)
        return rest

    def close(self) -> None:
        """Stop watching; the pipes themselves belong to the child."""
        self._selector.close()
