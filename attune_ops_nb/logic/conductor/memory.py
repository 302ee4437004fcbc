"""Memory: a ledger of dicts, and the same as bytes, at any point."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from attune_ops_nb.logic.conductor.state import (
    Arrival,
    Barrier,
    Context,
    Course,
    Fault,
    Item,
    Route,
    Step,
    StepState,
)


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of a workflow."""

    course: Course
    values: dict[int, Any]
    contexts: dict[int, dict[str, int]]
    routes: list[Route]
    steps: list[Step]
    items: list[Item]
    barriers: list[Barrier]
    arrivals: list[Arrival]
    faults: list[Fault]


class Memory:
    """The rows of one workflow, and the ways to find them."""

    def __init__(self) -> None:
        self._course = Course()
        self._values: dict[int, Any] = {}
        self._contexts: dict[int, Context] = {}
        self._routes: dict[int, Route] = {0: Route(id=0)}
        self._steps: dict[int, Step] = {}
        self._last: dict[tuple[str, int], int] = {}
        self._ended: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        self._in_state: dict[StepState, set[int]] = defaultdict(set)
        self._waiting_items: set[tuple[int, int]] = set()
        self._failures: set[int] = set()
        self._caused: dict[int, list[int]] = defaultdict(list)
        self._items: dict[int, dict[int, Item]] = defaultdict(dict)
        self._barriers: dict[tuple[str, int, int], Barrier] = {}
        self._open: set[tuple[str, int, int]] = set()
        self._arrivals: dict[tuple[str, int, int], dict[str, Arrival]] = defaultdict(dict)
        self._arrived: dict[tuple[str, int, str], int] = defaultdict(int)
        self._arrivals_of: dict[int, list[Arrival]] = defaultdict(list)
        self._faults: list[Fault] = []

    def course(self) -> Course:
        return self._course

    def keep_course(self, course: Course) -> None:
        self._course = course

    def value(self, number: int) -> Any:
        return self._values[number]

    def keep_value(self, number: int, value: Any) -> None:
        self._values[number] = value

    def context(self, number: int) -> Context:
        return self._contexts[number]

    def keep_context(self, number: int, context: Context) -> None:
        self._contexts[number] = context

    def route(self, number: int) -> Route:
        return self._routes[number]

    def keep_route(self, route: Route) -> None:
        self._routes[route.id] = route

    def routes(self) -> list[Route]:
        """All routes, in order."""
        return list(self._routes.values())

    def step(self, number: int) -> Step:
        return self._steps[number]

    def keep_step(self, step: Step) -> None:
        before = self._steps.get(step.id)
        self._steps[step.id] = step
        if before is None:
            self._last[step.task, step.route] = step.id
            if step.cause is not None:
                self._caused[step.cause].append(step.id)
        else:
            self._in_state[before.state].discard(step.id)
        self._in_state[step.state].add(step.id)
        if step.state is StepState.ENDED and (before is None or before.state is not step.state):
            insort(self._ended[step.task, None], step.id)
            insort(self._ended[step.task, step.route], step.id)
        if step.unhandled and not step.superseded:
            self._failures.add(step.id)
        else:
            self._failures.discard(step.id)

    def last(self, task: str, route: int) -> Step | None:
        found = self._last.get((task, route))
        return None if found is None else self._steps[found]

    def last_ended(self, task: str, route: int | None) -> Step | None:
        ended = self._ended.get((task, route), [])
        while ended and self._steps[ended[-1]].superseded:
            ended.pop()
        return self._steps[ended[-1]] if ended else None

    def held(self) -> list[Step]:
        return self._sorted(self._in_state[StepState.HELD])

    def waiting(self) -> list[Step]:
        steps = {step for step, _ in self._waiting_items}
        return self._sorted(self._in_state[StepState.WAITING] | steps)

    def failures(self) -> list[Step]:
        return self._sorted(self._failures)

    def steps(self) -> list[Step]:
        return list(self._steps.values())

    def caused(self, step: int) -> list[Step]:
        return [self._steps[each] for each in self._caused[step]]

    def item(self, step: int, index: int) -> Item | None:
        return self._items[step].get(index)

    def keep_item(self, item: Item) -> None:
        self._items[item.step][item.index] = item
        if item.state is StepState.WAITING:
            self._waiting_items.add((item.step, item.index))
        else:
            self._waiting_items.discard((item.step, item.index))

    def items(self, step: int) -> list[Item]:
        return sorted(self._items[step].values(), key=lambda item: item.index)

    def drop_items(self, step: int) -> None:
        self._items.pop(step, None)
        self._waiting_items = {each for each in self._waiting_items if each[0] != step}

    def barrier(self, task: str, route: int, generation: int) -> Barrier | None:
        return self._barriers.get((task, route, generation))

    def keep_barrier(self, barrier: Barrier) -> None:
        key = barrier.task, barrier.route, barrier.generation
        self._barriers[key] = barrier
        if barrier.fired is None and barrier.arrived:
            self._open.add(key)
        else:
            self._open.discard(key)

    def open_barriers(self) -> list[Barrier]:
        return [self._barriers[key] for key in sorted(self._open)]

    def arrivals_from(self, task: str, route: int, source: str) -> int:
        return self._arrived[task, route, source]

    def arrivals(self, barrier: Barrier) -> list[Arrival]:
        return list(self._arrivals[barrier.task, barrier.route, barrier.generation].values())

    def arrivals_of(self, step: int) -> list[Arrival]:
        return sorted(
            self._arrivals_of[step], key=lambda each: (each.task, each.route, each.generation)
        )

    def keep_arrival(self, arrival: Arrival) -> None:
        self._arrivals[arrival.task, arrival.route, arrival.generation][arrival.source] = arrival
        self._arrivals_of[arrival.step].append(arrival)
        self._arrived[arrival.task, arrival.route, arrival.source] += 1

    def drop_arrival(self, arrival: Arrival) -> None:
        del self._arrivals[arrival.task, arrival.route, arrival.generation][arrival.source]
        self._arrivals_of[arrival.step].remove(arrival)
        self._arrived[arrival.task, arrival.route, arrival.source] -= 1

    def faults(self) -> list[Fault]:
        return self._faults

    def add_fault(self, fault: Fault) -> None:
        self._faults.append(fault)

    def drop_faults(self, steps: Iterable[int]) -> None:
        gone = {None, *steps}
        self._faults = [fault for fault in self._faults if fault.step not in gone]

    def save(self) -> bytes:
        """Everything, as bytes."""
        saved = Saved(
            course=self._course,
            values=self._values,
            contexts={number: dict(context) for number, context in self._contexts.items()},
            routes=self.routes(),
            steps=self.steps(),
            items=[item for items in self._items.values() for item in items.values()],
            barriers=list(self._barriers.values()),
            arrivals=[each for group in self._arrivals.values() for each in group.values()],
            faults=self._faults,
        )
        return msgspec.json.encode(saved, enc_hook=_plain)

    @classmethod
    def restore(cls, saved: bytes) -> "Memory":
        """What `save` gave, as it was."""
        rows = msgspec.json.decode(saved, type=Saved)
        made = cls()
        made._course = rows.course
        made._values = rows.values
        made._contexts = dict(rows.contexts)
        made._faults = rows.faults
        for route in rows.routes:
            made.keep_route(route)
        for step in rows.steps:
            made.keep_step(step)
        for item in rows.items:
            made.keep_item(item)
        for barrier in rows.barriers:
            made.keep_barrier(barrier)
        for arrival in rows.arrivals:
            made.keep_arrival(arrival)
        return made

    def _sorted(self, numbers: Iterable[int]) -> list[Step]:
        return [self._steps[number] for number in sorted(numbers)]


def _plain(value: object) -> object:
    """What expressions read lazily is kept as it stands."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError
