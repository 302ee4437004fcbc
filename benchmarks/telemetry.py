"""A million lines of usage: read for the first time, and when a thousand were added.

Peers, in the same run: a loop with the json module, and DuckDB, pandas and attune-ai where they
are installed.
"""

import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.readings import telemetry
from attune_ops_nb.store import rollups
from benchmarks import usage_files
from benchmarks.figures import Figure
from benchmarks.usage_files import LAST_DAY

ROWS = 1_000_000
ADDED = 1_000
TIMES = 30
ROUNDS = 3
AT_LEAST = {"attune-ai": 5, "duckdb": 1 / 1.4}
"""How many times our CPU seconds a peer needs, at least."""
REAL = os.environ.get("ATTUNE_AI_PYTHON")
"""The interpreter of an attune-ai that is measured as well, if one is there."""


def measure() -> Iterator[Figure]:
    """CPU seconds and memory of fresh processes, and p50 of refreshes in this one."""
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        config = Config(attune_home=Path(folder))
        config.telemetry_path.parent.mkdir()
        usage_files.fill(config.telemetry_path, ROWS)
        yield from _cold(config)
        yield from _added(config)
        rollups.clear_cache()


def _cold(config: Config) -> Iterator[Figure]:
    """Ours and each peer in turn, so that what else the machine does meets all of them."""
    rounds = [{name: _read(name, config) for name in _readers()} for _ in range(ROUNDS)]
    first = rounds[0]["ours"]
    ours = statistics.median(each["ours"]["seconds"] for each in rounds)
    yield Figure(
        name="telemetry, 1M lines for the first time",
        value=ours,
        unit="CPU s",
        bound=3.4,
        note=f"{first['events']} events, {first['bad']} bad lines",
    )
    yield Figure(
        name="telemetry, memory over what the process had",
        value=first["megabytes"],
        unit="MB",
        bound=40,
    )
    for name in _readers()[1:]:
        peer = rounds[0][name]
        seconds = statistics.median(each[name]["seconds"] for each in rounds)
        note = f"{seconds:.2f} CPU s, {peer['megabytes']:.0f} MB"
        if any(peer[each] != first[each] for each in ("events", "cost", "bad")):
            note += f"; other numbers: {peer['events']} events, {peer['bad']} bad lines"
        yield Figure(
            name=f"{name} on the same file, as many times ours",
            value=seconds / ours,
            unit="x",
            bound=AT_LEAST.get(name),
            at_most=False,
            note=note,
        )


def _readers() -> list[str]:
    """Ours first."""
    installed = [name for name in ("duckdb", "pandas") if importlib.util.find_spec(name)]
    return ["ours", "stdlib", *(["attune-ai"] if REAL else []), *installed]


def _added(config: Config) -> Iterator[Figure]:
    rollups.clear_cache()
    start = time.perf_counter()
    telemetry.summary(config, today=LAST_DAY)
    yield Figure(
        name="telemetry, first summary of a process, nothing added",
        value=(time.perf_counter() - start) * 1000,
        unit="ms",
    )
    idle, refreshed = [], []
    for number in range(TIMES):
        with config.telemetry_path.open("a", encoding="utf-8") as file:
            file.writelines(usage_files.more(ADDED, seed=number))
        refreshed.append(_summary(config))
        idle.append(_summary(config))
    p95 = statistics.quantiles(refreshed, n=20)[-1]
    yield Figure(
        name="telemetry, 1,000 lines added to 1M (p50)",
        value=statistics.median(refreshed),
        unit="ms",
        bound=10,
        note=f"p95 {p95:.1f} ms",
    )
    yield Figure(name="telemetry, nothing added (p50)", value=statistics.median(idle), unit="ms")


def _summary(config: Config) -> float:
    start = time.perf_counter()
    telemetry.summary(config, today=LAST_DAY)
    return (time.perf_counter() - start) * 1000


def _for_attune_ai(config: Config) -> Config:
    """A home without the lines that are no objects: it raises at the first of them."""
    found = Config(attune_home=config.attune_home / "attune-ai")
    if found.telemetry_path.exists():
        return found
    found.telemetry_path.parent.mkdir(parents=True)
    with config.telemetry_path.open("rb") as lines, found.telemetry_path.open("wb") as file:
        file.writelines(line for line in lines if line != b"[1]\n")
    return found


def _read(name: str, config: Config) -> dict[str, Any]:
    program = REAL if name == "attune-ai" and REAL else sys.executable
    home = config.attune_home
    if name == "ours":
        rollups.clear_cache()
        shutil.rmtree(config.ops_dir, ignore_errors=True)
    if name == "attune-ai":
        home = _for_attune_ai(config).attune_home
    command = [program, "-m", "benchmarks.usage_readers", name, str(home)]
    environment = {**os.environ, "ATTUNE_HOME": str(home)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found
