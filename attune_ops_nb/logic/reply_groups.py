"""Reply groups: which of the lines that tell of one message count.

A program writes a message more than once: in parts as it grows, again when a session goes on in
another file, and again where an agent repeats what its parent said. Each rule is given all lines
with one message id, in the order of their files, and keeps those that count.
"""

from collections.abc import Callable, Sequence

from attune_ops_nb.logic.replies import Told

Cost = Callable[[Told], int]
Rule = Callable[[Sequence[Told]], list[Told]]


def once(group: Sequence[Told]) -> list[Told]:
    """The one with most tokens: a message is paid once, whoever repeats it.

    Among equals the main conversation comes before asides, and the first before others.
    """
    return [max(group, key=lambda told: (told.reply.tokens, not told.reply.aside))]


def as_ccusage(group: Sequence[Told]) -> list[Told]:
    """What ccusage 20.0.26 keeps for sessions, blocks, weeks and months."""
    return _Group(same_time=True, cost=None).kept(group)


def as_ccusage_daily(cost: Cost) -> Rule:
    """What it keeps for days: there it has another idea of what is the same and what is better."""
    return lambda group: _Group(same_time=False, cost=cost).kept(group)


class _Group:
    def __init__(self, *, same_time: bool, cost: Cost | None) -> None:
        self._same_time = same_time
        self._cost = cost
        self._kept: list[Told] = []
        self._keys: dict[tuple[object, ...], int] = {}
        self._in_session: dict[str, list[int]] = {}

    def kept(self, group: Sequence[Told]) -> list[Told]:
        for told in group:
            self._add(told)
        return self._kept

    def _add(self, told: Told) -> None:
        key = self._key(told)
        place = self._keys.get(key)
        if place is None:
            place = self._replayed(told)
        if place is None:
            self._keys[key] = place = len(self._kept)
            self._kept.append(told)
        elif self._is_better(told, self._kept[place]):
            self._keys.pop(self._key(self._kept[place]), None)
            self._keys[key] = place
            self._kept[place] = told
        places = self._in_session.setdefault(told.session, [])
        if place not in places:
            places.append(place)

    def _key(self, told: Told) -> tuple[object, ...]:
        reply = told.reply
        if reply.request:
            return (reply.request,)
        return (told.session, None) if self._same_time else (told.session, None, reply.at)

    def _replayed(self, told: Told) -> int | None:
        """Where the message stands that an agent took over from its parent, or the reverse."""
        for place in self._in_session.get(told.session, ()):
            other = self._kept[place].reply
            if (told.reply.aside or other.aside) and (
                not self._same_time or told.reply.at == other.at
            ):
                return place
        return None

    def _is_better(self, told: Told, than: Told) -> bool:
        if told.reply.aside != than.reply.aside:
            return than.reply.aside
        return self._worth(told) > self._worth(than)

    def _worth(self, told: Told) -> tuple[int, int, bool]:
        cost = self._cost(told) if self._cost else 0
        return told.reply.tokens, cost, told.reply.speed != ""
