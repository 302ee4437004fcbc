"""Turns: of several programs that change a file at once, one waits for the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from attune_ops_nb.errors import Unavailable

LOCK_SECONDS = 5.0


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else of us changes the file at `path` meanwhile. Unavailable if it cannot be had."""
    lock = path.with_suffix(".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise Unavailable(f"{lock} is held by another program; try again") from error
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}") from error
