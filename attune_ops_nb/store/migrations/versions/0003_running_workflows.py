"""The workflows that run, row by row."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("execution", sa.Column("paused_at", MOMENT))
    _table("workflow_text", _key("digest", sa.Text()))
    _table("workflow_course", _key("workflow"), sa.Column("digest", sa.Text(), nullable=False))
    for name in ("workflow_value", "workflow_context", "workflow_route"):
        _table(name, _key("workflow"), _key("number"))
    _steps()
    _joins()
    _table(
        "workflow_fault",
        sa.Column("number", ID, primary_key=True, autoincrement=True),
        sa.Column("workflow", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger()),
    )
    op.create_index("workflow_fault_by_workflow", "workflow_fault", ["workflow", "number"])
    op.create_table(
        "workflow_timer",
        _key("workflow"),
        _key("step"),
        _key("item"),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
    )
    op.create_index("workflow_timer_due", "workflow_timer", ["due"])


def _steps() -> None:
    _table(
        "workflow_step",
        _key("workflow"),
        _key("number"),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("route", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.BigInteger()),
        sa.Column("ended", sa.BigInteger()),
        sa.Column("unhandled", sa.Boolean(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
    )
    steps = "workflow_step"
    op.create_index("workflow_step_by_task", steps, ["workflow", "task", "route", "number"])
    op.create_index("workflow_step_by_end", steps, ["workflow", "task", "ended"])
    op.create_index("workflow_step_by_cause", steps, ["workflow", "cause"])
    _partial("workflow_step_open", steps, ["workflow", "state"], "state <> 'ended'")
    _partial("workflow_step_unhandled", steps, ["workflow"], "unhandled")
    _table(
        "workflow_item",
        _key("workflow"),
        _key("step"),
        _key("number"),
        sa.Column("state", sa.Text(), nullable=False),
    )
    _partial("workflow_item_waiting", "workflow_item", ["workflow"], "state = 'waiting'")


def _joins() -> None:
    join = (_key("workflow"), _key("task", sa.Text()), _key("route"), _key("generation"))
    _table("workflow_barrier", *join, sa.Column("open", sa.Boolean(), nullable=False))
    _partial("workflow_barrier_open", "workflow_barrier", ["workflow"], '"open"')
    join = (_key("workflow"), _key("task", sa.Text()), _key("route"), _key("generation"))
    step = sa.Column("step", sa.BigInteger(), nullable=False)
    _table("workflow_arrival", *join, _key("source", sa.Text()), step)
    op.create_index("workflow_arrival_by_step", "workflow_arrival", ["workflow", "step"])


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.Column("content", sa.Text(), nullable=False))


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _key(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.BigInteger(), primary_key=True, autoincrement=False)
