"""Workflows conducted from the store, every step on disk; peers: Orquesta and Prefect 3.

`ORQUESTA_PYTHON` and `PREFECT_PYTHON` name Pythons in which they were installed with pip (Orquesta
needs 3.8). Without them there are no peers; without a PostgreSQL that answers at 127.0.0.1:5432,
no figures of it.
"""

import json
import os
import subprocess
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

LENGTHS = tuple(int(each) for each in os.environ.get("LENGTHS", "10,100,1000,5000").split(","))
WIDE = tuple(int(each) for each in os.environ.get("WIDE", "1000,10000").split(","))
PEER_LENGTH = 100
TRANSITIONS = 3
"""Writes of a task's state: requested, scheduled, ended."""
LARGE = 8 * 1024 * 1024
POSTGRES = "postgresql://postgres@127.0.0.1:5432/"
QUIET = {
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
}
ROUNDS = 3
Cost = tuple[float, float]
"""Seconds by the clock on the wall and by that of the processor."""


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
    scripts = {"Orquesta": ORQUESTA, "Prefect": PREFECT}
    pythons = {name: os.environ.get(f"{name.upper()}_PYTHON") for name in scripts}
    ours: list[Cost] = []
    theirs: dict[str, list[Cost]] = {name: [] for name, python in pythons.items() if python}
    for _ in range(ROUNDS if theirs else 1):
        ours.append(_chain(PEER_LENGTH, None))
        for name, costs in theirs.items():
            costs.append(_peer(str(pythons[name]), scripts[name]))
    wall, processor = _best(ours)
    yield Figure(
        name="a step of a chain of 100, durable",
        value=wall * 1000,
        unit="ms",
        note=f"{processor * 1000:.1f} ms of the processor",
    )
    for name, costs in theirs.items():
        slow = _best(costs)
        yield Figure(
            name=f"{name}: ours is as many times as quick, chain of 100",
            value=slow[0] / wall,
            unit="x",
            bound=6,
            at_most=False,
            note=f"{slow[0] * 1000:.1f} ms a step; of the processor {slow[1] * 1000:.1f} ms, "
            f"{slow[1] / processor:.1f} x",
        )


def _best(costs: list[Cost]) -> Cost:
    return min(cost[0] for cost in costs), min(cost[1] for cost in costs)


def _peer(python: str, script: str) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [python, "-W", "ignore", "-c", CLOCKS + script, str(PEER_LENGTH)],
            env={**os.environ, "PREFECT_HOME": folder, **QUIET},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    wall, processor = json.loads(told.stdout.splitlines()[-1])
    return wall, processor


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


CLOCKS = """
import json, os, sys, time

def clocks():
    # Of the processor: what this program used, and the servers that it started.
    used, ticks = time.process_time(), os.sysconf("SC_CLK_TCK")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as file:
                told = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(told[1]) == os.getpid():
            used += (int(told[11]) + int(told[12])) / ticks
    return time.perf_counter(), used

def tell(before, length):
    print(json.dumps([(now - then) / length for now, then in zip(clocks(), before)]))
"""
ORQUESTA = """
from orquesta import conducting, events, statuses
from orquesta.specs import native as native_specs

length = int(sys.argv[1])
tasks = {}
for number in range(length):
    way = {"when": "<% succeeded() %>", "publish": [{"count": "<% ctx().count + 1 %>"}]}
    if number + 1 < length:
        way["do"] = f"task{number + 1}"
    tasks[f"task{number}"] = {
        "action": "core.noop", "input": {"message": "<% ctx().count %>"}, "next": [way]
    }
spec = native_specs.WorkflowSpec({"version": 1.0, "vars": [{"count": 0}], "tasks": tasks})
spec.inspect()
before = clocks()
conductor = conducting.WorkflowConductor(spec)
conductor.request_workflow_status(statuses.RUNNING)
due = conductor.get_next_tasks()
while due:
    for task in due:
        for status in (statuses.RUNNING, statuses.SUCCEEDED):
            event = events.ActionExecutionEvent(status)
            conductor.update_task_state(task["id"], task["route"], event)
        with open("state.json", "w") as file:
            json.dump(conductor.serialize(), file)
        with open("state.json") as file:
            conductor = conducting.WorkflowConductor.deserialize(json.load(file))
    due = conductor.get_next_tasks()
assert conductor.get_workflow_status() == statuses.SUCCEEDED
tell(before, length)
"""
PREFECT = """
from prefect import flow, task

length = int(sys.argv[1])

@task
def step(count):
    return count + 1

@flow
def warm():
    return step(0)

@flow
def chain():
    count = 0
    for _ in range(length):
        count = step(count)
    return count

warm()
before = clocks()
assert chain() == length
tell(before, length)
"""
