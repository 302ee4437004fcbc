"""What an engine host costs while nothing runs."""

import time
from collections.abc import Iterator

import psutil

from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import open_engine
from benchmarks.figures import Figure, home

SECONDS = 10.0


def measure() -> Iterator[Figure]:
    """CPU in per cent of one core over ten seconds, and resident memory in MB."""
    with home() as config:
        attune = open_engine(config)
        attune.executions.wait(attune.executions.run("core.noop").id)
        one = psutil.Process(int(host.facts(config)["pid"]))
        before, start = one.cpu_times(), time.perf_counter()
        time.sleep(SECONDS)
        after, taken = one.cpu_times(), time.perf_counter() - start
        memory = sum(each.memory_info().rss for each in (one, *one.children(recursive=True)))
        attune.close()
    used = (after.user + after.system) - (before.user + before.system)
    yield Figure(name="idle host, CPU of one core", value=100 * used / taken, unit="%", bound=1)
    yield Figure(name="idle host, memory with guardian", value=memory / 1e6, unit="MB", bound=120)
