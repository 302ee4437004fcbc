"""Conducted: steps of workflows that run, rehearsals, and questions, as tables."""

from collections.abc import Iterable
from typing import Any

import msgspec

from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.recordings import Recording
from attune_ops_nb.logic.rehearsal import Rehearsal
from attune_ops_nb.logic.schemas import json_schema
from attune_ops_nb.logic.workflow_state import StepShown, WorkflowState
from attune_ops_nb.model import Inquiry
from attune_ops_nb.notebook.frames.table import COUNT, SECONDS, SWITCH, TIME, WORDS, Table, table

STEP_COLUMNS = {
    "step": COUNT,
    "task": WORDS,
    "route": WORDS,
    "iteration": COUNT,
    "attempt": COUNT,
    "state": WORDS,
    "outcome": WORDS,
    "items": COUNT,
    "items_ended": COUNT,
    "items_failed": COUNT,
    "started_at": TIME,
    "duration_seconds": SECONDS,
    "critical": SWITCH,
    "superseded": SWITCH,
    "execution": COUNT,
}
INQUIRY_COLUMNS = {
    "inquiry": COUNT,
    "status": WORDS,
    "prompt": WORDS,
    "fields": WORDS,
    "response": WORDS,
    "execution": COUNT,
    "created": TIME,
    "timeout_at": TIME,
    "responded_at": TIME,
}
REHEARSAL_COLUMNS = {"place": COUNT, "task": WORDS, "route": COUNT}
RECORDING_COLUMNS = {
    "task": WORDS,
    "route": WORDS,
    "iteration": COUNT,
    "item": COUNT,
    "status": WORDS,
    "result": WORDS,
}


def steps(state: WorkflowState) -> Table:
    """What a workflow came to, in order."""
    return table(STEP_COLUMNS, state.steps, _step)


def inquiries(found: Iterable[Inquiry]) -> Table:
    """What was asked of people."""
    return table(INQUIRY_COLUMNS, found, _inquiry)


def rehearsal(found: Rehearsal) -> Table:
    """Tasks and commands in the order in which they began."""
    return table(REHEARSAL_COLUMNS, enumerate(found.sequence), _rehearsed)


def recording(found: Recording) -> Table:
    """How each task ended; nothing in a column means always."""
    ends = [(task, mock) for task, mocks in found.results.items() for mock in mocks]
    return table(RECORDING_COLUMNS, ends, _recorded)


def _step(step: StepShown) -> tuple[Any, ...]:
    items = step.items
    return (
        step.number,
        step.task,
        step.route or None,
        step.iteration,
        step.attempt,
        step.state,
        step.outcome,
        None if items is None else items.total,
        None if items is None else items.ended,
        None if items is None else items.failed,
        step.started_at,
        _seconds(step),
        step.critical,
        step.superseded,
        step.executions[-1] if step.executions else None,
    )


def _seconds(step: StepShown) -> float | None:
    if step.started_at is None or step.completed_at is None:
        return None
    return (step.completed_at - step.started_at).total_seconds()


def _inquiry(inquiry: Inquiry) -> tuple[Any, ...]:
    names = json_schema(inquiry.response_schema or {}).get("properties", {})
    return (
        inquiry.id,
        inquiry.status.value,
        inquiry.prompt,
        " ".join(names) or None,
        None if inquiry.response is None else as_text(inquiry.response),
        inquiry.execution,
        inquiry.created,
        inquiry.timeout_at,
        inquiry.responded_at,
    )


def _rehearsed(row: tuple[int, str]) -> tuple[Any, ...]:
    place, label = row
    task, _, route = label.rpartition("__r")
    return (place, task, int(route)) if task and route.isdecimal() else (place, label, 0)


def _recorded(end: tuple[str, Mock]) -> tuple[Any, ...]:
    task, mock = end
    way = mock.route
    return (
        task,
        " ".join(way) or None if isinstance(way, tuple) else None,
        mock.iteration,
        mock.item,
        mock.status,
        None if mock.result is None else as_text(mock.result),
    )


def as_text(value: Any) -> str:
    """A value as JSON; a text as it is."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
