"""Reading: the text of a workflow file becomes a definition, whatever dialect it is written in."""

from collections.abc import Mapping
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows import forms, native, orquesta, written
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.problem import Problems
from attune_ops_nb.logic.workflows.written import Written


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A definition, and where in the file its parts stand. With problems it may have gaps."""

    definition: Definition
    root: Written
    """The workflow in its one form: a path of the definition leads to what was written."""
    problems: Problems


def load(text: str | Mapping[str, Any], *, name: str = "workflow.yaml") -> Definition:
    """The definition that `text`, or what was read from it, says.

    Invalid, with all that is wrong by file, line and column.
    """
    found = read(text, name=name)
    found.problems.refuse()
    return found.definition


def read(text: str | Mapping[str, Any], *, name: str = "workflow.yaml") -> Reading:
    """What `text` says, and what is wrong with it. Invalid if it is no YAML at all."""
    problems = Problems(name)
    root = written.read(text, problems) if isinstance(text, str) else written.of(text)
    if not isinstance(root.value, dict):
        where = name if root.place is None else f"{name}:{root.place.line}:{root.place.column}"
        what = "it must be a mapping, with version and tasks"
        raise Invalid(f"{where}: {what}", problems={where: what})
    if orquesta.is_orquesta(root):
        root = orquesta.native(root, problems)
    root = forms.one_form(root, problems)
    return Reading(definition=native.definition(root, problems), root=root, problems=problems)
