"""The first page on forty days of work: what each of its questions takes, asked of a server.

Cold is the first time in a server that has just begun, on a home of which nothing was read before;
warm is the p50 of those that follow.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from attune_ops_nb import demo
from attune_ops_nb.work import host
from benchmarks.figures import Figure
from benchmarks.servers import TOKEN, server

ASKED = {
    "settings": "api/ops/info",
    "numbers and matters": "api/ops/home",
    "workflows": "api/ops/workflows",
    "runs": "api/v1/executions?top_level_only=true&per_page=50",
    "spend": "api/ops/spend",
    "telemetry": "api/ops/telemetry",
    "telemetry by day and workflow": "api/ops/telemetry/rows?by=day&by=workflow",
    "bulletin": "api/ops/bulletin",
    "specs": "api/ops/specs",
}
"""All that the first page shows, in its order; the first question opens the store. The last five
are also what the numbers are made of."""
TIMES = 30
BOUND = 100.0


def measure() -> Iterator[Figure]:
    """Milliseconds of each question, cold and warm, and of all of them one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="attune-bench-"))
    try:
        written = demo.write(folder / "home", now=datetime.now(UTC))
        config = replace(demo.config_of(folder / "home"), packs_dirs=())
        with server(config) as (_, url), _client(url) as client:
            cold = {name: _asked(client, path) for name, path in ASKED.items()}
            warm = {
                name: statistics.median(_asked(client, path) for _ in range(TIMES))
                for name, path in ASKED.items()
            }
        note = f"{written.calls} calls, {written.runs} runs, {written.specs} specs"
        for name in ASKED:
            said = f"cold {cold[name]:.0f} ms; {note}" if name == "numbers and matters" else ""
            yield Figure(
                name=f"home: {name}, warm (p50)",
                value=warm[name],
                unit="ms",
                bound=BOUND,
                note=said or f"cold {cold[name]:.0f} ms",
            )
        yield Figure(name="home: everything, cold", value=sum(cold.values()), unit="ms")
    finally:
        host.stop(config)
        shutil.rmtree(folder, ignore_errors=True)


def _client(url: str) -> httpx.Client:
    return httpx.Client(
        base_url=f"{url}attune/", headers={"Authorization": f"token {TOKEN}"}, timeout=60
    )


def _asked(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - start) * 1000
