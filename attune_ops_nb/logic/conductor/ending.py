"""Ending: a step that ended is tried again, or publishes and leads to what comes next."""

from collections.abc import Mapping
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.conductor import joins
from attune_ops_nb.logic.conductor.graph import RETRY
from attune_ops_nb.logic.conductor.names import Names, functions
from attune_ops_nb.logic.conductor.rendering import public
from attune_ops_nb.logic.conductor.retries import command_delay
from attune_ops_nb.logic.conductor.starting import begin, wait
from attune_ops_nb.logic.conductor.state import Context, Outcome, Step, StepState
from attune_ops_nb.logic.conductor.turn import BAD, Turn
from attune_ops_nb.logic.templates import condition
from attune_ops_nb.logic.workflows.definition import COMMANDS, OnFailure, Transition

OUTCOMES = {"noop": Outcome.SUCCEEDED, "continue": Outcome.SUCCEEDED, "fail": Outcome.FAILED}


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A target that a transition leads to, with the variables it sees."""

    place: int
    target: str
    context: int


def conclude(turn: Turn, step: Step, outcome: Outcome, result: Any) -> None:
    """The step is over. Its result is `result`, or that of its items."""
    number = None if step.items is not None and result is None else turn.value(result)
    step = turn.replace(step, state=StepState.ENDED, outcome=outcome, result=number)
    if turn.course.ending is None:
        follow(turn, step)


def follow(turn: Turn, step: Step) -> None:
    """Go on from a step that has ended."""
    ways = _Ways(turn, step)
    if _again(turn, step, ways):
        return
    outcome = step.outcome
    if outcome in BAD:
        turn.fault(_why(turn, step), step)
    reached, broken = ways.follow()
    targets = [each.target for each in reached]
    if broken or (outcome in BAD and not any(each != "continue" for each in targets)):
        step = turn.broken(step)
        if turn.graph.definition.on_failure is OnFailure.STOP:
            turn.change(stopped=True)
    turn.replace(step, published=ways.context)
    _lead(turn, step, reached)


def go(turn: Turn) -> None:
    """Begin all that is due, and what follows at once from that."""
    silent = 0
    while turn.due and silent < MOST_SILENT:
        step = turn.ledger.step(turn.due.popleft())
        if step.state is StepState.HELD and turn.may_begin(step):
            begin(turn, step, conclude)
            silent += turn.ledger.step(step.id).state is StepState.ENDED
    if turn.due:
        turn.due.clear()
        turn.fault(f"{silent:,} steps in a row ran nothing: a cycle goes round without end")
        turn.change(stopped=True)


MOST_SILENT = 5_000
"""So many steps of one turn may end without having run. Only a cycle comes to more."""


class _Ways:
    """The transitions of a step, in order: later ones see what earlier ones published."""

    def __init__(self, turn: Turn, step: Step) -> None:
        self._turn = turn
        self._step = step
        self._functions = functions(turn, step, step.route)
        self._variables: Context = turn.ledger.context(step.context)
        self.context = step.context

    def follow(self) -> tuple[list[Reached], bool]:
        """What they lead to, and whether one of their conditions is broken."""
        reached: list[Reached] = []
        broken = False
        for place, way in enumerate(self._turn.graph.tasks[self._step.task].next):
            try:
                fires = self.fires(way)
            except Invalid as error:
                self._turn.fault(error.message, self._step, place)
                broken = True
                continue
            if fires:
                self.publish(way, place)
                reached += [
                    Reached(place=place, target=target, context=self.context)
                    for target in dict.fromkeys(way.do)
                    if target != RETRY
                ]
        return reached, broken

    def fires(self, way: Transition) -> bool:
        """Whether its condition holds."""
        return way.when is None or condition(way.when, self._names(), self._functions)

    def publish(self, way: Transition, place: int) -> None:
        """Set its variables. One that cannot be rendered keeps its value, and the log says so."""
        before, published = self._variables, {}
        for each in way.publish:
            try:
                value = public(self._turn, each.value, self._names(), self._functions, "a variable")
                published[each.name] = self._turn.value(value)
            except Invalid as error:
                message = f"`{each.name}` was not published: {error.message}"
                self._turn.fault(message, self._step, place)
            self._variables = {**before, **published}
        if published:
            self.context = self._turn.context(self._variables)
            self._publish_last(published)

    def _publish_last(self, published: Mapping[str, int]) -> None:
        known = self._turn.course.variables
        together = {**self._turn.ledger.context(known), **published}
        number = joins.context_of(self._turn, together, (known, self.context))
        self._turn.change(variables=number)

    def _names(self) -> Names:
        return Names(self._turn, self._variables, self._step.route)


def _again(turn: Turn, step: Step, ways: _Ways) -> bool:
    """Whether `do: retry` makes the step run once more."""
    for place, way in enumerate(turn.graph.tasks[step.task].next):
        if RETRY not in way.do:
            continue
        try:
            if not ways.fires(way):
                continue
        except Invalid:
            continue  # `follow` meets the same error, and tells it
        try:
            seconds = command_delay(turn, step)
        except Invalid as error:
            turn.fault(error.message, step, place)
            continue
        if seconds is None:
            continue
        ways.publish(way, place)
        changes = {"context": ways.context, "retries": step.retries + 1}
        once_more(turn, step, seconds, **changes, **_without_items(turn, step))
        return True
    return False


def _without_items(turn: Turn, step: Step) -> dict[str, Any]:
    """What makes a step begin with its items anew."""
    attempts = [item.attempt for item in turn.ledger.items(step.id)] if step.items else []
    turn.ledger.drop_items(step.id)
    return {"items": None, "item_attempt": max(attempts, default=step.item_attempt - 1) + 1}


def once_more(turn: Turn, step: Step, seconds: float, **changes: Any) -> None:
    """The next attempt of a step, at once or after a while."""
    changes = {"attempt": step.attempt + 1, "waited": True, "outcome": None, **changes}
    if seconds and turn.may_begin(step):
        step = turn.replace(step, state=StepState.WAITING, **changes)
        wait(turn, step, seconds)
        return
    turn.make_due(turn.replace(step, state=StepState.HELD, **changes))


def _lead(turn: Turn, step: Step, reached: list[Reached]) -> None:
    """Make due what a step leads to."""
    fails = any(each.target == "fail" for each in reached)
    fields = {"after_failure": step.after_failure or fails}
    seen: dict[tuple[str, int], int] = {}
    on_routes = [(each, joins.route_to(turn, step, each.place, each.target)) for each in reached]
    for each, route in on_routes:
        seen[each.target, route] = each.context  # of several ways to one target the last has all
    for each, route in on_routes:
        context = seen.pop((each.target, route), None)
        if context is None:
            continue
        if each.target in COMMANDS:
            _order(turn, step, each.target, route, context)
        elif turn.graph.required(each.target):
            joins.arrive(turn, step, each.target, route, context, **fields)
        else:
            made = turn.add_step(each.target, route, context, cause=step.id, **fields)
            turn.make_due(made)


def _order(turn: Turn, source: Step, name: str, route: int, context: int) -> None:
    """Obey a command: it is a step that ends at once."""
    step = turn.add_step(
        name,
        route,
        context,
        cause=source.id,
        state=StepState.ENDED,
        outcome=OUTCOMES[name],
        published=context,
    )
    if name == "fail":
        turn.fault(f"`{source.task}` led to `fail`", step)
        turn.unhandled(step)
        turn.change(stopped=True)


def _why(turn: Turn, step: Step) -> str:
    """What a step that ended badly says about it, in one line."""
    if step.items is not None and step.result is None:
        items = step.items
        return f"`{step.task}`: {items.failed} of {items.total} items failed"
    result = None if step.result is None else turn.ledger.value(step.result)
    error = result.get("error") if isinstance(result, Mapping) else result
    if isinstance(error, str) and error.strip():
        return f"`{step.task}` {_VERBS[step.outcome or Outcome.FAILED]}: {error.strip()}"
    return f"`{step.task}` {_VERBS[step.outcome or Outcome.FAILED]}"


_VERBS = {
    Outcome.SUCCEEDED: "succeeded",
    Outcome.FAILED: "failed",
    Outcome.TIMED_OUT: "timed out",
    Outcome.CANCELLED: "was cancelled",
}
