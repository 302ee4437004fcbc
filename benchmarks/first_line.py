"""From the cell to the first line of a shell action's log, with a warm and with a cold host."""

import time
from collections.abc import Iterator

from attune_ops_nb.config import Config
from attune_ops_nb.model import LogStream
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import Attune, open_engine
from benchmarks.figures import Figure, home, median, wait_until


def measure() -> Iterator[Figure]:
    """p50 of 30 warm runs and of 5 cold ones, in milliseconds."""
    with home() as config:
        attune = open_engine(config)
        _first_line(attune)
        warm = median(lambda: _first_line(attune), 30)
        cold = median(lambda: _cold(config, attune), 5)
        attune.close()
    yield Figure(name="cell to first log line, warm host (p50)", value=warm, unit="ms", bound=60)
    yield Figure(name="cell to first log line, cold host (p50)", value=cold, unit="ms", bound=1500)


def _cold(config: Config, attune: Attune) -> float:
    host.stop(config)
    return _first_line(attune)


def _first_line(attune: Attune) -> float:
    """Milliseconds until the action's own output, not our remark, can be read."""
    start = time.perf_counter()
    run = attune.executions.run("core.echo", {"message": "hello"})
    wait_until(lambda: attune.executions.log_size(run.id, LogStream.STDOUT))
    taken = time.perf_counter() - start
    attune.executions.wait(run.id, timeout=60)
    return taken * 1000
