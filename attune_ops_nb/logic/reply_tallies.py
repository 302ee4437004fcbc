"""Reply tallies: sums over replies, fine enough that every report is a sum over them.

A cell holds the replies of one model in a quarter of an hour. Those on the stroke of the quarter
have a cell of their own, because blocks end at an hour that still belongs to them.
"""

from collections.abc import Iterable
from datetime import date, tzinfo

from attune_ops_nb.logic.replies import MINUTE, Reply
from attune_ops_nb.logic.reply_extras import NO_EXTRAS, ExtrasOf
from attune_ops_nb.logic.reply_prices import Cost
from attune_ops_nb.logic.reply_times import moment_of

QUARTER = 15 * MINUTE


class Tally:
    """What some replies used and cost, between the first and the last of them."""

    __slots__ = (
        "cache_read_tokens",
        "cache_write_1h_tokens",
        "cache_write_5m_tokens",
        "extras",
        "first",
        "input_tokens",
        "last",
        "nanos",
        "output_tokens",
        "replies",
        "reset_at",
        "unpriced",
    )

    def __init__(self) -> None:
        self.replies = 0
        self.input_tokens = 0
        self.output_tokens = 0
        self.cache_write_5m_tokens = 0
        self.cache_write_1h_tokens = 0
        self.cache_read_tokens = 0
        self.nanos = 0
        self.unpriced = 0
        """Replies without a known price, which `nanos` leaves out."""
        self.first = 2**62
        self.last = -(2**62)
        self.reset_at: int | None = None
        self.extras = NO_EXTRAS

    def add(self, reply: Reply, nanos: int | None) -> None:
        """Count one reply."""
        self.replies += 1
        self.input_tokens += reply.input_tokens
        self.output_tokens += reply.output_tokens
        self.cache_write_5m_tokens += reply.cache_write_5m_tokens
        self.cache_write_1h_tokens += reply.cache_write_1h_tokens
        self.cache_read_tokens += reply.cache_read_tokens
        if nanos is None:
            self.unpriced += 1
        else:
            self.nanos += nanos
        if reply.at < self.first:
            self.first = reply.at
        if reply.at > self.last:
            self.last = reply.at
        if reply.reset_at is not None:
            self.reset_at = reply.reset_at

    def merge(self, other: "Tally") -> None:
        """Count all that `other` counted."""
        self.replies += other.replies
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.cache_write_5m_tokens += other.cache_write_5m_tokens
        self.cache_write_1h_tokens += other.cache_write_1h_tokens
        self.cache_read_tokens += other.cache_read_tokens
        self.nanos += other.nanos
        self.unpriced += other.unpriced
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        if other.reset_at is not None:
            self.reset_at = other.reset_at
        if other.extras is not NO_EXTRAS:
            self.extras = self.extras.plus(other.extras)

    @property
    def tokens(self) -> int:
        """All of them."""
        return (
            self.input_tokens
            + self.output_tokens
            + self.cache_write_5m_tokens
            + self.cache_write_1h_tokens
            + self.cache_read_tokens
        )


Cells = dict[tuple[int, str], Tally]
"""By twice the quarter since 1970, and one more after its stroke; and by label."""


def cells(replies: Iterable[Reply], cost: Cost, extras: ExtrasOf) -> Cells:
    """The cells of `replies`."""
    found: Cells = {}
    for reply in replies:
        quarter, rest = divmod(reply.at, QUARTER)
        key = (2 * quarter + (rest > 0), reply.label if reply.speed else reply.model)
        tally = found.get(key)
        if tally is None:
            tally = found[key] = Tally()
        tally.add(reply, cost(reply))
        if reply.searches or reply.batch or reply.geography:
            tally.extras = tally.extras.plus(extras(reply))
    return found


def by_day(found: Cells, zone: tzinfo) -> dict[tuple[date, str], Tally]:
    """The cells as days in `zone`, by label."""
    days: dict[tuple[date, str], Tally] = {}
    known: dict[int, date] = {}
    for (cell, label), tally in found.items():
        day = known.get(cell)
        if day is None:
            day = known[cell] = moment_of(cell // 2 * QUARTER).astimezone(zone).date()
        days.setdefault((day, label), Tally()).merge(tally)
    return days
