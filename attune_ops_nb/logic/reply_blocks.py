"""Reply blocks: the spans of five hours in which use is limited, worked out from cells.

A block begins at the full hour of its first reply. It ends after its hours or when nothing was
said for as long; the time until the next one is then a gap.
"""

import math
from collections.abc import Iterable

from attune_ops_nb.logic.replies import HOUR, MINUTE, NO_MODELS
from attune_ops_nb.logic.reply_tallies import Cells, Tally


class Span:
    """A block or a gap, from `start` to `end` in milliseconds."""

    def __init__(self, start: int, end: int, *, gap: bool = False) -> None:
        self.start = start
        self.end = end
        self.gap = gap
        self.tally = Tally()
        self.spoken = 0
        """Input and output tokens, by which the burn is judged."""
        self.labels: list[str] = []

    def add(self, label: str, tally: Tally) -> None:
        """Count a cell."""
        self.tally.merge(tally)
        self.spoken += tally.input_tokens + tally.output_tokens
        if label not in self.labels and label not in NO_MODELS:
            self.labels.append(label)

    def is_active(self, now: int, length: int) -> bool:
        """Whether what is said now would be in it."""
        return not self.gap and now - self.tally.last < length and now < self.end

    @property
    def minutes(self) -> float | None:
        """Between the first and the last reply; None if that is no time."""
        between = self.tally.last - self.tally.first
        return between / MINUTE if not self.gap and between > 0 else None

    def minutes_left(self, now: int) -> int:
        """Until its end, as whole minutes."""
        return max(0, math.floor((self.end - now) / MINUTE + 0.5))


def spans(sessions: Iterable[Cells], length: int = 5 * HOUR) -> list[Span]:
    """The blocks and gaps, by their start. `length` is a multiple of a quarter of an hour."""
    found: list[Span] = []
    for _, cell in sorted(_together(sessions).items()):
        first = min(tally.first for _, tally in cell)
        last = found[-1].tally.last if found else 0
        if not found or first - found[-1].start > length or first - last > length:
            if found and first - last > length:
                found.append(Span(last + length, first, gap=True))
            start = first // HOUR * HOUR
            found.append(Span(start, start + length))
        for label, tally in sorted(cell, key=lambda each: each[1].first):
            found[-1].add(label, tally)
    return sorted(found, key=lambda span: span.start)


def _together(sessions: Iterable[Cells]) -> dict[int, list[tuple[str, Tally]]]:
    cells: dict[int, list[tuple[str, Tally]]] = {}
    for session in sessions:
        for (cell, label), tally in session.items():
            cells.setdefault(cell, []).append((label, tally))
    return cells
