"""Workflows that run: how their ledger is begun, opened and locked, and their timers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa

from attune_ops_nb.errors import NotFound
from attune_ops_nb.logic.conductor.graph import Graph
from attune_ops_nb.logic.conductor.state import Course, Item, Step, StepState
from attune_ops_nb.logic.workflow_state import TaskExecution
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.model import Execution, TaskState
from attune_ops_nb.store import prepared
from attune_ops_nb.store import workflow_tables as tables
from attune_ops_nb.store.tables import TABLES
from attune_ops_nb.store.tx import Reader, Tx
from attune_ops_nb.store.workflow_ledger import WorkflowLedger, upsert

DIGEST = sa.select(tables.course.c.digest).where(
    tables.course.c.workflow == sa.bindparam("workflow", type_=sa.BigInteger())
)
LOCKED_DIGEST = DIGEST.with_for_update()
WHOLE = -1
"""Stands in a timer for no step, and for no item."""


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A wait of a workflow that is over, or will be at `due`."""

    workflow: int
    step: int
    item: int
    attempt: int
    due: datetime


def begin(tx: Tx, workflow: int, definition: Definition) -> Graph:
    """Lay out a new ledger for the execution `workflow`."""
    content = msgspec.json.encode(definition)
    digest = sha256(content).hexdigest()
    text = {"digest": digest, "content": content.decode()}
    tx.connection.execute(upsert(tx.connection, tables.definition), [text])
    course = msgspec.json.encode(Course()).decode()
    row = {"workflow": workflow, "digest": digest, "content": course}
    tx.connection.execute(sa.insert(tables.course), [row])
    return _graph(digest, content)


def graph_of(reader: Reader, workflow: int) -> Graph:
    """What `workflow` follows; in a Tx it is locked until the end. NotFound if it never began."""
    query = LOCKED_DIGEST if isinstance(reader, Tx) else DIGEST
    for (digest,) in prepared.run(reader.connection, query, {"workflow": workflow}):
        return _stored_graph(reader, digest)
    raise NotFound(f"execution {workflow} is no workflow, or has not begun")


def waits_for(reader: Reader, task: TaskState) -> bool:
    """Whether the end of that execution of a task is still to be told."""
    ledger = WorkflowLedger(reader, task.workflow_execution)
    of: Step | Item | None
    if task.task_index is None:
        of = ledger.maybe_step(task.step)
    else:
        of = ledger.item(task.step, task.task_index)
    return of is not None and of.state is StepState.ACTIVE and of.attempt == task.attempt


def keep_timer(
    tx: Tx, workflow: int, seconds: float, *, now: datetime, step: int, item: int, attempt: int
) -> None:
    """Let `due` tell of it when `seconds` have passed."""
    row = {"workflow": workflow, "step": step, "item": item, "attempt": attempt}
    moment = now + timedelta(seconds=seconds)
    tx.connection.execute(upsert(tx.connection, tables.timer), [{**row, "due": moment}])


def drop_timer(tx: Tx, timer: Timer) -> bool:
    """Whether it was there, and is gone."""
    c = tables.timer.c
    same = (c.workflow == timer.workflow, c.step == timer.step, c.item == timer.item)
    gone = tx.connection.execute(sa.delete(tables.timer).where(*same, c.due == timer.due))
    return gone.rowcount > 0


def drop_timers(tx: Tx, workflow: int) -> None:
    """No wait of `workflow` matters any more."""
    tx.connection.execute(sa.delete(tables.timer).where(tables.timer.c.workflow == workflow))


def due(reader: Reader, now: datetime, limit: int = 1000) -> list[Timer]:
    """Timers whose time has come, the oldest first."""
    c = tables.timer.c
    query = sa.select(tables.timer).where(c.due <= now).order_by(c.due).limit(limit)
    return _timers(reader.connection.execute(query))


def next_due(reader: Reader) -> datetime | None:
    """When the next timer is due; None if there is none."""
    query = sa.select(tables.timer).order_by(tables.timer.c.due).limit(1)
    return next((timer.due for timer in _timers(reader.connection.execute(query))), None)


def executions_of(reader: Reader, workflow: int, limit: int = 20_000) -> list[TaskExecution]:
    """When the executions that a workflow asked for ran, oldest first."""
    c = TABLES[Execution].c
    query = sa.select(c.id, c.workflow_task, c.started_at, c.completed_at)
    rows = reader.connection.execute(query.where(c.parent == workflow).order_by(c.id).limit(limit))
    return [
        TaskExecution(
            id=row.id,
            step=row.workflow_task.step,
            started_at=row.started_at,
            completed_at=row.completed_at,
        )
        for row in rows
        if row.workflow_task is not None
    ]


def _timers(rows: Iterable[sa.Row[Any]]) -> list[Timer]:
    return [Timer(**row._mapping) for row in rows]


def forget(tx: Tx, ended_before: datetime, limit: int = 100) -> int:
    """Clear away the ledgers of workflows that ended long ago; how many those were.

    The execution and its result stay. It can be neither looked into nor rerun any more.
    """
    c = TABLES[Execution].c
    old = sa.select(c.id).where(
        c.id.in_(sa.select(tables.course.c.workflow)), c.completed_at < ended_before
    )
    ids = list(tx.connection.execute(old.limit(limit)).scalars())
    for table in tables.OF_ONE_WORKFLOW if ids else ():
        tx.connection.execute(sa.delete(table).where(table.c.workflow.in_(ids)))
    return len(ids)


_graphs: dict[str, Graph] = {}
MOST_GRAPHS = 64


def _graph(digest: str, content: bytes) -> Graph:
    """Worked out once for all workflows that follow the same definition."""
    made = _graphs.get(digest)
    if made is None:
        while len(_graphs) >= MOST_GRAPHS:
            _graphs.pop(next(iter(_graphs)), None)
        made = _graphs[digest] = Graph(msgspec.json.decode(content, type=Definition))
    return made


def _stored_graph(reader: Reader, digest: str) -> Graph:
    if digest in _graphs:
        return _graphs[digest]
    c = tables.definition.c
    query = sa.select(c.content).where(c.digest == digest)
    content: str = reader.connection.execute(query).scalar_one()
    return _graph(digest, content.encode())
