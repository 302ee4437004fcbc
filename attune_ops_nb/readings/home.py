"""Home: the numbers of the first page, and what wants to be looked at.

It asks nobody outside of this machine and runs nothing that may take long, so a page may ask for it
as often as it likes. What one part cannot say hides no other: it stands in `unknown`.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Literal, TypeVar

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.logic.days import day_of
from attune_ops_nb.readings import (
    account,
    bulletin,
    completion_candidates,
    memory_events,
    pending_writes,
    sweep,
    telemetry,
)
from attune_ops_nb.readings.spend import Spend
from attune_ops_nb.readings.telemetry import TelemetrySummary

T = TypeVar("T")
MatterKind = Literal[
    "spend alarm",
    "budget",
    "bill",
    "malformed lines",
    "finished specs",
    "pending writes",
    "silent runs",
]


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """Something that wants to be looked at."""

    kind: MatterKind
    urgent: bool
    """It costs money now."""
    count: int
    text: str
    """One line for people."""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The first page."""

    at: datetime
    today: date
    """The UTC day that the numbers are about."""
    spend: Spend | None
    """None if not even telemetry can be read; `unknown` says why."""
    bill_age_seconds: int | None
    """How long ago the bill behind the numbers was asked for; None where telemetry is behind."""
    calls_today: int | None
    last_call_at: datetime | None
    matters: list[Matter]
    """Urgent ones first."""
    unknown: list[str]
    """What could not be looked at, and why."""


def home(config: Config, now: datetime) -> Home:
    """The first page as it is now."""
    today = day_of(now)
    unknown: list[str] = []
    spend = _tried(unknown, lambda: account.known_spend(config, now))
    calls = _tried(unknown, lambda: telemetry.summary(config, today=today, recent_days=1))
    matters = [*_of_spend(spend), *_of_files(config, now, calls, unknown)]
    fetched = spend.fetched_at if spend else None
    return Home(
        at=now,
        today=today,
        spend=spend,
        bill_age_seconds=None if fetched is None else max(0, int((now - fetched).total_seconds())),
        calls_today=calls.by_day[-1].events if calls else None,
        last_call_at=calls.last_event_at if calls else None,
        matters=sorted(matters, key=lambda matter: not matter.urgent),
        unknown=list(dict.fromkeys(unknown)),
    )


def _of_spend(spend: Spend | None) -> Iterator[Matter]:
    if spend is None:
        return
    if spend.alarm.level == "alarm":
        yield Matter(kind="spend alarm", urgent=True, count=1, text=spend.alarm.detail)
    if spend.budget and spend.budget.level in ("near", "exceeded"):
        text = f"{spend.budget.used_pct:.0f} % of the month's budget are used"
        yield Matter(kind="budget", urgent=spend.budget.level == "exceeded", count=1, text=text)
    if spend.problem:
        yield Matter(kind="bill", urgent=False, count=1, text=spend.problem)


def _of_files(
    config: Config, now: datetime, calls: TelemetrySummary | None, unknown: list[str]
) -> Iterator[Matter]:
    board = _tried(unknown, lambda: bulletin.read(config, now))
    events = _tried(unknown, lambda: memory_events.memory_summary(config))
    counts = [each.malformed_lines for each in (calls, board, events) if each]
    if bad := sum(counts):
        text = f"{_many(bad, 'line')} of telemetry, memory events and bulletin cannot be read"
        yield Matter(kind="malformed lines", urgent=False, count=bad, text=text)
    if board and board.stale:
        count = len(board.stale)
        text = f"{_many(count, 'run')} never said how {'it' if count == 1 else 'they'} ended"
        yield Matter(kind="silent runs", urgent=False, count=count, text=text)
    unknown.extend(sweep.broken(config))
    if found := completion_candidates.known(config):
        text = f"{_many(len(found), 'spec')} can be closed: all evidence says so"
        yield Matter(kind="finished specs", urgent=False, count=len(found), text=text)
    writes = _tried(unknown, lambda: pending_writes.read(config, now, patience=GIT_PATIENCE))
    if writes and (count := writes.summary.uncommitted_count):
        text = f"{_many(count, 'change')} made by a dashboard wait to be committed"
        yield Matter(kind="pending writes", urgent=False, count=count, text=text)


GIT_PATIENCE = 0.5
"""Seconds; after them it is not known what is committed."""


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"


def _tried(unknown: list[str], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except AttuneError as error:
        unknown.append(error.message)
        return None
