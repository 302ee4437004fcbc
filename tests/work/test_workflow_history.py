"""What people do to workflows at once, while a host runs them: nothing is lost or done twice.

`ATTUNE_TEST_DEEDS=10000 ATTUNE_TEST_SEEDS=20` does more of it: half a minute a seed.
"""

import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, NotFound
from attune_ops_nb.logic.conductor import Stage, StepState
from attune_ops_nb.model import ASK, Execution, InquiryStatus, Status
from attune_ops_nb.store import Store, workflows
from attune_ops_nb.store.tx import Reader
from attune_ops_nb.store.workflow_ledger import WorkflowLedger
from attune_ops_nb.testing import add_actions, an_action
from attune_ops_nb.work.janitor import Janitor
from attune_ops_nb.work.reactor import Reactor
from attune_ops_nb.work.worker import Worker
from tests.store.conftest import DATABASES, config_on
from tests.work.mixed_workflow import Effects, add_workflow

BUSY = """
tasks:
  - {name: first, action: demo.step, next: [{do: [left, right]}]}
  - {name: left, action: demo.step, next: [{do: [together]}]}
  - {name: right, action: demo.flaky, retry: {count: 1}, next: [{do: [together]}]}
  - {name: together, action: demo.step, join: all, next: [{do: [may]}]}
  - {name: may, action: core.ask, input: {prompt: Go on}, next: [{do: [each]}]}
  - {name: each, action: demo.step, with_items: "{{ range(4) }}", concurrency: 2}
"""
RUNS, PEOPLE = 4, 3
DEEDS = int(os.environ.get("ATTUNE_TEST_DEEDS", "120"))
SEEDS = int(os.environ.get("ATTUNE_TEST_SEEDS", "1"))


@pytest.fixture(params=DATABASES)
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    with config_on(request.param, tmp_path) as made:
        yield made


class Office:
    """A host and some people, each a program of its own on one store."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.over = threading.Event()
        self.wrong: list[BaseException] = []
        self.engine = self.person()
        add_actions(self.engine, [an_action("demo.step"), an_action("demo.flaky"), an_action(ASK)])
        add_workflow(self.engine, BUSY, "demo.busy")
        self.runs = [self.engine.executions.run("demo.busy").id for _ in range(RUNS)]

    def person(self) -> Engine:
        """Somebody with an engine of their own."""
        config = replace(self._config, allow_run=True)
        return Engine(config, Store(config), login="tester")

    def host(self) -> None:
        """Run what may run, until it is over."""
        engine = self.person()
        hands, reactor = Worker(engine, {"shell": Effects()}, name="tester"), Reactor(engine)
        janitor = Janitor(engine)
        while not self.over.is_set():
            if not reactor.step() and not hands.step():
                janitor.step()
                hands.join()
        hands.close()
        engine.close()

    def meddle(self, seed: int) -> None:
        """Do anything to any of the newest workflows; a refusal is an answer too."""
        engine, chance = self.person(), random.Random(seed)
        runs = engine.workflow_runs

        def start(_: int) -> None:
            self.runs.append(engine.executions.run("demo.busy").id)

        def approve(_: int) -> None:
            answer(engine, chance)

        cancel = engine.executions.cancel
        deeds = [runs.pause, runs.resume, runs.rerun_from, approve, cancel, start]
        for _ in range(DEEDS // PEOPLE):
            with suppress(Conflict, NotFound):
                chance.choices(deeds, [8, 16, 8, 8, 2, 1])[0](chance.choice(self.runs[-RUNS:]))
        engine.close()

    def settle(self) -> None:
        """Let every workflow come to its end."""
        for id in self.runs:
            with suppress(Conflict, NotFound):
                self.engine.workflow_runs.resume(id)
        for id in self.runs:
            while not self.engine.executions.wait(id, timeout=0.2).status.ended:
                with suppress(Conflict):
                    answer(self.engine, random.Random(id))

    def guarded(self, do: Any, *given: Any) -> threading.Thread:
        """A thread whose failure is kept."""

        def run() -> None:
            try:
                do(*given)
            except BaseException as error:
                self.wrong.append(error)
                raise

        thread = threading.Thread(target=run)
        thread.start()
        return thread


def answer(engine: Engine, chance: random.Random) -> None:
    """Answer a question that somebody else may be answering, or taking back, at the same time."""
    if asked := engine.inquiries.list(status=InquiryStatus.PENDING).items:
        engine.inquiries.respond(chance.choice(asked).id, {"approved": True})


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_people_do_at_once_each_step_has_one_execution_and_all_counts_agree(
    seed: int, config: Config
) -> None:
    office = Office(config)
    host = office.guarded(office.host)
    people = [office.guarded(office.meddle, seed * PEOPLE + n) for n in range(PEOPLE)]
    for person in people:
        person.join()
    office.settle()
    office.over.set()
    host.join()

    for id in office.runs:
        office.engine.store.read(lambda reader, id=id: assert_sound(reader, id))
    assert office.wrong == []
    office.engine.close()


def assert_sound(reader: Reader, id: int) -> None:
    """The workflow has ended, and its rows agree with each other."""
    execution = reader.get(Execution, id)
    if execution.started_at is None and execution.status is Status.CANCELLED:
        return  # it was cancelled before it began
    ledger = WorkflowLedger(reader, id)
    course, steps = ledger.course(), list(ledger.steps())
    children = reader.find(Execution, parent=id)
    places = Counter(
        (each.workflow_task.step, each.workflow_task.task_index, each.workflow_task.attempt)
        for each in children
        if each.workflow_task
    )
    assert execution.status.ended and course.stage.ended
    assert STAGES[course.stage] is execution.status
    assert not [each for each in children if not each.status.ended]
    assert set(places.values()) <= {1}
    assert course.active == 0
    assert course.held == sum(each.state is StepState.HELD for each in steps)
    assert course.failures == len(ledger.failures())
    assert [each.id for each in steps] == list(range(course.last_step + 1))
    assert workflows.next_due(reader) is None


STAGES = {
    Stage.COMPLETED: Status.COMPLETED,
    Stage.FAILED: Status.FAILED,
    Stage.CANCELLED: Status.CANCELLED,
}
