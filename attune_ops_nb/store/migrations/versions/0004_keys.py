"""The keys, and apart from them their values."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "key",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("owner_type", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_identity", sa.BigInteger()),
        sa.Column("owner_pack", sa.BigInteger()),
        sa.Column("owner_pack_ref", sa.Text()),
        sa.Column("owner_action", sa.BigInteger()),
        sa.Column("owner_action_ref", sa.Text()),
        sa.Column("owner_sensor", sa.BigInteger()),
        sa.Column("owner_sensor_ref", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("encryption_key_hash", sa.Text()),
        sa.Column("created", MOMENT),
        sa.Column("updated", MOMENT),
        sa.UniqueConstraint("ref", name="key_ref"),
        sa.UniqueConstraint("owner_type", "owner", "name", name="key_owner_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "key_value",
        sa.Column("key", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
    )
