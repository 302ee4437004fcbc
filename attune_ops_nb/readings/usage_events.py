"""Usage events: each call of a model that our own runs made, and what all would cost elsewhere."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic.json_lines import BadLine, values
from attune_ops_nb.logic.pricing import Prices, Repriced, Usage
from attune_ops_nb.logic.usage_lines import (
    DECODER,
    PromptCache,
    Tokens,
    UsageLine,
    tolerant,
)
from attune_ops_nb.readings.telemetry_lines import Changed, added
from attune_ops_nb.store.growing_files import Key, Place

NO_TOKENS = Tokens()
NOTHING_CACHED = PromptCache()


class UsageEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One call. Money is in dollars; None is what the call does not say."""

    at: datetime | None
    """In UTC."""
    workflow: str
    stage: str | None
    model: str | None
    tier: str | None
    provider: str | None
    cost: float | None
    input_tokens: int
    output_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    cache_hit: bool
    duration_ms: int | None
    savings: float | None


def usage(
    config: Config,
    *,
    since: date | None = None,
    until: date | None = None,
    live_only: bool = False,
) -> Iterator[UsageEvent]:
    """Every call that is logged, in the order of the files, read anew each time.

    From the day `since` on and before the day `until` (UTC); calls without a time are in if neither
    is given. Bad lines are left out: `telemetry.summary` counts them. Unavailable if a file cannot
    be read.
    """
    try:
        for _, lines, _ in added(config.telemetry_path, {}, _take, live_only=live_only):
            for event in map(_event, lines):
                if _within(event.at, since, until):
                    yield event
    except Changed:  # after we had read it: what stood there is already given
        return


class UsageFeed:
    """Every call that is logged, as it comes: what was given is not given again."""

    def __init__(
        self, config: Config, *, since: date | None = None, until: date | None = None
    ) -> None:
        self._config = config
        self._days = since, until
        self._places: dict[Key, Place] = {}

    def more(self) -> tuple[list[UsageEvent], bool]:
        """The calls since the last time, and whether all that was given before is void.

        It is void if a file was changed or taken away; then all calls are given again. Unavailable
        if a file cannot be read; nothing is lost by that.
        """
        for anew in (False, True):
            places = {} if anew else dict(self._places)
            try:
                parts = added(self._config.telemetry_path, places, _take)
                events = [_event(line) for _, lines, _ in parts for line in lines]
            except Changed:
                continue
            self._places = places
            return [event for event in events if _within(event.at, *self._days)], anew
        raise Unavailable(f"{self._config.telemetry_path} is changed while it is read; try again")


def repriced(
    config: Config, prices: Prices, *, since: date | None = None, until: date | None = None
) -> Repriced:
    """What all calls would cost by `prices`, whatever was logged as their cost."""
    return prices.reprice(map(priceable, usage(config, since=since, until=until)))


def priceable(event: UsageEvent) -> Usage:
    """What a call has that costs something.

    What was written to the cache is taken to be kept for five minutes, and a call without a time to
    have been before all prices changed: neither is logged.
    """
    return Usage(
        model=event.model or "",
        at=event.at or datetime.min,
        input_tokens=event.input_tokens,
        output_tokens=event.output_tokens,
        cache_write_5m_tokens=event.cache_write_tokens,
        cache_read_tokens=event.cache_read_tokens,
    )


def _take(block: bytes, start: int) -> tuple[list[UsageLine], list[BadLine]]:
    return values(block, start, DECODER, tolerant)


def _event(line: UsageLine) -> UsageEvent:
    tokens = line.tokens or NO_TOKENS
    cached = line.prompt_cache or NOTHING_CACHED
    return UsageEvent(
        at=line.at,
        workflow=line.name,
        stage=line.stage,
        model=line.model,
        tier=line.tier,
        provider=line.provider,
        cost=line.dollars,
        input_tokens=tokens.input or 0,
        output_tokens=tokens.output or 0,
        cache_write_tokens=cached.creation_tokens or 0,
        cache_read_tokens=cached.read_tokens or 0,
        cache_hit=bool(line.cache and line.cache.hit),
        duration_ms=line.duration_ms,
        savings=line.savings,
    )


def _within(at: datetime | None, since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    if at is None:
        return False
    day = at.date()
    return (since is None or day >= since) and (until is None or day < until)
