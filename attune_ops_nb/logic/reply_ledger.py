"""The reply ledger: which of all replies count, kept as they come in, as cells for each session.

What comes in later touches only the messages it speaks of, and only the sessions in which those
are told are summed again.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, tzinfo

from attune_ops_nb.logic.replies import Reply, Told
from attune_ops_nb.logic.reply_extras import ExtrasOf, counted
from attune_ops_nb.logic.reply_groups import Rule
from attune_ops_nb.logic.reply_prices import Cost
from attune_ops_nb.logic.reply_tallies import Cells, Tally, by_day, cells

Home = tuple[str, str]
"""A project folder and a session."""
Days = dict[tuple[date, str], Tally]


class SessionCells:
    """The cells of one session; its days are summed once for each zone."""

    def __init__(self, found: Cells) -> None:
        self.cells = found
        self._days: dict[tzinfo, Days] = {}

    def days(self, zone: tzinfo) -> Days:
        """By day in `zone` and label."""
        if zone not in self._days:
            self._days[zone] = by_day(self.cells, zone)
        return self._days[zone]


class Ledger:
    """The replies that `wanted` takes, and of each message what `rule` keeps."""

    def __init__(
        self,
        rule: Rule,
        cost: Cost,
        wanted: Callable[[Reply], bool],
        extras: ExtrasOf = counted,
    ) -> None:
        self._rule = rule
        self._cost = cost
        self._extras = extras
        self._wanted = wanted
        self._told: dict[Home, list[Told]] = {}
        self._first: dict[str, Told] = {}
        """Where each message is told first."""
        self._groups: dict[str, list[Told]] = {}
        """All places of those that are told more than once."""
        self._unsettled: set[str] = set()
        self._lost: set[int] = set()
        """Those that do not count, by `id`: there are few, and all are held here."""
        self._stale: set[Home] = set()
        self._sessions: dict[Home, SessionCells] = {}

    def add(self, file: str, home: Home, replies: Iterable[Reply], begin: int) -> None:
        """Take `replies` of a file, of which the first is its `begin`-th."""
        session = self._told.setdefault(home, [])
        for place, reply in enumerate(replies, begin):
            if self._wanted(reply):
                told = Told(file, place, home, reply)
                session.append(told)
                if reply.id and (first := self._first.setdefault(reply.id, told)) is not told:
                    self._groups.setdefault(reply.id, [first]).append(told)
                    self._unsettled.add(reply.id)
        self._stale.add(home)

    def sessions(self) -> Mapping[Home, SessionCells]:
        """The sessions in which anything counts."""
        while self._unsettled:
            self._settle(self._groups[self._unsettled.pop()])
        while self._stale:
            home = self._stale.pop()
            told_once = (told.reply for told in self._told[home] if id(told) not in self._lost)
            found = cells(told_once, self._cost, self._extras)
            if found:
                self._sessions[home] = SessionCells(found)
            else:
                self._sessions.pop(home, None)
        return self._sessions

    def _settle(self, group: list[Told]) -> None:
        group.sort(key=lambda told: (told.file, told.place))
        kept = {id(told) for told in self._rule(group)}
        for told in group:
            if (id(told) in kept) == (id(told) in self._lost):
                self._lost.symmetric_difference_update({id(told)})
                self._stale.add(told.home)
