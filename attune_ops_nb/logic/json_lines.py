"""JSON lines: blocks of whole lines as values, and which of the lines are broken.

A million of them are cheap because no line of Python is run for a good one. `decode_lines` is not
used: it takes `{}{}` and values over several lines, and to rule these out is dearer than to split.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from operator import length_hint
from typing import TypeVar

import msgspec

T = TypeVar("T")


class BadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that could not be read: where it begins, its length in bytes, and why."""

    offset: int
    length: int
    reason: str


def values(
    block: bytes, start: int, decoder: msgspec.json.Decoder[T], tolerant: Callable[[bytes], T]
) -> tuple[list[T], list[BadLine]]:
    """What the lines of `block` hold, in order, and the bad ones; blank lines are neither.

    `block` ends with a newline and begins at the offset `start`. `tolerant` reads a line that
    `decoder` refuses; it raises ValueError with the reason if it refuses the line as well.
    """
    decode = decoder.decode if is_text(block) else _text_only(decoder)
    found: list[T] = []
    bad: list[BadLine] = []
    all_lines = BytesIO(block).readlines()  # which is three times as quick as to split
    left = iter(all_lines)
    passed = 0
    while True:
        try:
            # What comes before a line that raises stays in `found`.
            found.extend(map(decode, left))
            return found, bad
        except (ValueError, RecursionError):
            index = len(all_lines) - length_hint(left) - 1
        start += sum(map(len, all_lines[passed:index]))
        passed, line = index, all_lines[index][:-1]
        if not line or line.isspace():
            continue
        try:
            found.append(_second_look(line, tolerant))
        except (ValueError, RecursionError) as error:
            bad.append(BadLine(offset=start, length=len(line), reason=reason(error)))


def converted(
    block: bytes, start: int, convert: Callable[[bytes], T]
) -> tuple[list[T], list[BadLine]]:
    """What `convert` makes of the lines of `block`, one by one; it raises ValueError for a bad one.

    For when there are few.
    """
    found: list[T] = []
    bad: list[BadLine] = []
    for offset, line in lines(block, start):
        try:
            found.append(_second_look(line, convert))
        except (ValueError, RecursionError) as error:
            bad.append(BadLine(offset=offset, length=len(line), reason=reason(error)))
    return found, bad


def lines(block: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The lines of `block` that are not blank, each with its offset and without its newline."""
    for line in block.split(b"\n"):
        if line and not line.isspace():
            yield start, line
        start += len(line) + 1


def is_text(content: bytes) -> bool:
    """Whether it is UTF-8 throughout; decoders do not look at what they skip."""
    if content.isascii():
        return True
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def reason(error: Exception) -> str:
    """Why a line is bad, for people."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


def _text_only(decoder: msgspec.json.Decoder[T]) -> Callable[[bytes], T]:
    """The same, for lines that may be none."""

    def decode(line: bytes) -> T:
        if not is_text(line):
            raise ValueError
        return decoder.decode(line)

    return decode


def _second_look(line: bytes, tolerant: Callable[[bytes], T]) -> T:
    if not is_text(line):
        raise ValueError("it is not UTF-8 text")
    return tolerant(line)
