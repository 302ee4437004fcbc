"""Growing files: which file it is, whether it only grew since, and what was added.

A name does not say which file it is (logs are rotated), nor does an inode (it is given to the next
file). Both together with how the read part begins and ends do.
"""

import os
import stat
from collections.abc import Generator, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec

from attune_ops_nb.logic.json_lines import BadLine

BLOCK = 128 * 1024
LONGEST_LINE = 64 * 1024 * 1024
"""A longer line is not held in memory; it counts as a bad one."""
PRINT = 512
"""Bytes at each end of the read part that tell files apart."""

NOTHING = blake2b(digest_size=8).digest()
NO_DEVICE = -1
"""The device of what cannot even be looked at."""

Key = tuple[int, int]
"""Device and inode."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the folder shows it."""

    path: Path
    key: Key
    size: int
    mtime_ns: int
    problem: str | None = None
    """Why nothing can be read there, if that shows already."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """How a file was when it was read, how far it was read, and the print of what was read."""

    size: int = 0
    mtime_ns: int = 0
    offset: int = 0
    head: bytes = NOTHING
    tail: bytes = NOTHING

    def is_at(self, found: Found) -> bool:
        """Nothing was written since."""
        return (self.size, self.mtime_ns) == (found.size, found.mtime_ns)


START = Place()


def look(paths: Iterable[Path]) -> dict[Key, Found]:
    """What is at `paths`, each file once. Where nothing is, nothing is found."""
    found: dict[Key, Found] = {}
    for path in paths:
        try:
            each = _found(path, path.stat())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            key = (NO_DEVICE, len(found))
            each = Found(path=path, key=key, size=0, mtime_ns=0, problem=error.strerror)
        found.setdefault(each.key, each)
    return found


class Growing:
    """A file opened to go on from `place`, as it is at this moment."""

    def __init__(self, path: Path, place: Place) -> None:
        """OSError if it cannot be opened."""
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        self.found = _found(path, os.fstat(self._descriptor))
        self.place = place if self._continues(place) else START
        """Where it goes on; START if it is not the same file, or was changed in what was read."""

    def __enter__(self) -> "Growing":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def blocks(self) -> Iterator[tuple[int, bytes] | BadLine]:
        """What was added, as whole lines with their offset; a line that is too long as a bad one.

        At the end `place` is behind the last newline.
        """
        offset = yield from self._blocks(self.place.offset)
        self.place = Place(
            size=self.found.size,
            mtime_ns=self.found.mtime_ns,
            offset=offset,
            head=self._print(0, min(PRINT, offset)),
            tail=self._print(max(0, offset - PRINT), offset),
        )

    def _blocks(self, begin: int) -> Generator[tuple[int, bytes] | BadLine, None, int]:
        """The blocks from `begin` on, and where the last line without a newline begins."""
        rest, position, skipping = b"", begin, False
        while chunk := self._chunk(position):
            position += len(chunk)
            cut = chunk.rfind(b"\n") + 1
            if skipping and cut:
                length = position - len(chunk) + chunk.find(b"\n") - begin
                yield BadLine(offset=begin, length=length, reason=f"it is {length} bytes long")
                begin += length + 1
                rest, chunk, skipping = b"", chunk[chunk.find(b"\n") + 1 :], False
                cut = chunk.rfind(b"\n") + 1
            if cut:
                block = b"".join((rest, memoryview(chunk)[:cut]))
                yield begin, block
                begin += len(block)
                rest = chunk[cut:]
            elif not skipping:
                rest += chunk
                skipping = len(rest) > LONGEST_LINE
        return begin

    def _chunk(self, position: int) -> bytes:
        """Never more than there was when it was opened: its size and what was read must agree."""
        return os.pread(self._descriptor, min(BLOCK, self.found.size - position), position)

    def _continues(self, place: Place) -> bool:
        if self.found.size < place.offset:
            return False
        if self.found.size == place.size and self.found.mtime_ns != place.mtime_ns:
            return False  # written to and not longer: something was changed in the middle
        head = self._print(0, min(PRINT, place.offset))
        tail = self._print(max(0, place.offset - PRINT), place.offset)
        return (head, tail) == (place.head, place.tail)

    def _print(self, begin: int, end: int) -> bytes:
        content = os.pread(self._descriptor, end - begin, begin)
        return blake2b(content, digest_size=8).digest()


def _found(path: Path, state: os.stat_result) -> Found:
    return Found(
        path=path,
        key=(state.st_dev, state.st_ino),
        size=state.st_size,
        mtime_ns=state.st_mtime_ns,
        problem=None if stat.S_ISREG(state.st_mode) else f"it is {_kind(state)}, not a file",
    )


def _kind(state: os.stat_result) -> str:
    return "a folder" if stat.S_ISDIR(state.st_mode) else "a pipe, a socket or a device"
