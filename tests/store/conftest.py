"""A store on each database: SQLite always, PostgreSQL where one answers."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.store import Store
from attune_ops_nb.testing import FakeClock

POSTGRES = "postgresql://postgres@127.0.0.1:5432/"


DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(params=DATABASES)
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    with config_on(request.param, tmp_path) as made:
        yield made


@contextmanager
def config_on(database: str, folder: Path) -> Iterator[Config]:
    """A database of that kind, empty, and gone afterwards. Skips where there is none."""
    if database == "sqlite":
        yield build_config(folder, attune_home=folder)
        return
    psycopg = pytest.importorskip("psycopg")
    name = f"attune_{uuid.uuid4().hex}"
    try:
        server = psycopg.connect(POSTGRES + "postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at 127.0.0.1:5432: {error}")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        yield build_config(folder, attune_home=folder, database_url=POSTGRES + name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def open_store(config: Config) -> Iterator[Callable[..., Store]]:
    """Opens stores on one database, as several programs would."""
    opened: list[Store] = []

    def open_one(clock: FakeClock | None = None) -> Store:
        opened.append(Store(config, clock=clock))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    return open_store()
