"""The host is killed again and again while workflows run: each ends as it would have otherwise.

Their programs write to a file that they did something; the questions that they ask are answered.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict
from attune_ops_nb.model import Execution, InquiryStatus, Status
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import Attune, open_engine
from benchmarks.figures import Figure, home, wait_until

KILLS = int(os.environ.get("KILLS", "30"))
LONGEST_LIFE = 2.0
"""Seconds after which a host is killed, at most; when, is chance with a seed."""
PATIENCE = 600.0
MIXED = """
ref: bench.mixed
label: Mixed
version: 1.0.0
vars: [{round: 0}]
tasks:
  - {name: first, action: bench.step, next: [{do: [left, right]}]}
  - {name: left, action: bench.step, delay: 0.3, next: [{do: [together]}]}
  - name: right
    action: bench.flaky
    retry: {count: 40, delay: 0.1}
    next: [{when: "{{ succeeded() }}", do: [together]}]
  - {name: together, action: bench.step, join: all, next: [{do: [each]}]}
  - name: each
    action: bench.step
    with_items: "{{ range(4) }}"
    concurrency: 2
    next: [{publish: [{items: "{{ length(result()) }}"}], do: [again]}]
  - name: again
    action: bench.step
    next:
      - {when: "{{ workflow.round == 2 }}", do: [ask]}
      - when: "{{ workflow.round < 2 }}"
        publish: [{round: "{{ workflow.round + 1 }}"}]
        do: [again]
  - name: ask
    action: core.ask
    input: {prompt: "Ship it?"}
    next: [{when: "{{ result().response.approved }}", do: [inner]}]
  - {name: inner, action: bench.inner}
output_map: {items: "{{ workflow.items }}", round: "{{ workflow.round }}"}
"""
INNER = """
ref: bench.inner
label: Inner
version: 1.0.0
tasks:
  - {name: one, action: bench.step, next: [{do: [two]}]}
  - {name: two, action: bench.step}
"""
OUTPUT = {"items": 4, "round": 2, "succeeded": True}
STEPS = Counter(first=1, left=1, right=1, together=1, each=4, again=3, ask=1, inner=1, one=1, two=1)
"""How often each task succeeds, however often the host is killed."""


def measure() -> Iterator[Figure]:
    """Workflows that did not end as they should, and effects without a cause."""
    chance = random.Random(11)
    with home() as config:
        ledger = _write_pack(config)
        attune = open_engine(config)
        runs = [_kill_once(config, attune, chance) for _ in range(KILLS)]
        _see_through(attune, runs)
        ended = [attune.executions.get(id) for id in runs]
        below = {id: _below(attune, id) for id in runs}
        done = Counter(int(line) for line in ledger.read_text().split())
        attune.close()
    other = [each for each in ended if (each.status, each.result) != (Status.COMPLETED, OUTPUT)]
    note = "; ".join([f"of {len(runs)}", *(_why(each, below[each.id]) for each in other)])
    yield _figure("workflows lost, stuck or with another end", len(other), note)
    wrong = sum(_succeeded(children) != STEPS for children in below.values())
    yield _figure("workflows with a step lost or doubled", wrong, "")
    children = [each for found in below.values() for each in found if each.queue == "shell"]
    again = sum(done[each.id] > each.attempt for each in children)
    attempts = sum(each.attempt - 1 for each in children)
    yield _figure("effects beyond the attempts recorded", again, f"{attempts} attempts were lost")
    hollow = sum(each.status is Status.COMPLETED and not done[each.id] for each in children)
    yield _figure("tasks completed without their effect", hollow, f"of {len(children)}")


def _kill_once(config: Config, attune: Attune, chance: random.Random) -> int:
    run = attune.executions.run("bench.mixed").id
    # The run may have been asked for while the host that was killed held its lock still.
    wait_until(lambda: not host.ensure(config) and host.running(config) and host.facts(config))
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    _answer(attune)
    with suppress(KeyError, ProcessLookupError):  # the one killed last may not be followed yet
        os.kill(int(host.facts(config)["pid"]), signal.SIGKILL)
    return run


def _see_through(attune: Attune, runs: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if all(attune.executions.get(id).status.ended for id in runs):
            return
        attune.keep_going()
        _answer(attune)
        time.sleep(0.1)


def _answer(attune: Attune) -> None:
    for each in attune.inquiries.list(status=InquiryStatus.PENDING, per_page=1000).items:
        with suppress(Conflict):
            attune.inquiries.respond(each.id, {"approved": True})


def _below(attune: Attune, id: int) -> list[Execution]:
    children = attune.executions.list(parent=id, per_page=1000).items
    return [each for child in children for each in (child, *_below(attune, child.id))]


def _succeeded(children: list[Execution]) -> Counter[str]:
    tasks: Any = (each.workflow_task for each in children if each.status is Status.COMPLETED)
    return Counter(task.task_name for task in tasks)


def _why(run: Execution, children: list[Execution]) -> str:
    """How a run ended, and what of it did not go well."""
    bad = [each for each in children if each.status not in (Status.COMPLETED, Status.RUNNING)]
    last = max(bad, key=lambda each: each.id, default=run)
    return f"{run.id} {run.status.value}: {last.action_ref} {last.status.value}, {last.result}"


def _write_pack(config: Config) -> Path:
    ledger = config.attune_home.parent / "ledger"
    ledger.touch()
    pack = config.packs_dirs[0] / "bench"
    for folder in ("actions", "workflows"):
        (pack / folder).mkdir(parents=True)
    (pack / "pack.yaml").write_text("ref: bench\nversion: 1.0.0\n")
    (pack / "workflows" / "mixed.yaml").write_text(MIXED)
    (pack / "workflows" / "inner.yaml").write_text(INNER)
    effect = f"echo $ATTUNE_EXEC_ID >> {ledger}; sync {ledger}"
    scripts = {
        "step": f"{effect}; sleep 0.05\n",
        "flaky": f"{effect}; exit $(($(od -An -N1 -tu1 /dev/urandom) % 2))\n",
    }
    for name, script in scripts.items():
        said = f"ref: bench.{name}\nrunner_type: shell\nentry_point: {name}.sh\n"
        (pack / "actions" / f"{name}.yaml").write_text(said)
        (pack / "actions" / f"{name}.sh").write_text(script)
    return ledger


def _figure(name: str, value: int, note: str) -> Figure:
    return Figure(name=f"{KILLS} kills: {name}", value=value, unit="", bound=0, note=note)
