"""Uses: every expression of a definition, where it stands and what is known there."""

from collections.abc import Iterator
from typing import Any

import msgspec

from attune_ops_nb.logic import schemas, templates
from attune_ops_nb.logic.expressions import Expression, ExpressionError
from attune_ops_nb.logic.workflows.definition import Definition, Task
from attune_ops_nb.logic.workflows.names import Scope

Path = tuple[str, ...]


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """A string that is evaluated: its path in the file, and its expression or why it has none."""

    path: Path
    scope: Scope
    expression: Expression | None = None
    error: ExpressionError | None = None


def uses(definition: Definition) -> Iterator[Use]:
    """All of them, in the order of the file."""
    variables = [name for name, _ in definition.vars]
    for place, (name, value) in enumerate(definition.vars):
        scope = Scope(
            parameters=_parameters(definition),
            variables=variables[:place],
            later=variables[place:],
            tasks=None,
        )
        yield from _in_value(value, ("vars", name), scope)
    scope = Scope(
        parameters=_parameters(definition),
        variables={*variables, *_published(definition)},
        tasks={task.name for task in definition.tasks},
    )
    for place, task in enumerate(definition.tasks):
        yield from _of_task(task, ("tasks", str(place)), scope)
    for name, value in definition.output_map:
        yield from _in_value(value, ("output_map", name), scope)


def _of_task(task: Task, path: Path, scope: Scope) -> Iterator[Use]:
    of_item = msgspec.structs.replace(
        scope, item=task.with_items is not None, batch=task.batch_size is not None
    )
    yield from _in_value(task.input, (*path, "input"), of_item)
    for name in ("with_items", "concurrency", "delay"):
        yield from _in_value(getattr(task, name), (*path, name), scope)
    if task.retry is not None:
        yield from _in_value(task.retry.count, (*path, "retry", "count"), scope)
        yield from _in_value(task.retry.delay, (*path, "retry", "delay"), scope)
        yield from _condition(task.retry.when, (*path, "retry", "when"), scope)
    for place, transition in enumerate(task.next):
        here = (*path, "next", str(place))
        yield from _condition(transition.when, (*here, "when"), scope)
        for order, publish in enumerate(transition.publish):
            there = (*here, "publish", str(order), publish.name)
            yield from _in_value(publish.value, there, scope)


def _in_value(value: Any, path: Path, scope: Scope) -> Iterator[Use]:
    broken: list[ExpressionError] = []
    for pointer, expression in templates.expressions_in(value, broken):
        yield Use(path=(*path, *_parts(pointer)), scope=scope, expression=expression)
    for error in broken:
        yield Use(path=(*path, *_parts(error.pointer)), scope=scope, error=error)


def _condition(text: str | None, path: Path, scope: Scope) -> Iterator[Use]:
    if text is None:
        return
    try:
        expression = templates.expression_of_condition(text)
        yield Use(path=path, scope=scope, expression=expression)
    except ExpressionError as error:
        yield Use(path=path, scope=scope, error=error)


def _parts(pointer: str) -> Path:
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def _parameters(definition: Definition) -> set[str] | None:
    """The parameters that there can be; None if the workflow takes any."""
    schema = schemas.json_schema(dict(definition.parameters))
    named = schema.get("properties", {})
    return set(named) if named and not schema.get("additionalProperties") else None


def _published(definition: Definition) -> Iterator[str]:
    for task in definition.tasks:
        for transition in task.next:
            yield from (publish.name for publish in transition.publish)
