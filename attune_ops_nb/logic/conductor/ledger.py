"""Ledger: where the state of one workflow is kept, row by row.

The conductor reads and writes a handful of rows per transition and nothing else, however many there
are. In a rehearsal they are in memory; in the store they are rows of tables.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from attune_ops_nb.logic.conductor.state import (
    Arrival,
    Barrier,
    Context,
    Course,
    Fault,
    Item,
    Route,
    Step,
)


class Ledger(Protocol):
    """The rows of one workflow. What is kept under a key again replaces what was there."""

    def course(self) -> Course: ...
    def keep_course(self, course: Course) -> None: ...

    def value(self, number: int) -> Any: ...
    def keep_value(self, number: int, value: Any) -> None: ...

    def context(self, number: int) -> Context: ...
    def keep_context(self, number: int, context: Context) -> None: ...

    def route(self, number: int) -> Route: ...
    def keep_route(self, route: Route) -> None: ...
    def routes(self) -> Sequence[Route]:
        """All routes, in order."""

    def step(self, number: int) -> Step: ...
    def keep_step(self, step: Step) -> None: ...

    def last(self, task: str, route: int) -> Step | None:
        """The step of that task with the highest iteration on that route."""

    def last_ended(self, task: str, route: int | None) -> Step | None:
        """The last step of that task that ended and is not superseded; None: on any route."""

    def held(self) -> Sequence[Step]:
        """The steps that are held, in order of their numbers."""

    def waiting(self) -> Sequence[Step]:
        """The steps that wait, or have items that do, in order of their numbers."""

    def failures(self) -> Sequence[Step]:
        """The unhandled steps that are not superseded, in order of their numbers."""

    def steps(self) -> Iterable[Step]:
        """All steps, in order of their numbers."""

    def caused(self, step: int) -> Sequence[Step]:
        """The steps that have this one as their cause."""

    def item(self, step: int, index: int) -> Item | None: ...
    def keep_item(self, item: Item) -> None: ...

    def items(self, step: int) -> Sequence[Item]:
        """The items of a step that have begun, in order."""

    def drop_items(self, step: int) -> None: ...

    def barrier(self, task: str, route: int, generation: int) -> Barrier | None: ...
    def keep_barrier(self, barrier: Barrier) -> None: ...

    def open_barriers(self) -> Sequence[Barrier]:
        """Those that something led to, and that have not let anything through."""

    def arrivals_from(self, task: str, route: int, source: str) -> int:
        """How often `source` led to that join."""

    def arrivals(self, barrier: Barrier) -> Sequence[Arrival]: ...
    def arrivals_of(self, step: int) -> Sequence[Arrival]:
        """The joins that a step led to."""

    def keep_arrival(self, arrival: Arrival) -> None: ...
    def drop_arrival(self, arrival: Arrival) -> None: ...

    def faults(self) -> Sequence[Fault]: ...
    def add_fault(self, fault: Fault) -> None: ...
    def drop_faults(self, steps: Iterable[int]) -> None:
        """Forget what those steps did wrong, and what is of no step."""
