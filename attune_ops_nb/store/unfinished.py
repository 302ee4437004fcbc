"""Unfinished: whether anything is left for a host to do.

What waits for a person only, or is paused, goes on when somebody acts, and who acts rouses a host.
"""

import sqlalchemy as sa

from attune_ops_nb.model import (
    INQUIRY_QUEUE,
    WORKFLOW_QUEUE,
    Execution,
    Inquiry,
    InquiryStatus,
    Status,
)
from attune_ops_nb.store import prepared
from attune_ops_nb.store import workflow_tables as tables
from attune_ops_nb.store.tables import TABLES, change, cursor
from attune_ops_nb.store.tx import Reader

_execution, _inquiry = TABLES[Execution].c, TABLES[Inquiry].c
_resting = sa.and_(
    _execution.status == Status.RUNNING, _execution.queue.in_([WORKFLOW_QUEUE, INQUIRY_QUEUE])
)
TO_DO = (
    sa.select(_execution.id)
    .where(_execution.status.in_([each for each in Status if not each.ended]), ~_resting)
    .limit(1)
)
TIMER = sa.select(tables.timer.c.workflow).limit(1)
DEADLINE = (
    sa.select(_inquiry.id)
    .where(_inquiry.status == InquiryStatus.PENDING, _inquiry.timeout_at.is_not(None))
    .limit(1)
)
RESTING = sa.select(_execution.id).where(_resting).limit(1)
BEHIND = sa.select(
    sa.func.coalesce(sa.select(sa.func.max(change.c.sequence)).scalar_subquery(), 0)
    > sa.func.coalesce(
        sa.select(cursor.c.sequence)
        .where(cursor.c.name == sa.bindparam("follower", type_=sa.Text()))
        .scalar_subquery(),
        0,
    )
)


def anything(reader: Reader, follower: str) -> bool:
    """Whether something may run, or is due at a time, or was not handled by `follower` yet."""
    if any(prepared.run(reader.connection, query) for query in (TO_DO, TIMER, DEADLINE)):
        return True
    if not prepared.run(reader.connection, RESTING):
        return False
    ((behind,),) = prepared.run(reader.connection, BEHIND, {"follower": follower})
    return bool(behind)
