"""Joins and routes: where branches come together, and where one becomes several.

A join counts the different tasks that led to it. In a cycle the second time that a task leads there
counts for the second time round, so that a join may let through again.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from attune_ops_nb.logic.conductor.state import Arrival, Barrier, Context, Route, Step
from attune_ops_nb.logic.conductor.turn import Turn


def arrive(turn: Turn, source: Step, task: str, route: int, context: int, **fields: bool) -> None:
    """`source` leads to the join `task`: it becomes due as soon as enough did."""
    ledger = turn.ledger
    generation = ledger.arrivals_from(task, route, source.task)
    barrier = ledger.barrier(task, route, generation)
    barrier = barrier or Barrier(task=task, route=route, generation=generation)
    ledger.keep_arrival(
        Arrival(
            task=task,
            route=route,
            generation=generation,
            source=source.task,
            step=source.id,
            context=context,
        )
    )
    barrier = replace(barrier, arrived=barrier.arrived + 1)
    if barrier.fired is None and barrier.arrived >= turn.graph.required(task):
        barrier = _let_through(turn, barrier, source, **fields)
    ledger.keep_barrier(barrier)


def route_to(turn: Turn, source: Step, place: int, target: str) -> int:
    """The route on which `target` runs: where it splits, one of its own."""
    if not turn.graph.splits(target):
        return source.route
    before = turn.ledger.route(source.route)
    number = turn.course.last_route + 1
    turn.change(last_route=number)
    transitions = (*before.transitions, turn.graph.transition(source.task, place, target))
    turn.ledger.keep_route(Route(id=number, before=before.id, transitions=transitions))
    return number


def unmet(turn: Turn) -> list[tuple[Barrier, str]]:
    """The joins to which too few led, and that in words."""
    return [
        (
            barrier,
            f"`{barrier.task}` joins {turn.graph.required(barrier.task)} tasks, "
            f"and only {barrier.arrived} led to it: {', '.join(_sources(turn, barrier))}",
        )
        for barrier in turn.ledger.open_barriers()
    ]


def merged(turn: Turn, contexts: Iterable[int]) -> int:
    """The context with all that those say; of one variable, what was published last."""
    numbers = list(dict.fromkeys(contexts))
    if len(numbers) == 1:
        return numbers[0]
    together: dict[str, int] = {}
    for number in numbers:
        for name, value in turn.ledger.context(number).items():
            together[name] = max(value, together.get(name, value))
    return context_of(turn, together, numbers)


def context_of(turn: Turn, context: Context, known: Iterable[int]) -> int:
    """The number of `context`: that of one of those `known`, if it is the same."""
    for number in known:
        if turn.ledger.context(number) == context:
            return number
    return turn.context(context)


def _let_through(turn: Turn, barrier: Barrier, source: Step, **fields: bool) -> Barrier:
    arrivals = turn.ledger.arrivals(barrier)
    context = merged(turn, (arrival.context for arrival in arrivals))
    step = turn.add_step(barrier.task, barrier.route, context, cause=source.id, **fields)
    turn.make_due(step)
    return replace(barrier, fired=step.id)


def _sources(turn: Turn, barrier: Barrier) -> list[str]:
    return sorted(arrival.source for arrival in turn.ledger.arrivals(barrier))
