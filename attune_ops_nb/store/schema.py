"""Schema: brings a database to the newest migration, once, whoever comes first."""

from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.engine import Connection

from attune_ops_nb.store.databases import Database

HEAD = "0004"
"""The newest file in `migrations/versions`. Alembic takes 200 ms to import, so it is asked only
when a database is not there yet."""


def bring_up(database: Database) -> None:
    """Migrate to HEAD. Several programs may try at once."""
    if database.read(_version) != HEAD:
        if database.engine.dialect.name == "sqlite":
            with FileLock(f"{database.engine.url.database}.migrating"):
                _migrate(database)
        else:
            _migrate(database)


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        sa.text("SELECT version_num FROM alembic_version")
    ).scalar()
    return found


def _migrate(database: Database) -> None:
    from alembic import command
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))

    def upgrade(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7265)"))
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")

    database.write(upgrade)
