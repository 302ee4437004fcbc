"""Commands: what each word after `%attune` does."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic import phrases, schemas
from attune_ops_nb.model import Execution, Params, Status
from attune_ops_nb.notebook import guide, logcell
from attune_ops_nb.notebook.cell_magics import Cell, CellCommands
from attune_ops_nb.notebook.grammar import Asked

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import Table

MOST_BYTES = 1024 * 1024
MOST_KEYS = 1000
AT_WORK = [status for status in Status if not status.ended]


class Commands(CellCommands):
    """The words, for one shell."""

    def do(self, asked: Asked) -> Any:
        """What the line asks for; what it gives is the value of the line."""
        command: Callable[[Asked], Any] = getattr(self, asked.word.name.replace("-", "_"))
        return command(asked)

    def do_cell(self, asked: Asked, text: str) -> Any:
        """What the first line asks for, of what stands below it."""
        command: Callable[[Cell], Any] = getattr(self, f"{asked.word.name}_cell")
        return command(Cell(asked=asked, text=text))

    def run(self, asked: Asked) -> Execution:
        """Run a workflow and watch it."""
        ref = asked.at or ""
        if "scope" in asked.flags and "path" in asked.flags:
            raise Invalid("--scope and --path are the same: give one", problems={"scope": "twice"})
        action = self.engine.actions.get(ref)
        execution = self.engine.executions.run(
            ref,
            schemas.coerce(action.param_schema or {}, asked.values),
            scope=asked.flags.get("scope", asked.flags.get("path")),
            timeout_seconds=asked.number("timeout", None),
        )
        return self._watched(execution, asked)

    def rerun(self, asked: Asked) -> Execution:
        """Run an execution once more."""
        id = self._id(asked)
        if {"from", "failed", "failed-items"} & asked.flags.keys():
            return self._watched(self._gone_on(id, asked), asked)
        parameters = self._typed(self.engine.executions.get(id), asked.values)
        return self._watched(self.engine.executions.rerun(id, parameters), asked)

    def stop(self, asked: Asked) -> Execution:
        """Stop an execution and wait until it is gone."""
        id = self._id(asked)
        execution = self.engine.executions.get(id)
        if execution.status.ended:
            raise Conflict(f"there is nothing to stop: {phrases.told(execution)}")
        return logcell.stop(self.engine, id)

    def watch(self, asked: Asked) -> Execution:
        """Show the log cell of an execution."""
        execution = self.engine.executions.get(self._id(asked))
        return self._shown(execution, asked)

    def status(self, asked: Asked) -> Execution | None:
        """Where we are, or how an execution stands."""
        if asked.at is not None:
            return self.engine.executions.get(self._id(asked))
        guide.show_status(self.engine)
        return None

    def runs(self, asked: Asked) -> "Table":
        """What ran."""
        count = int(asked.number("number", 50) or 50)
        workflow = asked.flags.get("workflow")
        table: Table
        if "status" in asked.flags:
            found = self.engine.executions.list(
                status=[_status(asked.flags["status"])],
                action_ref=workflow,
                top_level_only=True,
                per_page=count,
            )
            table = self._frames.runs_of(found.items)
        else:
            page = self.engine.runs.list(workflow=workflow, per_page=count)
            table = self._frames.runs(page.items[:count])
        return table

    def logs(self, asked: Asked) -> None:
        """Print a log, or its end."""
        id = self._id(asked)
        size = self.engine.executions.log_size(id)
        text = self.engine.executions.log(id, offset=-MOST_BYTES, limit=MOST_BYTES)
        lines = text.decode("utf-8", "replace").splitlines(keepends=True)
        count = asked.number("lines", None)
        if count is not None:
            lines = lines[-int(count) :]
        elif size > len(text):
            missing = phrases.size(size - len(text))
            sys.stdout.write(f"… the first {missing} are left out; the log cell has all of it\n")
        sys.stdout.write("".join(lines))

    def result(self, asked: Asked) -> Params | None:
        """What an execution gave."""
        execution = self.engine.executions.get(self._id(asked))
        if not execution.status.ended:
            raise Conflict(f"there is no result yet: {phrases.told(execution)}")
        return execution.result

    def artifacts(self, asked: Asked) -> "Table":
        """What an execution left behind."""
        execution = self.engine.executions.get(self._id(asked))
        table: Table = self._frames.artifacts(self.engine.artifacts.list(execution.id))
        return table

    def workflows(self, _: Asked) -> "Table":
        """What can be picked."""
        table: Table = self._frames.workflows(self.engine.readings.workflows())
        return table

    def features(self, _: Asked) -> "Table":
        """What can be a scope."""
        table: Table = self._frames.features(self.engine.readings.features())
        return table

    def actions(self, asked: Asked) -> "Table":
        """Everything that can be run."""
        table: Table = self._frames.actions(self.engine.actions.list(asked.flags.get("pack")))
        return table

    def packs(self, _: Asked) -> "Table":
        """What is installed."""
        table: Table = self._frames.packs(self.engine.packs.list())
        return table

    def workers(self, _: Asked) -> "Table":
        """Who runs it."""
        table: Table = self._frames.workers(self.engine.workers.list())
        return table

    def keys(self, _: Asked) -> "Table":
        """Secrets that executions may have, without their values."""
        table: Table = self._frames.keys(self.engine.keys.list(per_page=MOST_KEYS).items)
        return table

    def allow_run(self, asked: Asked) -> None:
        """Switch runs on or off, for all faces."""
        if asked.at not in ("on", "off"):
            raise Invalid(f"allow-run is on or off, not {asked.at!r}", problems={"allow-run": "?"})
        wanted = asked.at == "on"
        info = self.engine.settings.allow_run(wanted)
        if info.allow_run and not wanted:
            sys.stdout.write("runs stay on: a flag, the environment or Jupyter's settings say so\n")
        else:
            sys.stdout.write(f"runs are switched {asked.at} for all faces of {info.attune_home}\n")

    def help(self, asked: Asked) -> None:
        """The words, or more on one."""
        guide.show_help(asked.at)

    def _typed(self, execution: Execution, values: dict[str, str]) -> Params:
        action = self.engine.actions.get(execution.action_ref)
        return schemas.coerce(action.param_schema or {}, values)


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        known = ", ".join(Status)
        raise Invalid(f"--status is one of {known}", problems={"status": "unknown"}) from error
