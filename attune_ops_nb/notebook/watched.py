"""Watched: which execution is meant by a line, and how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import Conflict, Invalid, NotFound
from attune_ops_nb.logic import phrases
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.notebook import logcell
from attune_ops_nb.notebook.formatters import Seen
from attune_ops_nb.notebook.grammar import Asked
from attune_ops_nb.notebook.reading_commands import ReadingCommands
from attune_ops_nb.notebook.saying import say
from attune_ops_nb.readings import run_cost

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import Table


class WatchedCommands(ReadingCommands):
    """What the words about executions have in common."""

    def __init__(self, names: Callable[[], Mapping[str, Any]] = dict) -> None:
        self._names = names
        """The variables of whoever asks."""
        self._last: int | None = None
        """The execution that was asked for last, here."""

    def _watched(self, execution: Execution, asked: Asked) -> Execution:
        self._last = execution.id
        seen = self._shown(execution, asked)
        if "no-wait" in asked.flags:
            return seen
        if "check" in asked.flags and seen.status.ended and seen.status is not Status.COMPLETED:
            raise Conflict(f"{phrases.told(seen)}{_because(seen)}")
        return seen

    def _shown(self, execution: Execution, asked: Asked) -> Execution:
        show = logcell.show if "no-wait" in asked.flags else logcell.watch
        shown = show(self.engine, execution)
        Seen.execution = shown
        return shown

    def cost(self, asked: Asked) -> "Table":
        """What the account spent; with `--run`, what the calls of one run did."""
        if "run" not in asked.flags:
            return super().cost(asked)
        found = self.engine.readings.run_cost(self._id(replace(asked, at=asked.flags["run"])))
        say(run_cost.told(found))
        table: Table = self._frames.run_cost(found)
        return table

    def _id(self, asked: Asked) -> int:
        text = (asked.at or "").removeprefix("#")
        if text == "last":
            return self._last or self._newest()
        if not text.isdecimal():
            line = f"{text!r} is no execution: give its number, or `last`"
            raise Invalid(line, problems={"ID": "no number"})
        return int(text)

    def _newest(self) -> int:
        for run in self.engine.executions.list(top_level_only=True, per_page=1).items:
            return run.id
        raise NotFound("nothing has run yet; `%attune workflows` lists what can")


def _because(execution: Execution) -> str:
    reason = phrases.why(execution)
    return "" if reason is None else f": {reason}"
