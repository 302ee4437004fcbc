"""Reading commands: the words after `%attune` that show what is worked out from files."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import phrases
from attune_ops_nb.notebook.connect import AnyEngine, connect
from attune_ops_nb.notebook.grammar import Asked, a_day
from attune_ops_nb.readings import account
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.session_usage import Compat

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import LiveFrame, Table

MOST_NAMED = 5


class ReadingCommands:
    """The words that read. What cannot stand in a table is printed beside it."""

    @property
    def engine(self) -> AnyEngine:
        """The engine of this kernel."""
        return connect()

    @property
    def _frames(self) -> Any:
        """Where tables are made. Whoever only runs something does not wait for pandas."""
        from attune_ops_nb.notebook import frames

        return frames

    def telemetry(self, asked: Asked) -> "Table | LiveFrame":
        """What our own runs cost."""
        by, since, until = asked.choice("by", "day"), asked.day("since"), asked.day("until")
        if "live" in asked.flags:
            live: LiveFrame = self._frames.telemetry(
                live=True, by=by, since=since, until=until, engine=self.engine
            )
            return live
        table: Table
        readings = self.engine.readings
        if by == "event":
            table = self._frames.telemetry_events(
                readings.telemetry_events(since=since, until=until)
            )
        else:
            rows = readings.telemetry_rows([by], since=since, until=until)  # type: ignore[list-item]
            table = self._frames.telemetry(rows)
        summary = readings.telemetry()
        total = phrases.usd(summary.total_cost, summary.unpriced_events)
        _say(f"{summary.total_events} calls in {summary.files} files, {total}")
        _say_malformed(summary.malformed, summary.malformed_lines)
        return table

    def sessions(self, asked: Asked) -> "Table":
        """What conversations used and cost."""
        readings, by = self.engine.readings, asked.choice("by", "session")
        compat: Compat | None = None
        if "compat" in asked.flags and asked.choice("compat", ""):
            compat = "ccusage-20"
        table: Table
        if "list" in asked.flags:
            table = self._frames.conversations(readings.conversations())
            return table
        if by == "block":
            table = self._frames.blocks(readings.session_blocks(compat=compat))
            return table
        found = readings.sessions(
            [by],  # type: ignore[list-item]
            since=asked.day("since"),
            until=asked.day("until"),
            compat=compat,
        )
        total = found.total
        cost = phrases.usd(total.cost, total.unpriced_replies)
        _say(f"{total.replies} replies in {found.files} files, {total.total_tokens} tokens, {cost}")
        _say_malformed(found.malformed, found.malformed_lines)
        for each in found.unreadable:
            _say(f"cannot be read, and is in none of these numbers: {each.file}: {each.reason}")
        table = self._frames.sessions(found.rows)
        return table

    def cost(self, asked: Asked) -> "Table":
        """What the account spent. Unavailable, with the last that was known, if it is not known."""
        by = asked.choice("by", "day")
        found = self.engine.readings.fetch_cost(refresh="refresh" in asked.flags)
        if found.summary is None:
            if found.error and found.error.last:
                _say(f"as of {account.told(found.error.last)}")
            raise Unavailable(found.error.message if found.error else "the bill is not known")
        _say(account.told(found.summary))
        if found.summary.problem:
            _say(f"the bill is not complete: {found.summary.problem}")
        table: Table = self._frames.cost(found.summary, by)
        return table

    def spend(self, asked: Asked) -> "Table":
        """Where the month is going, and whether that is usual."""
        found = self.engine.readings.fetch_spend(refresh="refresh" in asked.flags)
        _say(f"by the {'bill' if found.source == 'account' else 'telemetry'}: {found.alarm.detail}")
        if found.problem:
            _say(f"not the whole bill: {found.problem}")
        table: Table = self._frames.spend(found)
        return table

    def reconcile(self, asked: Asked) -> "Table":
        """Why the bill of a day and what was logged differ."""
        found = self.engine.readings.reconcile(a_day(asked.at or "", "DAY"))
        _say(
            f"billed {phrases.usd(found.billed_usd)}, logged {phrases.usd(found.logged_usd)}, "
            f"difference {phrases.usd(found.difference_usd)}"
        )
        for note in found.notes:
            _say(note)
        table: Table = self._frames.reconcile(found)
        return table

    def prices(self, _: Asked) -> "Table":
        """What tokens cost."""
        table: Table = self._frames.prices(self.engine.readings.prices())
        return table

    def specs(self, asked: Asked) -> "Table":
        """Specs, or those that seem finished."""
        table: Table
        if "candidates" not in asked.flags:
            table = self._frames.specs(self.engine.readings.specs())
            return table
        found = self.engine.readings.candidates()
        if not found:
            _say("none; they are looked for where `specs_candidates_enabled` is switched on")
        table = self._frames.candidates(found)
        return table

    def bulletin(self, _: Asked) -> "Table":
        """Who runs what on the project now."""
        found = self.engine.readings.bulletin()
        _say_malformed(found.malformed, found.malformed_lines)
        table: Table = self._frames.bulletin(found)
        return table

    def memory(self, asked: Asked) -> "Table":
        """What is kept from one session to the next."""
        found = self.engine.readings.memory(asked.at or "")
        used = self.engine.readings.memory_events()
        _say(f"{used.total_events} times in prompts, about {used.total_est_tokens} tokens")
        for path in found.attention.changed_since:
            _say(f"changed since any page: {path}")
        _say_malformed([*found.malformed, *used.malformed])
        table: Table = self._frames.memory(found)
        return table

    def health(self, asked: Asked) -> "Table":
        """How the project stands."""
        if "take" in asked.flags:
            self.engine.readings.take_health()
        found = self.engine.readings.health()
        if found.snapshot is None:
            _say("nothing was measured yet: `%attune health --take`")
        else:
            age = "too old to go by: `%attune health --take`" if found.is_stale else "fresh"
            _say(f"measured {phrases.stamp(found.snapshot.collected_at)}, {age}")
        _say_malformed(found.malformed)
        table: Table = self._frames.health(found)
        return table


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _say_malformed(malformed: Sequence[Malformed], count: int | None = None) -> None:
    """What could not be read: it is in no number above."""
    many = len(malformed) if count is None else count
    if not many:
        return
    _say(f"{many} malformed lines are in none of these numbers:")
    for each in malformed[:MOST_NAMED]:
        _say(f"  {each.file}, byte {each.offset}: {each.reason}")
    if many > MOST_NAMED:
        _say(f"  … and {many - MOST_NAMED} more")
