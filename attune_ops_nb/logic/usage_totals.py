"""Usage totals: lines of `usage.jsonl` added up by day, workflow, stage, model, tier and provider.

Everything is a whole number, so that no sum depends on the order in which it is made. The loop over
the lines is written for speed: there are a million of them.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from attune_ops_nb.logic.json_lines import BadLine, values
from attune_ops_nb.logic.usage_lines import UsageLine
from attune_ops_nb.logic.usage_words import WordDecoder

NANO = 1e9
NEVER = datetime.min.replace(tzinfo=UTC)
LAST = b"last"
"""The cell with the times of the newest lines."""


class Key(NamedTuple):
    """What the lines of a cell have in common. Day 0 is none; else it is an ordinal, in UTC."""

    day: int
    workflow: str
    stage: str | None
    model: str | None
    tier: str | None
    provider: str | None


class Totals(NamedTuple):
    """What lines add up to."""

    events: int = 0
    cost_nanos: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    duration_ms: int = 0
    unpriced: int = 0
    """Lines that say no cost."""
    untimed: int = 0
    """Lines that say no duration."""
    cache_hits: int = 0
    cache_write_tokens: int = 0
    cache_read_tokens: int = 0
    savings_nanos: int = 0

    def plus(self, other: Iterable[int]) -> "Totals":
        """Both together."""
        return Totals(*map(int.__add__, self, other))


Cell = list[int]
(EVENTS, COST, INPUT, OUTPUT, DURATION, UNPRICED, UNTIMED, HITS, WRITTEN, READ, SAVED) = range(11)


class UsageTotals:
    """The totals of one file: by all sides together in `cells`, and by some of them alone."""

    def __init__(self) -> None:
        self.cells: dict[Key, Cell] = {}
        self.days: dict[int, Cell] = {}
        self.workflows: dict[str, Cell] = {}
        self.last: dict[int, datetime] = {}
        """The newest time of each day."""
        self._fresh: dict[tuple[Any, ...], Cell] = {}
        self._words = WordDecoder()

    def take(self, block: bytes, start: int) -> list[BadLine]:
        """Add whole lines; they count from the next `changes` on."""
        words = self._words
        lines, bad = values(block, start, words.decoder, words.tolerant)
        words.learn(lines)
        add(self._fresh, lines, self.last)
        return bad

    def changes(self) -> list[tuple[bytes, bytes]]:
        """The cells that have changed, for `restore`."""
        fresh, self._fresh = self._fresh, {}
        for sides, cell in fresh.items():
            self._merge(Key(*sides), cell)
        cells = [(encode(key), encode(self.cells[Key(*key)])) for key in fresh]
        return [*cells, (LAST, encode(self.last))]

    def restore(self, cells: Iterable[tuple[bytes, bytes]]) -> None:
        """Begin with cells that were kept. ValueError if they are none."""
        for key, value in cells:
            if key == LAST:
                self.last = msgspec.json.decode(value, type=dict[int, datetime])
            else:
                self._merge(
                    msgspec.json.decode(key, type=Key), msgspec.json.decode(value, type=list[int])
                )

    def _merge(self, key: Key, cell: Cell) -> None:
        add_cell(self.cells, key, cell)
        add_cell(self.days, key.day, cell)
        add_cell(self.workflows, key.workflow, cell)


encode = msgspec.json.encode


def add(
    cells: dict[tuple[Any, ...], Cell], lines: Iterable[UsageLine], last: dict[int, datetime]
) -> None:
    """Add lines to the cells that are theirs, and the newest time of each day to `last`."""
    current, newest = 0, NEVER  # lines of a day mostly stand together
    for line in lines:
        at = line.ts
        if at is None or at.tzinfo is not UTC:
            at = line.at
        if at is None:
            day = 0
        else:
            day = at.toordinal()
            if day != current:
                last[current] = newest
                current, newest = day, last.get(day, at)
            if at > newest:
                newest = at
        key = (day, line.workflow or line.name, line.stage, line.model, line.tier, line.provider)
        cell = cells.get(key)
        if cell is None:
            cell = cells[key] = [0] * 11
        cell[EVENTS] += 1
        cost = line.cost if line.total_cost is UNSET else line.total_cost
        if cost is None:
            cell[UNPRICED] += 1
        else:
            cell[COST] += round(cost * NANO)
        if line.duration_ms is None:
            cell[UNTIMED] += 1
        else:
            cell[DURATION] += line.duration_ms
        if (tokens := line.tokens) is not None:
            cell[INPUT] += tokens.input or 0
            cell[OUTPUT] += tokens.output or 0
        if (cache := line.cache) is not None and cache.hit:
            cell[HITS] += 1
        if (cached := line.prompt_cache) is not None:
            cell[WRITTEN] += cached.creation_tokens or 0
            cell[READ] += cached.read_tokens or 0
        if line.savings:
            cell[SAVED] += round(line.savings * NANO)
    last[current] = newest
    last.pop(0, None)


def day_of(ordinal: int) -> date | None:
    """The day of a key."""
    return date.fromordinal(ordinal) if ordinal else None


def add_cell(cells: dict[Any, Cell], key: Any, more: Cell) -> None:
    """Add a cell to the one at `key`."""
    cell = cells.get(key)
    if cell is None:
        cells[key] = list(more)
    else:
        cell[:] = map(int.__add__, cell, more)
