"""WorkflowState: a workflow that runs, as it is shown: its graph, its steps, what went wrong."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from attune_ops_nb.logic.conductor.state import Arrival, Fault, Item, Step, StepState
from attune_ops_nb.logic.workflows.graph import WorkflowGraph


class TaskExecution(msgspec.Struct, frozen=True, kw_only=True):
    """When an execution that a step asked for ran."""

    id: int
    step: int
    started_at: datetime | None = None
    completed_at: datetime | None = None


class ItemCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How far a step with items is."""

    total: int
    active: int
    ended: int
    failed: int
    states: str = ""
    """A letter for each of the first items: s succeeded, f failed, a active, w waiting; a dot for
    one that has not begun."""


class StepShown(msgspec.Struct, frozen=True, kw_only=True):
    """One time that the workflow came to a task or a command."""

    number: int
    task: str
    route: str
    iteration: int
    state: str
    outcome: str | None = None
    cause: int | None = None
    attempt: int = 1
    items: ItemCounts | None = None
    joins: list[str] = []
    """The joins that it led to, also those that have not let through yet."""
    executions: list[int] = []
    """The newest executions it asked for, at most 20, oldest first."""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    superseded: bool = False
    critical: bool = False
    """It is on the way that took longest: what ended last, and what led to it."""


class WorkflowState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a workflow stands."""

    execution: int
    stage: str
    graph: WorkflowGraph
    steps: list[StepShown]
    errors: list[Fault] = []
    variables: Mapping[str, Any] = {}
    """What was published last, by name."""


MOST_ITEMS = 500
MOST_EXECUTIONS = 20


def steps_shown(
    steps: Iterable[Step],
    routes: Mapping[int, str],
    items: Mapping[int, list[Item]],
    executions: Iterable[TaskExecution],
    arrivals: Iterable[Arrival] = (),
) -> list[StepShown]:
    """The steps in order, each with the times of what it asked for."""
    of_step: dict[int, list[TaskExecution]] = {}
    for each in executions:
        of_step.setdefault(each.step, []).append(each)
    joins: dict[int, list[str]] = {}
    for arrival in arrivals:
        joins.setdefault(arrival.step, []).append(arrival.task)
    shown = [
        _shown(
            step,
            routes.get(step.route, ""),
            items.get(step.id, []),
            of_step.get(step.id, []),
            joins.get(step.id, []),
        )
        for step in steps
    ]
    critical = _longest_way(shown)
    return [msgspec.structs.replace(step, critical=step.number in critical) for step in shown]


def _shown(
    step: Step, route: str, items: list[Item], ran: list[TaskExecution], joins: list[str]
) -> StepShown:
    started = [each.started_at for each in ran if each.started_at is not None]
    completed = [each.completed_at for each in ran if each.completed_at is not None]
    ended = step.state is StepState.ENDED
    return StepShown(
        number=step.id,
        task=step.task,
        route=route,
        iteration=step.iteration,
        state=step.state.value,
        outcome=None if step.outcome is None else step.outcome.value,
        cause=step.cause,
        attempt=step.attempt,
        items=_counts(step, items),
        joins=joins,
        executions=sorted(each.id for each in ran)[-MOST_EXECUTIONS:],
        started_at=min(started, default=None),
        completed_at=max(completed, default=None) if ended else None,
        superseded=step.superseded,
    )


def _counts(step: Step, items: list[Item]) -> ItemCounts | None:
    counted = step.items
    if counted is None:
        return None
    letters = ["."] * min(counted.total, MOST_ITEMS)
    for item in items:
        if item.index < len(letters):
            letters[item.index] = _letter(item)
    return ItemCounts(
        total=counted.total,
        active=counted.active,
        ended=counted.ended,
        failed=counted.failed,
        states="".join(letters),
    )


def _letter(item: Item) -> str:
    if item.outcome is not None:
        return "s" if item.outcome.value == "succeeded" else "f"
    return "a" if item.state is StepState.ACTIVE else "w"


def _longest_way(shown: list[StepShown]) -> set[int]:
    """The step that ended last and all that led to it, once everything has ended."""
    counted = [step for step in shown if not step.superseded]
    timed = [(step.completed_at, step.number) for step in counted if step.completed_at]
    if not timed or any(step.state != StepState.ENDED for step in counted):
        return set()
    by_number = {step.number: step for step in shown}
    way: set[int] = set()
    at: int | None = max(timed)[1]
    while at is not None and at not in way:
        way.add(at)
        at = by_number[at].cause
    return way
