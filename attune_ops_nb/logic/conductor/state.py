"""State of a running workflow: small records that are replaced, never changed.

Numbers are given out by the course and are unique within one workflow. A larger number of a value
means that it came later. No record holds another that could hold it, so that Python's search for
circles, whose cost grows with what there is, may leave them out.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Stage(StrEnum):
    """Where a workflow stands."""

    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    CANCELING = "canceling"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMEOUT = "timeout"

    @property
    def ended(self) -> bool:
        """Nothing goes on by itself; only a rerun does."""
        return self in ENDS


ENDS = frozenset({Stage.COMPLETED, Stage.FAILED, Stage.CANCELLED, Stage.TIMEOUT})


class Outcome(StrEnum):
    """How a task ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"


class StepState(StrEnum):
    """Where a step, or an item of one, stands."""

    HELD = "held"
    """It is due, but the workflow is paused or stopped."""
    WAITING = "waiting"
    """A delay, or the pause before a retry, has to pass."""
    ACTIVE = "active"
    ENDED = "ended"


class Course(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The workflow as a whole. Every transition reads and replaces it: it stays small."""

    stage: Stage = Stage.RUNNING
    ending: Stage | None = None
    """How it will end when what runs has ended: it was cancelled, or its time is up."""
    stopped: bool = False
    """Nothing begins any more, as something failed that may not."""
    active: int = 0
    """Executions that were started and have not ended."""
    waiting: int = 0
    held: int = 0
    failures: int = 0
    """Steps that ended badly and that nothing followed."""
    parameters: int = 0
    """The value that holds the parameters."""
    started: str | None = None
    """When it began, as RFC 3339: `system.workflow_start`."""
    variables: int = 0
    """The context with what was published last, wherever: the output is made from it."""
    last_step: int = -1
    last_value: int = -1
    last_context: int = -1
    last_route: int = 0


class Items(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How far a step with items is."""

    items: int
    """The value that holds the list; with a batch size, of lists."""
    total: int
    concurrency: int
    begun: int = 0
    """The items before this one have begun."""
    active: int = 0
    """Those that run or wait for another try."""
    ended: int = 0
    failed: int = 0
    timed_out: int = 0
    kept: bool = False
    """Some succeeded before a rerun, and are not run again."""


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A task, or a command, that the workflow came to: on a route, for the nth time."""

    id: int
    task: str
    route: int
    iteration: int = 0
    state: StepState = StepState.HELD
    outcome: Outcome | None = None
    context: int
    """The variables as this step sees them."""
    published: int | None = None
    """The variables as it left them."""
    cause: int | None = None
    """The step that led here, of several the last; None at an entry."""
    attempt: int = 1
    retries: int = 0
    """How often `do: retry` had its way."""
    item_attempt: int = 1
    """The number of the first attempt of its items: none has the number of an earlier one."""
    result: int | None = None
    """The value it ended with; with items, each of them has its own."""
    items: Items | None = None
    edits: int | None = None
    """The value that replaces parts of the input, for a rerun."""
    waited: bool = False
    unhandled: bool = False
    """It makes the workflow fail."""
    after_failure: bool = False
    """It may begin although the workflow is stopped: it stood beside `fail`, or follows such."""
    superseded: bool = False
    """A rerun took its place, or the place of one before it."""


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One item of a step: of those that have not begun there is none."""

    step: int
    index: int
    state: StepState = StepState.ACTIVE
    attempt: int = 1
    outcome: Outcome | None = None
    result: int | None = None


class Barrier(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A join that something led to. In a cycle there is one for each time round."""

    task: str
    route: int
    generation: int
    arrived: int = 0
    """How many different tasks led here."""
    fired: int | None = None
    """The step that it let through."""


class Arrival(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A step led to a join."""

    task: str
    route: int
    generation: int
    source: str
    """The task that led here: a join counts different ones."""
    step: int
    context: int


class Route(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A way through the workflow: the transitions at which it split from others."""

    id: int
    before: int | None = None
    """The route it split from."""
    transitions: tuple[str, ...] = ()


class Fault(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An entry of the error log."""

    message: str
    task: str | None = None
    route: int | None = None
    transition: int | None = None
    """Which of the task's transitions, from 0."""
    step: int | None = None


Context = Mapping[str, int]
"""The values of variables, by number. It never changes; whoever sees the same shares it."""

Value = Any
"""A value of JSON. It never changes either."""
