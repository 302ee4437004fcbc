"""Session blocks: the five-hour spans by which use is limited, with burn rate and projection."""

import math
from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.logic.pricing import dollars
from attune_ops_nb.logic.replies import HOUR
from attune_ops_nb.logic.reply_blocks import Span, spans
from attune_ops_nb.logic.reply_prices import Mode
from attune_ops_nb.logic.reply_times import milliseconds_of, moment_of
from attune_ops_nb.readings.session_replies import replies
from attune_ops_nb.readings.session_usage import Compat, sums

HOURS = 5
NEAR = 0.8
"""The part of the limit from which on it is near."""


class Burn(msgspec.Struct, frozen=True, kw_only=True):
    """How fast a block is used up, from its first to its last reply."""

    tokens_per_minute: float
    spoken_tokens_per_minute: float
    """Of input and output alone, by which speed is judged: the cache does not count."""
    cost_per_hour: float


class Projection(msgspec.Struct, frozen=True, kw_only=True):
    """What an active block comes to if it goes on as it went."""

    minutes_left: int
    total_tokens: int
    cost: float
    limit: int | None = None
    """Tokens that may be used, if that was given."""

    @property
    def used(self) -> float | None:
        """The part of the limit that it comes to."""
        return self.total_tokens / self.limit if self.limit else None

    @property
    def status(self) -> str | None:
        """`ok`, `warning` from four fifths of the limit on, `exceeds` above it."""
        if self.used is None:
            return None
        return "exceeds" if self.used > 1 else "warning" if self.used > NEAR else "ok"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A span of hours from its first reply on, or the gap before the next. Money is in dollars."""

    start: datetime
    end: datetime
    gap: bool = False
    active: bool = False
    replies: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    cache_read_tokens: int = 0
    total_tokens: int = 0
    cost: float = 0.0
    unpriced_replies: int = 0
    models: list[str] = []
    first_at: datetime | None = None
    last_at: datetime | None = None
    burn: Burn | None = None
    """None where all was said at one moment."""
    projection: Projection | None = None
    reset_at: datetime | None = None
    """When a limit that was reached is lifted, as the last notice of it says."""


def blocks(
    config: Config,
    now: datetime,
    *,
    since: date | None = None,
    until: date | None = None,
    token_limit: int | None = None,
    hours: int = HOURS,
    mode: Mode = "auto",
    compat: Compat | None = None,
    environ: Mapping[str, str] | None = None,
) -> list[Block]:
    """The blocks of all sessions and the gaps between them, oldest first.

    Those that begin on the UTC day `since` or later, and before the day `until`.
    Only the block in which `now` is can be active and has a projection. Errors as for `usage`.
    """
    with replies(config, "ccusage" if compat else "exact", mode, environ) as (_, ledger):
        found = spans((each.cells for each in ledger.sessions().values()), hours * HOUR)
    moment = milliseconds_of(now)
    wanted = [span for span in found if _within(moment_of(span.start).date(), since, until)]
    listed = [_block(span, moment, hours * HOUR, token_limit) for span in wanted]
    return [*map(_in_cents, listed)] if compat else listed


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day < until)


def _block(span: Span, now: int, length: int, limit: int | None) -> Block:
    start, end = moment_of(span.start), moment_of(span.end)
    if span.gap:
        return Block(start=start, end=end, gap=True)
    tally = span.tally
    active = span.is_active(now, length)
    burn = _burn(span)
    return Block(
        start=start,
        end=end,
        active=active,
        **sums(tally, span.labels),
        burn=burn,
        projection=_projection(span, burn, span.minutes_left(now), limit) if active else None,
        reset_at=None if tally.reset_at is None else moment_of(tally.reset_at * 1000),
    )


def _burn(span: Span) -> Burn | None:
    if span.minutes is None:
        return None
    return Burn(
        tokens_per_minute=span.tally.tokens / span.minutes,
        spoken_tokens_per_minute=span.spoken / span.minutes,
        cost_per_hour=dollars(span.tally.nanos) / span.minutes * 60,
    )


def _projection(span: Span, burn: Burn | None, left: int, limit: int | None) -> Projection | None:
    """Steps and rounding are those of ccusage, whose last digit depends on them."""
    if burn is None:
        return None
    return Projection(
        minutes_left=left,
        total_tokens=_rounded(span.tally.tokens + burn.tokens_per_minute * left),
        cost=dollars(span.tally.nanos) + burn.cost_per_hour / 60 * left,
        limit=limit,
    )


def _rounded(number: float) -> int:
    """A half is a whole."""
    return math.floor(number + 0.5)


def _in_cents(block: Block) -> Block:
    """The block with its projection as ccusage has it: to the cent."""
    if block.projection is None:
        return block
    cost = _rounded(block.projection.cost * 100) / 100
    return replace(block, projection=replace(block.projection, cost=cost))
