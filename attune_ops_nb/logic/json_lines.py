"""JSON lines: blocks of whole lines as values, and which of the lines are broken.

A block is tried as one, which is what makes a million lines cheap; only where that says no, or
might have read across the lines, is it gone through line by line.
"""

from collections.abc import Callable, Iterator
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
    if is_text(block) and _is_object_by_line(block):
        try:
            found = decoder.decode_lines(block)
        except (msgspec.DecodeError, ValueError, RecursionError):
            pass
        else:
            if len(found) == block.count(b"\n"):
                return found, []
    return _by_line(block, start, decoder, tolerant)


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


def _is_object_by_line(block: bytes) -> bool:
    """Whether every line begins and ends with a brace.

    Then no value can go on in the next line, so if there are as many values as lines, there is
    one in each. `decode_lines` itself takes `{}{}` and objects over several lines.
    """
    newlines = block.count(b"\n")
    return block[:1] == b"{" and block[-2:] == b"}\n" and block.count(b"}\n{") == newlines - 1


def _by_line(
    block: bytes, start: int, decoder: msgspec.json.Decoder[T], tolerant: Callable[[bytes], T]
) -> tuple[list[T], list[BadLine]]:
    found: list[T] = []
    bad: list[BadLine] = []
    for offset, line in lines(block, start):
        try:
            found.append(_value(line, decoder, tolerant))
        except (ValueError, RecursionError) as error:
            bad.append(BadLine(offset=offset, length=len(line), reason=reason(error)))
    return found, bad


def _value(line: bytes, decoder: msgspec.json.Decoder[T], tolerant: Callable[[bytes], T]) -> T:
    if not is_text(line):
        raise ValueError("it is not UTF-8 text")
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return tolerant(line)
