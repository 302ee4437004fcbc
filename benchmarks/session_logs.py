"""Conversation logs of a busy machine: read for the first time, and when one session went on.

The peer is ccusage, where the environment variable CCUSAGE names its executable.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.readings.session_usage import usage
from attune_ops_nb.store import rollups
from benchmarks.figures import Figure
from benchmarks.session_corpus import dumps, large

MEGABYTES = 466
TIMES = 30
RUNS = 3
REPORTS = {"daily": "day", "session": "session"}


def measure() -> Iterator[Figure]:
    """CPU seconds of fresh processes beside those of ccusage, and p50 of refreshes in this one."""
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as name:
        folder = Path(name)
        size = large(folder, MEGABYTES)
        for report, side in REPORTS.items():
            yield from _cold(folder, report, side, size)
        yield from _grown(folder)
        rollups.clear_cache()


def _cold(folder: Path, report: str, side: str, size: int) -> Iterator[Figure]:
    program = os.environ.get("CCUSAGE")
    ours, theirs = [], []
    for run in range(RUNS):
        ours.append(_ours(folder, f"{report}-{run}", side))
        if program:
            theirs.append(_theirs(program, folder, report))
    best = min(ours, key=lambda each: float(each["seconds"]))
    name = f"session logs, {size / 1e6:.0f} MB by {side} for the first time"
    peer = statistics.median(each["seconds"] for each in theirs) if theirs else None
    yield Figure(
        name=name,
        value=statistics.median(each["seconds"] for each in ours),
        unit="CPU s",
        bound=None if peer is None else peer / 2,
        note=f"{best['whole']:.1f} s with its imports, peak {best['megabytes']:.0f} MB",
    )
    if peer is not None:
        note = "the same tokens and cost"
        if not _agree(ours[0], theirs[0]):
            note = f"other numbers: {theirs[0]} where ours are {ours[0]}"
        yield Figure(name=f"peer: ccusage {report}", value=peer, unit="CPU s", note=note)


def _grown(folder: Path) -> Iterator[Figure]:
    config, environ = _config(folder, "grown")
    usage(config, environ=environ)
    path = min((folder / "projects").rglob("*.jsonl"))
    line = json.loads(path.read_bytes().splitlines()[-1])
    idle, grown = [], []
    for number in range(TIMES):
        line["message"]["id"] = f"msg_added_{number}"
        with path.open("ab") as file:
            file.write(dumps(line) + b"\n")
        for times in (grown, idle):
            start = time.perf_counter()
            usage(config, environ=environ)
            times.append((time.perf_counter() - start) * 1000)
    yield Figure(
        name="session logs, one session went on (p50)",
        value=statistics.median(grown),
        unit="ms",
        bound=10,
        note=f"p95 {statistics.quantiles(grown, n=20)[-1]:.1f} ms",
    )
    yield Figure(name="session logs, nothing added (p50)", value=statistics.median(idle), unit="ms")


def _ours(folder: Path, home: str, side: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.session_logs", str(folder), home, side]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _theirs(program: str, folder: Path, report: str) -> dict[str, Any]:
    environ = {"CLAUDE_CONFIG_DIR": str(folder), "HOME": str(folder), "LOG_LEVEL": "0"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run(
        [program, "claude", report, "--json", "--offline", "-z", "UTC"],
        env={**os.environ, **environ},
        capture_output=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    totals = json.loads(answer.stdout)["totals"]
    return {"seconds": seconds, "tokens": totals["totalTokens"], "cost": totals["totalCost"]}


def _agree(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return bool(ours["tokens"] == theirs["tokens"] and abs(ours["cost"] - theirs["cost"]) < 1e-6)


def _config(folder: Path, home: str) -> tuple[Config, dict[str, str]]:
    return Config(attune_home=folder / home), {"CLAUDE_CONFIG_DIR": str(folder)}


def _read(folder: Path, home: str, side: Any) -> dict[str, Any]:
    """What a fresh process needs, with and without what it takes to begin."""
    begun = time.process_time()
    config, environ = _config(folder, home)
    total = usage(config, (side,), compat="ccusage-20", environ=environ).total
    return {
        "seconds": time.process_time() - begun,
        "whole": time.process_time(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "tokens": total.total_tokens,
        "cost": total.cost,
    }


if __name__ == "__main__":
    print(json.dumps(_read(Path(sys.argv[1]), sys.argv[2], sys.argv[3])))
