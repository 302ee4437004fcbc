"""Sessions: what conversations used and cost, as tables."""

from collections.abc import Iterable
from typing import Any

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
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import SessionUsageRow
from attune_ops_nb.readings.sessions import Session

_USED = {
    "replies": COUNT,
    "cost_usd": DOLLARS,
    "unpriced": COUNT,
    "input_tokens": COUNT,
    "output_tokens": COUNT,
    "cache_write_5m_tokens": COUNT,
    "cache_write_1h_tokens": COUNT,
    "cache_read_tokens": COUNT,
    "total_tokens": COUNT,
    "models": WORDS,
    "first_at": TIME,
    "last_at": TIME,
}
"""`unpriced` counts the replies without a price: `cost_usd` is then the least it can be, and empty
where no reply has one."""
SESSION_COLUMNS = {
    "day": TIME,
    "week": TIME,
    "month": WORDS,
    "project": WORDS,
    "session": WORDS,
    "model": WORDS,
    **_USED,
    "web_searches": COUNT,
    "web_search_usd": DOLLARS,
    "batch_replies": COUNT,
    "batch_usd": DOLLARS,
    "regional_replies": COUNT,
    "geography_usd": DOLLARS,
}
"""The last three costs are parts of `cost_usd`, that of batches below zero."""
BLOCK_COLUMNS = {
    "start": TIME,
    "end": TIME,
    "gap": SWITCH,
    "active": SWITCH,
    **_USED,
    "tokens_per_minute": NUMBER,
    "per_hour_usd": DOLLARS,
    "projected_tokens": COUNT,
    "projected_usd": DOLLARS,
    "minutes_left": COUNT,
    "reset_at": TIME,
}

CONVERSATION_COLUMNS = {
    "session": WORDS,
    "started_at": TIME,
    "last_activity": TIME,
    "duration_seconds": NUMBER,
    "messages": COUNT,
    "starter_prompt": WORDS,
    "worktree": WORDS,
    "project": WORDS,
    "path": WORDS,
}


def conversations(found: Iterable[Session]) -> Table:
    """The sessions of the project, and how they began."""
    return table(
        CONVERSATION_COLUMNS,
        found,
        lambda each: (
            each.id,
            each.started_at,
            each.last_activity,
            each.duration_seconds,
            each.message_count,
            each.starter_prompt,
            each.worktree,
            each.project,
            each.path,
        ),
    )


def sessions(rows: Iterable[SessionUsageRow]) -> Table:
    """What replies add up to; the sides by which was not grouped are empty."""
    return table(
        SESSION_COLUMNS,
        rows,
        lambda row: (
            row.day,
            row.week,
            row.month,
            row.project,
            row.session,
            row.model,
            *_used(row),
            row.web_searches,
            row.web_search_cost,
            row.batch_replies,
            row.batch_cost,
            row.regional_replies,
            row.geography_cost,
        ),
    )


def blocks(found: Iterable[Block]) -> Table:
    """Spans of five hours and the gaps between them; only an active one has a projection."""
    return table(BLOCK_COLUMNS, found, _block)


def _block(block: Block) -> tuple[Any, ...]:
    burn, projection = block.burn, block.projection
    return (
        block.start,
        block.end,
        block.gap,
        block.active,
        *_used(block),
        burn and burn.tokens_per_minute,
        burn and burn.cost_per_hour,
        projection and projection.total_tokens,
        projection and projection.cost,
        projection and projection.minutes_left,
        block.reset_at,
    )


def _used(each: SessionUsageRow | Block) -> tuple[Any, ...]:
    return (
        each.replies,
        known(each.cost, each.unpriced_replies, each.replies),
        each.unpriced_replies,
        each.input_tokens,
        each.output_tokens,
        each.cache_write_5m_tokens,
        each.cache_write_1h_tokens,
        each.cache_read_tokens,
        each.total_tokens,
        " ".join(each.models),
        each.first_at,
        each.last_at,
    )
