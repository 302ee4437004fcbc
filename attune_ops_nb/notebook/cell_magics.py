"""Cell magics: `%%attune workflow NAME` and `%%attune action NAME`, with what they are below.

The first line of the cell is kept as a remark, so that what is said about line 4 is about the line
that the notebook shows as the fourth.
"""

import msgspec
from IPython.display import display

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.rehearsal import Rehearsal
from attune_ops_nb.logic.workflows.problem import Problem, Severity
from attune_ops_nb.model import Execution, OutputFormat
from attune_ops_nb.notebook import written_actions
from attune_ops_nb.notebook.grammar import Asked
from attune_ops_nb.notebook.graphs import Drawing
from attune_ops_nb.notebook.saying import say
from attune_ops_nb.notebook.workflow_commands import WorkflowCommands, unused, whole


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, and what stands below."""

    asked: Asked
    text: str

    @property
    def ref(self) -> str:
        """The name with its pack."""
        return whole(self.asked.at or "")

    def placed(self, first: str) -> str:
        """The text below a first line, so that lines are counted as in the cell."""
        return f"{first}\n{self.text}"


class CellCommands(WorkflowCommands):
    """What is written in cells."""

    def workflow_cell(self, cell: Cell) -> Drawing | Execution | Rehearsal:
        """Check a workflow, keep it, and show, run or rehearse it."""
        asked = cell.asked
        if {"run", "rehearse"} <= asked.flags.keys():
            raise Invalid("--run or --rehearse, not both", problems={"rehearse": "or run"})
        if asked.values and not {"run", "rehearse"} & asked.flags.keys():
            raise unused(asked, "--run or --rehearse")
        text = cell.placed(f"# %%attune workflow {asked.at}")
        drawn = self._checked(cell, text)
        kept = self.engine.workflows.register(text, ref=cell.ref, name="cell")
        if "rehearse" in asked.flags:
            return self._rehearsed(cell.ref, asked)
        if "run" not in asked.flags:
            say(f"{kept.ref} is kept: `%attune run {kept.ref}`")
            return drawn
        display(drawn)  # type: ignore[no-untyped-call]
        values = schemas.coerce(kept.param_schema or {}, asked.values)
        return self._watched(self.engine.executions.run(kept.ref, values), asked)

    def action_cell(self, cell: Cell) -> Execution | None:
        """Keep code as an action, and run it if that is asked for."""
        asked = cell.asked
        runtime = asked.choice("runtime", "python")
        said = asked.several.get("param", [])
        code = written_actions.code(asked.at or "", runtime, cell.text, said)
        wanted = asked.choice("output", "json" if code.returns else "text")
        kept = self.engine.actions.register(
            cell.ref,
            code.text,
            runtime_ref=f"core.{runtime}",
            description=code.description,
            param_schema=code.parameters,
            output_format=OutputFormat(wanted),
        )
        if "run" not in asked.flags:
            if asked.values:
                raise unused(asked, "--run")
            names = "".join(f" {name}=…" for name in kept.param_schema or {})
            say(f"{kept.ref} is kept: `%attune run {kept.ref}{names}`")
            return None
        values = schemas.coerce(kept.param_schema or {}, asked.values)
        return self._watched(self.engine.executions.run(kept.ref, values), asked)

    def _checked(self, cell: Cell, text: str) -> Drawing:
        """The graph. Invalid, with all that is wrong and the lines that it is about."""
        verdict = self.engine.workflows.validate(text, name="cell")
        errors = [each for each in verdict.problems if each.severity is Severity.ERROR]
        if errors or verdict.graph is None:
            raise Invalid(_told(cell, text, errors), problems=_by_place(errors))
        for each in verdict.problems:
            say(f"warning, {_where(each)}{each.text}")
        return Drawing(graph=verdict.graph, title=cell.ref)


def _told(cell: Cell, text: str, errors: list[Problem]) -> str:
    lines = text.split("\n")
    told = [f"{len(errors)} problem{'s' if len(errors) != 1 else ''} in {cell.ref}"]
    for each in errors:
        told.append(f"  {_where(each)}{each.text}")
        if each.line is not None and 1 < each.line <= len(lines):
            told.append(f"    {each.line:>3} | {lines[each.line - 1]}")
    return "\n".join(told)


def _where(problem: Problem) -> str:
    if problem.line is None:
        return ""
    column = f", column {problem.column}" if problem.column is not None else ""
    return f"line {problem.line}{column}: "


def _by_place(errors: list[Problem]) -> dict[str, str]:
    return {each.where("cell"): each.text for each in errors}
