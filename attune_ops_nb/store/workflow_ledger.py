"""WorkflowLedger: the rows of one workflow in the store, read and written in one transaction.

A transition touches a handful of them, found by key or index, so it costs the same in a workflow
of ten steps and of ten thousand. What a transition writes several times is written once, when it
ends or before something is looked up by another way than its key.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

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
from attune_ops_nb.store import prepared
from attune_ops_nb.store import workflow_tables as tables
from attune_ops_nb.store.tx import Reader

R = TypeVar("R", bound=msgspec.Struct)
FIRST_ROUTE = Route(id=0)


def _content(table: sa.Table, *names: str, order: tuple[Any, ...] = ()) -> sa.Select[Any]:
    """What the rows of a workflow say that have the values of `names`, which are given later."""
    asked = [
        table.c[name] == sa.bindparam(f"_{name}", type_=table.c[name].type)
        for name in ("workflow", *names)
    ]
    return sa.select(table.c.content).where(*asked).order_by(*order)


_step, _item, _arrival = tables.step.c, tables.item.c, tables.arrival.c
_in_order = (_step.number,)
_latest = (_step.ended.desc(), _step.number.desc())
_still_counts = sa.and_(_step.ended.is_not(None), ~_step.superseded)
_waiting_items = sa.select(_item.step).where(
    _item.workflow == sa.bindparam("_workflow", type_=sa.BigInteger()),
    _item.state == StepState.WAITING.value,
)
LAST = _content(tables.step, "task", "route", order=(_step.number.desc(),)).limit(1)
LAST_ENDED = _content(tables.step, "task", "route", order=_latest).where(_still_counts).limit(1)
LAST_ENDED_ANYWHERE = _content(tables.step, "task", order=_latest).where(_still_counts).limit(1)
HELD = _content(tables.step, order=_in_order).where(_step.state == StepState.HELD.value)
WAITING = _content(tables.step, order=_in_order).where(
    _step.state != StepState.ENDED.value,
    sa.or_(_step.state == StepState.WAITING.value, _step.number.in_(_waiting_items)),
)
FAILURES = _content(tables.step, order=_in_order).where(_step.unhandled, ~_step.superseded)
STEPS = _content(tables.step, order=_in_order)
CAUSED = _content(tables.step, "cause", order=_in_order)
ITEMS = _content(tables.item, "step", order=(_item.number,))
OPEN_BARRIERS = _content(tables.barrier).where(tables.barrier.c.open)
ARRIVALS = _content(tables.arrival, "task", "route", "generation", order=(_arrival.step,))
ARRIVALS_OF = _content(
    tables.arrival, "step", order=(_arrival.task, _arrival.route, _arrival.generation)
)
ALL_ARRIVALS = _content(tables.arrival, order=(_arrival.step, _arrival.task))
ARRIVALS_FROM = _content(tables.arrival, "task", "route", "source").with_only_columns(
    sa.func.count()
)
ROUTES = _content(tables.route, order=(tables.route.c.number,))
FAULT_ADDED = sa.insert(tables.fault)
FAULTS = _content(tables.fault, order=(tables.fault.c.number,))
_course_written = (
    sa.update(tables.course)
    .where(tables.course.c.workflow == sa.bindparam("_workflow"))
    .values(content=sa.bindparam("_content"))
)


class WorkflowLedger:
    """The Ledger of the execution `workflow`, on the connection of `reader`.

    `flush` must be called at the end. `known` are values read before: a value never changes.
    `hidden` are parameters that are not kept here (`store/vault.py`), but must be seen.
    """

    def __init__(
        self,
        reader: Reader,
        workflow: int,
        *,
        known: Mapping[int, Any] = {},
        hidden: Mapping[str, Any] = {},
    ) -> None:
        self._connection = reader.connection
        self._workflow = workflow
        self._known = known
        self._hidden = hidden
        self.values: dict[int, Any] = {}
        """What was read or kept: once the transaction is committed, it may be known to the next."""
        self.added: list[Fault] = []
        """What went wrong in this transaction."""
        self._course: Course | None = None
        self._course_changed = False
        self._began_at = 0
        """The last value before: what ends in this transaction ended after all earlier ends."""
        self._steps: dict[int, Step] = {}
        self._unwritten: dict[int, Step] = {}
        self._contexts: dict[int, Context] = {}

    def course(self) -> Course:
        if self._course is None:
            self._course = _as(Course, self._one(tables.course))
            self._began_at = self._course.last_value
        return self._course

    def keep_course(self, course: Course) -> None:
        self._course, self._course_changed = course, True

    def value(self, number: int) -> Any:
        if number not in self.values:
            self.values[number] = self._value(number)
        if self._hidden and number == self.course().parameters:
            return {**self.values[number], **self._hidden}
        return self.values[number]

    def keep_value(self, number: int, value: Any) -> None:
        self.values[number] = value
        self._keep(tables.value, {"number": number}, _json(value))

    def context(self, number: int) -> Context:
        if number not in self._contexts:
            found = self._one(tables.context, number=number)
            self._contexts[number] = msgspec.json.decode(found, type=dict[str, int])
        return self._contexts[number]

    def keep_context(self, number: int, context: Context) -> None:
        self._contexts[number] = context
        self._keep(tables.context, {"number": number}, _json(dict(context)))

    def route(self, number: int) -> Route:
        if number == FIRST_ROUTE.id:
            return FIRST_ROUTE
        return _as(Route, self._one(tables.route, number=number))

    def keep_route(self, route: Route) -> None:
        self._keep(tables.route, {"number": route.id}, _json(route))

    def routes(self) -> list[Route]:
        """All routes, in order."""
        return [FIRST_ROUTE, *self._all(Route, ROUTES)]

    def step(self, number: int) -> Step:
        if number not in self._steps:
            self._steps[number] = _as(Step, self._one(tables.step, number=number))
        return self._steps[number]

    def maybe_step(self, number: int) -> Step | None:
        """The step, if there is such a workflow and such a step in it."""
        return self._maybe(Step, tables.step, number=number)

    def keep_step(self, step: Step) -> None:
        self._steps[step.id] = self._unwritten[step.id] = step

    def last(self, task: str, route: int) -> Step | None:
        return self._first_step(LAST, task=task, route=route)

    def last_ended(self, task: str, route: int | None) -> Step | None:
        if route is None:
            return self._first_step(LAST_ENDED_ANYWHERE, task=task)
        return self._first_step(LAST_ENDED, task=task, route=route)

    def held(self) -> Sequence[Step]:
        return self._found_steps(HELD)

    def waiting(self) -> Sequence[Step]:
        return self._found_steps(WAITING)

    def failures(self) -> Sequence[Step]:
        return self._found_steps(FAILURES)

    def steps(self) -> Iterable[Step]:
        return self._found_steps(STEPS)

    def caused(self, step: int) -> Sequence[Step]:
        return self._found_steps(CAUSED, cause=step)

    def item(self, step: int, index: int) -> Item | None:
        return self._maybe(Item, tables.item, step=step, number=index)

    def keep_item(self, item: Item) -> None:
        key = {"step": item.step, "number": item.index}
        self._keep(tables.item, key, _json(item), state=item.state.value)

    def items(self, step: int) -> Sequence[Item]:
        return self._all(Item, ITEMS, step=step)

    def drop_items(self, step: int) -> None:
        self._drop(tables.item, step=step)

    def barrier(self, task: str, route: int, generation: int) -> Barrier | None:
        return self._maybe(Barrier, tables.barrier, task=task, route=route, generation=generation)

    def keep_barrier(self, barrier: Barrier) -> None:
        key = {"task": barrier.task, "route": barrier.route, "generation": barrier.generation}
        is_open = barrier.fired is None and barrier.arrived > 0
        self._keep(tables.barrier, key, _json(barrier), open=is_open)

    def open_barriers(self) -> Sequence[Barrier]:
        found = self._all(Barrier, OPEN_BARRIERS)
        return sorted(found, key=lambda each: (each.task, each.route, each.generation))

    def arrivals_from(self, task: str, route: int, source: str) -> int:
        key = {"task": task, "route": route, "source": source}
        ((found,),) = self._execute(ARRIVALS_FROM, key)
        return int(found)

    def arrivals(self, barrier: Barrier) -> Sequence[Arrival]:
        key = {"task": barrier.task, "route": barrier.route, "generation": barrier.generation}
        return self._all(Arrival, ARRIVALS, **key)

    def all_arrivals(self) -> Sequence[Arrival]:
        """What led to joins, wherever."""
        return self._all(Arrival, ALL_ARRIVALS)

    def arrivals_of(self, step: int) -> Sequence[Arrival]:
        return self._all(Arrival, ARRIVALS_OF, step=step)

    def keep_arrival(self, arrival: Arrival) -> None:
        self._keep(tables.arrival, _key_of(arrival), _json(arrival), step=arrival.step)

    def drop_arrival(self, arrival: Arrival) -> None:
        self._drop(tables.arrival, **_key_of(arrival))

    def faults(self) -> Sequence[Fault]:
        return self._all(Fault, FAULTS)

    def add_fault(self, fault: Fault) -> None:
        self.added.append(fault)
        row = {"workflow": self._workflow, "step": fault.step, "content": _json(fault)}
        prepared.run_many(self._connection, FAULT_ADDED, [row])

    def drop_faults(self, steps: Iterable[int]) -> None:
        c = tables.fault.c
        gone = sa.or_(c.step.is_(None), c.step.in_(list(steps)))
        self._connection.execute(sa.delete(tables.fault).where(c.workflow == self._workflow, gone))

    def _value(self, number: int) -> Any:
        if number in self._known:
            return self._known[number]
        return msgspec.json.decode(self._one(tables.value, number=number))

    def flush(self) -> None:
        """Write what was kept and is not written yet."""
        self._write_steps()
        if self._course_changed and self._course is not None:
            row = {"_workflow": self._workflow, "_content": _json(self._course)}
            prepared.run(self._connection, _course_written, row)
            self._course_changed = False

    def _write_steps(self) -> None:
        if not self._unwritten:
            return
        rows = [self._row_of(step) for step in self._unwritten.values()]
        prepared.run_many(self._connection, upsert(self._connection, tables.step), rows)
        self._unwritten.clear()

    def _row_of(self, step: Step) -> dict[str, Any]:
        ended = step.state is StepState.ENDED
        self.course()
        return {
            "workflow": self._workflow,
            "number": step.id,
            "task": step.task,
            "route": step.route,
            "state": step.state.value,
            "cause": step.cause,
            "ended": self._began_at if ended else None,
            "unhandled": step.unhandled,
            "superseded": step.superseded,
            "content": _json(step),
        }

    def _first_step(self, query: sa.Select[Any], **key: Any) -> Step | None:
        found = self._found_steps(query, **key)
        return found[0] if found else None

    def _found_steps(self, query: sa.Select[Any], **key: Any) -> list[Step]:
        self._write_steps()
        found = self._all(Step, query, **key)
        for step in found:
            self._steps[step.id] = step
        return found

    def _one(self, table: sa.Table, **key: Any) -> str:
        for (content,) in self._execute(_by_key(table, tuple(key)), key):
            return str(content)
        raise msgspec.DecodeError(f"a row of {table.name} is missing")

    def _maybe(self, kind: type[R], table: sa.Table, **key: Any) -> R | None:
        for (content,) in self._execute(_by_key(table, tuple(key)), key):
            return _as(kind, content)
        return None

    def _all(self, kind: type[R], query: sa.Select[Any], **key: Any) -> list[R]:
        return [_as(kind, content) for (content,) in self._execute(query, key)]

    def _execute(self, query: sa.Select[Any], key: dict[str, Any]) -> Sequence[prepared.Row]:
        values = {f"_{name}": value for name, value in key.items()}
        return prepared.run(self._connection, query, {"_workflow": self._workflow, **values})

    def _keep(self, table: sa.Table, key: dict[str, Any], content: str, **more: Any) -> None:
        row = {"workflow": self._workflow, **key, "content": content, **more}
        prepared.run_many(self._connection, upsert(self._connection, table), [row])

    def _drop(self, table: sa.Table, **key: Any) -> None:
        asked = [table.c[name] == value for name, value in key.items()]
        gone = sa.delete(table).where(table.c.workflow == self._workflow, *asked)
        self._connection.execute(gone)


@cache
def _by_key(table: sa.Table, names: tuple[str, ...]) -> sa.Select[Any]:
    return _content(table, *names)


def _key_of(arrival: Arrival) -> dict[str, Any]:
    return {
        "task": arrival.task,
        "route": arrival.route,
        "generation": arrival.generation,
        "source": arrival.source,
    }


def upsert(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """An insert that writes over the row with the same key."""
    return _upsert(connection.dialect.name, table)


@cache
def _upsert(dialect: str, table: sa.Table) -> sa.Insert:
    insert: postgresql.Insert | sqlite.Insert = (
        postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    )
    keys = list(table.primary_key.columns)
    others: dict[str, Any] = {
        c.name: insert.excluded[c.name] for c in table.columns if not c.primary_key
    }
    if "ended" in others:  # when a step ended stays, whatever is said of it later
        others["ended"] = sa.func.coalesce(table.c.ended, insert.excluded.ended)
    return insert.on_conflict_do_update(index_elements=keys, set_=others)


def _as(kind: type[R], content: str) -> R:
    return msgspec.json.decode(content, type=kind)


def _json(value: Any) -> str:
    return msgspec.json.encode(value, enc_hook=_plain).decode()


def _plain(value: object) -> object:
    """What expressions read lazily is kept as it stands."""
    return dict(value)  # type: ignore[call-overload]
