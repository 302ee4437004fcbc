"""Workflows conducted from the store, every step on disk; peers: Orquesta and Prefect 3.

For the peers see `peers.py`. Without a PostgreSQL that answers at 127.0.0.1:5432 there are no
figures of it. `LENGTHS` and `WIDE` are the chains and the numbers of items, with commas between.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import psutil

from attune_ops_nb.engine import Engine
from attune_ops_nb.logic.workflows.definition import Definition, Task, Transition
from attune_ops_nb.model import Action, Pack, Status, WorkflowDefinition
from attune_ops_nb.testing import ScriptedRunner, add_actions, an_action, engine, worker
from attune_ops_nb.work.reactor import Reactor
from benchmarks.conductor import chain
from benchmarks.figures import Figure
from benchmarks.peers import ON_DISK, ORQUESTA, PREFECT, Cost, Peer, PeerFailed

LENGTHS = tuple(int(each) for each in os.environ.get("LENGTHS", "10,100,1000,5000").split(","))
WIDE = tuple(int(each) for each in os.environ.get("WIDE", "1000,10000").split(","))
PEER_LENGTH = 100
TRANSITIONS = 3
"""Writes of a task's state: requested, scheduled, ended."""
LARGE = 8 * 1024 * 1024
POSTGRES = "postgresql://postgres@127.0.0.1:5432/"
ROUNDS = 3


def measure() -> Iterator[Figure]:
    """Chains on both databases, the peers, many items, and a large result."""
    yield from _chains("SQLite", None)
    with _postgres() as url:
        if url is not None:
            yield from _chains("PostgreSQL", url)
    yield from _peers()
    for count in WIDE:
        yield from _wide(count)
    small, large = _result(1), _result(LARGE)
    yield Figure(
        name="a result of 8 MB that the next task reads adds",
        value=(large[0] - small[0]) * 1000,
        unit="ms",
        bound=150,
        note=f"{(large[1] - small[1]) * 1000:.0f} ms of the processor",
    )


def _chains(name: str, url: str | None) -> Iterator[Figure]:
    costs = {length: _chain(length, url) for length in LENGTHS}
    typical = costs.get(1000) or costs[LENGTHS[-1]]
    yield Figure(
        name=f"{name}: durable transitions of tasks, chain of 1,000",
        value=TRANSITIONS / typical[0],
        unit="/s",
        bound=300 if url is None else None,
        at_most=False,
        note=f"{TRANSITIONS / typical[1]:.0f} a second of the processor",
    )
    told = ", ".join(
        f"{length:,}: {cost[0] * 1000:.1f} ({cost[1] * 1000:.1f})" for length, cost in costs.items()
    )
    flat = costs[LENGTHS[-1]][1] / costs[LENGTHS[min(1, len(LENGTHS) - 1)]][1]
    yield Figure(
        name=f"{name}: cost of a step, chain of {LENGTHS[-1]:,} against 100",
        value=flat,
        unit="x",
        bound=1.2,
        note=f"ms (of the processor) by length: {told}",
    )


def _peers() -> Iterator[Figure]:
    """The best of several rounds, in each of which all take their turn."""
    rivals = [Rival(peer) for peer in (ORQUESTA, PREFECT) if peer.python]
    ours: list[Cost] = []
    for _ in range(ROUNDS if rivals else 1):
        ours.append(_chain(PEER_LENGTH, None))
        for rival in rivals:
            rival.run()
    wall, processor = _best(ours)
    yield Figure(
        name="a step of a chain of 100, durable",
        value=wall * 1000,
        unit="ms",
        note=f"{processor * 1000:.1f} ms of the processor",
    )
    for rival in rivals:
        yield rival.against(wall, processor)


class Rival:
    """A peer, and what its rounds took; one that fails has no more of them."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._costs: list[Cost] = []
        self._wrong: str | None = None

    def run(self) -> None:
        """One round."""
        if self._wrong is None:
            try:
                self._costs.append(self._peer.step(PEER_LENGTH, ON_DISK))
            except PeerFailed as error:
                self._wrong = str(error)

    def against(self, wall: float, processor: float) -> Figure:
        """How many times as quick ours is."""
        if self._wrong is not None:
            return self._figure(None, self._wrong)
        slow = _best(self._costs)
        told = f"{slow[0] * 1000:.1f} ms a step; of the processor {slow[1] * 1000:.1f} ms, "
        return self._figure(slow[0] / wall, f"{told}{slow[1] / processor:.1f} x")

    def _figure(self, value: float | None, note: str) -> Figure:
        name = f"{self._peer.name}: ours is as many times as quick, chain of 100"
        return Figure(name=name, value=value, unit="x", bound=6, at_most=False, note=note)


def _best(costs: list[Cost]) -> Cost:
    return min(cost[0] for cost in costs), min(cost[1] for cost in costs)


def _wide(count: int) -> Iterator[Figure]:
    each = Task(
        name="each",
        action="core.noop",
        with_items=f"{{{{ range({count}) }}}}",
        concurrency=8,
        input={"message": "{{ item }}"},
        next=(Transition(do=("end",)),),
    )
    before = psutil.Process().memory_info().rss
    definition = Definition(version="1", tasks=(each, Task(name="end", action="core.noop")))
    wall, processor = _taken(definition, None)
    grown = (psutil.Process().memory_info().rss - before) / 1e6
    yield Figure(
        name=f"{count:,} items, eight at a time, and a task after them",
        value=wall,
        unit="s",
        bound=30,
        note=f"{processor:.1f} s of the processor; memory grew by {grown:.0f} MB",
    )


def _result(size: int) -> Cost:
    first = Task(name="first", action="core.noop", next=(Transition(do=("second",)),))
    told = {"message": "{{ length(task.first.text) }}"}
    second = Task(name="second", action="core.noop", input=told)
    definition = Definition(version="1", tasks=(first, second))
    found = [_taken(definition, None, {"text": "x" * size}) for _ in range(3)]
    return min(found)


def _chain(length: int, url: str | None) -> Cost:
    wall, processor = _taken(chain(length), url)
    return wall / length, processor / length


def _taken(definition: Definition, url: str | None, *script: dict[str, Any]) -> Cost:
    """What it takes from asking for the workflow to its end."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {} if url is None else {"database_url": url}
        made = engine(Path(folder), worker_slots=8, **settings)
        ref = _add(made, definition)
        hands, reactor = worker(made, ScriptedRunner(*script)), Reactor(made)
        begun = time.perf_counter(), time.process_time()
        run = made.executions.run(ref)
        while reactor.step() or hands.step():
            hands.join()
        taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
        ended = made.executions.get(run.id)
        made.close()
    if ended.status is not Status.COMPLETED:
        raise RuntimeError(f"{ended.status}: {str(ended.result)[:500]}")
    return taken


def _add(made: Engine, definition: Definition) -> str:
    ref = f"bench.{uuid4().hex}"
    if not made.store.find(Action, ref="core.noop"):
        add_actions(made, [an_action("core.noop", param_schema={"message": {}})])
    (pack,) = made.store.find(Pack, ref="core")
    told: dict[str, Any] = {"ref": ref, "pack": pack.id, "pack_ref": "core", "label": ref}
    built = msgspec.to_builtins(definition)
    row = made.store.add(WorkflowDefinition(version="1", definition=built, **told))
    made.store.add(Action(entrypoint="", workflow_def=row.id, **told))
    return ref


@contextmanager
def _postgres() -> Iterator[str | None]:
    try:
        import psycopg

        server = psycopg.connect(POSTGRES + "postgres", autocommit=True, connect_timeout=2)
    except Exception:
        yield None
        return
    name = f"bench_{uuid4().hex}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
        yield POSTGRES + name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
