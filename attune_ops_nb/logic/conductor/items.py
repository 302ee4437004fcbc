"""Items: what happens to one of those over which a step runs."""

from typing import Any

from msgspec.structs import replace

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.conductor.ending import conclude
from attune_ops_nb.logic.conductor.retries import next_try
from attune_ops_nb.logic.conductor.starting import (
    end_item,
    go_on,
    item_names,
    start_item,
    wait,
)
from attune_ops_nb.logic.conductor.state import Item, Outcome, Step, StepState
from attune_ops_nb.logic.conductor.turn import Turn


def ended(turn: Turn, step: Step, index: int, attempt: int, outcome: Outcome, result: Any) -> None:
    """The execution of an item ended: it is tried again, or makes room for the next."""
    item = turn.ledger.item(step.id, index)
    if step.items is None or item is None or step.state is StepState.ENDED:
        return
    if item.state is not StepState.ACTIVE or item.attempt != attempt:
        return  # it was said before
    turn.change(active=turn.course.active - 1)
    if turn.course.ending is None:
        try:
            seconds = _next_try(turn, step, item, outcome, result)
        except Invalid as error:
            turn.fault(error.message, step)
            step = turn.broken(step)
            seconds = None
        if seconds is not None:
            _once_more(turn, step, item, seconds)
            return
    assert step.items is not None
    counted = end_item(turn, step.items, item, outcome, result)
    step = turn.replace(step, items=counted)
    if turn.course.ending is None:
        go_on(turn, step, conclude)
    elif not counted.active:
        conclude(turn, step, Outcome.CANCELLED, None)


def waited(turn: Turn, step: Step, index: int, attempt: int) -> None:
    """The pause before the next try of an item is over."""
    item = turn.ledger.item(step.id, index)
    if item is None or item.state is not StepState.WAITING or item.attempt != attempt:
        return
    turn.change(waiting=turn.course.waiting - 1)
    _restart(turn, step, item)


def _next_try(turn: Turn, step: Step, item: Item, outcome: Outcome, result: Any) -> float | None:
    assert step.items is not None
    task = turn.graph.tasks[step.task]
    if task.retry is None:
        return None
    value = turn.ledger.value(step.items.items)[item.index]
    extra = item_names(task, value, item.index)
    nth = item.attempt - step.item_attempt + 1
    return next_try(turn, step, nth, outcome, result, extra)


def _once_more(turn: Turn, step: Step, item: Item, seconds: float) -> None:
    item = replace(item, attempt=item.attempt + 1)
    if not seconds or not turn.may_begin(step):
        _restart(turn, step, item)
        return
    turn.ledger.keep_item(replace(item, state=StepState.WAITING))
    turn.change(waiting=turn.course.waiting + 1)
    wait(turn, step, seconds, item)


def _restart(turn: Turn, step: Step, item: Item) -> None:
    if not turn.may_begin(step):
        turn.ledger.keep_item(replace(item, state=StepState.HELD))
        turn.replace(step, state=StepState.HELD)
        return
    assert step.items is not None
    counted = start_item(turn, step, step.items, item)
    go_on(turn, turn.replace(step, items=counted), conclude)
