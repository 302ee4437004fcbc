"""Live frames over a thousand files: what they take while nothing is written, and how late."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.readings.usage_events import UsageFeed
from attune_ops_nb.store.watching import Watch
from benchmarks import usage_files
from benchmarks.figures import Figure

FILES = 1_000
LINES = 100
IDLE_SECONDS = 10
TIMES = 50


def measure() -> Iterator[Figure]:
    """CPU and wakings of ten idle seconds, then p50 from a write to the rows it brings."""
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        config = Config(attune_home=Path(folder))
        config.telemetry_path.parent.mkdir()
        for number in range(FILES - 1):
            name = f"usage.2026-08-01.{number}.jsonl"
            usage_files.fill(config.telemetry_path.with_name(name), LINES, seed=number)
        feed, watch = UsageFeed(config), Watch([config.telemetry_path.parent])
        feed.more()
        yield from _idle(watch)
        yield _late(config, feed, watch)
        watch.close()


def _idle(watch: Watch) -> Iterator[Figure]:
    waiting = threading.Thread(target=watch.wait, args=(IDLE_SECONDS + 5,), daemon=True)
    waiting.start()
    cpu, wakings = time.process_time(), _wakings()
    time.sleep(IDLE_SECONDS)
    cpu, wakings = time.process_time() - cpu, _wakings() - wakings
    title = f"live frame, {FILES:,} idle files, {IDLE_SECONDS} s"
    yield Figure(name=f"{title}: CPU", value=cpu * 1000, unit="ms")
    yield Figure(name=f"{title}: wakings of any thread", value=wakings, unit="", note="1 is ours")
    watch.wait(10)
    waiting.join()


def _late(config: Config, feed: UsageFeed, watch: Watch) -> Figure:
    taken = []
    for number in range(TIMES):
        with config.telemetry_path.open("a", encoding="utf-8") as file:
            file.writelines(usage_files.more(10, seed=number))
        start = time.perf_counter()
        while not feed.more()[0]:
            watch.wait(10)
        taken.append((time.perf_counter() - start) * 1000)
        while watch.wait(0.01):
            pass
    return Figure(
        name=f"live frame, {FILES:,} files: from a write to its rows (p50)",
        value=statistics.median(taken),
        unit="ms",
        note=f"max {max(taken):.1f} ms",
    )


def _wakings() -> int:
    """How often the threads of this process were put to sleep, which is how often they woke."""
    found = 0
    for each in os.listdir("/proc/self/task"):
        status = Path(f"/proc/self/task/{each}/status").read_text(encoding="ascii")
        [line] = [row for row in status.splitlines() if row.startswith("voluntary_ctxt")]
        found += int(line.split()[1])
    return found
