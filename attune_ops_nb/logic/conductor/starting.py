"""Starting: a step that is due becomes executions, or a wait, or ends at once."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.conductor.commands import Start, Wait
from attune_ops_nb.logic.conductor.names import Names, functions, parameters
from attune_ops_nb.logic.conductor.rendering import before, cause
from attune_ops_nb.logic.conductor.state import Item, Items, Outcome, Step, StepState
from attune_ops_nb.logic.conductor.turn import Turn
from attune_ops_nb.logic.expressions.values import noun
from attune_ops_nb.logic.templates import render_tracked
from attune_ops_nb.logic.workflows.definition import MOST_AT_A_TIME, Task

Conclude = Callable[[Turn, Step, Outcome, Any], None]
"""What to do with a step that ends: given, as what follows may start steps again."""


def begin(turn: Turn, step: Step, conclude: Conclude) -> None:
    """Start `step`, or go on with it where a pause held it up."""
    task = turn.graph.tasks[step.task]
    try:
        if not step.waited and (seconds := _delay(turn, step, task)):
            wait(turn, turn.replace(step, state=StepState.WAITING), seconds)
            return
        if task.with_items is None:
            start = _start(turn, step, task)
            turn.replace(step, state=StepState.ACTIVE, waited=True)
            _send(turn, start)
            return
        if step.items is None:
            step = _with_items(turn, step, task)
    except Invalid as error:
        conclude(turn, step, Outcome.FAILED, {"error": error.message})
        return
    step = turn.replace(step, state=StepState.ACTIVE, waited=True)
    go_on(turn, _held_items(turn, step), conclude)


def go_on(turn: Turn, step: Step, conclude: Conclude) -> None:
    """Start as many items as may run at a time; conclude the step when all have ended."""
    items = step.items
    if items is None:
        return
    while items.active < items.concurrency and items.begun < items.total:
        if not turn.may_begin(step):
            break
        item = Item(step=step.id, index=items.begun, attempt=step.item_attempt)
        items = _with(items, begun=1)
        if not items.kept or turn.ledger.item(step.id, item.index) is None:
            items = start_item(turn, step, _with(items, active=1), item)
    step = turn.replace(step, items=items)
    if items.ended == items.total:
        conclude(turn, step, _together(items), None)
    elif not items.active and not turn.may_begin(step):
        turn.replace(step, state=StepState.HELD)


def start_item(turn: Turn, step: Step, items: Items, item: Item) -> Items:
    """Start one item, which is counted among the active; one without input ends at once."""
    task = turn.graph.tasks[step.task]
    try:
        start = _start(turn, step, task, item, items)
    except Invalid as error:
        turn.fault(error.message, step)
        return end_item(turn, items, item, Outcome.FAILED, {"error": error.message})
    turn.ledger.keep_item(replace(item, state=StepState.ACTIVE))
    _send(turn, start)
    return items


def end_item(turn: Turn, items: Items, item: Item, outcome: Outcome, result: Any) -> Items:
    """Keep how an item ended."""
    number = turn.value(result)
    turn.ledger.keep_item(replace(item, state=StepState.ENDED, outcome=outcome, result=number))
    return _with(
        items,
        active=-1,
        ended=1,
        failed=outcome is not Outcome.SUCCEEDED,
        timed_out=outcome is Outcome.TIMED_OUT,
    )


def wait(turn: Turn, step: Step, seconds: float, item: Item | None = None) -> None:
    """Ask to be told when the time has passed."""
    turn.commands.append(
        Wait(
            step=step.id,
            task=step.task,
            route=step.route,
            item=None if item is None else item.index,
            attempt=step.attempt if item is None else item.attempt,
            seconds=seconds,
        )
    )


def item_names(task: Task, value: Any, index: int) -> dict[str, Any]:
    """What an item is called in expressions."""
    if task.batch_size is not None:
        return {"batch": value, "index": index}
    if not task.item_names:
        return {"item": value, "index": index}
    parts = [value] if len(task.item_names) == 1 else value
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        names = ", ".join(task.item_names)
        raise Invalid(f"item {index} is no list, so its parts cannot be called {names}")
    return {"item": dict(zip(task.item_names, parts, strict=False)), "index": index}


def seconds_of(value: Any, what: str) -> float:
    """A number of seconds that is not below zero."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise Invalid(f"{what} must be a number of seconds, not {value!r}")
    return float(value)


def count_of(value: Any, what: str, least: int, most: int) -> int:
    """A whole number that an expression gave, within the bounds of one that stands in a file."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        given = repr(value) if type(value) in (int, float) else noun(value)
        raise Invalid(f"{what} must be a whole number from {least} to {most}, not {given}")
    return value


def _delay(turn: Turn, step: Step, task: Task) -> float:
    if task.delay is None:
        return 0
    return seconds_of(before(turn, task.delay, step, "delay"), "delay")


def _with_items(turn: Turn, step: Step, task: Task) -> Step:
    listed = before(turn, task.with_items, step, "with_items")
    items = list(listed) if isinstance(listed, list | tuple) else [listed]
    if task.batch_size is not None:
        size = task.batch_size
        items = [items[start : start + size] for start in range(0, len(items), size)]
    concurrency = 1
    if items and task.concurrency is not None:
        limit = before(turn, task.concurrency, step, "concurrency")
        concurrency = count_of(limit, "concurrency", 1, MOST_AT_A_TIME)
    kept = Items(items=turn.value(items), total=len(items), concurrency=concurrency)
    return turn.replace(step, items=kept)


def _start(
    turn: Turn, step: Step, task: Task, item: Item | None = None, items: Items | None = None
) -> Start:
    extra = None
    if item is not None and items is not None:
        extra = item_names(task, turn.ledger.value(items.items)[item.index], item.index)
    found = render_tracked(
        dict(task.input) if task.input else {},
        Names(turn, turn.ledger.context(step.context), step.route, extra),
        turn.given.secret_names,
        functions(turn, cause(turn, step), step.route),
    )
    edits = {} if step.edits is None else turn.ledger.value(step.edits)
    inherited = not task.input and not edits
    return Start(
        step=step.id,
        task=step.task,
        route=step.route,
        item=None if item is None else item.index,
        attempt=step.attempt if item is None else item.attempt,
        action=task.action,
        input=parameters(turn) if inherited else {**found.value, **edits},
        secrets=_secret_parameters(turn) if inherited else found.secrets,
        inherited=inherited,
        timeout=task.timeout,
    )


def _secret_parameters(turn: Turn) -> frozenset[str]:
    names = turn.given.secret_names
    prefix = "parameters/"
    return frozenset(f"/{name.removeprefix(prefix)}" for name in names if name.startswith(prefix))


def _send(turn: Turn, start: Start) -> None:
    turn.change(active=turn.course.active + 1)
    turn.commands.append(start)


def _held_items(turn: Turn, step: Step) -> Step:
    """The step, with those items started whose next try came due while it was held up."""
    items = step.items
    if items is None or not items.active:
        return step
    for item in turn.ledger.items(step.id):
        if item.state is StepState.HELD:
            items = start_item(turn, step, items, item)
    return turn.replace(step, items=items)


def _with(items: Items, **more: int) -> Items:
    return replace(items, **{name: getattr(items, name) + n for name, n in more.items()})


def _together(items: Items) -> Outcome:
    """Failed if any did; out of time if that was all that happened."""
    if not items.failed:
        return Outcome.SUCCEEDED
    return Outcome.TIMED_OUT if items.timed_out == items.failed else Outcome.FAILED
