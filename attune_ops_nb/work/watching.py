"""Watching: a child from its start to its end, with its output captured and its time limited."""

import threading
import time
from collections.abc import Callable
from enum import Enum

import msgspec

from attune_ops_nb.model import LogStream
from attune_ops_nb.work.capture import Pipes
from attune_ops_nb.work.children import Child


class End(Enum):
    """Why a child ended."""

    ITSELF = "itself"
    STOPPED = "stopped"
    TIMEOUT = "timeout"


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """How a child ended, and after how many seconds."""

    end: End
    exit_code: int
    seconds: float


Write = Callable[[LogStream, bytes], None]


def watch(
    child: Child,
    write: Write,
    idle: Callable[[], None],
    *,
    stop: threading.Event,
    timeout: float | None,
) -> Watched:
    """Read what `child` prints until it has ended, was stopped or has used up its time.

    `idle` is called when it was silent for a moment. Afterwards nothing that it started lives.
    """
    started = time.monotonic()
    pipes = Pipes({LogStream.STDOUT: child.stdout, LogStream.STDERR: child.stderr}, child.end)
    try:
        end = _until_end(child, pipes, write, idle, stop, timeout)
        if end is not End.ITSELF:
            _stop(child, pipes, write)
        child.sweep()
        for stream, chunk in pipes.rest():
            write(stream, chunk)
    except BaseException:
        child.sweep()
        raise
    finally:
        pipes.close()
        exit_code = child.reap()
    return Watched(end=end, exit_code=exit_code, seconds=time.monotonic() - started)


def _until_end(
    child: Child,
    pipes: Pipes,
    write: Write,
    idle: Callable[[], None],
    stop: threading.Event,
    timeout: float | None,
) -> End:
    deadline = float("inf") if timeout is None else time.monotonic() + timeout
    while not child.ended():
        if stop.is_set():
            return End.STOPPED
        if time.monotonic() >= deadline:
            return End.TIMEOUT
        read = pipes.read()
        for stream, chunk in read:
            write(stream, chunk)
        if not read:
            idle()
    return End.ITSELF


def _stop(child: Child, pipes: Pipes, write: Write) -> None:
    """Ask the group to end; meanwhile read on, for a full pipe would keep it from ending."""
    asking = threading.Thread(target=child.stop, name="attune-stop")
    asking.start()
    while asking.is_alive():
        for stream, chunk in pipes.read():
            write(stream, chunk)
    asking.join()
