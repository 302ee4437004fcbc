"""The host is killed again and again while runs go on: nothing may be lost, stuck or done again."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import Attune, open_engine
from benchmarks.figures import Figure, home, wait_until

KILLS = int(os.environ.get("KILLS", "30"))
RUNS_PER_KILL = 6
LONGEST_LIFE = 1.5
"""Seconds after which a host is killed, at most; when, is chance with a seed."""


def measure() -> Iterator[Figure]:
    """Runs that were asked for and have not completed; runs done more often than tried."""
    chance = random.Random(7)
    with home() as config:
        ledger = _write_pack(config)
        attune = open_engine(config)
        runs = [id for _ in range(KILLS) for id in _kill_once(config, attune, chance)]
        ended = [attune.executions.wait(id, timeout=120) for id in runs]
        done = Counter(int(line) for line in ledger.read_text().split())
        attune.close()
    yield _figure("runs lost or stuck", _unfinished(ended), f"of {len(runs)}")
    hollow = [each for each in ended if each.status is Status.COMPLETED and not done[each.id]]
    yield _figure("runs completed without their effect", len(hollow), "")
    again = sum(done[each.id] > each.attempt for each in ended)
    attempts = sum(each.attempt - 1 for each in ended)
    yield _figure("effects beyond the attempts recorded", again, f"{attempts} attempts were lost")


def _kill_once(config: Config, attune: Attune, chance: random.Random) -> list[int]:
    runs = [attune.executions.run("bench.entry").id for _ in range(RUNS_PER_KILL)]
    wait_until(lambda: host.running(config) and host.facts(config))
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    with suppress(KeyError, ProcessLookupError):  # the one killed last may not be followed yet
        os.kill(int(host.facts(config)["pid"]), signal.SIGKILL)
    return runs


def _write_pack(config: Config) -> Path:
    ledger = config.attune_home.parent / "ledger"
    ledger.touch()
    actions = config.packs_dirs[0] / "bench" / "actions"
    actions.mkdir(parents=True)
    (actions.parent / "pack.yaml").write_text("ref: bench\nversion: 1.0.0\n")
    yaml = "ref: bench.entry\nrunner_type: shell\nentry_point: entry.sh\n"
    (actions / "entry.yaml").write_text(yaml)
    script = (
        f"sleep 0.$((RANDOM % 4)); echo $ATTUNE_EXEC_ID >> {ledger}; sync {ledger}; sleep 0.1\n"
    )
    (actions / "entry.sh").write_text(script)
    return ledger


def _unfinished(ended: list[Execution]) -> int:
    return sum(each.status is not Status.COMPLETED for each in ended)


def _figure(name: str, value: int, note: str) -> Figure:
    return Figure(name=f"{KILLS} kills: {name}", value=value, unit="", bound=0, note=note)
