"""The same engine on PostgreSQL, where one answers."""

import os
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.model import Status
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import Attune, open_engine
from tests.store.conftest import POSTGRES


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    psycopg = pytest.importorskip("psycopg")
    name = f"attune_{uuid.uuid4().hex}"
    try:
        server = psycopg.connect(POSTGRES + "postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at 127.0.0.1:5432: {error}")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        config = build_config(
            tmp_path, attune_home=tmp_path / "home", allow_run=True, database_url=POSTGRES + name
        )
        yield config
        host.stop(config)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def attune(config: Config) -> Iterator[Attune]:
    attune = open_engine(config)
    yield attune
    attune.close()


def begun(attune: Attune, id: int) -> None:
    deadline = time.monotonic() + 30
    while attune.executions.get(id).status is not Status.RUNNING:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_run_completes_and_another_is_cancelled(attune: Attune) -> None:
    done = attune.executions.run("core.echo", {"message": "hello"})
    long = attune.executions.run("core.sleep", {"seconds": 300})
    begun(attune, long.id)

    attune.executions.cancel(long.id)

    assert attune.executions.wait(done.id, timeout=30).status is Status.COMPLETED
    assert attune.executions.wait(long.id, timeout=30).status is Status.CANCELLED


def test_what_a_killed_host_ran_is_run_again(config: Config, attune: Attune) -> None:
    run = attune.executions.run("core.sleep", {"seconds": 1})
    begun(attune, run.id)

    os.kill(int(host.facts(config)["pid"]), signal.SIGKILL)
    ended = attune.executions.wait(run.id, timeout=60)

    assert (ended.status, ended.attempt) == (Status.COMPLETED, 2)
