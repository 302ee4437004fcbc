"""The definitions of workflows, and the questions that executions wait on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
JSON = sa.Text().with_variant(JSONB(), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "workflow_definition",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("pack_ref", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("param_schema", JSON),
        sa.Column("out_schema", JSON),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("created", MOMENT),
        sa.Column("updated", MOMENT),
        sa.UniqueConstraint("ref", name="workflow_definition_ref"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "inquiry",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("execution", sa.BigInteger(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("response_schema", JSON),
        sa.Column("assigned_to", sa.BigInteger()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("response", JSON),
        sa.Column("timeout_at", MOMENT),
        sa.Column("responded_at", MOMENT),
        sa.Column("created", MOMENT),
        sa.Column("updated", MOMENT),
        sa.UniqueConstraint("execution", name="inquiry_execution"),
        sqlite_autoincrement=True,
    )
    op.create_index("inquiry_by_status", "inquiry", ["status", "id"])
