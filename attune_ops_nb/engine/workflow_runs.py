"""Workflow runs: what people do with workflows that run, and what makes these go on.

A workflow goes on because it was asked for, a task of it ended, or a wait is over. Each is told in
one transaction (`workflow_turns.py`), and may be told again.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.engine.requests import Requests
from attune_ops_nb.engine.story import Story
from attune_ops_nb.engine.workflow_ends import fail, give_up
from attune_ops_nb.engine.workflow_standing import check_begun, readable, state
from attune_ops_nb.engine.workflow_turns import Act, WorkflowTurns, Writing
from attune_ops_nb.errors import AttuneError, Invalid, NotFound, Unavailable
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.conductor import Again, Command, Conductor, Outcome
from attune_ops_nb.logic.workflow_state import WorkflowState
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.model import Action, Execution, Params, Status, TaskState, WorkflowDefinition
from attune_ops_nb.store import Store, workflows
from attune_ops_nb.store.tx import Reader, Tx
from attune_ops_nb.store.workflow_ledger import WorkflowLedger

log = logging.getLogger(__name__)
T = TypeVar("T")
OUTCOMES = {
    Status.COMPLETED: Outcome.SUCCEEDED,
    Status.TIMEOUT: Outcome.TIMED_OUT,
    Status.CANCELLED: Outcome.CANCELLED,
}
"""Any other end is a failure, or a time that was up, which its place in the workflow says."""


class WorkflowRuns:
    """What can be done with a workflow that runs, and what has to be."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        requests: Requests,
        story: Story,
        allowed: Callable[[], None],
        wake: Callable[[], object],
    ) -> None:
        self._config = config
        self._store = store
        self._turns = WorkflowTurns(config, store, requests, story)
        self._allowed = allowed
        self._wake = wake

    def state(self, id: int) -> WorkflowState:
        """Where the workflow of an execution stands: its graph, its steps, what went wrong.

        NotFound if the execution is no workflow, or has not begun.
        """
        with readable(id):
            return self._store.read(lambda reader: state(reader, id))

    def pause(self, id: int) -> Execution:
        """Begin nothing any more; what runs may end. Conflict if the workflow has ended."""
        return self._operate(id, Conductor.pause, paused_at=self._store.now())

    def resume(self, id: int) -> Execution:
        """Go on after a pause. Conflict if it is not paused."""
        self._allowed()
        return self._operate(id, Conductor.resume, paused_at=None)

    def rerun_from(
        self,
        id: int,
        task: str | None = None,
        *,
        step: int | None = None,
        input: Params | None = None,
        failed_items: bool = False,
    ) -> Execution:
        """Go on with a workflow that has ended, from its last step of `task`, or from `step`.

        Without either, from all that ended badly. `input` replaces parts of the task's input;
        with `failed_items` only those items run that did not succeed. Conflict if it has not
        ended.
        """
        self._allowed()
        return self._operate(
            id,
            lambda conductor: conductor.rerun(self._again(id, task, step, input, failed_items)),
            status=Status.RUNNING,
            result=None,
            completed_at=None,
            paused_at=None,
        )

    def begin(self, requested: Execution) -> None:
        """Begin the workflow of an execution that was asked for; later calls do nothing."""
        self._go(requested.id, lambda writing: self._begin(writing, requested))

    def task_ended(self, child: Execution) -> None:
        """Go on after a task's execution has ended; later calls do nothing."""
        task = child.workflow_task
        if task is not None and child.status.ended:
            self._guarded(task.workflow_execution, lambda: self._tell_end(task, child))

    def along_with(self, do: Callable[[Tx, Callable[[Execution], None]], T]) -> T:
        """What `do` gives; in its transaction it may say which executions of tasks ended."""
        return self._turns.write(lambda writing: do(writing.tx, partial(self._go_on, writing)))

    def stop(self, canceling: Execution) -> None:
        """End a workflow that was cancelled, as soon as nothing of it runs."""
        self._go(canceling.id, partial(self._turns.follow, id=canceling.id, act=Conductor.cancel))

    def give_up(self, id: int, why: str) -> None:
        """End a workflow that cannot go on as failed, and stop what runs for it."""
        self._store.tx(lambda tx: give_up(tx, id, why))

    def tell_time(self) -> int:
        """Go on with what waited until now; how much that was."""
        now = self._store.now()
        timers = self._store.read(lambda reader: workflows.due(reader, now))
        for timer in timers:
            self._go(timer.workflow, partial(self._passed, timer=timer))
        return len(timers)

    def forget(self) -> int:
        """Clear away how workflows went that ended before the retention; how many those were."""
        days = self._config.runs_retention_days
        if not days:
            return 0
        oldest, gone = self._store.now() - timedelta(days=days), 0
        while found := self._store.tx(lambda tx: workflows.forget(tx, oldest)):
            gone += found
        return gone

    def next_time(self) -> float | None:
        """Seconds until `tell_time` has something to tell; None if nothing waits for a time."""
        due = self._store.read(workflows.next_due)
        return None if due is None else (due - self._store.now()).total_seconds()

    def _again(
        self, id: int, task: str | None, step: int | None, input: Params | None, failed_items: bool
    ) -> Sequence[Again]:
        if task is None and step is None:
            if input or failed_items:
                raise Invalid("task: name the one that is to run again", problems={"task": "none"})
            return ()
        if step is None:
            with readable(id):
                step = self._store.read(lambda reader: _last_step(WorkflowLedger(reader, id), task))
        if input:
            with readable(id):
                self._store.read(partial(_refuse_secrets, id=id, step=step, input=input))
        return (Again(step=step, input=input or {}, failed_items=failed_items),)

    def _operate(self, id: int, act: Act, **fields: Any) -> Execution:
        """Somebody acts on the workflow: what changes of its execution is written with it."""

        def write(writing: Writing) -> Execution:
            tx = writing.tx
            check_begun(tx, id)
            tx.update(Execution, id, **fields)
            self._turns.take(writing, tx.get(Execution, id), act)
            return tx.get(Execution, id)

        with readable(id):
            execution = self._turns.write(write)
        self._wake()
        return execution

    def _tell_end(self, task: TaskState, child: Execution) -> None:
        # Most were told when they ended; to look at that costs less than to tell them again.
        if self._store.read(lambda reader: workflows.waits_for(reader, task)):
            self._turns.write(lambda writing: self._go_on(writing, child))

    def _go_on(self, writing: Writing, child: Execution) -> None:
        task = child.workflow_task
        if task is None or not child.status.ended:
            return
        bad = Outcome.TIMED_OUT if task.timed_out else Outcome.FAILED
        outcome = OUTCOMES.get(child.status, bad)
        self._turns.follow(
            writing,
            task.workflow_execution,
            lambda conductor: conductor.ended(
                task.step, outcome, child.result, item=task.task_index, attempt=task.attempt
            ),
            task.step,
        )

    def _begin(self, writing: Writing, requested: Execution) -> None:
        tx = writing.tx
        execution = tx.update(
            Execution,
            requested.id,
            expect={"status": Status.REQUESTED},
            status=Status.RUNNING,
            started_at=tx.now,
        )
        if execution is None:
            return
        try:
            definition = _definition(tx, execution)
        except AttuneError as error:
            fail(tx, execution, error.message)
            return
        workflows.begin(tx, execution.id, definition)
        started = self._store.now().isoformat()
        self._turns.take(writing, execution, lambda it: it.begin(execution.config or {}, started))
        if execution.timeout_seconds is not None:
            self._limit(tx, execution, execution.timeout_seconds, definition.timeout)

    def _limit(self, tx: Tx, execution: Execution, asked: float, own: float | None) -> None:
        """Whoever asked for the workflow may give it less time than it gives itself."""
        open_still = not tx.get(Execution, execution.id).status.ended
        if open_still and (own is None or asked < own):
            self._turns.limit(tx, execution.id, asked)

    def _passed(self, writing: Writing, timer: workflows.Timer) -> None:
        if workflows.drop_timer(writing.tx, timer):
            self._turns.follow(writing, timer.workflow, lambda conductor: _told(conductor, timer))

    def _guarded(self, id: int, go_on: Callable[[], object]) -> None:
        """Let the workflow go on. One that cannot ends, as nothing would ever come back to it."""
        try:
            go_on()
        except Unavailable:  # it will be told again
            raise
        except Exception as error:
            log.exception("workflow %d", id)
            self.give_up(id, traceback.format_exception_only(error)[-1].strip())

    def _go(self, id: int, do: Callable[[Writing], None]) -> None:
        self._guarded(id, lambda: self._turns.write(do))


def _definition(tx: Tx, execution: Execution) -> Definition:
    found = tx.find(WorkflowDefinition, id=execution.workflow_def)
    if not found:
        raise NotFound(f"the workflow of {execution.action_ref} is not there any more")
    return msgspec.convert(found[0].definition, Definition)


def _told(conductor: Conductor, timer: workflows.Timer) -> list[Command]:
    if timer.step == workflows.WHOLE:
        return conductor.time_is_up()
    item = None if timer.item == workflows.WHOLE else timer.item
    return conductor.waited(timer.step, item=item, attempt=timer.attempt)


def _refuse_secrets(reader: Reader, id: int, step: int, input: Params) -> None:
    """What replaces parts of an input is kept with the workflow, where everybody can read it."""
    ledger = WorkflowLedger(reader, id)
    graph = workflows.graph_of(reader, id)
    if not 0 <= step <= ledger.course().last_step:
        return  # the conductor says that there is no such step
    task = graph.tasks.get(ledger.step(step).task)
    for action in reader.find(Action, ref=task.action) if task else ():
        hidden = sorted(schemas.secrets(action.param_schema or {}) & set(input))
        if hidden:
            what = "is secret, and cannot be replaced: run the workflow anew with the other one"
            told = "; ".join(f"{name}: it {what}" for name in hidden)
            raise Invalid(told, problems=dict.fromkeys(hidden, f"it {what}"))


def _last_step(ledger: WorkflowLedger, task: str | None) -> int:
    step = ledger.last_ended(task or "", None)
    if step is None:
        raise NotFound(f"task: no step of `{task}` has ended in this workflow")
    return step.id
