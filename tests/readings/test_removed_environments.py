"""An environment of a pack is removed, unless something runs on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict, Forbidden, NotFound
from attune_ops_nb.model import Execution, Pack, Status
from attune_ops_nb.readings.pack_environments import MARKER, lock_of, of_pack
from attune_ops_nb.readings.removed_environments import remove
from attune_ops_nb.store import Store
from attune_ops_nb.testing import an_action


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(attune_home=tmp_path)


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    made = Store(config)
    pack = made.tx(lambda tx: tx.add(Pack(ref="tools", label="Tools", version="1")))
    action = replace(an_action("tools.lint"), pack=pack.id, pack_ref="tools")
    made.tx(lambda tx: tx.add(action))
    yield made
    made.close()


@pytest.fixture
def folder(config: Config) -> Path:
    made = config.envs_dir / "tools" / "Python"
    made.mkdir(parents=True)
    (made / MARKER).write_text("{}")
    return made


def run(store: Store, status: Status, ref: str = "tools.lint") -> Execution:
    return store.tx(lambda tx: tx.add(Execution(action_ref=ref, status=status)))


def test_what_is_removed_is_gone_and_can_be_built_again(config: Config, store: Store, folder: Path):
    run(store, Status.COMPLETED)
    run(store, Status.RUNNING, "other.lint")
    remove(config, store, "tools", "Python")
    assert (folder.exists(), of_pack(config, "tools")) == (False, [])


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.RUNNING, Status.CANCELING])
def test_it_stays_complete_while_something_of_the_pack_runs(
    config: Config, store: Store, folder: Path, status: Status
):
    id = run(store, status).id
    with pytest.raises(Conflict, match=rf"tools.lint \(execution {id}\) uses tools/Python"):
        remove(config, store, "tools", "Python")
    (found,) = of_pack(config, "tools")
    assert found.built_at is not None


def test_one_that_is_being_built_is_not_removed(config: Config, store: Store, folder: Path):
    with FileLock(lock_of(folder)), pytest.raises(Conflict, match="is being built"):
        remove(config, store, "tools", "Python")
    assert (folder / MARKER).exists()


def test_one_that_was_never_complete_can_be_removed(config: Config, store: Store, folder: Path):
    (folder / MARKER).unlink()
    remove(config, store, "tools", "Python")
    assert not folder.exists()


@pytest.mark.parametrize("name", ["python", "..", "../tools/Python", ""])
def test_only_an_environment_of_the_pack_can_be_removed(
    config: Config, store: Store, folder: Path, name: str
):
    with pytest.raises(NotFound, match="has no environment"):
        remove(config, store, "tools", name)
    assert folder.exists()


def test_nothing_is_removed_where_nothing_may_be_written(
    config: Config, store: Store, folder: Path
):
    with pytest.raises(Forbidden, match="read-only"):
        remove(Config(attune_home=config.attune_home, read_only=True), store, "tools", "Python")
