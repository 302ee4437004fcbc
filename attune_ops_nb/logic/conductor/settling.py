"""Settling: when nothing runs any more, the workflow is paused or at its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.conductor import joins
from attune_ops_nb.logic.conductor.commands import Ended, Paused
from attune_ops_nb.logic.conductor.names import Names, functions
from attune_ops_nb.logic.conductor.rendering import public
from attune_ops_nb.logic.conductor.state import Stage, Step, StepState
from attune_ops_nb.logic.conductor.turn import Turn
from attune_ops_nb.logic.workflows.definition import COMMANDS

MOST_REASONS = 3
LONGEST_REASON = 300
"""Characters. What there is beyond that stands in the error log."""


def settle(turn: Turn) -> None:
    """Say that the workflow has ended, or is paused now, if that is so."""
    course = turn.course
    if course.stage.ended or course.active:
        return
    if course.ending is not None:
        end(turn, course.ending, _cut_short(course.ending, turn))
    elif course.stopped:
        _fail(turn, [])
    elif course.stage is Stage.PAUSED:
        return
    elif course.stage is Stage.PAUSING and (course.waiting or course.held):
        turn.change(stage=Stage.PAUSED)
        turn.commands.append(Paused())
    elif not course.waiting and not course.held:
        _end_by_itself(turn)


def end(turn: Turn, stage: Stage, error: str | None) -> None:
    """The workflow has ended, with its output, and with `error` unless all went well."""
    _hold_what_waits(turn)
    turn.change(stage=stage, ending=None)
    output = _output(turn)
    result: dict[str, Any] = {**output, "succeeded": error is None}
    if error is not None:
        result["error"] = error
    faults = tuple(turn.ledger.faults())
    turn.commands.append(Ended(stage=stage, output=output, result=result, errors=faults))


def _end_by_itself(turn: Turn) -> None:
    unmet = joins.unmet(turn)
    for barrier, message in unmet:
        turn.fault_at(message, barrier.task, barrier.route)
    if unmet or turn.course.failures:
        _fail(turn, [message for _, message in unmet])
    else:
        end(turn, Stage.COMPLETED, None)


def _fail(turn: Turn, unmet: list[str]) -> None:
    failures = turn.ledger.failures()
    tasks = list(dict.fromkeys(step.task for step in failures if step.task not in COMMANDS))
    reasons = []
    if tasks:
        reasons.append(f"{len(tasks)} task(s) failed: {', '.join(tasks)}")
    reasons += _why(turn, failures)
    reasons += dict.fromkeys(_order(turn, step) for step in failures if step.task in COMMANDS)
    reasons += unmet
    if not reasons:
        reasons = [fault.message for fault in turn.ledger.faults()][-1:]
    end(turn, Stage.FAILED, f"Workflow failed: {'; '.join(reasons)}")


def _why(turn: Turn, failures: Sequence[Step]) -> list[str]:
    """What the error log says of those tasks that failed, beside that they did: the first of it."""
    numbers = {step.id for step in failures if step.task not in COMMANDS}
    told = dict.fromkeys(
        _shortened(fault.message)
        for fault in turn.ledger.faults()
        if fault.step in numbers and fault.message != f"`{fault.task}` failed"
    )
    more = len(told) - MOST_REASONS
    return [*told][:MOST_REASONS] + ([f"and {more} more"] if more > 0 else [])


def _shortened(message: str) -> str:
    return message if len(message) <= LONGEST_REASON else f"{message[:LONGEST_REASON]}…"


def _order(turn: Turn, step: Step) -> str:
    """Who told the workflow to fail."""
    by = None if step.cause is None else turn.ledger.step(step.cause).task
    return f"`{by}` led to `{step.task}`"


def _cut_short(stage: Stage, turn: Turn) -> str:
    if stage is Stage.TIMEOUT:
        limit = turn.graph.definition.timeout
        return "Workflow timed out" + ("" if limit is None else f" after {limit:g} seconds")
    return "Workflow cancelled"


def _output(turn: Turn) -> Mapping[str, Any]:
    """What the definition promises, as far as it can be rendered; the log says what cannot."""
    names = Names(turn, turn.ledger.context(turn.course.variables))
    output = {}
    for name, value in turn.graph.definition.output_map:
        try:
            output[name] = public(turn, value, names, functions(turn, None), "the output")
        except Invalid as error:
            turn.fault(f"output `{name}` is left out: {error.message}")
    return output


def _hold_what_waits(turn: Turn) -> None:
    """What waits begins when the workflow is rerun, and not before."""
    if not turn.course.waiting:
        return
    for step in turn.ledger.waiting():
        for item in turn.ledger.items(step.id) if step.items else ():
            if item.state is StepState.WAITING:
                turn.ledger.keep_item(replace(item, state=StepState.HELD))
        turn.replace(step, state=StepState.HELD)
    turn.change(waiting=0)
