"""Session replies: all replies in the conversation logs, read once and kept as rollups."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NamedTuple

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic.ccusage_prices import CcusageCost
from attune_ops_nb.logic.json_lines import BadLine
from attune_ops_nb.logic.pricing import Prices, PriceTable
from attune_ops_nb.logic.replies import Reply
from attune_ops_nb.logic.reply_extras import priced_by
from attune_ops_nb.logic.reply_groups import as_ccusage, as_ccusage_daily, once
from attune_ops_nb.logic.reply_ledger import Ledger
from attune_ops_nb.logic.reply_lines import ReplyLines
from attune_ops_nb.logic.reply_prices import Cost, ExactCost, Mode, in_mode
from attune_ops_nb.readings import prices, session_files
from attune_ops_nb.store import rollups
from attune_ops_nb.store.rollups import Cells, RolledFile

VERSION = 1
KEPT_LEDGERS = 4

Rules = Literal["exact", "ccusage", "ccusage daily"]


class ReplyFold:
    """The replies of one file, in order."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self._lines = ReplyLines()
        self._unsaved = 0

    def take(self, block: bytes, start: int) -> Iterable[BadLine]:
        """Add the replies of whole lines."""
        replies, bad = self._lines.read(block, start)
        self.replies += replies
        return bad

    def changes(self) -> Cells:
        """One cell for all that was added."""
        if self._unsaved < len(self.replies):
            added = self.replies[self._unsaved :]
            yield self._unsaved.to_bytes(8, "big"), msgspec.msgpack.encode(added)
            self._unsaved = len(self.replies)

    def restore(self, cells: Cells) -> None:
        """The replies that were saved; ValueError if they are torn."""
        for key, value in sorted(cells):
            if int.from_bytes(key, "big") != len(self.replies):
                raise ValueError("replies are missing")
            self.replies += _DECODER.decode(value)
        self._unsaved = len(self.replies)


class Replies(NamedTuple):
    """The files, and what counts of them."""

    files: list[RolledFile[ReplyFold]]
    ledger: Ledger


@contextmanager
def replies(
    config: Config, rules: Rules, mode: Mode, environ: Mapping[str, str] | None = None
) -> Iterator[Replies]:
    """All replies as they are now; they are held until the block ends."""
    paths = session_files.paths(session_files.folders(environ))
    table = prices.table(config)
    with rollups.of(config, "session replies", version=VERSION, fold=ReplyFold).read(
        paths
    ) as files:
        kept = _kept(config, rules, mode, table)
        kept.go_on(files)
        yield Replies(files, kept.ledger)


class _Kept:
    """A ledger and how much of which files is in it."""

    def __init__(self, rules: Rules, mode: Mode, table: PriceTable) -> None:
        self.rules = rules
        self.mode: Mode = mode
        self.table = table
        self._begin_anew()

    def go_on(self, files: list[RolledFile[ReplyFold]]) -> None:
        """Take what was added to the files; begin anew if anything went or is other."""
        names = {str(file.path): file for file in files}
        if any(
            name not in names or names[name].version[0] != version
            for name, (version, _) in self._taken.items()
        ):
            self._begin_anew()
        for name, file in names.items():
            _, count = self._taken.get(name, (0, 0))
            if count < len(file.fold.replies):
                added = file.fold.replies[count:]
                self.ledger.add(name, session_files.home(file.path), added, count)
                self._taken[name] = (file.version[0], len(file.fold.replies))

    def _begin_anew(self) -> None:
        self.ledger = _ledger(self.rules, self.mode, self.table)
        self._taken: dict[str, tuple[int, int]] = {}


def _kept(config: Config, rules: Rules, mode: Mode, table: PriceTable) -> _Kept:
    key = (str(config.attune_home), config.read_only, rules, mode)
    kept = _ledgers.pop(key, None)
    if kept is None or kept.table != table:
        kept = _Kept(rules, mode, table)
    _ledgers[key] = kept
    while len(_ledgers) > KEPT_LEDGERS:
        _ledgers.popitem(last=False)
    return kept


def _ledger(rules: Rules, mode: Mode, table: PriceTable) -> Ledger:
    if rules == "exact":
        exact = ExactCost(Prices(table))
        return Ledger(once, in_mode(mode, exact), lambda reply: True, priced_by(exact, mode))
    cost: Cost = in_mode(mode, CcusageCost())
    if rules == "ccusage":
        return Ledger(as_ccusage, cost, lambda reply: reply.plain and not reply.nested)
    by_cost = as_ccusage_daily(lambda told: cost(told.reply) or 0)
    return Ledger(by_cost, cost, lambda reply: reply.plain)


_ledgers: OrderedDict[tuple[str, bool, Rules, Mode], _Kept] = OrderedDict()
_DECODER = msgspec.msgpack.Decoder(list[Reply])
