"""Workflow runs: executions that are conducted, each transition in one transaction.

Whatever happens (it is asked for, a task ended, a wait is over, somebody pauses it) is told to the
conductor together with the rows that it needs; what the conductor wants done is written before
the transaction ends. A crash therefore leaves a workflow before a transition or after it, and what
is told twice counts once.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from threading import Lock
from typing import Any, TypeVar

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.engine.requests import Requests, take_back
from attune_ops_nb.engine.task_requests import Child, TaskRequests
from attune_ops_nb.errors import AttuneError, Conflict, Invalid, NotFound, Unavailable
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.conductor import (
    Again,
    Command,
    Conductor,
    Deadline,
    Ended,
    Fault,
    Given,
    Outcome,
    Paused,
    Stage,
    Start,
    Stop,
    Wait,
)
from attune_ops_nb.logic.workflow_state import WorkflowState, steps_shown
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.graph import graph
from attune_ops_nb.model import ENDS, Action, Execution, Pack, Params, Status, WorkflowDefinition
from attune_ops_nb.store import Store, vault, workflows
from attune_ops_nb.store.tx import Reader, Tx
from attune_ops_nb.store.workflow_ledger import WorkflowLedger

log = logging.getLogger(__name__)
T = TypeVar("T")
Act = Callable[[Conductor], list[Command]]
OUTCOMES = {
    Status.COMPLETED: Outcome.SUCCEEDED,
    Status.TIMEOUT: Outcome.TIMED_OUT,
    Status.CANCELLED: Outcome.CANCELLED,
}
"""Any other end is a failure, or a time that was up, which its place in the workflow says."""
STATUSES = {
    Stage.COMPLETED: Status.COMPLETED,
    Stage.FAILED: Status.FAILED,
    Stage.CANCELLED: Status.CANCELLED,
    Stage.TIMEOUT: Status.TIMEOUT,
}
MOST_VALUES = 256
"""Values of one workflow that are remembered from one transition to the next."""
MOST_WORKFLOWS = 32


class Turns:
    """A transaction, and by workflow the values that its transitions read."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.read: dict[int, dict[int, Any]] = {}


class WorkflowRuns:
    """What can be done with a workflow that runs, and what has to be."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        requests: Requests,
        allowed: Callable[[], None],
        wake: Callable[[], object],
    ) -> None:
        self._config = config
        self._store = store
        self._children = TaskRequests(requests)
        self._allowed = allowed
        self._wake = wake
        self._known: dict[int, dict[int, Any]] = {}
        self._lock = Lock()

    def state(self, id: int) -> WorkflowState:
        """Where the workflow of an execution stands: its graph, its steps, what went wrong.

        NotFound if the execution is no workflow, or has not begun.
        """
        return self._store.read(lambda reader: _state(reader, id))

    def pause(self, id: int) -> Execution:
        """Begin nothing any more; what runs may end. Conflict if the workflow has ended."""
        return self._operate(id, lambda conductor: conductor.pause(), paused_at=self._store.now())

    def resume(self, id: int) -> Execution:
        """Go on after a pause. Conflict if it is not paused."""
        self._allowed()
        return self._operate(id, lambda conductor: conductor.resume(), paused_at=None)

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
        self._go(requested.id, lambda turns: self._begin(turns, requested))

    def task_ended(self, child: Execution) -> None:
        """Go on after a task's execution has ended; later calls do nothing."""
        task = child.workflow_task
        if task is not None and child.status.ended:
            self._go(
                task.workflow_execution,
                lambda turns: self._go_on(turns, child),
                # Most were told when they ended: to look costs less than to tell them again.
                needed=lambda reader: workflows.waits_for(reader, task),
            )

    def along_with(self, do: Callable[[Tx, Callable[[Execution], None]], T]) -> T:
        """What `do` gives; in its transaction it may say which executions of tasks ended."""
        return self._write(lambda turns: do(turns.tx, partial(self._go_on, turns)))

    def stop(self, canceling: Execution) -> None:
        """End a workflow that was cancelled, as soon as nothing of it runs."""
        self._go(
            canceling.id,
            lambda turns: self._follow(turns, canceling.id, lambda conductor: conductor.cancel()),
        )

    def give_up(self, id: int, why: str) -> None:
        """End a workflow that cannot go on as failed, and stop what runs for it."""
        self._store.tx(lambda tx: _give_up(tx, id, why))

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
            step = self._store.read(lambda reader: _last_step(WorkflowLedger(reader, id), task))
        if input:
            self._store.read(partial(_refuse_secrets, id=id, step=step, input=input))
        return (Again(step=step, input=input or {}, failed_items=failed_items),)

    def _operate(self, id: int, act: Act, **fields: Any) -> Execution:
        """Somebody acts on the workflow: what changes of its execution is written with it."""

        def write(turns: Turns) -> Execution:
            tx = turns.tx
            _check_begun(tx, id)
            tx.update(Execution, id, **fields)
            self._turn(turns, tx.get(Execution, id), act)
            return tx.get(Execution, id)

        execution = self._write(write)
        self._wake()
        return execution

    def _go_on(self, turns: Turns, child: Execution) -> None:
        task = child.workflow_task
        if task is None or not child.status.ended:
            return
        bad = Outcome.TIMED_OUT if task.timed_out else Outcome.FAILED
        outcome = OUTCOMES.get(child.status, bad)
        self._follow(
            turns,
            task.workflow_execution,
            lambda conductor: conductor.ended(
                task.step, outcome, child.result, item=task.task_index, attempt=task.attempt
            ),
        )

    def _follow(self, turns: Turns, id: int, act: Act) -> None:
        """Something happened to the workflow; one that is gone or has ended does not mind."""
        found = turns.tx.find(Execution, id=id)
        if found and not found[0].status.ended:
            self._turn(turns, found[0], act)

    def _begin(self, turns: Turns, requested: Execution) -> None:
        tx = turns.tx
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
            told = {"succeeded": False, "error": error.message}
            _end(tx, execution, Status.FAILED, told)
            return
        workflows.begin(tx, execution.id, definition)
        started = self._store.now().isoformat()
        self._turn(turns, execution, lambda it: it.begin(execution.config or {}, started))
        if execution.timeout_seconds is not None:
            self._limit(tx, execution, execution.timeout_seconds, definition.timeout)

    def _limit(self, tx: Tx, execution: Execution, asked: float, own: float | None) -> None:
        """Whoever asked for the workflow may give it less time than it gives itself."""
        open_still = not tx.get(Execution, execution.id).status.ended
        if open_still and (own is None or asked < own):
            self._keep_timer(tx, execution.id, asked, workflows.WHOLE, workflows.WHOLE, 1)

    def _passed(self, turns: Turns, timer: workflows.Timer) -> None:
        if workflows.drop_timer(turns.tx, timer):
            self._follow(turns, timer.workflow, lambda conductor: _told(conductor, timer))

    def _turn(self, turns: Turns, execution: Execution, act: Act) -> None:
        """One transition: what happened, and all that follows from it at once."""
        tx, id = turns.tx, execution.id
        graph = workflows.graph_of(tx, id)
        hidden = schemas.secrets(dict(graph.definition.parameters))
        ledger = WorkflowLedger(
            tx,
            id,
            known=self._known.get(id, {}),
            hidden=vault.unseal(self._config, tx, id) if hidden else {},
        )
        conductor = Conductor(graph, ledger, _given(tx, execution, hidden))
        commands = deque(act(conductor))
        while commands:
            commands.extend(self._do(tx, execution, conductor, ledger, commands.popleft()))
        ledger.flush()
        turns.read[id] = ledger.values

    def _do(
        self,
        tx: Tx,
        execution: Execution,
        conductor: Conductor,
        ledger: WorkflowLedger,
        command: Command,
    ) -> list[Command]:
        """Do what the conductor wants; what it wants because of that."""
        match command:
            case Start():
                child = _child(execution, conductor, command)
                try:
                    self._children.write(tx, child)
                except AttuneError as error:  # the task cannot be asked for: it failed
                    ledger.add_fault(_fault(command, error.message))
                    return conductor.ended(
                        command.step,
                        Outcome.FAILED,
                        {"succeeded": False, "error": error.message},
                        item=command.item,
                        attempt=command.attempt,
                    )
            case Wait(step=step, item=item, attempt=attempt, seconds=seconds):
                number = workflows.WHOLE if item is None else item
                self._keep_timer(tx, execution.id, seconds, step, number, attempt)
            case Deadline(seconds=seconds):
                self._keep_timer(tx, execution.id, seconds, workflows.WHOLE, workflows.WHOLE, 1)
            case Stop(running=running):
                _stop_children(tx, execution.id, running)
            case Ended(stage=stage, result=result, errors=errors):
                workflows.drop_timers(tx, execution.id)
                told = {"errors": msgspec.to_builtins(errors)} if errors else {}
                _end(tx, execution, STATUSES[stage], {**result, **told})
            case Paused():
                pass
        return []

    def _keep_timer(
        self, tx: Tx, id: int, seconds: float, step: int, item: int, attempt: int
    ) -> None:
        now = self._store.now()
        workflows.keep_timer(tx, id, seconds, now=now, step=step, item=item, attempt=attempt)

    def _go(
        self,
        id: int,
        do: Callable[[Turns], None],
        *,
        needed: Callable[[Reader], bool] = lambda _: True,
    ) -> None:
        """Let the workflow go on. One that cannot ends, as nothing would ever come back to it."""
        try:
            if self._store.read(needed):
                self._write(do)
        except Unavailable:  # it will be told again
            raise
        except Exception as error:
            log.exception("workflow %d", id)
            self.give_up(id, traceback.format_exception_only(error)[-1].strip())

    def _write(self, do: Callable[[Turns], T]) -> T:
        """What `do` gives; the values it read are known from then on, as they are committed."""

        def write(tx: Tx) -> tuple[T, Turns]:
            turns = Turns(tx)
            return do(turns), turns

        given, turns = self._store.tx(write)
        with self._lock:
            for id, values in turns.read.items():
                self._remember(id, values)
        return given

    def _remember(self, id: int, values: dict[int, Any]) -> None:
        before = self._known.pop(id, {})
        known = [each for each in before.items() if each[0] not in values] + [*values.items()]
        self._known[id] = dict(known[-MOST_VALUES:])
        while len(self._known) > MOST_WORKFLOWS:
            del self._known[next(iter(self._known))]


def _state(reader: Reader, id: int) -> WorkflowState:
    definition = workflows.graph_of(reader, id).definition
    execution = reader.get(Execution, id)
    ledger = WorkflowLedger(reader, id)
    steps = list(ledger.steps())
    routes = {route.id: ",".join(route.transitions) for route in ledger.routes()}
    items = {step.id: list(ledger.items(step.id)) for step in steps if step.items is not None}
    ran = workflows.executions_of(reader, id)
    course = ledger.course()
    variables = ledger.context(course.variables) if course.last_context >= 0 else {}
    return WorkflowState(
        execution=id,
        stage=(execution.status if _given_up(execution, ledger) else course.stage).value,
        graph=graph(definition),
        steps=steps_shown(steps, routes, items, ran),
        errors=list(ledger.faults()),
        variables={name: ledger.value(number) for name, number in variables.items()},
    )


def _definition(tx: Tx, execution: Execution) -> Definition:
    found = tx.find(WorkflowDefinition, id=execution.workflow_def)
    if not found:
        raise NotFound(f"the workflow of {execution.action_ref} is not there any more")
    return msgspec.convert(found[0].definition, Definition)


def _given(tx: Tx, execution: Execution, hidden: set[str]) -> Given:
    packs = tx.find(Pack, ref=execution.action_ref.partition(".")[0])
    return Given(
        config=packs[0].config if packs else {},
        keystore={},
        secret_names=("keystore", *(f"parameters/{name}" for name in sorted(hidden))),
    )


def _check_begun(tx: Tx, id: int) -> None:
    """Conflict if the workflow has not begun, or was given up."""
    if tx.get(Execution, id).status is Status.REQUESTED:
        raise Conflict(f"execution {id} has not begun yet")
    workflows.graph_of(tx, id)  # from here on nobody else goes on with it
    if _given_up(tx.get(Execution, id), WorkflowLedger(tx, id)):
        raise Conflict(f"execution {id} could not go on: run its workflow anew")


def _given_up(execution: Execution, ledger: WorkflowLedger) -> bool:
    """Whether it ended without its conductor, which would go on from here if it could."""
    return execution.status.ended and not ledger.course().stage.ended


def _fault(start: Start, message: str) -> Fault:
    return Fault(message=message, task=start.task, route=start.route, step=start.step)


def _told(conductor: Conductor, timer: workflows.Timer) -> list[Command]:
    if timer.step == workflows.WHOLE:
        return conductor.time_is_up()
    item = None if timer.item == workflows.WHOLE else timer.item
    return conductor.waited(timer.step, item=item, attempt=timer.attempt)


def _stop_children(tx: Tx, id: int, running: bool) -> None:
    """Take back what has not begun, and what only waits; stop what runs if told so."""
    open_states = set(Status) - ENDS - {Status.CANCELING}
    for child in tx.find(Execution, parent=id, status=open_states):
        has_program = child.status is Status.RUNNING and child.worker is not None
        if running or not has_program:
            take_back(tx, child)


def _give_up(tx: Tx, id: int, why: str) -> None:
    workflows.drop_timers(tx, id)
    for execution in tx.find(Execution, id=id):
        if not execution.status.ended:
            _stop_children(tx, id, running=True)
            told = {"succeeded": False, "error": f"the workflow could not go on: {why}"}
            _end(tx, execution, Status.FAILED, told)


def _end(tx: Tx, execution: Execution, status: Status, result: Params) -> None:
    tx.update(
        Execution,
        execution.id,
        status=status,
        result=result,
        completed_at=tx.now,
        paused_at=None,
    )


def _child(execution: Execution, conductor: Conductor, start: Start) -> Child:
    retry = conductor.graph.tasks[start.task].retry
    return Child(
        workflow=execution,
        start=start,
        route=",".join(conductor.ledger.route(start.route).transitions),
        max_retries=retry.count if retry and isinstance(retry.count, int) else 0,
    )


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
