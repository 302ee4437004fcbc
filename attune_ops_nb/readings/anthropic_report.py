"""Reports of the account: the bill and the usage, item by item, for any span of days.

A result that makes no sense is counted and left out, and the report says that it is not complete:
half a bill must not pass for a whole one.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Generic, NamedTuple, TypeVar

import msgspec

from attune_ops_nb.logic.days import day_of, month_to_date, window
from attune_ops_nb.logic.dollars import from_cents
from attune_ops_nb.readings.anthropic_api import Account, Answer, Bucket, Failure, ask

COST_PATH = "/v1/organizations/cost_report"
USAGE_PATH = "/v1/organizations/usage_report/messages"
BUCKETS = "31"
LARGEST = Decimal("1e18")
FINEST = -60
"""Exponent of the smallest amount; exact sums of anything finer would have no end."""
MOST_TOKENS = 2**63 - 1


class CostItem(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the bill: what one kind of use cost on a UTC day."""

    day: date
    usd: Decimal
    cost_type: str | None = None
    model: str | None = None
    service_tier: str | None = None
    token_type: str | None = None
    context_window: str | None = None
    geography: str | None = None
    workspace: str | None = None
    """None is the default workspace."""
    description: str | None = None


class UsageItem(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one kind of use on a UTC day."""

    day: date
    model: str | None = None
    service_tier: str | None = None
    context_window: str | None = None
    geography: str | None = None
    workspace: str | None = None
    input_tokens: int = 0
    """Those that no cache served."""
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    web_searches: int = 0


Item = TypeVar("Item", CostItem, UsageItem)
K = TypeVar("K", bound=Hashable)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What both reports say of themselves."""

    since: date
    until: date
    """The first day that is not asked for."""
    days: list[date]
    """Those that came, also where nothing was used on them."""
    complete: bool = True
    problem: str | None = None
    """Why it is not complete."""


class CostReport(Report, frozen=True, kw_only=True):
    """The bill of a span of days."""

    items: list[CostItem]


class UsageReport(Report, frozen=True, kw_only=True):
    """The tokens of a span of days."""

    items: list[UsageItem]


def cost(account: Account, since: date, until: date) -> tuple[CostReport | None, Failure | None]:
    """The bill from `since` until the day before `until`. A failure only if nothing came."""
    grouped = ["description", "workspace_id"]
    answer = ask(account, COST_PATH, _parameters(since, until, grouped))
    if answer.failure and not answer.buckets:
        return None, answer.failure
    days, items, complaint = _read(answer, _cost_item, since, until)
    return CostReport(
        since=since, until=until, days=days, items=items, complete=not complaint, problem=complaint
    ), None


def usage(account: Account, since: date, until: date) -> tuple[UsageReport | None, Failure | None]:
    """The tokens from `since` until the day before `until`. A failure only if nothing came."""
    grouped = ["model", "service_tier", "context_window", "inference_geo", "workspace_id"]
    answer = ask(account, USAGE_PATH, _parameters(since, until, grouped))
    if answer.failure and not answer.buckets:
        return None, answer.failure
    days, items, complaint = _read(answer, _usage_item, since, until)
    return UsageReport(
        since=since, until=until, days=days, items=items, complete=not complaint, problem=complaint
    ), None


def _parameters(since: date, until: date, grouped: list[str]) -> dict[str, str | list[str]]:
    return {
        "starting_at": f"{since.isoformat()}T00:00:00Z",
        "ending_at": f"{until.isoformat()}T00:00:00Z",
        "bucket_width": "1d",
        "group_by[]": grouped,
        "limit": BUCKETS,
    }


def _read(
    answer: Answer, item: Callable[[date, msgspec.Raw], Item], since: date, until: date
) -> tuple[list[date], list[Item], str | None]:
    """Days, items, and what is wrong with the whole."""
    days: list[date] = []
    items: list[Item] = []
    misfits: list[str] = []
    for day, bucket in _within(answer, since, until, misfits):
        days.append(day)
        for result in bucket.results:
            try:
                items.append(item(day, result))
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                misfits.append(f"{day.isoformat()}: {' '.join(str(error).split())[:120]}")
    complaints = [answer.failure.message] if answer.failure else []
    if misfits:
        s = "s" if len(misfits) > 1 else ""
        complaints.append(f"{len(misfits)} line{s} could not be read (first: {misfits[0]})")
    return days, items, "; ".join(complaints) or None


def _within(
    answer: Answer, since: date, until: date, misfits: list[str]
) -> Iterator[tuple[date, Bucket]]:
    for bucket in answer.buckets:
        try:
            day = day_of(bucket.starting_at)
        except OverflowError:
            misfits.append(f"{bucket.starting_at}: no such day in UTC")
            continue
        if since <= day < until:
            yield day, bucket
        else:
            misfits.append(f"{day.isoformat()}: a day that was not asked for")


class _CostLine(msgspec.Struct):
    amount: str
    currency: str
    cost_type: str | None = None
    model: str | None = None
    service_tier: str | None = None
    token_type: str | None = None
    context_window: str | None = None
    inference_geo: str | None = None
    workspace_id: str | None = None
    description: str | None = None


class _CacheCreation(msgspec.Struct):
    ephemeral_5m_input_tokens: int = 0
    ephemeral_1h_input_tokens: int = 0


class _ServerTools(msgspec.Struct):
    web_search_requests: int = 0


class _UsageLine(msgspec.Struct):
    uncached_input_tokens: int
    output_tokens: int
    cache_read_input_tokens: int = 0
    cache_creation: _CacheCreation | None = None
    server_tool_use: _ServerTools | None = None
    model: str | None = None
    service_tier: str | None = None
    context_window: str | None = None
    inference_geo: str | None = None
    workspace_id: str | None = None


_cost_line = msgspec.json.Decoder(_CostLine)
_usage_line = msgspec.json.Decoder(_UsageLine)


def _cost_item(day: date, result: msgspec.Raw) -> CostItem:
    line = _cost_line.decode(result)
    if line.currency != "USD":
        raise ValueError(f"currency: {line.currency!r} is not USD")
    return CostItem(
        day=day,
        usd=from_cents(_amount(line.amount)),
        cost_type=line.cost_type,
        model=line.model,
        service_tier=line.service_tier,
        token_type=line.token_type,
        context_window=line.context_window,
        geography=line.inference_geo,
        workspace=line.workspace_id,
        description=line.description,
    )


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    exponent = amount.as_tuple().exponent
    # The exponent of NaN and Infinity is a letter. "1_000" is a number only to Python.
    if isinstance(exponent, str) or "_" in text:
        raise ValueError(f"amount: {text[:40]!r} is not a number")
    if abs(amount) > LARGEST or exponent < FINEST:
        raise ValueError(f"amount: {text[:40]!r} is out of all range")
    return amount


def _usage_item(day: date, result: msgspec.Raw) -> UsageItem:
    line = _usage_line.decode(result)
    written = line.cache_creation or _CacheCreation()
    tools = line.server_tool_use or _ServerTools()
    counts = {
        "input_tokens": line.uncached_input_tokens,
        "output_tokens": line.output_tokens,
        "cache_read_tokens": line.cache_read_input_tokens,
        "cache_write_5m_tokens": written.ephemeral_5m_input_tokens,
        "cache_write_1h_tokens": written.ephemeral_1h_input_tokens,
        "web_searches": tools.web_search_requests,
    }
    for name, count in counts.items():
        if not 0 <= count <= MOST_TOKENS:
            raise ValueError(f"{name}: {count} is no count")
    return UsageItem(
        day=day,
        model=line.model,
        service_tier=line.service_tier,
        context_window=line.context_window,
        geography=line.inference_geo,
        workspace=line.workspace_id,
        **counts,
    )


def grouped(items: Iterable[Item], name: Callable[[Item], K]) -> dict[K, list[Item]]:
    """The items by what they are about, in the order in which that came first."""
    groups: dict[K, list[Item]] = {}
    for item in items:
        groups.setdefault(name(item), []).append(item)
    return groups


class Spans(NamedTuple, Generic[Item]):
    """The items of the spans that summaries are about; None: nothing of its days came."""

    today: list[Item] | None
    seven_days: list[Item] | None
    month: list[Item] | None
    thirty_days: list[Item] | None


def spans(report: Report, items: Iterable[Item], today: date) -> Spans[Item]:
    """The items of a report by span, as it stands on `today`."""
    known, came = list(items), set(report.days)

    def of(days: Iterable[date]) -> list[Item] | None:
        wanted = set(days)
        if not report.complete and not wanted & came:
            return None
        return [item for item in known if item.day in wanted]

    return Spans(of([today]), of(window(today, 7)), of(month_to_date(today)), of(window(today, 30)))
