"""Turn: one transition, from what happened to what is to be done."""

from collections import deque
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from attune_ops_nb.logic.conductor.commands import Command, Deadline
from attune_ops_nb.logic.conductor.graph import Graph
from attune_ops_nb.logic.conductor.ledger import Ledger
from attune_ops_nb.logic.conductor.state import Context, Fault, Outcome, Stage, Step, StepState


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What comes from outside of the workflow."""

    config: Mapping[str, Any] | None = None
    keystore: Mapping[str, Any] | None = None
    secret_names: tuple[str, ...] = ("keystore",)
    """What must not be seen: names, and paths such as `parameters/token`."""


class Turn:
    """What a transition has changed so far; the parts of the conductor hand it to each other."""

    def __init__(self, graph: Graph, ledger: Ledger, given: Given) -> None:
        self.graph = graph
        self.ledger = ledger
        self.given = given
        self.course = ledger.course()
        self.commands: list[Command] = []
        self.due: deque[int] = deque()
        """Steps that begin in this turn, if they may."""

    def change(self, **changes: Any) -> None:
        """Change the course."""
        self.course = replace(self.course, **changes)

    def value(self, value: Any) -> int:
        """The number under which `value` is kept from now on."""
        number = self.course.last_value + 1
        self.change(last_value=number)
        self.ledger.keep_value(number, dict(value) if isinstance(value, Mapping) else value)
        return number

    def context(self, context: Context) -> int:
        """The number under which `context` is kept from now on."""
        number = self.course.last_context + 1
        self.change(last_context=number)
        self.ledger.keep_context(number, context)
        return number

    def add_step(self, task: str, route: int, context: int, **fields: Any) -> Step:
        """The next step of `task` on that route; it is held until it begins."""
        last = self.ledger.last(task, route)
        number = self.course.last_step + 1
        iteration = 0 if last is None else last.iteration + 1
        step = Step(
            id=number, task=task, route=route, iteration=iteration, context=context, **fields
        )
        self.change(last_step=number)
        self.ledger.keep_step(step)
        self._count(step.state, 1)
        return step

    def replace(self, step: Step, **changes: Any) -> Step:
        """The step with those changes, kept."""
        changed = replace(step, **changes)
        self.ledger.keep_step(changed)
        if changed.state is not step.state:
            self._count(step.state, -1)
            self._count(changed.state, 1)
        return changed

    def may_begin(self, step: Step) -> bool:
        """Whether the workflow stands so that `step` may go on."""
        if self.course.stage is not Stage.RUNNING:
            return False
        return step.after_failure or not self.course.stopped

    def make_due(self, step: Step) -> None:
        """Let `step` begin in this turn, or as soon as the workflow goes on."""
        self.due.append(step.id)

    def set_deadline(self) -> None:
        """Ask to be told when the time of the workflow is up, if it has a limit."""
        seconds = self.graph.definition.timeout
        if seconds is not None:
            self.commands.append(Deadline(seconds=seconds))

    def fault(self, message: str, step: Step | None = None, transition: int | None = None) -> None:
        """Write into the error log."""
        if step is None:
            self.ledger.add_fault(Fault(message=message))
            return
        self.ledger.add_fault(
            Fault(
                message=message,
                task=step.task,
                route=step.route,
                transition=transition,
                step=step.id,
            )
        )

    def fault_at(self, message: str, task: str, route: int) -> None:
        """Write what is wrong with a task that no step was made of."""
        self.ledger.add_fault(Fault(message=message, task=task, route=route))

    def unhandled(self, step: Step) -> Step:
        """The step, and the workflow fails because of it."""
        self.change(failures=self.course.failures + 1)
        return self.replace(step, unhandled=True)

    def broken(self, step: Step) -> Step:
        """The step, and the workflow fails as one of its conditions cannot be evaluated."""
        return step if step.unhandled else self.unhandled(step)

    def _count(self, state: StepState, more: int) -> None:
        if state is StepState.HELD:
            self.change(held=self.course.held + more)
        elif state is StepState.WAITING:
            self.change(waiting=self.course.waiting + more)


BAD = frozenset({Outcome.FAILED, Outcome.TIMED_OUT, Outcome.CANCELLED})
