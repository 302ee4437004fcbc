"""Names: what expressions of a workflow can see, each looked up when it is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from attune_ops_nb.logic.conductor.results import result_of
from attune_ops_nb.logic.conductor.state import Context, Outcome, Step
from attune_ops_nb.logic.conductor.turn import BAD, Turn
from attune_ops_nb.logic.expressions import Function

VARIABLES = frozenset({"workflow", "vars", "variables"})
TASKS = frozenset({"task", "tasks"})
NAMESPACES = ("parameters", "workflow", "task", "config", "keystore", "system")


class Variables(Mapping[str, Any]):
    """The variables as one step sees them; where there is none, the parameter of that name."""

    def __init__(self, turn: Turn, context: Context) -> None:
        self._turn = turn
        self._context = context

    def __getitem__(self, name: str) -> Any:
        number = self._context.get(name)
        if number is None:
            return parameters(self._turn)[name]
        return self._turn.ledger.value(number)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._context, **parameters(self._turn)})

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Results(Mapping[str, Any]):
    """The last results of tasks by name; of several routes, those of one's own come first."""

    def __init__(self, turn: Turn, route: int) -> None:
        self._turn = turn
        self._route = route

    def __getitem__(self, name: str) -> Any:
        step = last_ended(self._turn, name, self._route)
        if step is None:
            raise KeyError(name)
        return result_of(self._turn.ledger, step)

    def __iter__(self) -> Iterator[str]:
        tasks = self._turn.graph.tasks
        return (name for name in tasks if last_ended(self._turn, name, self._route))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Names(Mapping[str, Any]):
    """All names that a step sees; `extra` are those of an item."""

    def __init__(
        self, turn: Turn, context: Context, route: int = 0, extra: Mapping[str, Any] | None = None
    ) -> None:
        self._turn = turn
        self._context = context
        self._route = route
        self._extra = extra or {}

    def __getitem__(self, name: str) -> Any:
        if name == "parameters":
            return parameters(self._turn)
        if name in VARIABLES:
            return Variables(self._turn, self._context)
        if name in TASKS:
            return Results(self._turn, self._route)
        if name == "config":
            return self._turn.given.config
        if name == "keystore":
            return self._turn.given.keystore
        if name in self._extra:
            return self._extra[name]
        if name == "system":
            return {"workflow_start": self._turn.course.started}
        return self._turn.ledger.value(self._context[name])

    def __iter__(self) -> Iterator[str]:
        return iter((*NAMESPACES, *self._extra, *self._context))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def parameters(turn: Turn) -> Mapping[str, Any]:
    """What the workflow was asked to do."""
    found: Mapping[str, Any] = turn.ledger.value(turn.course.parameters)
    return found


def last_ended(turn: Turn, task: str, route: int) -> Step | None:
    """The last step of `task` on `route`, on a route that it split from, or else on any."""
    at: int | None = route
    while at is not None:
        step = turn.ledger.last_ended(task, at)
        if step is not None:
            return step
        at = turn.ledger.route(at).before
    return turn.ledger.last_ended(task, None)


def functions(turn: Turn, step: Step | None, route: int = 0) -> dict[str, Function]:
    """What can be asked about `step`, the last one; without one there is no result."""
    outcome = None if step is None else step.outcome

    def result(*_: Any) -> Any:
        return None if step is None else result_of(turn.ledger, step)

    return {
        "result": result,
        "task_status": lambda name: _status(turn, name, route),
        **outcome_functions(turn, step.task if step else None, outcome),
    }


def outcome_functions(turn: Turn, task: str | None, outcome: Outcome | None) -> dict[str, Function]:
    """Whether it succeeded, failed, or ran out of time.

    Who does not speak of time sees a failure where time ran out.
    """
    timed_out = outcome is Outcome.TIMED_OUT
    failed = outcome in BAD and not (timed_out and task and turn.graph.minds_time(task))
    return {
        "succeeded": lambda *_: outcome is Outcome.SUCCEEDED,
        "failed": lambda *_: failed,
        "timed_out": lambda *_: timed_out,
    }


def _status(turn: Turn, name: str, route: int) -> str | None:
    step = turn.ledger.last(name, route) or last_ended(turn, name, route)
    if step is None:
        return None
    return str(step.outcome or "running")
