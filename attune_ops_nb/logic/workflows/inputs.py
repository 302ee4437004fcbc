"""Inputs: what tasks give to their actions, held against what the actions take.

A value with an expression in it is known only when the workflow runs; what is said in words is
checked now.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.logic.workflows.definition import Definition, Task
from attune_ops_nb.model import Schema


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with what a task says."""

    task: int
    """Its place in the file."""
    path: tuple[str, ...]
    what: str
    of_key: bool = False
    """It is the name that is wrong, and not the value."""


Actions = Mapping[str, Schema | None]
"""The flat schemas of the parameters of all actions, by ref."""


def objections(
    definition: Definition, actions: Actions, *, partly: bool = False
) -> Iterator[Objection]:
    """What is wrong with actions and inputs. `partly`: other packs have actions as well."""
    packs = {ref.partition(".")[0] for ref in actions}
    for place, task in enumerate(definition.tasks):
        if task.action in actions:
            yield from _of_task(place, task, actions[task.action] or {}, definition)
        elif "." in task.action and not (partly and task.action.partition(".")[0] not in packs):
            what = f"there is no action {task.action}{nearest(task.action, actions)}"
            yield Objection(task=place, path=("action",), what=what)


def _of_task(place: int, task: Task, schema: Schema, definition: Definition) -> Iterator[Objection]:
    known = schemas.json_schema(schema).get("properties", {})
    given = task.input
    try:
        schemas.check(schema, dict(given))
    except Invalid as error:
        for name, what in error.problems.items():
            path = tuple(name.split("."))
            missing = path[0] not in given
            if missing and not given and name in definition.parameters:
                continue  # without an input a task gets what the workflow got
            unknown = path[0] not in known
            if missing or unknown or not _is_open(given, path):
                yield Objection(task=place, path=("input", *path), what=what, of_key=unknown)


def _is_open(value: Any, path: tuple[str, ...]) -> bool:
    """Whether what stands at `path` depends on an expression."""
    for part in path:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            break
    return has_expression(value)


def has_expression(value: Any) -> bool:
    """Whether there is one anywhere in `value`."""
    if isinstance(value, str):
        return "{{" in value
    if isinstance(value, Mapping):
        return any(has_expression(each) for each in value.values())
    return isinstance(value, list | tuple) and any(has_expression(each) for each in value)
