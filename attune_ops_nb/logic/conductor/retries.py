"""Retries: whether what ended badly is tried again, and after how long."""

from collections.abc import Mapping
from typing import Any

from attune_ops_nb.logic.conductor.names import Names, outcome_functions
from attune_ops_nb.logic.conductor.rendering import before
from attune_ops_nb.logic.conductor.results import view
from attune_ops_nb.logic.conductor.starting import count_of, seconds_of
from attune_ops_nb.logic.conductor.state import Outcome, Step
from attune_ops_nb.logic.conductor.turn import BAD, Turn
from attune_ops_nb.logic.templates import condition
from attune_ops_nb.logic.workflows.definition import MOST_RETRIES, Backoff, Retry

BY_COMMAND = 3
"""How often `do: retry` has its way where the task does not say how often."""


def next_try(
    turn: Turn,
    step: Step,
    attempt: int,
    outcome: Outcome,
    result: Any,
    extra: Mapping[str, Any] | None = None,
) -> float | None:
    """Seconds until the next attempt after this one, the nth; None: there is none."""
    retry = turn.graph.tasks[step.task].retry
    if retry is None or outcome is Outcome.CANCELLED:
        return None
    if retry.when is None:
        wanted = outcome in BAD
    else:
        names = Names(turn, turn.ledger.context(step.context), step.route, extra)
        asked = {
            **outcome_functions(turn, step.task, outcome),
            "result": lambda *_: view(result),
        }
        wanted = condition(retry.when, names, asked)
    if not wanted or attempt > _count(turn, step, retry):
        return None
    return pause(turn, step, retry, attempt)


def pause(turn: Turn, step: Step, retry: Retry, nth: int) -> float:
    """Seconds before the nth retry."""
    delay = seconds_of(before(turn, retry.delay, step, "retry.delay"), "retry.delay")
    match retry.backoff:
        case Backoff.LINEAR:
            delay *= nth
        case Backoff.EXPONENTIAL:
            delay *= 2 ** min(nth - 1, 62)
    return delay if retry.max_delay is None else min(delay, retry.max_delay)


def command_delay(turn: Turn, step: Step) -> float | None:
    """Seconds before `do: retry` has its way once more; None: it had it often enough."""
    retry = turn.graph.tasks[step.task].retry
    if step.retries >= (BY_COMMAND if retry is None else _count(turn, step, retry)):
        return None
    return 0 if retry is None else pause(turn, step, retry, step.retries + 1)


def _count(turn: Turn, step: Step, retry: Retry) -> int:
    if isinstance(retry.count, int):
        return retry.count
    asked = before(turn, retry.count, step, "retry.count")
    return count_of(asked, "retry.count", 0, MOST_RETRIES)
