"""Time spans: which bytes of a file of lines are of which time.

So the lines of a run are found in a million without reading the others. Writers hold lines back for
a while, so lines are not in order: a span knows its earliest and its latest, and spans overlap.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from attune_ops_nb.logic.json_lines import BadLine

LONGEST = 128 * 1024
"""Bytes of a span that grows by what is added to it."""

Stamps = Callable[[bytes, int], tuple[list[datetime], list[BadLine]]]
"""The times in a block of whole lines that begins at an offset, with their zone; the bad lines."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Some bytes of a file, and the times of the lines in them as seconds of the epoch."""

    begin: int
    end: int
    earliest: float
    latest: float

    def within(self, since: datetime, until: datetime) -> bool:
        """Whether a line of it may be of that time."""
        return self.earliest <= until.timestamp() and since.timestamp() <= self.latest

    def with_next(self, other: "Span") -> "Span":
        """Both, where `other` begins at the end of this one."""
        earliest = min(self.earliest, other.earliest)
        return Span(self.begin, other.end, earliest, max(self.latest, other.latest))


class TimeSpans:
    """The spans of one file, in order. Lines without a time are in none."""

    def __init__(self, stamps: Stamps) -> None:
        self.spans: list[Span] = []
        self._stamps = stamps
        self._changed: dict[int, Span] = {}

    def take(self, block: bytes, start: int) -> list[BadLine]:
        """Add whole lines."""
        found, bad = self._stamps(block, start)
        if found:
            times = min(found).timestamp(), max(found).timestamp()
            self._add(Span(start, start + len(block), *times))
        return bad

    def changes(self) -> list[tuple[bytes, bytes]]:
        """The spans that have changed, for `restore`."""
        changed, self._changed = self._changed, {}
        return [(str(begin).encode(), msgspec.json.encode(span)) for begin, span in changed.items()]

    def restore(self, cells: Iterable[tuple[bytes, bytes]]) -> None:
        """Begin with spans that were kept. ValueError if they are none."""
        spans = (msgspec.json.decode(value, type=Span) for _, value in cells)
        self.spans = sorted(spans, key=lambda span: span.begin)

    def _add(self, span: Span) -> None:
        last = self.spans[-1] if self.spans else None
        if last and last.end == span.begin and span.end - last.begin <= LONGEST:
            span = last.with_next(span)
            self.spans.pop()
        self.spans.append(span)
        self._changed[span.begin] = span
