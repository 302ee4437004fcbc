"""Guardian: kills what the engine host started when the host is gone, however it went.

A program of its own that needs nothing but the standard library. It reads `+group` and `-group`
from its standard input; at the end of that it kills every group that is left, and every program
that carries the host's mark in its environment though it left its group. While it lives it holds a
lock, so that the next host waits until the last program of this one is dead.
"""

import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Callable


def main(lock_path: str, mark: str) -> None:
    """Say `ready` once the guardian of an earlier host is done, then watch."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    with open(lock_path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for group in _watch():
            _kill(os.killpg, group)
        for pid in marked(mark):
            _kill(os.kill, pid)


def marked(mark: str) -> list[int]:
    """The programs with `mark` in their environment, as far as this system shows it (Linux)."""
    try:
        pids = [int(name) for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return []
    return [pid for pid in pids if pid != os.getpid() and mark.encode() in _environment(pid)]


def _watch() -> set[int]:
    """The groups that are still there when the host closes our standard input."""
    groups: set[int] = set()
    for line in sys.stdin:
        change = groups.add if line[0] == "+" else groups.discard
        change(int(line[1:]))
    return groups


def _environment(pid: int) -> bytes:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read()
    except OSError:  # it ended, or is somebody else's
        return b""


def _kill(kill: Callable[[int, int], None], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        kill(number, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
