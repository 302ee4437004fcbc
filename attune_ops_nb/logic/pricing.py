"""Pricing: what tokens cost at the time they were used, by any table of prices.

A price that is not known is None and never zero. Money is counted in nano-dollars, as integers: a
million requests add up to the last digit.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

NANO = 1_000_000_000
PER_TOKEN = NANO // 1_000_000
"""Nano-dollars a token for each dollar a million tokens."""
ANYWHERE = frozenset({"", "global", "not_available"})
"""Geographies that cost nothing extra."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of one request, and what else has a price."""

    model: str
    at: datetime
    input_tokens: int = 0
    """Without those that were written to or read from the cache."""
    output_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    cache_read_tokens: int = 0
    web_searches: int = 0
    fast: bool = False
    batch: bool = False
    geography: str | None = None

    @property
    def prompt_tokens(self) -> int:
        """The length of the prompt, by which bands are told apart."""
        return (
            self.input_tokens
            + self.cache_write_5m_tokens
            + self.cache_write_1h_tokens
            + self.cache_read_tokens
        )


class Rates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Dollars a million tokens of each kind; None is unknown."""

    input: Decimal | None = None
    output: Decimal | None = None
    cache_write_5m: Decimal | None = None
    cache_write_1h: Decimal | None = None
    cache_read: Decimal | None = None


class Band(Rates, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rates of a whole request whose prompt is longer than `above` tokens."""

    above: int


class Price(Rates, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rates of a model from a day on (UTC); without a day, from its beginning."""

    valid_from: date | None = None
    fast: Decimal | None = None
    """What fast requests cost, times the rates; None where there are none."""
    bands: tuple[Band, ...] = ()
    source: str = ""


class PriceTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prices of models by name, and what applies to all of them."""

    batch: Decimal | None = None
    """What requests in a batch cost, times the rates."""
    geography: dict[str, Decimal] = msgspec.field(default_factory=dict)
    """What requests that stay in a geography cost, times the rates."""
    web_search: Decimal | None = None
    """Dollars a search."""
    models: dict[str, tuple[Price, ...]] = msgspec.field(default_factory=dict)
    note: str = ""

    def with_changes(self, other: "PriceTable") -> "PriceTable":
        """This table where `other` says nothing; a model in `other` counts whole."""
        return PriceTable(
            batch=self.batch if other.batch is None else other.batch,
            geography={**self.geography, **other.geography},
            web_search=self.web_search if other.web_search is None else other.web_search,
            models={**self.models, **other.models},
            note=other.note or self.note,
        )


class Repriced(msgspec.Struct, frozen=True, kw_only=True):
    """What a history costs by a table: of the priced requests, and how many have no price."""

    nanos: int = 0
    priced: int = 0
    unpriced: int = 0
    unpriced_models: list[str] = msgspec.field(default_factory=list)


class Prices:
    """A table to look prices up in; each model is looked for once."""

    def __init__(self, table: PriceTable) -> None:
        self.table = table
        self._known: dict[str, tuple[Price, ...]] = {}

    def price(self, usage: Usage) -> int | None:
        """Nano-dollars, or None if any part of it has no known price."""
        rates = self.rates(usage.model, usage.at, usage.prompt_tokens)
        times = self._times(usage)
        if rates is None or times is None:
            return None
        tokens = _tokens(usage, rates)
        searches = self._searches(usage.web_searches)
        if tokens is None or searches is None:
            return None
        return _whole(tokens * times * PER_TOKEN + searches)

    def rates(self, model: str, at: datetime, prompt_tokens: int = 0) -> Rates | None:
        """The rates of a plain request at a time, if they are known."""
        price = self._price(model, at)
        if price is None:
            return None
        longer = [band for band in price.bands if prompt_tokens > band.above]
        return max(longer, key=lambda band: band.above) if longer else price

    def reprice(self, usages: Iterable[Usage]) -> Repriced:
        """What all of `usages` cost together."""
        nanos, priced, unpriced, models = 0, 0, 0, set()
        for usage in usages:
            price = self.price(usage)
            if price is None:
                unpriced += 1
                models.add(usage.model)
            else:
                priced += 1
                nanos += price
        return Repriced(
            nanos=nanos, priced=priced, unpriced=unpriced, unpriced_models=sorted(models)
        )

    def _price(self, model: str, at: datetime) -> Price | None:
        if model not in self._known:
            self._known[model] = self._prices(model)
        prices = self._known[model]
        if len(prices) == 1 and prices[0].valid_from is None:
            return prices[0]
        day = (at.astimezone(UTC) if at.tzinfo else at).date()
        valid = [each for each in prices if each.valid_from is None or each.valid_from <= day]
        return max(valid, key=lambda each: each.valid_from or date.min, default=None)

    def _prices(self, model: str) -> tuple[Price, ...]:
        return next(
            (self.table.models[name] for name in names(model) if name in self.table.models), ()
        )

    def _times(self, usage: Usage) -> Decimal | None:
        """What the rates are multiplied by."""
        times = Decimal(1)
        factors: list[Decimal | None] = []
        if usage.fast:
            price = self._price(usage.model, usage.at)
            factors.append(price.fast if price else None)
        if usage.batch:
            factors.append(self.table.batch)
        if usage.geography and usage.geography not in ANYWHERE:
            factors.append(self.table.geography.get(usage.geography))
        for factor in factors:
            if factor is None:
                return None
            times *= factor
        return times

    def _searches(self, number: int) -> Decimal | None:
        if number == 0:
            return Decimal(0)
        return None if self.table.web_search is None else number * self.table.web_search * NANO


def names(model: str) -> Iterator[str]:
    """The names under which a model may stand in a table, the most exact first."""
    yield model
    # What gateways, clouds and programs add to a name changes nothing in its price. A region in
    # front ("us.anthropic.…") does, so it stays.
    name = re.sub(r"\[\w+\]$", "", model)
    name = re.sub(r"^anthropic[./]", "", name)
    if name.startswith("claude"):
        name = name.replace(".", "-")
    yield name
    name = re.sub(r"-v\d+(:\d+)?$", "", name)
    yield name
    yield re.sub(r"[-@](\d{8}|latest|default)$", "", name)


def _tokens(usage: Usage, rates: Rates) -> Decimal | None:
    """Millionths of dollars for all tokens."""
    total = Decimal(0)
    for tokens, rate in (
        (usage.input_tokens, rates.input),
        (usage.output_tokens, rates.output),
        (usage.cache_write_5m_tokens, rates.cache_write_5m),
        (usage.cache_write_1h_tokens, rates.cache_write_1h),
        (usage.cache_read_tokens, rates.cache_read),
    ):
        if tokens:
            if rate is None:
                return None
            total += tokens * rate
    return total


def _whole(nanos: Decimal) -> int:
    return int(nanos.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def nanos(dollars: float | Decimal) -> int:
    """Nano-dollars; of a float, those of the decimal it was written as."""
    return round(dollars * NANO)


def dollars(nanos: int) -> float:
    """Dollars, for the faces: the nearest float, so sums are to be made before."""
    return nanos / NANO


def at_least(nanos: int, unpriced: int) -> str:
    """Money for people: `$1.23`, or `≥ $1.23 (+4 unpriced)` if not all of it has a price."""
    money = f"${Decimal(nanos) / NANO:,.2f}"
    return f"≥ {money} (+{unpriced} unpriced)" if unpriced else money
