"""Reading commands: the words after `%attune` that show what is worked out from files."""

from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic import phrases
from attune_ops_nb.notebook.grammar import Asked, a_day
from attune_ops_nb.notebook.project_commands import ProjectCommands
from attune_ops_nb.notebook.saying import say, say_malformed
from attune_ops_nb.readings import account, spend
from attune_ops_nb.readings.session_usage import Compat

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import LiveFrame, Table


class ReadingCommands(ProjectCommands):
    """The words that read. What cannot stand in a table is printed beside it."""

    def telemetry(self, asked: Asked) -> "Table | LiveFrame":
        """What our own runs cost."""
        sides, since, until = _sides(asked, "day"), asked.day("since"), asked.day("until")
        if "live" in asked.flags:
            live: LiveFrame = self._frames.telemetry(
                live=True,
                by="event" if sides == ["event"] else sides,
                since=since,
                until=until,
                engine=self.engine,
            )
            return live
        table: Table
        readings = self.engine.readings
        if part := {"forms", "diagnoses", "gates", "reach"}.intersection(asked.flags):
            name = part.pop()
            _alone(name, asked, "by", "since", "until")
            return self._part_of_telemetry(name)
        if sides == ["event"]:
            table = self._frames.telemetry_events(
                readings.telemetry_events(since=since, until=until)
            )
        else:
            rows = readings.telemetry_rows(sides, since=since, until=until)
            table = self._frames.telemetry(rows)
        summary = readings.telemetry()
        total = phrases.usd(summary.total_cost, summary.unpriced_events)
        say(f"{summary.total_events} calls in {summary.files} files, {total}")
        say_malformed(summary.malformed, summary.malformed_lines)
        return table

    def _part_of_telemetry(self, part: str) -> "Table":
        """What our own programs wrote down beside what they cost."""
        readings, frames = self.engine.readings, self._frames
        found: Any
        table: Table
        if part == "forms":
            table = frames.form_events(found := readings.form_events())
        elif part == "diagnoses":
            table = frames.diagnoses(found := readings.diagnoses())
        elif part == "gates":
            table = frames.gate_verdicts(found := readings.gate_verdicts())
        else:
            table = frames.reach(found := readings.reach())
        say_malformed(found.malformed)
        return table

    def sessions(self, asked: Asked) -> "Table":
        """What conversations used and cost."""
        readings, sides = self.engine.readings, _sides(asked, "session")
        compat: Compat | None = None
        if "compat" in asked.flags and asked.choice("compat", ""):
            compat = "ccusage-20"
        table: Table
        if "list" in asked.flags:
            _alone("list", asked, "by", "since", "until", "compat")
            table = self._frames.conversations(readings.conversations())
            return table
        if sides == ["block"]:
            blocks = readings.session_blocks(
                since=asked.day("since"), until=asked.day("until"), compat=compat
            )
            table = self._frames.blocks(blocks)
            return table
        found = readings.sessions(
            sides,
            since=asked.day("since"),
            until=asked.day("until"),
            compat=compat,
        )
        total = found.total
        cost = phrases.usd(total.cost, total.unpriced_replies)
        say(f"{total.replies} replies in {found.files} files, {total.total_tokens} tokens, {cost}")
        say_malformed(found.malformed, found.malformed_lines)
        for each in found.unreadable:
            say(f"cannot be read, and is in none of these numbers: {each.file}: {each.reason}")
        table = self._frames.sessions(found.rows)
        return table

    def cost(self, asked: Asked) -> "Table":
        """What the account spent. Unavailable, with the last that was known, if it is not known."""
        by = asked.choice("by", "day")
        found = self.engine.readings.fetch_cost(refresh="refresh" in asked.flags)
        summary = found.summary or (found.error.last if found.error else None)
        if summary is None:
            raise Unavailable(found.error.message if found.error else "the bill is not known")
        if found.error:
            say(account.not_now(found.error, summary.fetched_at))
        say(account.told(summary))
        if summary.problem:
            say(f"the bill is not complete: {summary.problem}")
        table: Table = self._frames.cost(summary, by)
        return table

    def spend(self, asked: Asked) -> "Table":
        """Where the month is going, and whether that is usual."""
        found = self.engine.readings.fetch_spend(refresh="refresh" in asked.flags)
        say(spend.told(found))
        if found.known:
            say(found.alarm.detail)
        if found.problem:
            say(f"not the whole bill: {found.problem}")
        table: Table = self._frames.spend(found)
        return table

    def home(self, _: Asked) -> "Table":
        """What is spent, and what wants to be looked at."""
        found = self.engine.readings.home()
        if found.spend:
            say(spend.told(found.spend))
        for each in found.unknown:
            say(f"not looked at: {each}")
        table: Table = self._frames.home(found)
        return table

    def usage(self, asked: Asked) -> "Table":
        """The tokens behind the bill. Unavailable if they are not known."""
        by = asked.choice("by", "day")
        found = self.engine.readings.fetch_usage(refresh="refresh" in asked.flags)
        if found.summary is None:
            raise Unavailable(found.error.message if found.error else "the usage is not known")
        if found.error:
            say(account.not_now(found.error, found.summary.fetched_at))
        if found.summary.problem:
            say(f"the report is not complete: {found.summary.problem}")
        table: Table = self._frames.usage(found.summary, by)
        return table

    def savings(self, _: Asked) -> "Table":
        """How runs of workflows ended, and what they are estimated to have saved."""
        found = self.engine.readings.savings()
        if found.runs:
            saved = f"{phrases.usd(found.estimated_savings)} saved in {found.compared}"
            say(f"{found.runs} runs, {found.failed} failed; {saved}. {found.caption}")
        say_malformed(found.malformed, found.malformed_lines)
        table: Table = self._frames.savings(self.engine.readings.savings_rows())
        return table

    def reconcile(self, asked: Asked) -> "Table":
        """Why the bill of a day and what was logged differ."""
        found = self.engine.readings.reconcile(a_day(asked.at or "", "DAY"))
        say(
            f"billed {phrases.usd(found.billed_usd)}, logged {phrases.usd(found.logged_usd)}, "
            f"difference {phrases.usd(found.difference_usd)}"
        )
        for note in found.notes:
            say(note)
        table: Table = self._frames.reconcile(found)
        return table

    def prices(self, _: Asked) -> "Table":
        """What tokens cost."""
        table: Table = self._frames.prices(self.engine.readings.prices())
        return table


def _alone(flag: str, asked: Asked, *others: str) -> None:
    """Invalid if something was said beside `flag` that would change nothing."""
    if said := [f"--{other}" for other in others if other in asked.flags]:
        what = f"--{flag} stands alone, without {' and '.join(said)}"
        raise Invalid(what, problems={flag: what})


ALONE = frozenset({"block", "event"})
"""They are no sides of a sum, so nothing stands beside them."""


def _sides(asked: Asked, default: str) -> Any:
    """By what the rows are. Invalid for what cannot stand beside another."""
    sides = asked.choices("by", default)
    if len(sides) > 1 and (alone := ALONE.intersection(sides)):
        said = f"--by {min(alone)} stands alone"
        raise Invalid(said, problems={"by": said})
    return sides
