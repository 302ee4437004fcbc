"""The account's cost: what the Anthropic bill says of today, this week, this month.

`fetch_summary` never raises and never shows a failure as zero: what is not known is None, a bill of
which a part is missing says so, and a failure comes with the last bill that is known. The days are
those of the bill: UTC.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal, TypeVar

import msgspec

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.errors import AttuneError, Unavailable
from attune_ops_nb.logic.days import DAY, day_of, window
from attune_ops_nb.logic.dollars import total
from attune_ops_nb.readings import anthropic_cache, anthropic_fetching, anthropic_key
from attune_ops_nb.readings.anthropic_api import (
    Account,
    CostFetchErrorKind,
    Failure,
    Patience,
)
from attune_ops_nb.readings.anthropic_cache import Kept
from attune_ops_nb.readings.anthropic_fetching import Fetched, Subject, fetched
from attune_ops_nb.readings.anthropic_key import AdminKey
from attune_ops_nb.readings.anthropic_report import CostItem, CostReport, cost, grouped, spans

__all__ = [
    "CostFetchError",
    "CostFetchErrorKind",
    "CostSummary",
    "KeyStored",
    "Patience",
    "clear_cache",
    "fetch_bill",
    "fetch_error",
    "fetch_report",
    "fetch_summary",
    "load_admin_key",
    "store_admin_key",
    "summarize",
]

NONE = "(none)"
DEFAULT_WORKSPACE = "default"
PATIENT = Patience()
COST = Subject(ask=cost, kept=Kept[CostReport], path=anthropic_cache.cost_path)

K = TypeVar("K")
Amounts = list[tuple[str, Decimal]]


class CostSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the account spent, in exact dollars. Lists are of the last thirty days."""

    today_usd: Decimal | None
    """None here and below: nothing of these days came."""
    seven_day_usd: Decimal | None
    month_to_date_usd: Decimal | None
    thirty_day_usd: Decimal | None
    by_day: list[tuple[date, Decimal]]
    """Oldest first."""
    by_model: Amounts
    """The dearest first, here and below; `(none)` is what belongs to no model."""
    by_cost_type: Amounts
    by_workspace: Amounts
    fetched_at: datetime
    source: Literal["live", "cached"]
    complete: bool = True
    """If not, the amounts are what is known so far: the least it can be."""
    problem: str | None = None
    """Why it is not complete."""
    today: date
    """The UTC day that `today_usd` is about."""


class CostFetchError(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no cost of the account now."""

    kind: CostFetchErrorKind
    message: str
    """One line, and what to do."""
    retry_after: float | None = None
    """Seconds the API asked us to wait."""
    last: CostSummary | None = None
    """The last that was known, as of its `fetched_at`."""


class KeyStored(msgspec.Struct, frozen=True, kw_only=True):
    """What came of storing an admin key."""

    path: str | None
    """The file; None if nothing was written, because the API refused the key."""
    tested: bool
    """The API took it."""
    problem: CostFetchError | None = None


def fetch_summary(
    *,
    refresh: bool = False,
    config: Config | None = None,
    now: datetime | None = None,
    patience: Patience = PATIENT,
) -> tuple[CostSummary | None, CostFetchError | None]:
    """The cost of the account, or why it is not known; one of both is None.

    A report of the last quarter of an hour is taken from the cache, unless `refresh` says no.
    """
    moment = now or datetime.now(UTC)
    found = fetched(COST, refresh=refresh, config=config, now=moment, patience=patience)
    if found.report is None or found.fetched_at is None:
        return None, _error(found.failure, found.last)
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
) -> tuple[CostReport | None, CostFetchError | None]:
    """The lines of the bill behind `fetch_summary`, of the last 35 days."""
    found = fetched(COST, refresh=refresh, config=config, now=now, patience=patience)
    if found.report is None:
        return None, _error(found.failure, found.last)
    return found.report, None


def fetch_error(found: Fetched[CostReport]) -> CostFetchError | None:
    """Why there is no bill of now, with the last that is known."""
    return _error(found.failure, found.last) if found.failure else None


def fetch_bill(
    since: date, until: date, *, config: Config | None = None, patience: Patience = PATIENT
) -> tuple[CostReport | None, CostFetchError | None]:
    """The lines of the bill from `since` to the day before `until`, asked for now."""
    try:
        account = anthropic_fetching.account(config or build_config(), patience)
    except AttuneError as error:
        return None, _error(anthropic_fetching.unknown(error))
    if isinstance(account, Failure):
        return None, _error(account)
    report, failure = cost(account, since, until)
    return report, _error(failure) if failure else None


def load_admin_key(config: Config | None = None) -> str | None:
    """The admin key: from the environment, `attune_home` or `~/.attune`. None if there is none."""
    try:
        found = anthropic_key.find(config or build_config())
    except Unavailable:
        return None
    return found.reveal() if found else None


def store_admin_key(
    key: str,
    *,
    config: Config | None = None,
    now: datetime | None = None,
    patience: Patience = PATIENT,
) -> KeyStored:
    """Ask the API for today's bill with `key`, and keep it in a file that only its owner reads.

    A key that the API refuses is not written; one that could not be tested is, and the problem says
    why. Invalid if it cannot be a key, Unavailable if it cannot be written.
    """
    known = config or build_config()
    word = anthropic_key.checked(key)
    asked = Account(
        key=AdminKey(word, "what was given"), url=known.anthropic_api_url, patience=patience
    )
    today = day_of(now or datetime.now(UTC))
    _, failure = cost(asked, today, today + DAY)
    if failure and failure.kind is CostFetchErrorKind.AUTH_FAILED:
        return KeyStored(path=None, tested=False, problem=_error(failure))
    path = anthropic_key.keep(known, word)
    clear_cache(known)
    problem = _error(failure) if failure else None
    return KeyStored(path=str(path), tested=problem is None, problem=problem)


def clear_cache(config: Config | None = None) -> None:
    """Forget what was fetched, on disk too, so that the next call asks the API. For tests."""
    anthropic_fetching.forget(anthropic_cache.cost_path(config or build_config()))


def summarize(
    report: CostReport, *, today: date, fetched_at: datetime, source: Literal["live", "cached"]
) -> CostSummary:
    """The sums of a bill as they stand on `today`."""
    span = spans(report, report.items, today)
    items = span.thirty_days or []
    thirty = set(window(today, 30)) & set(report.days)
    by_day = _sums(items, lambda item: item.day)
    return CostSummary(
        today=today,
        today_usd=_spent(span.today),
        seven_day_usd=_spent(span.seven_days),
        month_to_date_usd=_spent(span.month),
        thirty_day_usd=_spent(span.thirty_days),
        by_day=[(day, by_day.get(day, Decimal(0))) for day in sorted(thirty)],
        by_model=_dearest(items, lambda item: item.model or NONE),
        by_cost_type=_dearest(items, lambda item: item.cost_type or NONE),
        by_workspace=_dearest(items, lambda item: item.workspace or DEFAULT_WORKSPACE),
        fetched_at=fetched_at,
        source=source,
        complete=report.complete,
        problem=report.problem,
    )


def _spent(items: list[CostItem] | None) -> Decimal | None:
    return None if items is None else total(item.usd for item in items)


def _error(failure: Failure | None, last: Kept[CostReport] | None = None) -> CostFetchError:
    assert failure is not None
    known = None
    if last:
        day = day_of(last.fetched_at)
        known = summarize(last.report, today=day, fetched_at=last.fetched_at, source="cached")
    return CostFetchError(
        kind=failure.kind, message=failure.message, retry_after=failure.retry_after, last=known
    )


def _dearest(items: list[CostItem], name: Callable[[CostItem], str]) -> Amounts:
    sums = _sums(items, name)
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def _sums(items: list[CostItem], name: Callable[[CostItem], K]) -> dict[K, Decimal]:
    groups = grouped(items, name)
    return {key: total(each.usd for each in group) for key, group in groups.items()}
