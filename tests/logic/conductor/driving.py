"""Driving: a workflow that a test conducts by hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from attune_ops_nb.logic.conductor import (
    Again,
    Command,
    Conductor,
    Ended,
    Given,
    Graph,
    Memory,
    Outcome,
    Start,
    Step,
    Wait,
)
from attune_ops_nb.logic.rehearsal import in_memory
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.reading import load


def workflow(text: str) -> Definition:
    """The definition that `text` says, below its version."""
    return load(f"version: 1.0.0\n{text}")


class Drive:
    """A workflow that has begun. `running` and `waiting` are what it wants done."""

    conducted: ClassVar[Callable[[Graph, Given], Conductor]] = staticmethod(in_memory)
    """Where the state of what is driven is kept: other tests drive the same from the store."""

    def __init__(
        self, text: str, parameters: Mapping[str, Any] | None = None, **given: Any
    ) -> None:
        self.graph = Graph(workflow(text))
        self.given = Given(**given)
        self.conductor = self.conducted(self.graph, self.given)
        self.running: list[Start] = []
        self.waiting: list[Wait] = []
        self.told: list[Command] = []
        self.take(self.conductor.begin(parameters or {}, "2026-01-01T00:00:00Z"))

    @property
    def ledger(self) -> Any:
        return self.conductor.ledger

    def restore(self) -> None:
        """Go on with what was saved."""
        self.conductor = Conductor(self.graph, Memory.restore(self.ledger.save()), self.given)

    @property
    def names(self) -> list[str]:
        """What runs, in order."""
        return [start.task for start in self.running]

    @property
    def end(self) -> Ended:
        """How it ended."""
        ended = self.told[-1]
        assert isinstance(ended, Ended), self.told[-1]
        return ended

    def take(self, commands: Sequence[Command]) -> None:
        self.told += commands
        self.running += [each for each in commands if isinstance(each, Start)]
        self.waiting += [each for each in commands if isinstance(each, Wait)]

    def finish(
        self,
        task: str,
        result: Any = None,
        outcome: Outcome = Outcome.SUCCEEDED,
        item: int | None = None,
    ) -> Start:
        """The first execution of `task`, or that of an item, ends."""
        start = next(s for s in self.running if s.task == task and item in (None, s.item))
        self.running.remove(start)
        told = {"item": start.item, "attempt": start.attempt}
        self.take(self.conductor.ended(start.step, outcome, result, **told))
        return start

    def fail(self, task: str, error: str = "broken", item: int | None = None) -> Start:
        return self.finish(task, {"error": error}, Outcome.FAILED, item)

    def wake(self) -> Wait:
        """The time of the first wait has passed."""
        wait = self.waiting.pop(0)
        self.take(self.conductor.waited(wait.step, item=wait.item, attempt=wait.attempt))
        return wait

    def last(self, task: str) -> Step:
        return [step for step in self.ledger.steps() if step.task == task][-1]

    def rerun(self, *tasks: str, **again: Any) -> None:
        wanted = [Again(step=self.last(task).id, **again) for task in tasks]
        self.take(self.conductor.rerun(wanted))
