"""Foreign files: files of other programs, read as they are and replaced in one step."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import json_lines
from attune_ops_nb.store import whole

LARGEST = 64 * 1024 * 1024


class Malformed(msgspec.Struct, frozen=True, kw_only=True):
    """A line, or with offset 0 a file, that says nothing, and why."""

    file: str
    offset: int = 0
    """The byte at which the line begins."""
    reason: str


def content(path: Path, most: int = LARGEST) -> bytes | None:
    """What is in the file; None if there is none. Unavailable if it cannot be read."""
    try:
        # Without O_NONBLOCK, a named pipe in the place of a file would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unavailable(f"cannot read {path}: it is not a file")
            with open(descriptor, "rb", closefd=False) as file:
                found = file.read(most + 1)
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error
    if len(found) > most:
        raise Unavailable(f"cannot read {path}: it has more than {most} bytes")
    return found


def lines(found: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, each with the offset of its first byte.

    `start` is where `found` begins in its file.
    """
    return json_lines.lines(found, start)


def replace(path: Path, text: bytes, *, mode: int | None = None) -> None:
    """Write the file in one step; a link stays a link, and what it points to is written.

    The mode stays as it was, or is `mode` for a file that was not there; without it it is 0600.
    """
    target = Path(os.path.realpath(path))
    try:
        kept = stat.S_IMODE(target.stat().st_mode)
    except OSError:  # there is none, or writing it says what is wrong
        kept = 0o600 if mode is None else mode
    whole.write(target, text, mode=kept)


def append(path: Path, line: bytes) -> None:
    """Add one line to a file in a single write, so that lines of several programs do not mix."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, flags, 0o644)
        try:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise Unavailable(f"cannot write {path}: it is not a file")
            # A writer that died in the middle of its line must not take ours with it.
            torn = state.st_size and os.pread(descriptor, 1, state.st_size - 1) != b"\n"
            text = (b"\n" if torn else b"") + line + b"\n"
            if os.write(descriptor, text) < len(text):
                raise Unavailable(f"cannot write {path}: the disk is full")
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}") from error
