"""Claims: how an execution comes to exactly one worker, and comes free when that worker is lost."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from attune_ops_nb.model import CLAIMED, ChangeKind, Execution, Status
from attune_ops_nb.store import prepared
from attune_ops_nb.store.columns import Moment
from attune_ops_nb.store.tables import TABLES
from attune_ops_nb.store.tx import CLOCK, Reader, Tx, made, nouns

execution = TABLES[Execution]


def _is(column: sa.Column[Any], *statuses: Status) -> sa.ColumnElement[bool]:
    """Whether a status is one of those, which stand in the statement itself.

    As parameters they would make SQLite plan it anew each time: there are indexes for some of them.
    """
    return column.in_([sa.literal_column(f"'{status.value}'") for status in sorted(statuses)])


_busy = execution.alias("busy")
_at_work = (
    sa.select(sa.func.count())
    .where(_busy.c.action_ref == execution.c.action_ref, _is(_busy.c.status, *CLAIMED))
    .scalar_subquery()
)


def claim(
    tx: Tx, worker: int, queues: Collection[str], slots: int, lease: timedelta
) -> list[Execution]:
    """Take up to `slots` executions that may start now, by priority and age."""
    ids = _within_concurrency(tx, _waiting(tx, queues, slots))
    if not ids:
        return []
    claimed = [each for id in ids for each in _take(tx, id, worker, lease)]
    return sorted(claimed, key=lambda each: (-each.priority, each.id))


def _take(tx: Tx, id: int, worker: int, lease: timedelta) -> list[Execution]:
    """The execution `id`, unless somebody else took it meanwhile.

    The pick is a statement of its own: as a sub-select of the UPDATE, PostgreSQL may run it again
    for each row and take more than was asked for.
    """
    values: dict[str, Any] = {"_id": id, "_worker": worker}
    if tx.now is CLOCK:
        values["_lease"] = lease
    else:
        values |= {"_now": tx.now, "_until": tx.now + lease}
    statement = _taken(tx.now is CLOCK)
    taken = made(Execution, prepared.run(tx.connection, statement, values))
    for each in taken:
        tx.changed(Execution, each.id, ChangeKind.UPDATE)
    return taken


def renew(tx: Tx, worker: int, ids: Collection[int], lease: timedelta) -> dict[int, Execution]:
    """Prolong the leases of `worker`. No change is published: nobody shows a lease."""
    prolonged = (
        sa.update(execution)
        .where(
            execution.c.id.in_(ids),
            execution.c.worker == worker,
            execution.c.status.in_(CLAIMED),
        )
        .values(lease_until=tx.now + lease)
        .returning(execution)
    )
    return {each.id: each for each in nouns(Execution, tx.connection.execute(prolonged))}


def lapsed(reader: Reader, now: datetime) -> list[Execution]:
    """Claimed executions whose lease ended before `now`."""
    query = sa.select(execution).where(
        execution.c.status.in_(CLAIMED), execution.c.lease_until < now
    )
    return nouns(Execution, reader.connection.execute(query.order_by(execution.c.id)))


def _waiting(tx: Tx, queues: Collection[str], slots: int) -> list[tuple[int, str, int | None]]:
    named = {f"_queue_{place}": queue for place, queue in enumerate(queues)}
    values = {"_now": tx.now, "_slots": slots, **named}
    query = _may_start(len(named), tx.now is CLOCK)
    return [(id, ref, limit) for id, ref, limit in prepared.run(tx.connection, query, values)]


@cache
def _may_start(queues: int, by_clock: bool) -> sa.Select[Any]:
    c = execution.c
    names = [sa.bindparam(f"_queue_{place}", type_=sa.Text()) for place in range(queues)]
    now = CLOCK if by_clock else sa.bindparam("_now", type_=Moment())
    return (
        sa.select(c.id, c.action_ref, c.concurrency)
        .where(
            _is(c.status, Status.REQUESTED),
            c.queue.in_(names),
            sa.or_(c.not_before.is_(None), c.not_before <= now),
            sa.or_(c.concurrency.is_(None), c.concurrency > _at_work),
        )
        .order_by(c.priority.desc(), c.id)
        .limit(sa.bindparam("_slots", type_=sa.Integer()))
        .with_for_update(skip_locked=True)
    )


@cache
def _taken(by_clock: bool) -> Any:
    lease = sa.bindparam("_lease", type_=sa.Interval())
    return (
        sa.update(execution)
        .where(
            execution.c.id == sa.bindparam("_id", type_=sa.BigInteger()),
            _is(execution.c.status, Status.REQUESTED),
        )
        .values(
            status=Status.SCHEDULED,
            worker=sa.bindparam("_worker", type_=sa.BigInteger()),
            attempt=execution.c.attempt + 1,
            lease_until=CLOCK + lease if by_clock else sa.bindparam("_until", type_=Moment()),
            updated=CLOCK if by_clock else sa.bindparam("_now", type_=Moment()),
        )
        .returning(execution)
    )


def _within_concurrency(tx: Tx, waiting: list[tuple[int, str, int | None]]) -> list[int]:
    """Of several executions of one limited action only as many as still have room."""
    limits = {ref: limit for _, ref, limit in waiting if limit is not None}
    if not limits:
        return [id for id, _, _ in waiting]
    if tx.connection.dialect.name == "postgresql":
        # Another worker may be counting the same action at this moment.
        tx.connection.execute(sa.text("SELECT pg_advisory_xact_lock(7267)"))
    busy: Counter[str] = Counter(
        tx.count(Execution, "action_ref", action_ref=set(limits), status=CLAIMED)
    )
    allowed = []
    for id, ref, limit in waiting:
        if limit is None or busy[ref] < limit:
            allowed.append(id)
            busy[ref] += 1
    return allowed
