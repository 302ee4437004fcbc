"""Tables of the workflows that run: the rows of a ledger, each found by what the conductor asks.

They are no nouns and not in the change feed: what people see of a workflow are its executions. What
a row says stands in `content`, as JSON; the other columns are there to find it by.
"""

from typing import Any

import sqlalchemy as sa

from attune_ops_nb.store.columns import Moment
from attune_ops_nb.store.tables import metadata

NUMBER = sa.BigInteger()
TEXT = sa.Text()
WORKFLOW = "workflow"
"""In each table: the execution that is conducted."""


def _key(name: str, kind: sa.types.TypeEngine[Any] = NUMBER) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _content() -> sa.Column[str]:
    return sa.Column("content", sa.Text, nullable=False)


definition = sa.Table("workflow_text", metadata, _key("digest", TEXT), _content())
"""Definitions, by the SHA-256 of their JSON: a workflow that runs keeps the one it began with."""

course = sa.Table(
    "workflow_course",
    metadata,
    _key(WORKFLOW),
    sa.Column("digest", sa.Text, nullable=False),
    _content(),
)
value = sa.Table("workflow_value", metadata, _key(WORKFLOW), _key("number"), _content())
context = sa.Table("workflow_context", metadata, _key(WORKFLOW), _key("number"), _content())
route = sa.Table("workflow_route", metadata, _key(WORKFLOW), _key("number"), _content())
step = sa.Table(
    "workflow_step",
    metadata,
    _key(WORKFLOW),
    _key("number"),
    sa.Column("task", sa.Text, nullable=False),
    sa.Column("route", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("cause", sa.BigInteger),
    sa.Column("ended", sa.BigInteger),
    sa.Column("unhandled", sa.Boolean, nullable=False),
    sa.Column("superseded", sa.Boolean, nullable=False),
    _content(),
    sa.Index("workflow_step_by_task", WORKFLOW, "task", "route", "number"),
    sa.Index("workflow_step_by_end", WORKFLOW, "task", "ended"),
    sa.Index("workflow_step_by_cause", WORKFLOW, "cause"),
    sa.Index(
        "workflow_step_open",
        WORKFLOW,
        "state",
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    ),
    sa.Index(
        "workflow_step_unhandled",
        WORKFLOW,
        sqlite_where=sa.text("unhandled"),
        postgresql_where=sa.text("unhandled"),
    ),
)
item = sa.Table(
    "workflow_item",
    metadata,
    _key(WORKFLOW),
    _key("step"),
    _key("number"),
    sa.Column("state", sa.Text, nullable=False),
    _content(),
    sa.Index(
        "workflow_item_waiting",
        WORKFLOW,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
)
barrier = sa.Table(
    "workflow_barrier",
    metadata,
    _key(WORKFLOW),
    _key("task", TEXT),
    _key("route"),
    _key("generation"),
    sa.Column("open", sa.Boolean, nullable=False),
    _content(),
    sa.Index(
        "workflow_barrier_open",
        WORKFLOW,
        sqlite_where=sa.text('"open"'),
        postgresql_where=sa.text('"open"'),
    ),
)
arrival = sa.Table(
    "workflow_arrival",
    metadata,
    _key(WORKFLOW),
    _key("task", TEXT),
    _key("route"),
    _key("generation"),
    _key("source", TEXT),
    sa.Column("step", sa.BigInteger, nullable=False),
    _content(),
    sa.Index("workflow_arrival_by_step", WORKFLOW, "step"),
)
fault = sa.Table(
    "workflow_fault",
    metadata,
    sa.Column(
        "number",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column(WORKFLOW, sa.BigInteger, nullable=False),
    sa.Column("step", sa.BigInteger),
    _content(),
    sa.Index("workflow_fault_by_workflow", WORKFLOW, "number"),
)
timer = sa.Table(
    "workflow_timer",
    metadata,
    _key(WORKFLOW),
    _key("step"),
    _key("item"),
    sa.Column("attempt", sa.BigInteger, nullable=False),
    sa.Column("due", Moment(), nullable=False),
    sa.Index("workflow_timer_due", "due"),
)
"""When to say that a wait is over; step -1 is the time of the whole workflow, item -1 that of
a step without items."""

OF_ONE_WORKFLOW = (course, value, context, route, step, item, barrier, arrival, fault, timer)
