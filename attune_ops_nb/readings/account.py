"""Account: what is known of the bill without asking for it, for faces that only look.

Asking is `anthropic_cost.fetch_summary` and `spend.spend`. What is kept may be old; then it says
when it was fetched, and is about that day.
"""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.days import day_of
from attune_ops_nb.readings import anthropic_cache, anthropic_fetching, anthropic_usage
from attune_ops_nb.readings.anthropic_api import Failure
from attune_ops_nb.readings.anthropic_cache import Kept
from attune_ops_nb.readings.anthropic_cost import (
    PATIENT,
    CostFetchError,
    CostSummary,
    fetch_summary,
    summarize,
)
from attune_ops_nb.readings.anthropic_report import CostReport, UsageReport
from attune_ops_nb.readings.anthropic_usage import UsageSummary
from attune_ops_nb.readings.logged import local_costs
from attune_ops_nb.readings.spend import Spend, judged, spend

NOT_ASKED = "the bill was never asked for: refresh"
NOT_TODAY = "the bill was not asked for today: refresh"


OLD = "it is not of the last minutes: refresh"
R = TypeVar("R", CostReport, UsageReport)


class AccountCost(msgspec.Struct, frozen=True, kw_only=True):
    """The cost of the account, or why it is not known; one of both is None."""

    summary: CostSummary | None = None
    error: CostFetchError | None = None
    stale: bool = False
    """The bill is older than a quarter of an hour, or of another day."""
    hint: str | None = None
    """What to do where neither is known, or what is known is old."""


class AccountUsage(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens behind the bill; if they could not be asked for, why, and those known last."""

    summary: UsageSummary | None = None
    error: CostFetchError | None = None
    stale: bool = False
    """They are older than a quarter of an hour, or of another day."""
    hint: str | None = None
    """What to do where neither is known, or what is known is old."""


def known(config: Config, now: datetime) -> AccountCost:
    """The bill that was fetched last, however old. Nobody is asked."""
    kept = _bill(config)
    if isinstance(kept, CostFetchError):
        return AccountCost(error=kept)
    if kept is None:
        return AccountCost(stale=True, hint=NOT_ASKED)
    fetched = kept.fetched_at
    stale = not anthropic_cache.fresh(kept, now)
    return AccountCost(
        summary=summarize(kept.report, today=day_of(fetched), fetched_at=fetched, source="cached"),
        stale=stale,
        hint=OLD if stale else None,
    )


def fetched(config: Config, now: datetime, *, refresh: bool) -> AccountCost:
    """The bill of the last quarter of an hour, or of now with `refresh`."""
    summary, error = fetch_summary(refresh=refresh, config=config, now=now)
    return AccountCost(summary=summary, error=error)


def known_usage(config: Config, now: datetime) -> AccountUsage:
    """The tokens that were fetched last, however long ago. Nobody is asked."""
    kept = _kept(config, anthropic_cache.usage_path(config), Kept[UsageReport])
    if isinstance(kept, CostFetchError):
        return AccountUsage(error=kept)
    if kept is None:
        return AccountUsage(stale=True, hint=NOT_ASKED)
    at, stale = kept.fetched_at, not anthropic_cache.fresh(kept, now)
    summary = anthropic_usage.summarize(
        kept.report, today=day_of(at), fetched_at=at, source="cached"
    )
    return AccountUsage(summary=summary, stale=stale, hint=OLD if stale else None)


def fetched_usage(config: Config, now: datetime, *, refresh: bool) -> AccountUsage:
    """The tokens of the last quarter of an hour, or of now with `refresh`."""
    summary, error = anthropic_usage.fetch_usage(refresh=refresh, config=config, now=now)
    if error is None:
        return AccountUsage(summary=summary)
    return replace(known_usage(config, now), error=error, stale=True)


def fetched_spend(config: Config, now: datetime, *, refresh: bool) -> Spend:
    """The spending by the bill of the last quarter of an hour, or of now with `refresh`."""
    return spend(config, now=now, refresh=refresh)


def known_spend(config: Config, now: datetime) -> Spend:
    """The spending by the bill that was fetched today, else by telemetry. Nobody is asked."""
    today = day_of(now)
    kept = _bill(config)
    if isinstance(kept, CostFetchError):
        return judged(config, local_costs(config), None, kept, today=today)
    if kept is not None and day_of(kept.fetched_at) == today:
        found = judged(config, local_costs(config), kept.report, today=today)
        return replace(found, fetched_at=kept.fetched_at) if found.source == "account" else found
    local = judged(config, local_costs(config), None, today=today)
    return replace(local, problem=NOT_ASKED if kept is None else NOT_TODAY)


def not_now(error: CostFetchError, fetched_at: datetime) -> str:
    """What to say above what was fetched at `fetched_at`, because it could not be asked for now."""
    return f"as of {phrases.stamp(fetched_at)}, for it cannot be asked for now: {error.message}"


def told(summary: CostSummary) -> str:
    """`2026-01-31: today $1.20, 7 days $9.00, this month $30.00`; unknown is no zero."""
    return (
        f"{summary.today.isoformat()}: today {money(summary, summary.today_usd)}, "
        f"7 days {money(summary, summary.seven_day_usd)}, "
        f"this month {money(summary, summary.month_to_date_usd)}"
    )


def money(summary: CostSummary, amount: Decimal | None) -> str:
    """An amount of the bill; `≥ $1.20` where a part of it is missing."""
    least = "" if summary.complete or amount is None else "≥ "
    return f"{least}{phrases.usd(amount)}"


def _bill(config: Config) -> Kept[CostReport] | CostFetchError | None:
    return _kept(config, anthropic_cache.cost_path(config), Kept[CostReport])


def _kept(config: Config, path: Path, kind: type[Kept[R]]) -> Kept[R] | CostFetchError | None:
    asked = anthropic_fetching.account(config, PATIENT)
    if isinstance(asked, Failure):
        return CostFetchError(kind=asked.kind, message=asked.message)
    return anthropic_cache.load(path, kind, anthropic_fetching.owner(asked))
