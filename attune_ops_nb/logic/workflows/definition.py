"""Definition: a workflow as it is conducted, whatever dialect it was written in.

Values that may hold `{{ … }}` are kept as they were written; `logic/templates.py` renders them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

import msgspec

COMMANDS = frozenset({"noop", "continue", "fail", "retry"})
"""What may stand in `do` instead of a task: orders to the engine."""
MOST_RETRIES = 100
MOST_AT_A_TIME = 10_000
"""Items of one task that may run at the same time: all that may are asked for at once."""


class Backoff(StrEnum):
    """How the wait grows from one retry to the next."""

    CONSTANT = "constant"
    LINEAR = "linear"
    EXPONENTIAL = "exponential"


class CancellationPolicy(StrEnum):
    """What becomes of the tasks that run when their workflow is cancelled."""

    ALLOW_FINISH = "allow_finish"
    CANCEL_RUNNING = "cancel_running"


class OnFailure(StrEnum):
    """What becomes of the other branches when a task failed and nothing followed."""

    GO_ON = "go_on"
    """They run to their ends; then the workflow has failed."""
    STOP = "stop"
    """What runs ends, and nothing begins any more."""


class Publish(msgspec.Struct, frozen=True, kw_only=True):
    """A variable that a transition sets."""

    name: str
    value: Any = "{{ result() }}"
    """A template; a bare name in the file publishes the whole result."""


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """What comes after a task, and when."""

    when: str | None = None
    """A condition, with or without braces; None: always."""
    publish: tuple[Publish, ...] = ()
    do: tuple[str, ...] = ()
    """Names of tasks, and commands."""
    label: str | None = None
    """What is written beside it where the workflow is drawn."""


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """How often a task that ended badly is tried again."""

    count: int | str
    """Retries, not attempts: one more than this is the most that is tried. Or an expression."""
    delay: float | str = 0
    """Seconds. Or an expression."""
    backoff: Backoff = Backoff.CONSTANT
    max_delay: float | None = None
    when: str | None = None
    """A condition; None: when the task failed or timed out."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a workflow."""

    name: str
    action: str
    input: Mapping[str, Any] = {}
    next: tuple[Transition, ...] = ()
    retry: Retry | None = None
    timeout: float | None = None
    """Seconds that one attempt may take."""
    delay: float | str | None = None
    """Seconds between being due and being started. Or an expression."""
    with_items: Any = None
    """A template that gives a list, or a list: the action runs once for each of its items."""
    item_names: tuple[str, ...] = ()
    """What an item is called (`item.x`), where the dialect names it: with one name `item` is
    `{x: item}`; with several each item is a list, and they name its parts in order."""
    concurrency: int | str | None = None
    """How many items run at a time; None: one."""
    batch_size: int | None = None
    """How many items one execution gets at once, as the list `batch`."""
    join: int | Literal["all"] | None = None
    """How many of the tasks before it must have led here."""


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow: its tasks in the order of the file, and what goes in and comes out."""

    ref: str = ""
    label: str = ""
    description: str | None = None
    version: str
    parameters: Mapping[str, Any] = {}
    """The flat schema of its parameters."""
    output: Mapping[str, Any] = {}
    """The flat schema of its result."""
    vars: tuple[tuple[str, Any], ...] = ()
    """Variables and the templates of their first values; a later one sees those before it."""
    tasks: tuple[Task, ...]
    output_map: tuple[tuple[str, Any], ...] = ()
    """What the result consists of, as templates, in order."""
    tags: tuple[str, ...] = ()
    cancellation_policy: CancellationPolicy = CancellationPolicy.ALLOW_FINISH
    on_failure: OnFailure = OnFailure.GO_ON
    timeout: float | None = None
    """Seconds that the whole workflow may take."""
