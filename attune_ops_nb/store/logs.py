"""Logs: what an execution printed, as bytes in files, read by offset while it is written."""

import os
import shutil
from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.model import LogStream

MARK = b"[attune] "
FOLDERS = 1000


def folder(config: Config, execution: int) -> Path:
    """Where the log files of `execution` lie: at most FOLDERS executions side by side."""
    return config.logs_dir / str(execution // FOLDERS) / str(execution)


def path(config: Config, execution: int, stream: LogStream) -> Path:
    """The file of one stream. It exists once something was written."""
    return folder(config, execution) / f"{stream.value}.txt"


def size(config: Config, execution: int, stream: LogStream = LogStream.LOG) -> int:
    """Bytes written so far; 0 before the first."""
    try:
        return path(config, execution, stream).stat().st_size
    except FileNotFoundError:
        return 0


def read(
    config: Config,
    execution: int,
    stream: LogStream = LogStream.LOG,
    *,
    offset: int = 0,
    limit: int = 256 * 1024,
) -> bytes:
    """At most `limit` bytes from `offset` on; a negative offset counts from the end."""
    try:
        with path(config, execution, stream).open("rb", buffering=0) as file:
            if offset < 0:
                offset = max(0, os.fstat(file.fileno()).st_size + offset)
            file.seek(offset)
            return file.read(limit) or b""
    except FileNotFoundError:  # nothing was printed yet
        return b""


def remove(config: Config, execution: int) -> None:
    """The logs of `execution` are gone."""
    shutil.rmtree(folder(config, execution), ignore_errors=True)


class LogFile:
    """One stream, appended to by the worker, up to a limit that is said in the file itself."""

    def __init__(self, config: Config, execution: int, stream: LogStream, *, fresh: bool) -> None:
        self.path = path(config, execution, stream)
        self._room = config.log_limit_bytes
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = self.path.open("wb" if fresh else "ab", buffering=0)
        except OSError as error:
            raise Unavailable(f"cannot write the log {self.path}: {error.strerror}") from error
        self._room -= self._file.tell()
        self.left_out = 0

    def append(self, chunk: bytes) -> None:
        """Write `chunk`, or what there is room for. Unavailable if the disk refuses."""
        kept = chunk[: max(0, self._room)]
        self._room -= len(kept)
        self._write(kept)
        if len(kept) < len(chunk):
            if self.left_out == 0:
                self._write(b"\n" + MARK + b"the log has reached its limit; the rest is left out\n")
            self.left_out += len(chunk) - len(kept)

    def close(self) -> None:
        """No more is written; how much was left out is said at the end."""
        if self.left_out:
            self._write(MARK + b"%d bytes were left out\n" % self.left_out)
        self._file.close()

    def _write(self, chunk: bytes) -> None:
        try:
            while chunk:
                chunk = chunk[self._file.write(chunk) or 0 :]
        except OSError as error:
            raise Unavailable(f"cannot write the log {self.path}: {error.strerror}") from error
