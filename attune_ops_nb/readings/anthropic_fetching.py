"""Fetching: a report of the account from the cache, from the API, or the reason why from neither.

A failure is remembered for a minute, so that a page that is drawn again and again asks no oftener
than the API wants to be asked.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Generic, Literal, TypeVar

import msgspec
from msgspec.structs import replace

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.errors import AttuneError, Unavailable
from attune_ops_nb.logic.days import DAY, day_of, in_utc
from attune_ops_nb.readings import anthropic_cache, anthropic_key
from attune_ops_nb.readings.anthropic_api import Account, CostFetchErrorKind, Failure, Patience
from attune_ops_nb.readings.anthropic_cache import VERSION, Kept
from attune_ops_nb.readings.anthropic_report import CostReport, UsageReport

DAYS = 35
"""All of every month so far, and enough days before it to know what is usual."""
SHORTEST_PAUSE = 60.0
LONGEST_PAUSE = 3600.0

R = TypeVar("R", CostReport, UsageReport)
Ask = Callable[[Account, date, date], tuple[R | None, Failure | None]]


class Fetched(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """A report and where it is from; or why there is none now, and the last one there was."""

    report: R | None = None
    fetched_at: datetime | None = None
    cached: bool = False
    failure: Failure | None = None
    last: Kept[R] | None = None

    @property
    def source(self) -> Literal["live", "cached"]:
        """Whether it was asked for just now."""
        return "cached" if self.cached else "live"


@dataclass(frozen=True, kw_only=True)
class Subject(Generic[R]):
    """One of the reports of the account: how it is asked for, and where it is kept."""

    ask: Ask[R]
    kept: type[Kept[R]]
    path: Callable[[Config], Path]


_asking = threading.Lock()
_remembered: dict[tuple[Path, str], tuple[datetime, object]] = {}
"""What is not worth keeping on disk, and until when it is not asked for again."""


def account(config: Config, patience: Patience) -> Account | Failure:
    """Whom to ask, or why nobody can be asked."""
    try:
        key = anthropic_key.find(config)
    except Unavailable as error:
        return Failure(kind=CostFetchErrorKind.NO_KEY, message=error.message)
    if key is None:
        return Failure(
            kind=CostFetchErrorKind.NO_KEY,
            message=f"there is no admin key: set {anthropic_key.VARIABLE}, or store one in "
            f"{config.attune_home / anthropic_key.FILE}",
        )
    return Account(key=key, url=config.anthropic_api_url, patience=patience)


def owner(asked: Account) -> str:
    """Whose report it is that is kept: a key and an address, neither of which leads to the key."""
    return f"{asked.key.fingerprint} {asked.url}"


def fetched(
    subject: Subject[R],
    *,
    refresh: bool,
    config: Config | None,
    now: datetime | None,
    patience: Patience,
) -> Fetched[R]:
    """The report of the last 35 days by the settings, or why there is none. Nothing is raised."""
    try:
        known = config or build_config()
    except AttuneError as error:
        return Fetched(failure=unknown(error))
    asked = account(known, patience)
    if isinstance(asked, Failure):
        return Fetched(failure=asked)
    path = subject.path(known)
    moment = now or datetime.now(UTC)
    return recent(asked, path, subject.kept, subject.ask, now=moment, refresh=refresh)


def unknown(error: AttuneError) -> Failure:
    """What is wrong with the settings, as a failure."""
    return Failure(kind=CostFetchErrorKind.UNKNOWN, message=error.message)


def recent(
    asked: Account,
    path: Path,
    kept: type[Kept[R]],
    ask: Ask[R],
    *,
    now: datetime,
    refresh: bool,
) -> Fetched[R]:
    """The report of the last 35 days, from the cache if it is fresh and nobody insists."""
    now = in_utc(now)
    whose = owner(asked)
    with _asking:  # one of several that want it at once asks, and the others find its answer
        last = anthropic_cache.load(path, kept, whose)
        if last and not refresh and anthropic_cache.fresh(last, now):
            return Fetched(report=last.report, fetched_at=last.fetched_at, cached=True)
        until, known = _remembered.pop((path, whose), (now, None))
        if isinstance(known, Fetched) and not refresh and now < until:
            _remembered[path, whose] = until, known
            return replace(known, cached=True)
        today = day_of(now)
        report, failure = ask(asked, today - DAY * (DAYS - 1), today + DAY)
        found = Fetched(report=report, fetched_at=now, failure=failure, last=last)
        if report is not None and report.complete:
            anthropic_cache.save(
                path, kept(version=VERSION, account=whose, fetched_at=now, report=report)
            )
        else:
            pause = failure.retry_after if failure and failure.retry_after else 0.0
            pause = min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)
            _remembered[path, whose] = now + timedelta(seconds=pause), found
        return found


def forget(path: Path) -> None:
    """All that is known of the report at `path`: whoever wants it next asks the API."""
    with _asking:
        anthropic_cache.forget(path)
        for each in [each for each in _remembered if each[0] == path]:
            del _remembered[each]
