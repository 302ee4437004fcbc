"""Random workflows, and somebody who conducts them in any order and meddles with them."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from attune_ops_nb.logic.conductor import (
    Again,
    Command,
    Conductor,
    Ended,
    Given,
    Graph,
    Memory,
    Outcome,
    Stage,
    Start,
    Wait,
)
from attune_ops_nb.logic.rehearsal import in_memory
from attune_ops_nb.logic.workflows.definition import (
    CancellationPolicy,
    Definition,
    OnFailure,
    Publish,
    Retry,
    Task,
    Transition,
)

Conducted = Callable[[Graph, Given], Conductor]
CONDITIONS = (
    None,
    "{{ succeeded() }}",
    "{{ succeeded() }}",
    "{{ failed() }}",
    "{{ timed_out() }}",
    "{{ broken }}",
)
OUTCOMES = (Outcome.SUCCEEDED, Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TIMED_OUT)
MOST = 500
"""More than this does not happen to a workflow: its cycle has no end."""


def some_workflow(chance: random.Random, *, cycles: bool) -> Definition:
    """A few tasks with joins, items, retries and delays; with cycles, also with `fail`."""
    count = chance.randint(2, 9)
    return Definition(
        version="1",
        tasks=tuple(_task(chance, number, count, cycles) for number in range(count)),
        on_failure=chance.choice(list(OnFailure)) if cycles else OnFailure.GO_ON,
        cancellation_policy=chance.choice(list(CancellationPolicy)),
    )


def _task(chance: random.Random, number: int, count: int, cycles: bool) -> Task:
    return Task(
        name=f"t{number}",
        action="core.noop",
        next=tuple(_way(chance, number, count, cycles) for _ in range(chance.randint(0, 2))),
        join=chance.choice([None, None, None, "all", 1, 2]),
        with_items=chance.choice([None] * 5 + [[1, 2, 3], []]),
        concurrency=chance.choice([None, 2]),
        retry=Retry(count=1, delay=chance.choice([0, 1])) if chance.random() < 0.2 else None,
        delay=1 if chance.random() < 0.15 else None,
    )


def _way(chance: random.Random, number: int, count: int, cycles: bool) -> Transition:
    first = 0 if cycles and chance.random() < 0.25 else number + 1
    targets = [f"t{chance.randrange(first, count)}" for _ in range(2) if first < count]
    if chance.random() < 0.12:
        targets.append(chance.choice(["noop", "continue", *["fail", "retry"] * cycles]))
    publish = (Publish(name="x", value=number),) if chance.random() < 0.3 else ()
    return Transition(when=chance.choice(CONDITIONS), do=tuple(targets), publish=publish)


class Meddler:
    """Conducts a workflow in a random order; if he meddles, he does all that one can do to it."""

    def __init__(
        self,
        graph: Graph,
        seed: int,
        order: int,
        *,
        meddles: bool,
        conducted: Conducted = in_memory,
    ) -> None:
        self._graph = graph
        self._conductor = conducted(graph, Given())
        self._seed = seed
        self._chance = random.Random(order)
        self._meddles = meddles
        self._due: list[Start | Wait] = []
        self._ends: list[Ended] = []

    def play(self) -> Ended | None:
        """How the workflow ends; None if it does not."""
        self._take(self._conductor.begin())
        for _ in range(MOST):
            if self.stage.ended and not self._reruns():
                return self._ends[-1]
            if self._meddles:
                self._meddle()
            if not self.stage.ended:
                self._go_on()
            self._assert_counted()
        return None

    @property
    def stage(self) -> Stage:
        return self.ledger.course().stage

    @property
    def steps(self) -> Counter[Any]:
        """Which steps there were, by task, way and iteration."""
        return Counter(
            (step.task, self.ledger.route(step.route).transitions, step.iteration)
            for step in self.ledger.steps()
        )

    @property
    def ledger(self) -> Any:
        return self._conductor.ledger

    def _take(self, commands: list[Command]) -> None:
        self._due += [each for each in commands if isinstance(each, Start | Wait)]
        self._ends += [each for each in commands if isinstance(each, Ended)]

    def _rarely(self, often: float) -> bool:
        return self._chance.random() < often

    def _meddle(self) -> None:
        if self._rarely(0.1) and isinstance(self.ledger, Memory):
            self._conductor = Conductor(self._graph, Memory.restore(self.ledger.save()))
        if self._rarely(0.08) and self.stage in (Stage.RUNNING, Stage.PAUSED):
            self._take(self._conductor.pause())
        if self._rarely(0.02) and not self.stage.ended:
            self._take(self._conductor.cancel())
        if self._rarely(0.02):
            self._take(self._conductor.time_is_up())

    def _go_on(self) -> None:
        if self.stage is Stage.PAUSED and (not self._due or self._rarely(0.5)):
            self._take(self._conductor.resume())
            return
        due = self._due.pop(self._chance.randrange(len(self._due)))
        if isinstance(due, Wait):
            self._take(self._conductor.waited(due.step, item=due.item, attempt=due.attempt))
        else:
            self._end(due)

    def _end(self, start: Start) -> None:
        """The outcome depends on what ends, and not on when."""
        way = self.ledger.route(start.route).transitions
        known = repr((self._seed, start.task, way, start.item, start.attempt))
        outcome = random.Random(known).choice(OUTCOMES)
        for told in (1, 2):
            commands = self._conductor.ended(
                start.step, outcome, {}, item=start.item, attempt=start.attempt
            )
            assert told == 1 or commands == []
            self._take(commands)

    def _reruns(self) -> bool:
        if not self._meddles or len(self._ends) > 2 or self._rarely(0.3):
            return False
        self._due = []
        ended = [
            step.id
            for step in self.ledger.steps()
            if step.outcome and not step.superseded and step.task in self._graph.tasks
        ]
        wanted = self._chance.sample(ended, min(len(ended), self._chance.randint(0, 2)))
        again = [Again(step=step, failed_items=self._rarely(0.5)) for step in wanted]
        self._take(self._conductor.rerun(again))
        return True

    def _assert_counted(self) -> None:
        course = self.ledger.course()
        assert course.active == sum(isinstance(each, Start) for each in self._due)
        assert course.held == len(self.ledger.held())
        assert course.failures == len(self.ledger.failures())
