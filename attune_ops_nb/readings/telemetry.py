"""Telemetry: what our own runs cost, from `telemetry/usage*.jsonl`, rotated files included.

Every reading goes on where the last one stopped; a line is read once. Broken lines are counted and
listed, and take no other line with them. Days are those of UTC.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.days import window
from attune_ops_nb.logic.dollars import from_nano
from attune_ops_nb.logic.pricing import dollars
from attune_ops_nb.logic.usage_totals import Cell, Key, Totals, UsageTotals, add_cell, day_of
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_files import malformed, read
from attune_ops_nb.store import rollups
from attune_ops_nb.store.rollups import RolledFile

Side = Literal["day", "workflow", "stage", "model", "tier", "provider"]
SIDES: tuple[Side, ...] = ("day", "workflow", "stage", "model", "tier", "provider")
VERSION = 2
TOP_WORKFLOWS = 20
MOST_DAYS = 3660
OTHERS = "(other workflows)"


class DayTotals(NamedTuple):
    """A day, how many calls there were on it and what they cost in dollars."""

    day: date
    events: int
    cost: float


class WorkflowTotals(NamedTuple):
    """A workflow, how many calls it made and what they cost in dollars."""

    workflow: str
    events: int
    cost: float


class TelemetrySummary(msgspec.Struct, frozen=True, kw_only=True):
    """What our own runs cost, by workflow and by day. Money is in dollars."""

    total_events: int = 0
    total_cost: float = 0.0
    """Of the events that say what they cost; see `unpriced_events`."""
    total_savings: float = 0.0
    """What the events themselves say was saved; only writers of earlier versions did."""
    by_workflow: list[WorkflowTotals] = []
    """The dearest, and a last row for all others: they add up to the total."""
    by_day: list[DayTotals] = []
    """The last days, oldest first, also those without events."""
    last_event_at: datetime | None = None
    """The newest time of all events but those of days that are still to come."""
    unpriced_events: int = 0
    """Events that say no cost."""
    undated_events: int = 0
    """Events without a time that can be read; they are on no day."""
    future_events: int = 0
    """Events of days that are still to come."""
    malformed_lines: int = 0
    malformed: list[Malformed] = []
    """Where they are and what is wrong with them: the first thousand of each file."""
    waiting_bytes: int = 0
    """Of last lines that have no end yet."""
    files: int = 0


class UsageRow(msgspec.Struct, frozen=True, kw_only=True):
    """What calls add up to. The sides by which was not grouped are None. Money is in dollars."""

    day: date | None = None
    workflow: str | None = None
    stage: str | None = None
    model: str | None = None
    tier: str | None = None
    provider: str | None = None
    events: int
    cost: float
    unpriced_events: int
    input_tokens: int
    output_tokens: int
    cache_write_tokens: int
    """Written to the cache of the provider."""
    cache_read_tokens: int
    cache_hits: int
    """Answers from our own cache."""
    mean_duration_ms: float | None
    """Of the events that say how long they took."""
    savings: float


def summary(
    config: Config, *, today: date, recent_days: int = 7, live_only: bool = False
) -> TelemetrySummary:
    """Everything at a glance; `by_day` has `recent_days` days, of which `today` is the last.

    `live_only` leaves rotated files out. Unavailable if a file cannot be read.
    """
    if not 1 <= recent_days <= MOST_DAYS:
        what = f"from 1 to {MOST_DAYS}"
        raise Invalid(f"recent_days: {what}", problems={"recent_days": what})
    with _read(config, live_only=live_only) as files:
        days = _together(file.fold.days for file in files)
        workflows = _together(file.fold.workflows for file in files)
        total = _sum(days.values())
        return TelemetrySummary(
            total_events=total.events,
            total_cost=dollars(total.cost_nanos),
            total_savings=dollars(total.savings_nanos),
            by_workflow=_dearest(workflows),
            by_day=[_day(day, days) for day in window(today, recent_days)],
            last_event_at=max(_until(today, files), default=None),
            unpriced_events=total.unpriced,
            undated_events=days[0].events if 0 in days else 0,
            future_events=_sum(
                each for day, each in days.items() if day > today.toordinal()
            ).events,
            malformed_lines=sum(file.bad_count for file in files),
            malformed=list(malformed(files)),
            waiting_bytes=sum(file.waiting for file in files),
            files=len(files),
        )


def rolled_up(
    config: Config,
    by: Sequence[Side] = ("day",),
    *,
    since: date | None = None,
    until: date | None = None,
    live_only: bool = False,
) -> list[UsageRow]:
    """A row for each combination of the sides `by` that occurs, in their order.

    From the day `since` on and before the day `until`; events without a time are in if neither is
    given. Invalid for a side that there is not, Unavailable if a file cannot be read.
    """
    unknown = [side for side in by if side not in SIDES]
    if unknown or not by:
        what = f"{', '.join(map(repr, unknown)) or 'nothing'} is none of {', '.join(SIDES)}"
        raise Invalid(f"by: {what}", problems={"by": what})
    indices = [SIDES.index(side) for side in by]
    groups: dict[tuple[int | str | None, ...], Cell] = {}
    with _read(config, live_only=live_only) as files:
        for file in files:
            for key, cell in file.fold.cells.items():
                if _within(key, since, until):
                    group = tuple([key[index] for index in indices])
                    add_cell(groups, group, cell)
    ordered = sorted(groups, key=lambda group: [(each is not None, each) for each in group])
    return [_row(by, group, Totals(*groups[group])) for group in ordered]


def daily_cost(config: Config, *, live_only: bool = False) -> dict[date, Decimal]:
    """What each day cost, in exact dollars. Unavailable if a file cannot be read."""
    with _read(config, live_only=live_only) as files:
        days = _together(file.fold.days for file in files)
    return {
        date.fromordinal(day): from_nano(total.cost_nanos)
        for day, total in sorted(days.items())
        if day
    }


def _read(
    config: Config, *, live_only: bool
) -> AbstractContextManager[list[RolledFile[UsageTotals]]]:
    rolled = rollups.of(config, "usage", version=VERSION, fold=UsageTotals)
    return read(rolled, config.telemetry_path, live_only=live_only)


def _until(today: date, files: Iterable[RolledFile[UsageTotals]]) -> Iterator[datetime]:
    """The newest times of days up to `today`: a clock that ran ahead hides nothing for years."""
    for file in files:
        yield from (at for day, at in file.fold.last.items() if day <= today.toordinal())


def _together(parts: Iterable[dict[Any, Cell]]) -> dict[Any, Totals]:
    cells: dict[Any, Cell] = {}
    for part in parts:
        for key, cell in part.items():
            add_cell(cells, key, cell)
    return {key: Totals(*cell) for key, cell in cells.items()}


def _sum(totals: Iterable[Totals]) -> Totals:
    found = Totals()
    for each in totals:
        found = found.plus(each)
    return found


def _dearest(workflows: dict[str, Totals]) -> list[WorkflowTotals]:
    ordered = sorted(workflows.items(), key=lambda each: (-each[1].cost_nanos, each[0]))
    rows = ordered[:TOP_WORKFLOWS]
    if others := [total for _, total in ordered[TOP_WORKFLOWS:]]:
        rows.append((OTHERS, _sum(others)))
    return [WorkflowTotals(name, total.events, dollars(total.cost_nanos)) for name, total in rows]


def _day(day: date, days: dict[int, Totals]) -> DayTotals:
    total = days.get(day.toordinal(), Totals())
    return DayTotals(day, total.events, dollars(total.cost_nanos))


def _within(key: Key, since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    return (
        key.day > 0
        and (since is None or key.day >= since.toordinal())
        and (until is None or key.day < until.toordinal())
    )


def _row(by: Sequence[Side], group: tuple[Any, ...], total: Totals) -> UsageRow:
    sides = dict(zip(by, group, strict=True))
    if "day" in sides:
        sides["day"] = day_of(sides["day"])
    timed = total.events - total.untimed
    return UsageRow(
        **sides,
        events=total.events,
        cost=dollars(total.cost_nanos),
        unpriced_events=total.unpriced,
        input_tokens=total.input_tokens,
        output_tokens=total.output_tokens,
        cache_write_tokens=total.cache_write_tokens,
        cache_read_tokens=total.cache_read_tokens,
        cache_hits=total.cache_hits,
        mean_duration_ms=total.duration_ms / timed if timed else None,
        savings=dollars(total.savings_nanos),
    )
