"""Conductor: given a workflow, where it stands and what happened, it says what comes next.

It knows no clock, runs nothing and waits for nothing. Whatever is told twice counts once, so that
who drives it may tell it again after a crash.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic.conductor import ending, items, reruns
from attune_ops_nb.logic.conductor.commands import Command, Stop
from attune_ops_nb.logic.conductor.graph import Graph
from attune_ops_nb.logic.conductor.ledger import Ledger
from attune_ops_nb.logic.conductor.names import Names, functions
from attune_ops_nb.logic.conductor.rendering import public
from attune_ops_nb.logic.conductor.reruns import Again
from attune_ops_nb.logic.conductor.retries import next_try
from attune_ops_nb.logic.conductor.settling import end, settle
from attune_ops_nb.logic.conductor.state import Outcome, Stage, StepState
from attune_ops_nb.logic.conductor.turn import Given, Turn
from attune_ops_nb.logic.schemas import json_schema
from attune_ops_nb.logic.workflows.definition import CancellationPolicy

NOTHING = Given()


class Conductor:
    """One workflow. Each method is one transition, and gives what is to be done."""

    def __init__(self, graph: Graph, ledger: Ledger, given: Given = NOTHING) -> None:
        self._graph = graph
        self._ledger = ledger
        self._given = given

    @property
    def graph(self) -> Graph:
        """What the workflow follows."""
        return self._graph

    @property
    def ledger(self) -> Ledger:
        """Where the state of the workflow is kept."""
        return self._ledger

    def begin(
        self, parameters: Mapping[str, Any] = {}, started: str | None = None
    ) -> list[Command]:
        """The workflow begins: with its defaults, or null, where `parameters` have nothing."""
        return self._turn(lambda turn: self._begin(turn, parameters, started))

    def ended(
        self,
        step: int,
        outcome: Outcome,
        result: Any = None,
        *,
        item: int | None = None,
        attempt: int = 1,
    ) -> list[Command]:
        """An execution ended."""
        return self._turn(lambda turn: _ended(turn, step, outcome, result, item, attempt))

    def waited(self, step: int, *, item: int | None = None, attempt: int = 1) -> list[Command]:
        """The time has passed for which a `Wait` asked."""
        return self._turn(lambda turn: _waited(turn, step, item, attempt))

    def pause(self) -> list[Command]:
        """Begin nothing any more; what runs may end."""
        return self._turn(_pause)

    def resume(self) -> list[Command]:
        """Go on after a pause."""
        return self._turn(_resume)

    def cancel(self) -> list[Command]:
        """Begin nothing any more, and end as cancelled when what runs has ended."""
        return self._turn(lambda turn: _cut_short(turn, Stage.CANCELLED))

    def time_is_up(self) -> list[Command]:
        """The workflow took longer than it may."""
        return self._turn(lambda turn: _cut_short(turn, Stage.TIMEOUT))

    def rerun(self, steps: Sequence[Again] = ()) -> list[Command]:
        """Go on from those steps, after the end; without any, from what ended badly."""
        return self._turn(lambda turn: reruns.rerun(turn, steps))

    def _turn(self, happen: Callable[[Turn], None]) -> list[Command]:
        turn = Turn(self._graph, self._ledger, self._given)
        happen(turn)
        ending.go(turn)
        settle(turn)
        self._ledger.keep_course(turn.course)
        return turn.commands

    def _begin(self, turn: Turn, parameters: Mapping[str, Any], started: str | None) -> None:
        definition = self._graph.definition
        declared = json_schema(dict(definition.parameters)).get("properties", {})
        defaults = {
            name: schema.get("default") if isinstance(schema, Mapping) else None
            for name, schema in declared.items()
        }
        turn.change(parameters=turn.value({**defaults, **parameters}), started=started)
        context: dict[str, int] = {}
        for name, value in definition.vars:
            try:
                names = Names(turn, context)
                rendered = public(turn, value, names, functions(turn, None), "a variable")
                context[name] = turn.value(rendered)
            except Invalid as error:
                turn.fault(f"variable `{name}`: {error.message}")
                turn.change(variables=turn.context(context))
                end(turn, Stage.FAILED, f"Workflow failed: variable `{name}`: {error.message}")
                return
        number = turn.context(context)
        turn.change(variables=number)
        turn.set_deadline()
        for task in self._graph.entries:
            turn.make_due(turn.add_step(task.name, 0, number))


def _ended(
    turn: Turn, number: int, outcome: Outcome, result: Any, item: int | None, attempt: int
) -> None:
    step = turn.ledger.step(number)
    if item is not None:
        items.ended(turn, step, item, attempt, outcome, result)
        return
    if step.state is not StepState.ACTIVE or step.attempt != attempt:
        return  # it was said before
    if step.items is not None:
        raise Invalid(f"`{step.task}` runs over items: say which of them ended")
    turn.change(active=turn.course.active - 1)
    if turn.course.ending is None:
        try:
            seconds = next_try(turn, step, attempt, outcome, result)
        except Invalid as error:
            turn.fault(error.message, step)
            step = turn.broken(step)
            seconds = None
        if seconds is not None:
            ending.once_more(turn, step, seconds)
            return
    ending.conclude(turn, step, outcome, result)


def _waited(turn: Turn, number: int, item: int | None, attempt: int) -> None:
    step = turn.ledger.step(number)
    if item is not None:
        items.waited(turn, step, item, attempt)
    elif step.state is StepState.WAITING and step.attempt == attempt:
        turn.make_due(turn.replace(step, state=StepState.HELD, waited=True))


def _pause(turn: Turn) -> None:
    if turn.course.stage is Stage.RUNNING and turn.course.ending is None:
        turn.change(stage=Stage.PAUSING)
    elif turn.course.stage not in (Stage.PAUSING, Stage.PAUSED):
        raise Conflict(f"a workflow that is {turn.course.stage} cannot be paused")


def _resume(turn: Turn) -> None:
    if turn.course.stage not in (Stage.PAUSING, Stage.PAUSED):
        raise Conflict(f"a workflow that is {turn.course.stage} cannot be resumed")
    turn.change(stage=Stage.RUNNING)
    for step in turn.ledger.held():
        turn.make_due(step)


def _cut_short(turn: Turn, stage: Stage) -> None:
    if turn.course.stage.ended and stage is Stage.TIMEOUT:
        return  # it ended in time
    if turn.course.stage.ended:
        raise Conflict(f"the workflow has ended already: {turn.course.stage}")
    policy = turn.graph.definition.cancellation_policy
    running = stage is Stage.TIMEOUT or policy is CancellationPolicy.CANCEL_RUNNING
    turn.change(stage=Stage.CANCELING, ending=turn.course.ending or stage)
    turn.commands.append(Stop(running=running))
