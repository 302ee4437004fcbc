"""Claims: how an execution comes to exactly one worker, and comes free when that worker is lost."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from attune_ops_nb.model import CLAIMED, ChangeKind, Execution, Status
from attune_ops_nb.store.tables import TABLES
from attune_ops_nb.store.tx import Reader, Tx, nouns

execution = TABLES[Execution]
_busy = execution.alias("busy")
_at_work = (
    sa.select(sa.func.count())
    .where(_busy.c.action_ref == execution.c.action_ref, _busy.c.status.in_(CLAIMED))
    .scalar_subquery()
)


def claim(
    tx: Tx, worker: int, queues: Collection[str], slots: int, lease: timedelta
) -> list[Execution]:
    """Take up to `slots` executions that may start now, by priority and age."""
    ids = _within_concurrency(tx, _waiting(tx, queues, slots))
    if not ids:
        return []
    # The pick is a statement of its own: as a sub-select of the UPDATE, PostgreSQL may run it
    # again for each row and take more than was asked for.
    taken = (
        sa.update(execution)
        .where(execution.c.id.in_(ids), execution.c.status == Status.REQUESTED)
        .values(
            status=Status.SCHEDULED,
            worker=worker,
            attempt=execution.c.attempt + 1,
            lease_until=tx.now + lease,
            updated=tx.now,
        )
        .returning(execution)
    )
    claimed = nouns(Execution, tx.connection.execute(taken))
    for each in claimed:
        tx.changed(Execution, each.id, ChangeKind.UPDATE)
    return sorted(claimed, key=lambda each: (-each.priority, each.id))


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
    query = (
        sa.select(execution.c.id, execution.c.action_ref, execution.c.concurrency)
        .where(
            execution.c.status == Status.REQUESTED,
            execution.c.queue.in_(queues),
            sa.or_(execution.c.not_before.is_(None), execution.c.not_before <= tx.now),
            sa.or_(execution.c.concurrency.is_(None), execution.c.concurrency > _at_work),
        )
        .order_by(execution.c.priority.desc(), execution.c.id)
        .limit(slots)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.action_ref, row.concurrency) for row in tx.connection.execute(query)]


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
