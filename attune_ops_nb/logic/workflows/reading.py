"""Reading: the text of a workflow file becomes a definition, whatever dialect it is written in."""

from collections.abc import Mapping
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows import forms, native, orquesta, written
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.problem import Problems
from attune_ops_nb.logic.workflows.written import Place, Written


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A definition, and where in the file its parts stand. With problems it may have gaps."""

    definition: Definition
    root: Written
    """The workflow in its one form: a path of the definition leads to what was written."""
    problems: Problems
    text: str = ""
    """The file, if there is one."""

    def place_in(self, value: str, place: Place, offset: int) -> Place:
        """Where the character `offset` of the text `value`, which begins at `place`, stands.

        Its beginning, if the file says it in other words: with escapes, or in another dialect.
        """
        raw = self.text[place.start : place.end]
        line = value[: offset + 1].count("\n")
        begins = value.rfind("\n", 0, offset) + 1
        ends = value.find("\n", offset)
        shown = value[begins : len(value) if ends < 0 else ends]
        at = _nth_line(raw, shown, line)
        if at is None:
            return place
        before = raw[: at + offset - begins]
        above = before.count("\n")
        column = len(before) - before.rfind("\n") if above else place.column + len(before)
        return Place(place.line + above, column)


def load(text: str | Mapping[str, Any], *, name: str = "workflow.yaml") -> Definition:
    """The definition that `text`, or what was read from it, says.

    Invalid, with all that is wrong by file, line and column.
    """
    found = read(text, name=name)
    found.problems.refuse()
    return found.definition


def plain(text: str) -> Any:
    """What `text` says as a plain value. Invalid if it is no YAML."""
    return written.read(text, Problems("workflow.yaml")).plain


def read(
    text: str | Mapping[str, Any], *, name: str = "workflow.yaml", under: tuple[str, ...] = ()
) -> Reading:
    """What `text` says, and what is wrong with it. Invalid if it is no YAML at all.

    `under` is where in the file the workflow stands, if it is not the whole.
    """
    problems = Problems(name)
    root = written.read(text, problems) if isinstance(text, str) else written.given(text, name)
    root = root.at(under)
    if not isinstance(root.value, dict):
        where = name if root.place is None else f"{name}:{root.place.line}:{root.place.column}"
        what = "it must be a mapping, with version and tasks"
        raise Invalid(f"{where}: {what}", problems={where: what})
    if orquesta.is_orquesta(root):
        root = orquesta.native(root, problems)
    root = forms.one_form(root, problems)
    return Reading(
        definition=native.definition(root, problems),
        root=root,
        problems=problems,
        text=text if isinstance(text, str) else "",
    )


def _nth_line(raw: str, line: str, place: int) -> int | None:
    """Where `line` begins in `raw`, in which `place` lines come before it."""
    start = 0
    for _ in range(place):
        start = raw.find("\n", start) + 1
    found = raw.find(line, start)
    return found if found >= 0 and line else None
