"""Telemetry: what calls add up to, as tables."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

from attune_ops_nb.notebook.frames.table import (
    COUNT,
    DOLLARS,
    NUMBER,
    SWITCH,
    TIME,
    WORDS,
    Table,
    known,
    table,
)
from attune_ops_nb.readings.telemetry import UsageRow
from attune_ops_nb.readings.usage_events import UsageEvent

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames.live import LiveFrame

TELEMETRY_COLUMNS = {
    "day": TIME,
    "workflow": WORDS,
    "stage": WORDS,
    "model": WORDS,
    "tier": WORDS,
    "provider": WORDS,
    "events": COUNT,
    "cost_usd": DOLLARS,
    "unpriced": COUNT,
    "input_tokens": COUNT,
    "output_tokens": COUNT,
    "cache_write_tokens": COUNT,
    "cache_read_tokens": COUNT,
    "cache_hits": COUNT,
    "mean_duration_ms": NUMBER,
    "savings_usd": DOLLARS,
}
"""`unpriced` counts the events without a price: `cost_usd` is then the least it can be, and empty
where no event has one."""

EVENT_COLUMNS = {
    "at": TIME,
    "workflow": WORDS,
    "stage": WORDS,
    "model": WORDS,
    "tier": WORDS,
    "provider": WORDS,
    "cost_usd": DOLLARS,
    "input_tokens": COUNT,
    "output_tokens": COUNT,
    "cache_write_tokens": COUNT,
    "cache_read_tokens": COUNT,
    "cache_hit": SWITCH,
    "duration_ms": COUNT,
    "savings_usd": DOLLARS,
}


def telemetry_events(events: Iterable[UsageEvent]) -> Table:
    """One call a row."""
    return table(
        EVENT_COLUMNS,
        events,
        lambda event: (
            event.at,
            event.workflow,
            event.stage,
            event.model,
            event.tier,
            event.provider,
            event.cost,
            event.input_tokens,
            event.output_tokens,
            event.cache_write_tokens,
            event.cache_read_tokens,
            event.cache_hit,
            event.duration_ms,
            event.savings,
        ),
    )


@overload
def telemetry(rows: Iterable[UsageRow] = ()) -> Table: ...


@overload
def telemetry(*, live: Literal[True], **how: Any) -> "LiveFrame": ...


def telemetry(
    rows: Iterable[UsageRow] = (), *, live: bool = False, **how: Any
) -> "Table | LiveFrame":
    """What calls add up to; the sides by which was not grouped are empty.

    With `live` no rows are given: they are read now and from now on, as `live_telemetry.follow`
    says, which is told `how`.
    """
    if live:
        from attune_ops_nb.notebook.frames import live_telemetry

        return live_telemetry.follow(**how)
    return table(
        TELEMETRY_COLUMNS,
        rows,
        lambda row: (
            row.day,
            row.workflow,
            row.stage,
            row.model,
            row.tier,
            row.provider,
            row.events,
            known(row.cost, row.unpriced_events, row.events),
            row.unpriced_events,
            row.input_tokens,
            row.output_tokens,
            row.cache_write_tokens,
            row.cache_read_tokens,
            row.cache_hits,
            row.mean_duration_ms,
            row.savings,
        ),
    )
