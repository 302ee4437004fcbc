"""ccusage prices: what ccusage 20.0.26 takes replies to cost, so that its sums can be checked.

It prices each kind of token by itself, also where a longer prompt makes the whole request dearer,
knows no batch, geography or searches, and takes a model without a price to be free.
"""

import re
from typing import NamedTuple

from attune_ops_nb.logic.replies import NO_MODELS, Reply

LONG = 200_000
"""Tokens of a kind beyond which they cost more, for the models that know of it."""


class Rates(NamedTuple):
    """Nano-dollars a token; `fast` and `long` are what they are multiplied by."""

    input: int
    output: int
    write_5m: int
    write_1h: int
    read: int
    fast: int = 1
    long: bool = False


_SONNET = Rates(3_000, 15_000, 3_750, 6_000, 300)
_OPUS = Rates(15_000, 75_000, 18_750, 30_000, 1_500)
_LATER_OPUS = Rates(5_000, 25_000, 6_250, 10_000, 500)
_FABLE = Rates(10_000, 50_000, 12_500, 20_000, 1_000)
_FREE = Rates(0, 0, 0, 0, 0)
_GLM = Rates(600, 2_200, 0, 1_200, 110)

TABLE = {
    "claude-3-haiku": Rates(250, 1_250, 300, 500, 30),
    "claude-3-5-haiku": Rates(800, 4_000, 1_000, 1_600, 80),
    "claude-3-sonnet": _SONNET,
    "claude-3-5-sonnet": _SONNET,
    "claude-3-7-sonnet": _SONNET,
    "claude-3-opus": _OPUS,
    "claude-opus-4": _OPUS,
    "claude-4-opus": _OPUS,
    "claude-opus-4-1": _OPUS,
    "claude-sonnet-4": _SONNET._replace(long=True),
    "claude-4-sonnet": _SONNET._replace(long=True),
    "claude-sonnet-4-5": _SONNET._replace(long=True),
    "claude-sonnet-4-6": _SONNET,
    "claude-haiku-4-5": Rates(1_000, 5_000, 1_250, 2_000, 100),
    "claude-opus-4-5": _LATER_OPUS,
    "claude-opus-4-6": _LATER_OPUS._replace(fast=6),
    "claude-opus-4-7": _LATER_OPUS._replace(fast=6),
    "claude-opus-4-8": _LATER_OPUS._replace(fast=2),
    "claude-opus-5": _LATER_OPUS._replace(fast=2),
    "claude-sonnet-5": Rates(2_000, 10_000, 2_500, 4_000, 200),
    "claude-fable-5": _FABLE,
    "claude-fable-5-1": _FABLE._replace(read=250),
    "claude-mythos-5": _FABLE,
    "glm-4-5": _GLM,
    "glm-4-6": _GLM,
    "glm-4-7": _GLM,
    "glm-5": Rates(1_000, 3_200, 0, 2_000, 200),
}
REGIONAL = {
    "claude-sonnet-4-5": ("us", "eu", "jp", "au"),
    "claude-sonnet-4-6": ("us", "eu", "jp", "au"),
    "claude-haiku-4-5": ("us", "eu", "jp", "au"),
    "claude-opus-4-5": ("us",),
    "claude-opus-4-6": ("us", "eu", "au"),
}
"""Where a region in front of the name makes the model a tenth dearer."""
UNKNOWN = frozenset({"claude-3-5-sonnet-latest"})


class CcusageCost:
    """Looks each model up once."""

    def __init__(self) -> None:
        self._known: dict[str, Rates | None] = {}

    def __call__(self, reply: Reply) -> int | None:
        """Nano-dollars; None where ccusage has no price and says 0."""
        if reply.model not in self._known:
            self._known[reply.model] = rates_of(reply.model)
        rates = self._known[reply.model]
        if rates is None:
            return None
        nanos = (
            reply.input_tokens * rates.input
            + reply.output_tokens * rates.output
            + reply.cache_write_5m_tokens * rates.write_5m
            + reply.cache_write_1h_tokens * rates.write_1h
            + reply.cache_read_tokens * rates.read
        )
        if rates.long and reply.tokens > LONG:
            nanos += _beyond(reply, rates)
        return nanos * rates.fast if reply.speed == "fast" else nanos


def rates_of(model: str) -> Rates | None:
    """The rates of the longest name in the table that `model` contains.

    Not where a number follows, which makes it the name of another model, unless it is a date.
    """
    if model in NO_MODELS:
        return _FREE
    name = re.sub(r"(?<=\d)\.(?=\d)", "-", model)
    if name in UNKNOWN:
        return None
    for known in sorted(TABLE, key=len, reverse=True):
        if re.search(rf"{known}(?!-?\d{{1,7}}(?!\d))", name):
            region = name.rpartition("/")[2].partition(".")[0]
            return _dearer(TABLE[known]) if region in REGIONAL.get(known, ()) else TABLE[known]
    return None


def _beyond(reply: Reply, rates: Rates) -> int:
    """What tokens beyond the limit cost more: as much again, and output half as much."""
    return (
        max(0, reply.input_tokens - LONG) * rates.input
        + max(0, reply.output_tokens - LONG) * rates.output // 2
        + max(0, reply.cache_write_5m_tokens - LONG) * rates.write_5m
        + max(0, reply.cache_write_1h_tokens - LONG) * rates.write_1h
        + max(0, reply.cache_read_tokens - LONG) * rates.read
    )


def _dearer(rates: Rates) -> Rates:
    return Rates._make((*(rate * 11 // 10 for rate in rates[:5]), *rates[5:]))
