"""Commands: what the conductor wants done by whoever drives it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from attune_ops_nb.logic.conductor.state import Fault, Stage


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """Run an action; then say `ended`."""

    step: int
    task: str
    route: int
    item: int | None = None
    attempt: int = 1
    action: str
    input: Mapping[str, Any]
    secrets: frozenset[str] = frozenset()
    """JSON pointers to what in the input must not be seen."""
    inherited: bool = False
    """The task has no input of its own: it gets the parameters of the workflow, of which its action
    takes those that it knows."""
    timeout: float | None = None
    """Seconds."""


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Let time pass; then say `waited`."""

    step: int
    task: str
    route: int
    item: int | None = None
    attempt: int = 1
    seconds: float


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """If the workflow has not ended after so many seconds, say `time_is_up`.

    It takes the place of the one before: a rerun has all its time again.
    """

    seconds: float


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Cancel the executions of the workflow that have not begun, and those that run if told so."""

    running: bool


class Paused(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing runs any more: the pause that was asked for is there."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """The workflow is at its end."""

    stage: Stage
    output: Mapping[str, Any]
    """What the definition's `output_map` gives, also after a failure."""
    result: Mapping[str, Any]
    """The output, whether it succeeded, and if not, why."""
    errors: tuple[Fault, ...] = ()


Command = Start | Wait | Deadline | Stop | Paused | Ended
