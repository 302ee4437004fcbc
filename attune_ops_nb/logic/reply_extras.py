"""Reply extras: what web searches, a batch and a geography added to the price of replies.

They are what is left between the price of a reply and that of the same reply without them, so list
price and extras add up to the price to the last nano-dollar.
"""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from attune_ops_nb.logic.replies import Reply
from attune_ops_nb.logic.reply_prices import Cost, Mode


class Extras(NamedTuple):
    """Counts of all replies that had extras; nano-dollars of those whose price we worked out."""

    web_searches: int = 0
    web_search_nanos: int = 0
    batch_replies: int = 0
    batch_nanos: int = 0
    """What the discount takes away: zero or below."""
    regional_replies: int = 0
    geography_nanos: int = 0
    """What a geography adds, after any discount."""

    def plus(self, other: "Extras") -> "Extras":
        """Both together."""
        return Extras._make(map(sum, zip(self, other, strict=True)))


NO_EXTRAS = Extras()
ExtrasOf = Callable[[Reply], Extras]


def counted(reply: Reply) -> Extras:
    """The extras of a reply, of whose price nothing is known but the whole."""
    return Extras(
        web_searches=reply.searches,
        batch_replies=int(reply.batch),
        regional_replies=int(reply.geography != ""),
    )


def priced_by(cost: Cost, mode: Mode) -> ExtrasOf:
    """The extras in `mode`, taken apart where it is `cost` that says the price."""
    if mode == "display":
        return counted
    if mode == "calculate":
        return lambda reply: _taken_apart(reply, cost)
    return lambda reply: counted(reply) if reply.recorded is not None else _taken_apart(reply, cost)


def _taken_apart(reply: Reply, cost: Cost) -> Extras:
    said = replace(reply, searches=0)
    anywhere = replace(said, geography="")
    whole, spoken, discounted, listed = map(
        cost, (reply, said, anywhere, replace(anywhere, batch=False))
    )
    if whole is None or spoken is None or discounted is None or listed is None:
        return counted(reply)
    return counted(reply)._replace(
        web_search_nanos=whole - spoken,
        geography_nanos=spoken - discounted,
        batch_nanos=discounted - listed,
    )
