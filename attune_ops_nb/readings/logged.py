"""Logged: what our own sources say that days and models cost, in the form that is compared."""

from datetime import date
from decimal import Decimal

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic.days import DAY
from attune_ops_nb.logic.dollars import NANO, rounded
from attune_ops_nb.logic.reconciling import Logged
from attune_ops_nb.readings import session_usage, telemetry
from attune_ops_nb.readings.telemetry import UsageRow


class LocalCost(msgspec.Struct, frozen=True, kw_only=True):
    """What our own telemetry says that a UTC day cost."""

    day: date
    usd: Decimal
    unpriced: int = 0
    """Calls whose price is not known."""


def local_costs(config: Config) -> list[LocalCost]:
    """What telemetry says of each day. Unavailable if a file of it cannot be read."""
    return [
        LocalCost(day=row.day, usd=_exact(row.cost), unpriced=row.unpriced_events)
        for row in telemetry.rolled_up(config, ["day"])
        if row.day is not None
    ]


def of_telemetry(config: Config, day: date) -> list[Logged]:
    """What telemetry says of the models of a day."""
    rows = telemetry.rolled_up(config, ["day", "model"], since=day, until=day + DAY)
    return [_logged(day, row) for row in rows]


def of_sessions(config: Config, day: date) -> tuple[list[Logged], list[str]]:
    """What the session logs say of the models of a day, and what is to be known about it."""
    found = session_usage.usage(config, ["model"], since=day, until=day + DAY)
    entries = [
        Logged(
            day=day,
            model=row.model,
            source="sessions",
            usd=_exact(row.cost),
            batch_usd=_exact(row.batch_cost),
            geography_usd=_exact(row.geography_cost),
            web_search_usd=_exact(row.web_search_cost),
            calls=row.replies,
            unpriced_calls=row.unpriced_replies,
            unpriced_tokens=_share(row.total_tokens, row.unpriced_replies, row.replies),
        )
        for row in found.rows
    ]
    notes = [f"{each.file} cannot be read: {each.reason}" for each in found.unreadable]
    return entries, notes


def _logged(day: date, row: UsageRow) -> Logged:
    tokens = row.input_tokens + row.output_tokens + row.cache_write_tokens + row.cache_read_tokens
    return Logged(
        day=day,
        model=row.model,
        source="telemetry",
        usd=_exact(row.cost),
        calls=row.events,
        unpriced_calls=row.unpriced_events,
        unpriced_tokens=_share(tokens, row.unpriced_events, row.events),
    )


def _share(tokens: int, unpriced: int, calls: int) -> int:
    """Which tokens had no price is not kept, but calls of one model are much alike."""
    return tokens * unpriced // max(calls, 1)


def _exact(dollars: float) -> Decimal:
    """The whole nano-dollars that `dollars` is the nearest float of."""
    return rounded(Decimal(dollars), NANO)
