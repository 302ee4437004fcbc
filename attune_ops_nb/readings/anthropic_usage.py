"""The account's usage: the tokens behind the bill, by day, model, tier and workspace.

Like the cost it never raises, never shows a failure as zero, and its days are UTC.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Literal, TypeVar

import msgspec

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.logic.days import day_of, window
from attune_ops_nb.readings import anthropic_cache, anthropic_fetching
from attune_ops_nb.readings.anthropic_api import Failure, Patience
from attune_ops_nb.readings.anthropic_cache import Kept
from attune_ops_nb.readings.anthropic_cost import (
    DEFAULT_WORKSPACE,
    NONE,
    PATIENT,
    CostFetchError,
)
from attune_ops_nb.readings.anthropic_fetching import Subject, fetched
from attune_ops_nb.readings.anthropic_report import UsageItem, UsageReport, grouped, spans, usage

PRIORITY = "priority"
USAGE = Subject(ask=usage, kept=Kept[UsageReport], path=anthropic_cache.usage_path)
K = TypeVar("K")


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of use."""

    input_tokens: int = 0
    """Those that no cache served."""
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    web_searches: int = 0

    @property
    def all_tokens(self) -> int:
        """Tokens of every kind."""
        return (
            self.input_tokens
            + self.output_tokens
            + self.cache_read_tokens
            + self.cache_write_5m_tokens
            + self.cache_write_1h_tokens
        )


class UsageSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the account used. Lists are of the last thirty days, most tokens first."""

    today: date
    today_tokens: Tokens | None
    """None here and below: nothing of these days came."""
    seven_day_tokens: Tokens | None
    month_to_date_tokens: Tokens | None
    thirty_day_tokens: Tokens | None
    by_day: list[tuple[date, Tokens]]
    """Oldest first."""
    by_model: list[tuple[str, Tokens]]
    by_service_tier: list[tuple[str, Tokens]]
    by_workspace: list[tuple[str, Tokens]]
    priority_tokens: int
    """Tokens of the Priority Tier, whose price is not in the bill."""
    fetched_at: datetime
    source: Literal["live", "cached"]
    complete: bool = True
    problem: str | None = None


def fetch_usage(
    *,
    refresh: bool = False,
    config: Config | None = None,
    now: datetime | None = None,
    patience: Patience = PATIENT,
) -> tuple[UsageSummary | None, CostFetchError | None]:
    """The usage of the account, or why it is not known; one of both is None."""
    moment = now or datetime.now(UTC)
    found = fetched(USAGE, refresh=refresh, config=config, now=moment, patience=patience)
    if found.report is None or found.fetched_at is None:
        return None, _error(found.failure)
    today = day_of(moment)
    return summarize(
        found.report, today=today, fetched_at=found.fetched_at, source=found.source
    ), None


def fetch_report(
    *,
    refresh: bool = False,
    config: Config | None = None,
    now: datetime | None = None,
    patience: Patience = PATIENT,
) -> tuple[UsageReport | None, CostFetchError | None]:
    """The lines behind `fetch_usage`, of the last 35 days."""
    found = fetched(USAGE, refresh=refresh, config=config, now=now, patience=patience)
    return (None, _error(found.failure)) if found.report is None else (found.report, None)


def clear_cache(config: Config | None = None) -> None:
    """Forget what was fetched, on disk too, so that the next call asks the API. For tests."""
    anthropic_fetching.forget(anthropic_cache.usage_path(config or build_config()))


def summarize(
    report: UsageReport, *, today: date, fetched_at: datetime, source: Literal["live", "cached"]
) -> UsageSummary:
    """The sums of a report as they stand on `today`."""
    span = spans(report, report.items, today)
    items = span.thirty_days or []
    thirty = set(window(today, 30)) & set(report.days)
    by_day = _sums(items, lambda item: item.day)
    priority = [item for item in items if (item.service_tier or "").startswith(PRIORITY)]
    return UsageSummary(
        today=today,
        today_tokens=_used(span.today),
        seven_day_tokens=_used(span.seven_days),
        month_to_date_tokens=_used(span.month),
        thirty_day_tokens=_used(span.thirty_days),
        by_day=[(day, by_day.get(day, Tokens())) for day in sorted(thirty)],
        by_model=_most(items, lambda item: item.model or NONE),
        by_service_tier=_most(items, lambda item: item.service_tier or NONE),
        by_workspace=_most(items, lambda item: item.workspace or DEFAULT_WORKSPACE),
        priority_tokens=added(priority).all_tokens,
        fetched_at=fetched_at,
        source=source,
        complete=report.complete,
        problem=report.problem,
    )


def added(items: Iterable[UsageItem]) -> Tokens:
    """The sums of `items`."""
    names = Tokens.__struct_fields__
    counts = dict.fromkeys(names, 0)
    for item in items:
        for name in names:
            counts[name] += getattr(item, name)
    return Tokens(**counts)


def _used(items: list[UsageItem] | None) -> Tokens | None:
    return None if items is None else added(items)


def _error(failure: Failure | None) -> CostFetchError:
    assert failure is not None
    return CostFetchError(
        kind=failure.kind, message=failure.message, retry_after=failure.retry_after
    )


def _most(items: list[UsageItem], name: Callable[[UsageItem], str]) -> list[tuple[str, Tokens]]:
    sums = _sums(items, name)
    return sorted(sums.items(), key=lambda pair: (-pair[1].all_tokens, pair[0]))


def _sums(items: list[UsageItem], name: Callable[[UsageItem], K]) -> dict[K, Tokens]:
    return {key: added(group) for key, group in grouped(items, name).items()}
