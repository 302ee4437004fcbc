"""Tables: one for each noun, read off its fields, and the indexes that its questions need."""

import re
from typing import Any

import sqlalchemy as sa

from attune_ops_nb.model import (
    Action,
    Artifact,
    ArtifactVersion,
    Execution,
    Identity,
    Inquiry,
    Key,
    Noun,
    Pack,
    Runtime,
    RuntimeVersion,
    Worker,
    WorkflowDefinition,
)
from attune_ops_nb.store.columns import columns

metadata = sa.MetaData()


def name_of(noun: type[Noun]) -> str:
    """The word for `noun` in tables and in the change feed: RuntimeVersion → runtime_version."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", noun.__name__).lower()


def _table(noun: type[Noun], *more: Any) -> sa.Table:
    # Without AUTOINCREMENT SQLite gives the id of a deleted newest row to the next one.
    return sa.Table(name_of(noun), metadata, *columns(noun), *more, sqlite_autoincrement=True)


TABLES: dict[type[Noun], sa.Table] = {
    Pack: _table(Pack, sa.UniqueConstraint("ref", name="pack_ref")),
    Runtime: _table(Runtime, sa.UniqueConstraint("ref", name="runtime_ref")),
    RuntimeVersion: _table(
        RuntimeVersion, sa.UniqueConstraint("runtime", "version", name="runtime_version_version")
    ),
    Action: _table(Action, sa.UniqueConstraint("ref", name="action_ref")),
    WorkflowDefinition: _table(
        WorkflowDefinition, sa.UniqueConstraint("ref", name="workflow_definition_ref")
    ),
    Identity: _table(Identity, sa.UniqueConstraint("login", name="identity_login")),
    Worker: _table(Worker, sa.UniqueConstraint("name", name="worker_name")),
    Execution: _table(
        Execution,
        sa.Index("execution_by_parent", "parent", "id"),
        sa.Index("execution_by_status", "status", "id"),
        sa.Index("execution_by_action", "action_ref", "id"),
        sa.Index("execution_by_action_status", "action_ref", "status", "id"),
        sa.Index("execution_by_scope", "scope", "id"),
        sa.Index(
            "execution_waiting",
            "queue",
            sa.text("priority DESC"),
            "id",
            sqlite_where=sa.text("status = 'requested'"),
            postgresql_where=sa.text("status = 'requested'"),
        ),
        sa.Index(
            "execution_claimed",
            "lease_until",
            sqlite_where=sa.text("status IN ('scheduled', 'running', 'canceling')"),
            postgresql_where=sa.text("status IN ('scheduled', 'running', 'canceling')"),
        ),
    ),
    Inquiry: _table(
        Inquiry,
        sa.UniqueConstraint("execution", name="inquiry_execution"),
        sa.Index("inquiry_by_status", "status", "id"),
    ),
    Key: _table(
        Key,
        sa.UniqueConstraint("ref", name="key_ref"),
        sa.UniqueConstraint("owner_type", "owner", "name", name="key_owner_name"),
    ),
    Artifact: _table(
        Artifact,
        sa.UniqueConstraint("ref", name="artifact_ref"),
        sa.Index("artifact_by_execution", "execution", "id"),
    ),
    ArtifactVersion: _table(
        ArtifactVersion,
        sa.UniqueConstraint("artifact", "version", name="artifact_version_version"),
        sa.Index("artifact_version_by_execution", "execution", "id"),
    ),
}
NOUNS: dict[str, type[Noun]] = {name_of(noun): noun for noun in TABLES}

change = sa.Table(
    "change",
    metadata,
    sa.Column(
        "sequence",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("noun", sa.Text, nullable=False),
    sa.Column("id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

cursor = sa.Table(
    "cursor",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)
"""How far a follower of the change feed that must miss nothing has come."""

sealed = sa.Table(
    "sealed",
    metadata,
    sa.Column("execution", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
"""The secret parameters of executions, encrypted (`store/vault.py`)."""

key_value = sa.Table(
    "key_value",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
"""The values of keys as JSON, encrypted where the key says so (`store/vault.py`)."""
