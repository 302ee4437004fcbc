"""Bill: what the account of a demo was charged, kept as if it had been fetched a moment ago.

It has all that telemetry and session logs know of, and what they do not: a nightly batch elsewhere,
and web searches.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.demo.calls import Call
from attune_ops_nb.demo.conversations import Conversation
from attune_ops_nb.logic.days import DAY, day_of
from attune_ops_nb.logic.pricing import Prices, PriceTable, Rates
from attune_ops_nb.readings import anthropic_cache, anthropic_fetching, anthropic_key, prices
from attune_ops_nb.readings.anthropic_api import Account, Failure, Patience
from attune_ops_nb.readings.anthropic_cache import Kept
from attune_ops_nb.readings.anthropic_report import (
    CostItem,
    CostReport,
    UsageItem,
    UsageReport,
)

KEY = "sk-ant-demo-key-of-nobody"
AGENTS = "claude-sonnet-4-6"
NIGHTLY = "claude-haiku-4-5"
NIGHTLY_TOKENS = 1_200_000
SEARCHES = 6
KINDS = {
    "uncached_input_tokens": "input",
    "output_tokens": "output",
    "cache_read_input_tokens": "cache_read",
    "cache_creation.ephemeral_5m_input_tokens": "cache_write_5m",
    "cache_creation.ephemeral_1h_input_tokens": "cache_write_1h",
}
"""Kinds of tokens as the bill names them, and the rates they have."""
Tokens = Counter[tuple[date, str, str]]
"""How many, by day, model and kind."""


def keep(
    config: Config,
    calls: Sequence[Call],
    conversations: Sequence[Conversation],
    now: datetime,
    days: int,
) -> None:
    """Write the report, and the key without which nobody would look for one."""
    anthropic_key.keep(config, KEY)
    account = anthropic_fetching.account(config, Patience())
    assert isinstance(account, Account)
    first = day_of(now) - timedelta(days=days - 1)
    spent = [first + DAY * number for number in range(days)]
    table = prices.read(prices.SHIPPED)
    tokens = _tokens(calls, conversations)
    items = [*_items(table, tokens), *_agents(calls), *_elsewhere(table, spent)]
    uses = [*_uses(table, tokens), *_used_elsewhere(spent)]

    def bill(_: Account, since: date, until: date) -> tuple[CostReport | None, Failure | None]:
        known = [item for item in items if since <= item.day < until]
        return CostReport(since=since, until=until, days=_days(since, until), items=known), None

    def usage(_: Account, since: date, until: date) -> tuple[UsageReport | None, Failure | None]:
        known = [use for use in uses if since <= use.day < until]
        return UsageReport(since=since, until=until, days=_days(since, until), items=known), None

    path = anthropic_cache.cost_path(config)
    anthropic_fetching.recent(account, path, Kept[CostReport], bill, now=now, refresh=True)
    path = anthropic_cache.usage_path(config)
    anthropic_fetching.recent(account, path, Kept[UsageReport], usage, now=now, refresh=True)


def _days(since: date, until: date) -> list[date]:
    return [since + DAY * number for number in range((until - since).days)]


def _tokens(calls: Iterable[Call], conversations: Iterable[Conversation]) -> Tokens:
    found: Tokens = Counter()
    for call in calls:
        if not call.cache_hit:
            day, model = day_of(call.at), call.kind.model
            found[day, model, "input"] += call.input_tokens
            found[day, model, "output"] += call.output_tokens
            found[day, model, "cache_read"] += call.cache_read_tokens
            found[day, model, "cache_write_5m"] += call.cache_write_tokens
    for usage in (usage for each in conversations for usage in each.usages):
        day = day_of(usage.at)
        found[day, usage.model, "input"] += usage.input_tokens
        found[day, usage.model, "output"] += usage.output_tokens
        found[day, usage.model, "cache_read"] += usage.cache_read_tokens
        found[day, usage.model, "cache_write_5m"] += usage.cache_write_5m_tokens
        found[day, usage.model, "cache_write_1h"] += usage.cache_write_1h_tokens
    return found


def _items(table: PriceTable, tokens: Tokens) -> Iterator[CostItem]:
    """A line for each kind of tokens of a model on a day; what has no price is not billed."""
    known = Prices(table)
    for (day, model, kind), count in sorted(tokens.items()):
        rates = known.rates(model, datetime(day.year, day.month, day.day))
        if rates and count:
            yield _item(day, model, kind, count * _rate(rates, kind))


def _uses(table: PriceTable, tokens: Tokens) -> Iterator[UsageItem]:
    """The same tokens as the usage report has them: a line for each model on a day."""
    known = Prices(table)
    for day, model in sorted({(day, model) for day, model, _ in tokens}):
        if known.rates(model, datetime(day.year, day.month, day.day)):
            counts: dict[str, Any] = {
                f"{kind}_tokens": tokens[day, model, kind] for kind in KINDS.values()
            }
            yield UsageItem(
                day=day, model=model, service_tier="standard", geography="global", **counts
            )


def _used_elsewhere(days: Sequence[date]) -> Iterator[UsageItem]:
    """The nightly batch and the searches."""
    for number, day in enumerate(days):
        if number % 2 == 0:
            yield UsageItem(
                day=day, model=NIGHTLY, service_tier="batch", input_tokens=NIGHTLY_TOKENS
            )
        if number % 5 == 0:
            yield UsageItem(day=day, model=AGENTS, web_searches=SEARCHES)


def _agents(calls: Iterable[Call]) -> Iterator[CostItem]:
    """What agents cost; the account knows the model, and their telemetry only the sum."""
    for call in calls:
        if call.kind.tier == "SDK":
            usd = Decimal(str(call.cost or 0)) * 1_000_000
            yield _item(day_of(call.at), AGENTS, "output", usd)


def _elsewhere(table: PriceTable, days: Sequence[date]) -> Iterator[CostItem]:
    rates = Prices(table).rates(NIGHTLY, datetime(days[-1].year, days[-1].month, days[-1].day))
    assert rates is not None
    half = table.batch or Decimal(1)
    for number, day in enumerate(days):
        if number % 2 == 0:
            usd = NIGHTLY_TOKENS * _rate(rates, "input") * half
            yield _item(day, NIGHTLY, "input", usd, tier="batch")
        if number % 5 == 0:
            yield CostItem(
                day=day,
                usd=SEARCHES * (table.web_search or Decimal(0)),
                cost_type="web_search",
                description="Web Search Usage",
            )


def _item(
    day: date, model: str, kind: str, usd_of_millions: Decimal, *, tier: str = "standard"
) -> CostItem:
    named = {rate: token_type for token_type, rate in KINDS.items()}
    return CostItem(
        day=day,
        usd=usd_of_millions / 1_000_000,
        cost_type="tokens",
        model=model,
        service_tier=tier,
        token_type=named[kind],
        context_window="0-200k",
        geography="global",
        description=f"{model} {kind}",
    )


def _rate(rates: Rates, kind: str) -> Decimal:
    rate = getattr(rates, kind)
    return rate if isinstance(rate, Decimal) else Decimal(0)
