"""Demo, live: the engine of a demo's home runs something of each kind, and some of it goes on."""

import time
from pathlib import Path

from attune_ops_nb import demo
from attune_ops_nb.demo import live
from attune_ops_nb.engine import Engine

SECONDS = 60.0
"""So long it waits, at most, for what ends by itself."""


def begin(home: Path) -> int:
    """Switch runs on, ask for some, and come back when those that end have ended; how many."""
    from attune_ops_nb.work.embedded import open_engine

    attune = open_engine(demo.config_of(home))
    try:
        attune.settings.allow_run(True)
        asked = [(wanted, _run(attune, wanted)) for wanted in live.RUNS]
        until = time.monotonic() + SECONDS
        for wanted, run in asked:
            if wanted.stopped:
                attune.executions.cancel(run)
            if wanted.ends:
                attune.executions.wait(run, max(until - time.monotonic(), 0))
    finally:
        attune.close()
    return len(asked)


def _run(attune: Engine, wanted: live.Wanted) -> int:
    return attune.executions.run(
        wanted.action,
        wanted.parameters,
        scope=wanted.scope,
        timeout_seconds=wanted.timeout_seconds,
    ).id
