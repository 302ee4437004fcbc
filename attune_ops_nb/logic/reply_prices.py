"""Reply prices: what each reply cost, in nano-dollars, by the prices in force or as ccusage has it.

None is an unknown price. A price is looked for once a model and day; a reply is then a few
multiplications.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal

from attune_ops_nb.logic.pricing import Prices, Usage, names
from attune_ops_nb.logic.replies import DAY, SYNTHETIC, Reply
from attune_ops_nb.logic.reply_times import moment_of

Mode = Literal["auto", "calculate", "display"]
"""Recorded costs where there are any, never, or nothing else."""
Cost = Callable[[Reply], int | None]
"""Nano-dollars of a reply."""
KINDS = (
    "input_tokens",
    "output_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_read_tokens",
)
PROBE = 1_000_000


def in_mode(mode: Mode, price: Cost) -> Cost:
    """`price`, with costs that were recorded as `mode` says."""
    if mode == "calculate":
        return price
    if mode == "display":
        return lambda reply: reply.recorded or 0
    return lambda reply: price(reply) if reply.recorded is None else reply.recorded


class ExactCost:
    """What the provider asks for: by day, length of the prompt, batch, geography and searches."""

    def __init__(self, prices: Prices) -> None:
        self._prices = prices
        self._known: dict[tuple[object, ...], tuple[Fraction | int | None, ...]] = {}
        self._bands: dict[str, list[int]] = {}
        self._usual: dict[tuple[str, int], tuple[int, ...]] = {}
        """Whole nano-dollars a token, of models and days on which nothing else matters."""

    def __call__(self, reply: Reply) -> int | None:
        """Nano-dollars, None if a part of it has no known price."""
        rates = self._usual.get((reply.model, reply.at // DAY))
        if rates is None or reply.speed or reply.batch or reply.searches or reply.geography:
            return self._looked_up(reply)
        return (
            reply.input_tokens * rates[0]
            + reply.output_tokens * rates[1]
            + reply.cache_write_5m_tokens * rates[2]
            + reply.cache_write_1h_tokens * rates[3]
            + reply.cache_read_tokens * rates[4]
        )

    def _looked_up(self, reply: Reply) -> int | None:
        if reply.model == SYNTHETIC:
            return 0
        model = reply.model
        bands = self._bands.get(model)
        if bands is None:
            bands = self._bands[model] = self._bands_of(model)
        band = sum(reply.prompt_tokens > above for above in bands) if bands else 0
        key = (model, reply.at // DAY, band, reply.speed, reply.batch, reply.geography)
        rates = self._known.get(key)
        if rates is None:
            rates = self._known[key] = self._rates(reply, bands, band)
            whole = tuple(rate for rate in rates[:5] if type(rate) is int)
            if len(whole) == 5 and not (bands or reply.speed or reply.batch or reply.geography):
                self._usual[model, reply.at // DAY] = whole
        total: Fraction | int = 0
        for count, rate in (
            (reply.input_tokens, rates[0]),
            (reply.output_tokens, rates[1]),
            (reply.cache_write_5m_tokens, rates[2]),
            (reply.cache_write_1h_tokens, rates[3]),
            (reply.cache_read_tokens, rates[4]),
            (reply.searches, rates[5]),
        ):
            if count:
                if rate is None:
                    return None
                total += count * rate
        return total if type(total) is int else round(total)

    def _bands_of(self, model: str) -> list[int]:
        table = self._prices.table.models
        prices = next((table[name] for name in names(model) if name in table), ())
        return sorted({band.above for price in prices for band in price.bands})

    def _rates(
        self, reply: Reply, bands: list[int], band: int
    ) -> tuple[Fraction | int | None, ...]:
        """Nano-dollars a token of each kind and a search: what one more adds to the price."""
        base = bands[band - 1] + 1 if band else 0
        many = bands[band] - base if band < len(bands) else PROBE
        about: dict[str, Any] = {
            "model": reply.model,
            "at": moment_of(reply.at),
            "fast": reply.speed == "fast",
            "batch": reply.batch,
            "geography": reply.geography or None,
        }
        start = self._price(about, input_tokens=base)
        counts: list[dict[str, int]] = [{"input_tokens": base + many}]
        counts += [{"input_tokens": base, kind: many} for kind in KINDS[1:]]
        counts.append({"input_tokens": base, "web_searches": many})
        found = [self._price(about, **count) for count in counts]
        return tuple(_each(start, price, many) for price in found)

    def _price(self, about: dict[str, Any], **counts: int) -> int | None:
        return self._prices.price(Usage(**{**about, **counts}))


def _each(start: int | None, price: int | None, many: int) -> Fraction | int | None:
    if start is None or price is None:
        return None
    each = Fraction(price - start, many)
    return each.numerator if each.denominator == 1 else each
