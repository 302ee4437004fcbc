"""A workflow in which all happens that can, a runner for its tasks, and who sees it through."""

import threading
from collections import Counter
from typing import Any

import msgspec

from attune_ops_nb.engine import Engine
from attune_ops_nb.logic.workflows.reading import load
from attune_ops_nb.model import (
    ASK,
    Action,
    Execution,
    InquiryStatus,
    Pack,
    Status,
    WorkflowDefinition,
)
from attune_ops_nb.store import workflows
from attune_ops_nb.testing import FakeClock, add_actions, an_action
from attune_ops_nb.work.janitor import Janitor
from attune_ops_nb.work.reactor import Reactor
from attune_ops_nb.work.worker import Outcome, Worker, failed

MIXED = """
vars: [{round: 0}]
tasks:
  - name: first
    action: demo.step
    next: [{do: [left, right]}]
  - name: left
    action: demo.step
    delay: 5
    next: [{when: "{{ succeeded() }}", publish: [{left: "{{ result().number }}"}], do: [together]}]
  - name: right
    action: demo.flaky
    retry: {count: 2, delay: 3}
    next: [{when: "{{ succeeded() }}", publish: [{right: "{{ result().number }}"}], do: [together]}]
  - name: together
    action: demo.step
    join: all
    next: [{do: [each]}]
  - name: each
    action: demo.step
    with_items: "{{ range(3) }}"
    concurrency: 2
    next: [{publish: [{items: "{{ length(result()) }}"}], do: [again]}]
  - name: again
    action: demo.step
    next:
      - when: "{{ workflow.round < 1 }}"
        publish: [{round: "{{ workflow.round + 1 }}"}]
        do: [again]
      - {when: "{{ workflow.round == 1 }}", do: [ask]}
  - name: ask
    action: core.ask
    input: {prompt: "Ship it?"}
    next: [{when: "{{ result().response.approved }}", do: [inner]}]
  - {name: inner, action: demo.inner}
output_map:
  numbers: "{{ [workflow.left, workflow.right, workflow.items, workflow.round] }}"
"""
INNER = """
tasks:
  - {name: one, action: demo.step, next: [{do: [two]}]}
  - {name: two, action: demo.step}
output_map: {said: "{{ task.two.number }}"}
"""


def add_workflow(engine: Engine, text: str, ref: str) -> None:
    """Register a workflow, as the loading of packs does."""
    definition = load(f"version: 1.0.0\n{text}")
    (pack,) = engine.store.find(Pack, ref="demo")
    told: dict[str, Any] = {"ref": ref, "pack": pack.id, "pack_ref": "demo", "label": ref}
    built = msgspec.to_builtins(definition)
    row = engine.store.add(WorkflowDefinition(version="1.0.0", definition=built, **told))
    schema = dict(definition.parameters)
    engine.store.add(Action(entrypoint="", workflow_def=row.id, param_schema=schema, **told))


def add_mixed(engine: Engine) -> None:
    """The workflow `demo.mixed` and all that it needs."""
    add_actions(engine, [an_action("demo.step"), an_action("demo.flaky"), an_action(ASK)])
    add_workflow(engine, INNER, "demo.inner")
    add_workflow(engine, MIXED, "demo.mixed")


class Effects:
    """A runner whose effects are counted by execution; what is flaky fails at its first attempt."""

    def __init__(self) -> None:
        self.by_execution: Counter[int] = Counter()

    def run(self, claimed: Execution, stop: threading.Event) -> Outcome:
        self.by_execution[claimed.id] += 1
        task = claimed.workflow_task
        if claimed.action_ref == "demo.flaky" and task is not None and task.attempt == 1:
            return failed("not yet")
        return Outcome(status=Status.COMPLETED, result={"succeeded": True, "number": 7})


class Life:
    """One life of a host, stepped by hand, with a person who answers."""

    def __init__(self, engine: Engine, clock: FakeClock, effects: Effects) -> None:
        self._engine, self._clock = engine, clock
        self._hands = Worker(engine, {"shell": effects}, name="tester")
        self._reactor = Reactor(engine)
        self._janitor = Janitor(engine)

    def see_through(self, id: int) -> Execution:
        """The execution, when nothing can happen to it any more."""
        while not (found := self._engine.executions.get(id)).status.ended:
            if not (self._reactor.step() or self._work() or self._answer()):
                due = self._engine.store.read(workflows.next_due)
                assert due is not None, "the workflow is stuck"
                self._clock.now = max(self._clock.now, due)
                self._janitor.step()
        return found

    def _work(self) -> int:
        claimed = self._hands.step()
        self._hands.join()
        return len(claimed)

    def _answer(self) -> int:
        pending = self._engine.inquiries.list(status=InquiryStatus.PENDING).items
        for each in pending:
            self._engine.inquiries.respond(each.id, {"approved": True})
        return len(pending)


def what_ran(engine: Engine, id: int) -> Counter[tuple[str, int | None, int, Status]]:
    """The executions of a workflow and of those within it, by what they were for."""
    found: Counter[tuple[str, int | None, int, Status]] = Counter()
    for child in engine.executions.list(parent=id, per_page=1000).items:
        task = child.workflow_task
        assert task is not None
        found[task.task_name, task.task_index, task.attempt, child.status] += 1
        found += what_ran(engine, child.id)
    return found
