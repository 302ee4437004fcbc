"""An execution comes to exactly one worker, and comes free when that worker is lost."""

import threading
from collections.abc import Callable
from datetime import timedelta

from attune_ops_nb.model import Execution, Status
from attune_ops_nb.store import Store
from attune_ops_nb.testing import FakeClock

LEASE = timedelta(seconds=10)


def test_a_claim_takes_no_more_than_was_asked_for(store: Store) -> None:
    for _ in range(10):
        store.add(Execution(action_ref="a.b"))

    claimed = store.claim(1, ["shell"], 3, LEASE)

    assert [(row.id, row.worker, row.attempt) for row in claimed] == [(n, 1, 1) for n in (1, 2, 3)]


def test_nothing_is_claimed_twice_by_workers_in_a_race(open_store: Callable[..., Store]) -> None:
    stores = [open_store() for _ in range(4)]
    for _ in range(60):
        stores[0].add(Execution(action_ref="a.b"))
    taken: list[int] = []

    def work(number: int, store: Store) -> None:
        while claimed := store.claim(number, ["shell"], 2, LEASE):
            taken.extend(row.id for row in claimed)

    threads = [threading.Thread(target=work, args=each) for each in enumerate(stores, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 61))


def test_priority_goes_before_age(store: Store) -> None:
    store.add(Execution(action_ref="a.b"))
    urgent = store.add(Execution(action_ref="a.b", priority=5))

    assert [row.id for row in store.claim(1, ["shell"], 1, LEASE)] == [urgent.id]


def test_a_worker_gets_only_what_its_runtimes_can_run(store: Store) -> None:
    store.add(Execution(action_ref="a.b", queue="node"))

    assert store.claim(1, ["shell", "python"], 5, LEASE) == []


def test_a_delayed_execution_waits_for_its_time(open_store: Callable[..., Store]) -> None:
    clock = FakeClock()
    store = open_store(clock)
    store.add(Execution(action_ref="a.b", not_before=clock.now + timedelta(seconds=5)))

    early = store.claim(1, ["shell"], 1, LEASE)
    clock.forward(seconds=5)

    assert (early, len(store.claim(1, ["shell"], 1, LEASE))) == ([], 1)


def test_a_limited_action_never_runs_more_often_at_once(store: Store) -> None:
    for _ in range(5):
        store.add(Execution(action_ref="a.b", concurrency=2))
    free = store.add(Execution(action_ref="a.c"))

    first = store.claim(1, ["shell"], 4, LEASE)
    second = store.claim(1, ["shell"], 4, LEASE)

    assert ([row.id for row in first], [row.id for row in second]) == ([1, 2], [free.id])


def test_a_lease_lapses_unless_it_is_renewed(open_store: Callable[..., Store]) -> None:
    clock = FakeClock()
    store = open_store(clock)
    kept, lost = store.add(Execution(action_ref="a.b")), store.add(Execution(action_ref="a.b"))
    store.claim(1, ["shell"], 2, LEASE)

    clock.forward(seconds=9)
    store.renew(1, [kept.id], LEASE)
    clock.forward(seconds=2)

    assert [row.id for row in store.lapsed()] == [lost.id]


def test_what_was_given_to_another_worker_is_not_renewed(store: Store) -> None:
    execution = store.add(Execution(action_ref="a.b"))
    store.claim(1, ["shell"], 1, LEASE)
    store.update(Execution, execution.id, worker=2, status=Status.RUNNING)

    assert store.renew(1, [execution.id], LEASE) == {}
