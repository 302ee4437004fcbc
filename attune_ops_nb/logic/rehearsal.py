"""Rehearsal: a workflow is conducted with results that are given, and nothing is run.

Tasks that are due begin in the order of the file, and end in the order in which they began: whoever
rehearses the same again sees the same again. With a schedule they end in any order.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import schemas, task_inputs
from attune_ops_nb.logic.conductor import (
    Conductor,
    Ended,
    Fault,
    Given,
    Graph,
    Memory,
    Outcome,
    Start,
    Step,
    StepState,
    Wait,
)
from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.mocks import Mocks, Where
from attune_ops_nb.logic.workflows import reading
from attune_ops_nb.logic.workflows.definition import COMMANDS, Definition
from attune_ops_nb.logic.workflows.inputs import Actions

MOST_STEPS = 10_000
"""A rehearsal that comes to more steps is given up: a cycle does not end with these results."""
NONE_KNOWN: Actions = {}
EXECUTIONS_PER_STEP = 10
"""The same for items: so many times as many executions."""


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a rehearsal."""

    sequence: tuple[str, ...]
    """Tasks and commands in the order in which they began; `task__r1` on the route 1."""
    routes: tuple[tuple[str, ...], ...]
    """By number, the transitions at which a route split from others; the route 0 has none."""
    status: str
    """completed, failed, or timeout."""
    output: Mapping[str, Any]
    result: Mapping[str, Any]
    """The output, whether the workflow succeeded, and if not, why."""
    errors: tuple[Fault, ...]
    published: Mapping[str, Any]
    """What transitions published, by name; of one name the last."""
    inputs: tuple[tuple[str, Mapping[str, Any]], ...]
    """What each execution got, in order: the name as in `sequence`, with `[1]` for an item."""
    left_out: tuple[str, ...] = ()
    """What a recording says of tasks and parameters that the workflow has no more."""


def in_memory(graph: Graph, given: Given) -> Conductor:
    """Conducts a workflow that is forgotten afterwards."""
    return Conductor(graph, Memory(), given)


def rehearse(
    definition: Definition | str | Mapping[str, Any],
    inputs: Mapping[str, Any] | None = None,
    results: Any = None,
    *,
    config: Mapping[str, Any] | None = None,
    keystore: Mapping[str, Any] | None = None,
    actions: Actions = NONE_KNOWN,
    expected: Mapping[str, Any] | None = None,
    all_used: bool = True,
    schedule: random.Random | None = None,
    most_steps: int = MOST_STEPS,
    conducted: Callable[[Graph, Given], Conductor] = in_memory,
) -> Rehearsal:
    """Conduct a workflow with `results` by task; a task without one succeeds with null.

    `keystore` has what stands for keys, by name; `actions` the parameters of actions by ref: where
    those are known, no secret gets into one that is not secret. `expected` may hold fields of a
    rehearsal: Invalid says where it differs, and, if all results have to be used, which of them
    nobody asked for.
    """
    if not isinstance(definition, Definition):
        definition = reading.load(definition)
    given_inputs = dict(inputs or {})
    checked = schemas.check(dict(definition.parameters), given_inputs)
    graph = Graph(definition)
    mocks = Mocks.read(results, definition)
    given = Given(
        config=config,
        keystore=_NoKeys() if keystore is None else keystore,
        secret_names=task_inputs.secret_names(schemas.secrets(dict(definition.parameters))),
    )
    stage = _Stage(graph, conducted(graph, given), mocks, actions, schedule, most_steps)
    rehearsal = stage.play({**given_inputs, **checked})
    if all_used:
        mocks.refuse_unused()
    _compare(rehearsal, expected or {})
    return rehearsal


class _Stage:
    """Where it is played."""

    def __init__(
        self,
        graph: Graph,
        conductor: Conductor,
        mocks: Mocks,
        actions: Actions,
        schedule: random.Random | None,
        most_steps: int,
    ) -> None:
        self._actions = actions
        self._graph = graph
        self._ledger = conductor.ledger
        self._conductor = conductor
        self._mocks = mocks
        self._schedule = schedule
        self._most_steps = most_steps
        self._sequence: list[int] = []
        self._seen = 0
        self._inputs: list[tuple[str, Mapping[str, Any]]] = []
        self._due: list[Start | Wait] = []
        self._silent: list[Step] = []
        """Tasks that ended without having run."""
        self._end: Ended | None = None

    def play(self, inputs: Mapping[str, Any]) -> Rehearsal:
        self._take(self._conductor.begin(inputs))
        if self._schedule is None:
            self._in_rounds()
        else:
            self._in_any_order(self._schedule)
        return self._rehearsal()

    def _in_rounds(self) -> None:
        """All that is due begins, then all of that ends; that makes the next round."""
        while self._due or self._silent:
            due = sorted(self._due, key=self._place)
            starts = [each for each in due if isinstance(each, Start)]
            self._note([step.id for step in self._silent] + [each.step for each in due])
            self._due, self._silent = [], []
            for each in due:
                if isinstance(each, Wait):
                    self._take(self._pass(each))
            for start in starts:
                self._take(self._run(start))

    def _in_any_order(self, schedule: random.Random) -> None:
        while self._due or self._silent:
            self._note([each.id for each in self._silent] + [each.step for each in self._due])
            self._silent = []
            if self._due:
                each = self._due.pop(schedule.randrange(len(self._due)))
                self._take(self._pass(each) if isinstance(each, Wait) else self._run(each))

    def _take(self, commands: Sequence[Any]) -> None:
        for command in commands:
            if isinstance(command, Start | Wait):
                self._due.append(command)
            elif isinstance(command, Ended):
                self._end = command
        begun = {each.step for each in self._due}
        for number in range(self._seen, self._ledger.course().last_step + 1):
            step = self._ledger.step(number)
            if step.task in COMMANDS:
                self._note([number])
            elif step.state is StepState.ENDED and number not in begun:
                self._silent.append(step)
        self._seen = self._ledger.course().last_step + 1

    def _note(self, steps: Sequence[int]) -> None:
        known = set(self._sequence)
        self._sequence += [each for each in dict.fromkeys(steps) if each not in known]
        if len(self._sequence) > self._most_steps:
            message = f"after {self._most_steps:,} steps the workflow had not ended"
            raise Invalid(f"{message}: does a cycle never end with these results?")

    def _pass(self, wait: Wait) -> Sequence[Any]:
        return self._conductor.waited(wait.step, item=wait.item, attempt=wait.attempt)

    def _run(self, start: Start) -> Sequence[Any]:
        most = self._most_steps * EXECUTIONS_PER_STEP
        if len(self._inputs) >= most:
            message = f"after {most:,} executions the workflow had not ended"
            raise Invalid(f"{message}: rehearse it with fewer items")
        step = self._ledger.step(start.step)
        try:
            input = self._input(start)
        except Invalid as error:
            return self._refused(start, error.message)
        label = _label(step) + ("" if start.item is None else f"[{start.item}]")
        self._inputs.append((label, input))
        where = Where(
            place=self._sequence.index(step.id),
            iteration=step.iteration,
            transitions=self._ledger.route(step.route).transitions,
        )
        outcome, result = self._mocks.outcome(start, where)
        return self._conductor.ended(
            start.step, outcome, result, item=start.item, attempt=start.attempt
        )

    def _input(self, start: Start) -> Mapping[str, Any]:
        """What its action gets, as far as that can be told without knowing the action."""
        known = start.action in self._actions
        return task_inputs.given(start, self._actions[start.action]) if known else start.input

    def _refused(self, start: Start, why: str) -> Sequence[Any]:
        """It cannot be asked for: it failed."""
        if start.item is not None:  # of a whole step the conductor tells it
            self._ledger.add_fault(
                Fault(message=why, task=start.task, route=start.route, step=start.step)
            )
        told = {"succeeded": False, "error": why}
        return self._conductor.ended(
            start.step, Outcome.FAILED, told, item=start.item, attempt=start.attempt
        )

    def _place(self, command: Start | Wait) -> tuple[int, int, int]:
        return self._graph.order[command.task], command.route, command.step

    def _rehearsal(self) -> Rehearsal:
        assert self._end is not None
        course = self._ledger.course()
        before = self._ledger.context(0)
        variables = self._ledger.context(course.variables)
        return Rehearsal(
            sequence=tuple(_label(self._ledger.step(each)) for each in self._sequence),
            routes=tuple(route.transitions for route in self._ledger.routes()),
            status=str(self._end.stage),
            output=self._end.output,
            result=self._end.result,
            errors=self._end.errors,
            published={
                name: self._ledger.value(number)
                for name, number in variables.items()
                if number != before.get(name)
            },
            inputs=tuple(self._inputs),
        )


class _NoKeys(Mapping[str, Any]):
    """The keystore of a rehearsal to which none was given."""

    def __getitem__(self, name: str) -> Any:
        told = f"the key `{name}` is not known in a rehearsal"
        raise ExpressionError(Kind.UNKNOWN_NAME, told, hint=f"; give what stands for it: {name}=…")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _label(step: Step) -> str:
    return step.task if step.route == 0 else f"{step.task}__r{step.route}"


def _compare(rehearsal: Rehearsal, expected: Mapping[str, Any]) -> None:
    """Invalid if the rehearsal is not as it should be."""
    problems = {}
    for name, wanted in expected.items():
        if name not in Rehearsal.__struct_fields__:
            known = ", ".join(Rehearsal.__struct_fields__)
            raise Invalid(f"nothing of a rehearsal is called {name!r}: there are {known}")
        found, wanted = _plain(getattr(rehearsal, name)), _plain(wanted)
        if found != wanted:
            problems[name] = _difference(found, wanted)
    if problems:
        told = "; ".join(f"{name} {what}" for name, what in problems.items())
        raise Invalid(f"the rehearsal went otherwise: {told}", problems=problems)


def _plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def _difference(found: Any, wanted: Any) -> str:
    if isinstance(found, list) and isinstance(wanted, list):
        for place, (one, other) in enumerate(zip(found, wanted, strict=False)):
            if one != other:
                return f"has {one!r} at {place}, not {other!r}"
        return f"has {len(found)} entries, not {len(wanted)}: {found!r}"
    return f"is {found!r}, not {wanted!r}"


__all__ = ["Outcome", "Rehearsal", "rehearse"]
