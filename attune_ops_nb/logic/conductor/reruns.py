"""Reruns: a workflow that ended goes on from tasks of it, as if what followed them had not been."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic.conductor import joins
from attune_ops_nb.logic.conductor.ending import follow
from attune_ops_nb.logic.conductor.state import Barrier, Outcome, Stage, Step, StepState
from attune_ops_nb.logic.conductor.turn import BAD, Turn
from attune_ops_nb.logic.workflows.definition import COMMANDS


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """Run a step again."""

    step: int
    input: Mapping[str, Any] = {}
    """Parts of the input that are replaced."""
    failed_items: bool = False
    """Of its items only those that did not succeed."""


def rerun(turn: Turn, wanted: Sequence[Again]) -> None:
    """Go back to those steps; without any, to all that ended badly and that nothing followed."""
    if not turn.course.stage.ended:
        raise Conflict(
            "only a workflow that has ended can be rerun: cancel it, or wait for its end"
        )
    wanted = wanted or [Again(step=step.id) for step in _bad(turn)]
    steps = {each.step: _known(turn, each) for each in wanted}
    behind = {each: _behind(turn, steps[each]) for each in steps}
    first = [
        each
        for each in wanted
        if not any(each.step in behind[other] for other in steps if other != each.step)
    ]
    gone = {each.step for each in first}.union(*(behind[each.step] for each in first))
    turn.set_deadline()
    turn.ledger.drop_faults(gone)
    _supersede(turn, gone)
    _forget(turn)
    for each in first:
        _once_more(turn, steps[each.step], each)
    for step in _cut_off(turn):
        follow(turn, step)
    for step in turn.ledger.held():
        turn.make_due(step)


def _bad(turn: Turn) -> list[Step]:
    steps = [step for step in turn.ledger.failures() if step.task not in COMMANDS]
    known = {step.id for step in steps}
    cancelled = [
        step
        for step in turn.ledger.steps()
        if step.outcome in BAD and step.published is None and step.id not in known
    ]
    return steps + [step for step in cancelled if not step.superseded]


def _cut_off(turn: Turn) -> list[Step]:
    """The steps that succeeded when the workflow was being cancelled: nothing came after them."""
    return [
        step
        for step in turn.ledger.steps()
        if step.outcome is Outcome.SUCCEEDED and step.published is None and not step.superseded
    ]


def _known(turn: Turn, again: Again) -> Step:
    if not 0 <= again.step <= turn.course.last_step:
        raise Invalid(f"the workflow has no step {again.step}")
    step = turn.ledger.step(again.step)
    if step.task in COMMANDS:
        raise Invalid(f"`{step.task}` is a command: rerun the task before it")
    if step.superseded:
        raise Conflict(f"step {step.id} of `{step.task}` was rerun already: take the last one")
    if step.outcome is None:
        raise Conflict(f"step {step.id} of `{step.task}` has not ended: it goes on by itself")
    return step


def _behind(turn: Turn, step: Step) -> set[int]:
    """The steps that came from it, also through joins."""
    found: set[int] = set()
    ahead = deque([step.id])
    while ahead:
        number = ahead.popleft()
        for each in (*_caused(turn, number), *_let_through(turn, number)):
            if each not in found:
                found.add(each)
                ahead.append(each)
    return found


def _caused(turn: Turn, number: int) -> list[int]:
    return [step.id for step in turn.ledger.caused(number)]


def _let_through(turn: Turn, number: int) -> list[int]:
    fired = (_barrier(turn, each).fired for each in turn.ledger.arrivals_of(number))
    return [step for step in fired if step is not None]


def _barrier(turn: Turn, arrival: Any) -> Barrier:
    found = turn.ledger.barrier(arrival.task, arrival.route, arrival.generation)
    return found or Barrier(task=arrival.task, route=arrival.route, generation=arrival.generation)


def _supersede(turn: Turn, gone: Iterable[int]) -> None:
    gone = set(gone)
    for number in gone:
        step = turn.ledger.step(number)
        if step.unhandled and not step.superseded:
            turn.change(failures=turn.course.failures - 1)
        turn.replace(step, superseded=True, state=StepState.ENDED)
        for arrival in turn.ledger.arrivals_of(number):
            barrier = _barrier(turn, arrival)
            turn.ledger.drop_arrival(arrival)
            fired = None if barrier.fired in gone else barrier.fired
            turn.ledger.keep_barrier(replace(barrier, arrived=barrier.arrived - 1, fired=fired))


def _forget(turn: Turn) -> None:
    """The workflow runs again; its variables are those of the steps that still count."""
    contexts = [0]
    for step in turn.ledger.steps():
        if not step.superseded and step.published is not None:
            contexts.append(step.published)
    turn.change(
        stage=Stage.RUNNING,
        ending=None,
        stopped=False,
        variables=joins.merged(turn, contexts),
    )


def _once_more(turn: Turn, before: Step, again: Again) -> None:
    edits = dict(again.input) or (None if before.edits is None else turn.ledger.value(before.edits))
    step = turn.add_step(
        before.task,
        before.route,
        before.context,
        cause=before.cause,
        edits=turn.value(edits) if edits else None,
        after_failure=before.after_failure,
    )
    if again.failed_items and before.items is not None:
        step = _keep_what_succeeded(turn, before, step)
    turn.make_due(step)


def _keep_what_succeeded(turn: Turn, before: Step, step: Step) -> Step:
    good = [item for item in turn.ledger.items(before.id) if item.outcome is Outcome.SUCCEEDED]
    for item in good:
        turn.ledger.keep_item(replace(item, step=step.id))
    assert before.items is not None
    items = replace(
        before.items, begun=0, active=0, ended=len(good), failed=0, timed_out=0, kept=True
    )
    return turn.replace(step, items=items)
