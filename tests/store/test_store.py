"""What is written to a store is there, whole, on either database."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.errors import Conflict, NotFound, Unavailable
from attune_ops_nb.model import (
    Action,
    Artifact,
    ArtifactType,
    Change,
    ChangeKind,
    Execution,
    Ops,
    Progress,
    Status,
    Suggestion,
    Worker,
)
from attune_ops_nb.store import Store
from attune_ops_nb.store.schema import HEAD
from attune_ops_nb.store.tx import Tx
from attune_ops_nb.store.workflow_tables import course
from attune_ops_nb.testing import FakeClock, an_action

OpenStore = Callable[..., Store]


def test_a_noun_comes_back_as_it_was_written(store: Store) -> None:
    written = store.add(
        Execution(
            action_ref="core.echo",
            config={"message": "grüße", "deep": [{"n": None}]},
            status=Status.RUNNING,
            suggestions=[Suggestion(kind="open-url", url="https://example.org")],
            progress=Progress(percent=12.5, message="half"),
            started_at=datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC),
        )
    )

    assert store.get(Execution, written.id) == written


def test_parts_of_a_noun_come_back_as_nouns(store: Store) -> None:
    action = store.add(an_action("a.b", ops=Ops(concern="test"), param_schema={"x": {}}))

    assert store.get(Action, action.id).ops == Ops(concern="test")


def test_the_store_gives_ids_and_stamps(open_store: OpenStore) -> None:
    store = open_store(FakeClock())

    added = store.add(Worker(name="one"))

    assert (added.id, added.created, added.updated) == (1, FakeClock().now, FakeClock().now)


def test_a_missing_row_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no execution 7"):
        store.get(Execution, 7)


def test_a_ref_that_is_taken_is_a_conflict(store: Store) -> None:
    store.add(Worker(name="one"))

    with pytest.raises(Conflict, match="already there"):
        store.add(Worker(name="one"))


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def write(tx: Tx) -> None:
        tx.add(Worker(name="one"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.tx(write)

    assert (store.find(Worker), store.last_change()) == ([], 0)


def test_one_failure_in_a_shared_commit_is_nobody_elses(store: Store) -> None:
    outcomes: list[str] = []

    def add(name: str) -> None:
        try:
            store.add(Worker(name=name))
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=add, args=(f"w{n % 20}",)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(outcomes), len(store.find(Worker))) == (20, 20)


def test_all_who_share_a_commit_are_told_that_the_store_does_not_answer(tmp_path: Path) -> None:
    store = Store(build_config(tmp_path, attune_home=tmp_path))
    outcomes: list[str] = []

    def ask() -> None:
        try:
            store.tx(lambda tx: tx.connection.execute(sa.text("SELECT * FROM nowhere")))
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()

    assert outcomes == ["Unavailable"] * 40


def test_an_update_that_expects_something_else_changes_nothing(store: Store) -> None:
    execution = store.add(Execution(action_ref="a.b", attempt=2))

    late = store.update(Execution, execution.id, expect={"attempt": 1}, status=Status.FAILED)

    assert (late, store.get(Execution, execution.id)) == (None, execution)


def test_pages_go_by_id_and_meet_without_a_gap(store: Store) -> None:
    ids = [store.add(Execution(action_ref="a.b")).id for _ in range(5)]

    first = store.find(Execution, limit=2)
    second = store.find(Execution, limit=2, before=first[-1].id)

    assert [row.id for row in first + second] == ids[:0:-1]


def test_a_set_asks_for_one_of_and_none_for_null(store: Store) -> None:
    store.add(Execution(action_ref="a.b", status=Status.FAILED, parent=9))
    run = store.add(Execution(action_ref="a.b", status=Status.RUNNING))

    found = store.find(Execution, status={Status.FAILED, Status.RUNNING}, parent=None)

    assert [row.id for row in found] == [run.id]


def test_the_newest_row_of_each_kind_is_found(store: Store) -> None:
    for ref in ("a.b", "a.c", "a.b"):
        store.add(Execution(action_ref=ref))

    newest = store.read(lambda reader: reader.newest(Execution, "action_ref"))

    assert sorted(row.id for row in newest) == [2, 3]


def test_every_write_is_in_the_feed_once_and_in_order(store: Store) -> None:
    worker = store.add(Worker(name="one"))
    store.put(replace(worker, host="here"))
    store.tx(lambda tx: tx.remove(Worker, worker.id))

    assert store.changes(0) == [
        Change(sequence=n, noun="worker", id=worker.id, kind=kind)
        for n, kind in enumerate(ChangeKind, start=1)
    ]


def test_a_follower_in_another_program_is_woken(open_store: OpenStore) -> None:
    reader, writer = open_store(), open_store()
    seen = reader.bells.count()

    writer.add(Worker(name="one"))

    assert reader.wait(seen, timeout=30)
    assert len(reader.changes(0)) == 1


def test_concurrent_writers_never_hide_a_change_from_a_follower(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(4)]
    followed: list[int] = []

    def write(store: Store) -> None:
        for _ in range(25):
            store.add(Execution(action_ref="a.b"))

    threads = [threading.Thread(target=write, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or len(followed) < 100:
        followed += [c.id for c in stores[0].changes(stores[0].last_change() and len(followed))]

    assert sorted(followed) == list(range(1, 101))


def test_old_changes_are_forgotten_and_the_newest_kept(store: Store) -> None:
    for _ in range(10):
        store.add(Execution(action_ref="a.b"))

    store.forget_changes(keep=3)

    assert [change.sequence for change in store.changes(0)] == [8, 9, 10]


def test_a_store_that_cannot_be_written_says_so(tmp_path: object, config: Config) -> None:
    if config.database_url:
        bad = replace_url(config, "postgresql://postgres@127.0.0.1:1/none")
    else:
        config.database_path.mkdir(parents=True)
        bad = config

    with pytest.raises(Unavailable, match=r"cannot write the store|does not answer"):
        Store(bad)


def test_a_file_that_is_no_database_is_left_alone_and_said(tmp_path: Path) -> None:
    config = build_config(tmp_path, attune_home=tmp_path)
    config.ops_dir.mkdir()
    config.database_path.write_text("my diary, " * 1000)

    with pytest.raises(Unavailable, match=r"attune\.db: file is not a database; move it away"):
        Store(config)
    assert config.database_path.read_text().startswith("my diary")


def test_the_migrations_make_the_tables_that_the_nouns_need(config: Config) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    Store(config).close()
    engine = sa.create_engine(config.url)
    with engine.connect() as connection:
        # SQLite does not tell in which direction an index goes, so one always looks changed.
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _, name, *__: name != "execution_waiting"}
        )
        differences = compare_metadata(context, course.metadata)
        revision = context.get_current_revision()
    engine.dispose()

    assert (differences, revision) == ([], HEAD)


def test_two_programs_may_open_an_empty_store_at_once(config: Config) -> None:
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(Store(config))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()

    assert len(stores) == 4


def test_an_artifact_keeps_any_json(store: Store) -> None:
    kept = store.add(Artifact(ref="a.b", type=ArtifactType.OTHER, data=[1, {"a": "b"}]))

    assert store.get(Artifact, kept.id).data == [1, {"a": "b"}]


def replace_url(config: Config, url: str) -> Config:
    from dataclasses import replace as changed

    return changed(config, database_url=url)
