"""Durable executions a second: in this process, and as programs; peer: bare subprocesses."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from attune_ops_nb.testing import an_action, engine, worker
from attune_ops_nb.work.embedded import open_engine
from benchmarks.figures import Figure, home

IN_THREAD = 400
PROGRAMS = 200
TRANSITIONS = 3
"""Writes of an execution's state after it was asked for: scheduled, (running,) ended."""


def measure() -> Iterator[Figure]:
    """Executions from asking to the end, every step on disk."""
    in_process = _in_process()
    yield Figure(
        name="durable no-op executions in process",
        value=in_process,
        unit="/s",
        bound=100,
        at_most=False,
        note=f"{in_process * TRANSITIONS:.0f} transitions a second",
    )
    bare = _bare()
    yield Figure(name="peer: bare `sh -c :`, one after the other", value=bare, unit="/s")
    programs = _programs()
    yield Figure(
        name="durable no-op executions as programs (core.noop)",
        value=programs,
        unit="/s",
        note=f"{programs / bare:.2f} of the peer",
    )


def _in_process() -> float:
    with tempfile.TemporaryDirectory() as folder:
        made = engine(Path(folder), actions=[an_action("demo.noop")], worker_slots=8)
        start = time.perf_counter()
        for _ in range(IN_THREAD):
            made.executions.run("demo.noop")
        worker(made).drain()
        taken = time.perf_counter() - start
        made.close()
    return IN_THREAD / taken


def _bare() -> float:
    start = time.perf_counter()
    for _ in range(PROGRAMS):
        subprocess.run(["sh", "-c", ":"], check=True)
    return PROGRAMS / (time.perf_counter() - start)


def _programs() -> float:
    with home() as config:
        attune = open_engine(config)
        attune.executions.wait(attune.executions.run("core.noop").id)
        start = time.perf_counter()
        runs = [attune.executions.run("core.noop") for _ in range(PROGRAMS)]
        for run in runs:
            attune.executions.wait(run.id)
        taken = time.perf_counter() - start
        attune.close()
    return PROGRAMS / taken
