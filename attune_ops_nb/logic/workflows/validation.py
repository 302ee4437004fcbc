"""Validation: everything that is wrong with a workflow, before it runs."""

from collections.abc import Mapping
from typing import Any

from attune_ops_nb.logic.expressions.constants import failures
from attune_ops_nb.logic.expressions.limits import Budget
from attune_ops_nb.logic.workflows import inputs, reach, reading
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.logic.workflows.names import complaints
from attune_ops_nb.logic.workflows.problem import Problem, Problems, in_order
from attune_ops_nb.logic.workflows.reading import Reading
from attune_ops_nb.logic.workflows.uses import Use, uses
from attune_ops_nb.logic.workflows.written import Place, Written, of

Path = tuple[str, ...]


def problems(
    workflow: str | Mapping[str, Any] | Definition,
    *,
    actions: Actions | None = None,
    name: str = "workflow.yaml",
) -> list[Problem]:
    """All that is wrong with `workflow`, in the order of the file.

    `actions` are the parameters of the actions by ref; without them actions are not looked at.
    Invalid if it is no YAML at all.
    """
    if isinstance(workflow, Definition):
        found = Reading(definition=workflow, root=of({}), problems=Problems(name))
    else:
        found = reading.read(workflow, name=name)
    return check(found, actions=actions)


def check(found: Reading, *, actions: Actions | None = None, partly: bool = False) -> list[Problem]:
    """All that is wrong with what was read. `partly`: there are packs that `actions` lacks."""
    checker = _Checker(found)
    checker.expressions()
    checker.reach()
    if actions is not None:
        checker.inputs(actions, partly)
    return in_order(found.problems.found)


class _Checker:
    """Notes what is wrong with a reading in its problems."""

    def __init__(self, found: Reading) -> None:
        self._found = found
        self._definition = found.definition
        self._budget = Budget()
        """For what is evaluated in the whole file: what is beyond that is told when it runs."""
        self._index = {task.name: place for place, task in enumerate(found.definition.tasks)}

    def expressions(self) -> None:
        for use in uses(self._definition):
            if use.error is not None:
                place = self._column(use.path, use.error.column)
                self._note(f"{use.error.what}{use.error.hint}", place, use.path)
            else:
                self._names(use)

    def reach(self) -> None:
        for task, field, what in reach.objections(self._definition):
            path = ("tasks", str(self._index[task])) if task else ()
            whole = (*path, field) if field else path
            self._note(what, self._at(whole).place, whole)

    def inputs(self, actions: Actions, partly: bool) -> None:
        for each in inputs.objections(self._definition, actions, partly=partly):
            path = ("tasks", str(each.task), *each.path)
            key = self._at(path[:-1]).key(path[-1])
            self._note(each.what, key if each.of_key else self._at(path).place, path)

    def _names(self, use: Use) -> None:
        assert use.expression is not None
        told = list(complaints(use.expression, use.scope))
        for complaint in told:
            place = self._column(use.path, complaint.column)
            self._note(complaint.what, place, use.path)
        for error in () if told else failures(use.expression.node, self._budget):
            column = None if error.column is None else error.column + use.expression.start
            self._note(f"{error.what}{error.hint}", self._column(use.path, column), use.path)

    def _note(self, what: str, place: Place | None, path: Path) -> None:
        self._found.problems.error(what, place, self._told(path))

    def _at(self, path: Path) -> Written:
        return self._found.root.at(path)

    def _column(self, path: Path, column: int | None) -> Place | None:
        """Where the character `column` of the text at `path` stands in the file."""
        written = self._at(path)
        if written.place is None or column is None or not isinstance(written.value, str):
            return written.place
        return self._found.place_in(written.value, written.place, column - 1)

    def _told(self, path: Path) -> str:
        """The path with tasks by name."""
        if len(path) > 1 and path[0] == "tasks":
            named = self._definition.tasks[int(path[1])].name or path[1]
            path = ("tasks", named, *path[2:])
        return ".".join(path)
