"""Peers: Orquesta and Prefect run the same chain of tasks, each in a Python of its own.

`ORQUESTA_PYTHON` and `PREFECT_PYTHON` name Pythons in which they were installed with pip; without
them there are no peers. Orquesta needs 3.8, as what it leans on is older than later ones. Prefect
3.8.8 asks for any FastAPI from 0.139 up, and does not begin with 0.165: `pip install prefect
fastapi==0.139`.

What is compared is the cost of a step, and not what is promised: Orquesta's `ON_DISK` is no
database, and Prefect's server is told of a task in the background, in batches, so that of the last
ones nothing may be left.
"""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

Cost = tuple[float, float]
"""Seconds by the clock on the wall and by that of the processor."""
LONGEST = 600
"""Seconds until a peer is given up."""


class PeerFailed(Exception):
    """The peer has no figure; the message is the last that it said."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A program to compare with, run by the Python of the variable `named`."""

    name: str
    named: str
    script: str

    @property
    def python(self) -> str | None:
        """The Python it is installed in, if somebody says so."""
        return os.environ.get(self.named)

    def step(self, length: int, how: str = "") -> Cost:
        """The cost of a step in a chain of `length`. PeerFailed if the peer does not run."""
        with tempfile.TemporaryDirectory() as folder:
            asked = [str(self.python), "-W", "ignore", "-c", CLOCKS + self.script, str(length), how]
            settings = {**os.environ, "PREFECT_HOME": folder, **QUIET}
            try:
                told = subprocess.run(
                    asked, env=settings, cwd=folder, capture_output=True, text=True, timeout=LONGEST
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise PeerFailed(f"it did not run: {error}") from error
        if told.returncode:
            raise PeerFailed(f"it did not run: {_last_line(told.stderr)}")
        wall, processor = json.loads(_last_line(told.stdout))
        return wall, processor


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1].strip()


QUIET = {
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
}
CLOCKS = """
import json, os, sys, time

def clocks():
    # Of the processor: what this program used, and the servers that it started.
    used, ticks = time.process_time(), os.sysconf("SC_CLK_TCK")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as file:
                told = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(told[1]) == os.getpid():
            used += (int(told[11]) + int(told[12])) / ticks
    return time.perf_counter(), used

length, how = int(sys.argv[1]), sys.argv[2]

def tell(before):
    print(json.dumps([(now - then) / length for now, then in zip(clocks(), before)]))
"""
IN_MEMORY, SAVED, ON_DISK = "in memory", "with state saved", "on disk"
"""How Orquesta keeps its state: not at all, as a value that is read again, as a file that is."""
ORQUESTA = Peer(
    name="Orquesta",
    named="ORQUESTA_PYTHON",
    script="""
from orquesta import conducting, events, statuses
from orquesta.specs import native as native_specs

tasks = {}
for number in range(length):
    way = {"when": "<% succeeded() %>", "publish": [{"count": "<% ctx().count + 1 %>"}]}
    if number + 1 < length:
        way["do"] = f"task{number + 1}"
    tasks[f"task{number}"] = {
        "action": "core.noop", "input": {"message": "<% ctx().count %>"}, "next": [way]
    }
spec = native_specs.WorkflowSpec({"version": 1.0, "vars": [{"count": 0}], "tasks": tasks})
spec.inspect()

def kept(state):
    if how == "on disk":
        with open("state.json", "w") as file:
            json.dump(state, file)
        with open("state.json") as file:
            return json.load(file)
    return state

before = clocks()
conductor = conducting.WorkflowConductor(spec)
conductor.request_workflow_status(statuses.RUNNING)
due = conductor.get_next_tasks()
while due:
    for task in due:
        for status in (statuses.RUNNING, statuses.SUCCEEDED):
            event = events.ActionExecutionEvent(status)
            conductor.update_task_state(task["id"], task["route"], event)
        if how != "in memory":
            conductor = conducting.WorkflowConductor.deserialize(kept(conductor.serialize()))
    due = conductor.get_next_tasks()
assert conductor.get_workflow_status() == statuses.SUCCEEDED
tell(before)
""",
)
PREFECT = Peer(
    name="Prefect",
    named="PREFECT_PYTHON",
    script="""
from prefect import flow, task

@task
def step(count):
    return count + 1

@flow
def warm():
    return step(0)

@flow
def chain():
    count = 0
    for _ in range(length):
        count = step(count)
    return count

warm()
before = clocks()
assert chain() == length
tell(before)
""",
)
