"""A million lines from a program through host and server into Chromium, and what that costs."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
from playwright.sync_api import Page, sync_playwright

from attune_ops_nb.config import Config
from attune_ops_nb.work.embedded import Attune, open_engine
from benchmarks.figures import Figure, home, wait_until
from benchmarks.servers import (
    CHROMIUM,
    TOKEN,
    idle_loop,
    longest_delay,
    looks_of_server,
    server,
)

LINES = 1_000_000
WIDTH = 92
"""Bytes of a line, with its newline."""
SCRIPT = f"yes '{'x' * (WIDTH - 16)} INFO line of log'  | cut -c1-{WIDTH - 1} | head -n {LINES}\n"
LOUD = "while :; do head -c 100000 /dev/zero | tr '\\0' 'x' | fold -w 91; echo; done\n"
"""Prints without end, as fast as a pipe takes it."""
RUNS = 8
WATCHED_SECONDS = 10.0
RECORD_FRAMES = """() => {
  window.gaps = []; let last = performance.now();
  const frame = (now) => { window.gaps.push(now - last); last = now; requestAnimationFrame(frame) };
  requestAnimationFrame(frame);
}"""
FOOT = "() => document.querySelector('.attune-app, body').innerText"


def measure() -> Iterator[Figure]:
    """Lines a second, the longest gap between frames, the server's CPU, and its loop's delay."""
    with home() as config, packs(config):
        with server(config) as (process, url):
            attune = open_engine(config)
            attune.executions.wait(attune.executions.run("core.noop").id)
            yield from _into_chromium(attune, process, url)
            begun = time.monotonic()
            with idle_loop(WATCHED_SECONDS) as idle:
                yield from _eight_at_once(attune, url)
            ended = time.monotonic()
            attune.close()
        yield Figure(
            name="peer: an event loop with nothing to do, meanwhile (max)",
            value=longest_delay(idle),
            unit="ms",
        )
        yield Figure(
            name=f"server's event loop while {RUNS} runs log at full speed (max)",
            value=longest_delay(looks_of_server(config, begun, ended)),
            unit="ms",
            bound=50,
        )


@contextmanager
def packs(config: Config) -> Iterator[None]:
    """The actions `bench.lines` and `bench.loud`."""
    folder = config.packs_dirs[0] / "bench"
    (folder / "actions").mkdir(parents=True)
    (folder / "pack.yaml").write_text("ref: bench\nversion: 1.0.0\n")
    for name, script in (("lines", SCRIPT), ("loud", LOUD)):
        yaml = f"ref: bench.{name}\nrunner_type: shell\nentry_point: {name}.sh\n"
        (folder / "actions" / f"{name}.yaml").write_text(yaml)
        (folder / "actions" / f"{name}.sh").write_text(script)
    yield


def _into_chromium(attune: Attune, process: psutil.Process, url: str) -> Iterator[Figure]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        page = browser.new_page()
        page.goto(f"{url}attune/?token={TOKEN}")
        before = _cpu(process)
        start = time.perf_counter()
        run = attune.executions.run("bench.lines")
        page.goto(f"{url}attune/#/runs/{run.id}")
        page.evaluate(RECORD_FRAMES)
        wait_until(lambda: f"{LINES + 2:,} lines" in _text(page), timeout=120)
        taken = time.perf_counter() - start
        gap = page.evaluate("Math.max(...window.gaps.slice(2))")
        used = _cpu(process) - before
        browser.close()
    yield Figure(
        name="log, program to Chromium",
        value=LINES / taken,
        unit="lines/s",
        bound=100_000,
        at_most=False,
    )
    yield Figure(name="longest gap between frames meanwhile", value=gap, unit="ms", bound=250)
    yield Figure(name="server's CPU for 1M lines", value=used, unit="s", bound=0.6)


def _eight_at_once(attune: Attune, url: str) -> Iterator[Figure]:
    """Asked from outside: how long a trivial request takes while eight logs are followed."""
    runs = [attune.executions.run("bench.loud") for _ in range(RUNS)]
    reader = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.reader", url, *(str(run.id) for run in runs)]
    )
    waits = []
    with httpx.Client() as client:
        until = time.perf_counter() + WATCHED_SECONDS
        while time.perf_counter() < until:
            begun = time.perf_counter()
            client.get(f"{url}attune/health").raise_for_status()
            waits.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.005)
    reader.terminate()
    reader.wait()
    for run in runs:
        attune.executions.cancel(run.id)
    for run in runs:
        attune.executions.wait(run.id, timeout=60)
    yield Figure(
        name=f"a trivial request while {RUNS} runs log at full speed (max)",
        value=max(waits),
        unit="ms",
        note=f"p50 {sorted(waits)[len(waits) // 2]:.1f} ms of {len(waits)}",
    )


def _text(page: Page) -> str:
    return str(page.evaluate(FOOT)).replace("\u202f", ",").replace("\xa0", ",")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
