"""Workflow turns: one transition of a workflow each, with all that follows from it at once.

The conductor is told what happened together with the rows that it needs; what it wants done is
written before the transaction ends. A crash therefore leaves a workflow before a transition or
after it, and what is told twice counts once.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.engine.keystore import Keystore
from attune_ops_nb.engine.requests import Requests
from attune_ops_nb.engine.story import Story
from attune_ops_nb.engine.task_requests import Child, TaskRequests
from attune_ops_nb.engine.workflow_ends import end, stop_children
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.conductor import (
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
from attune_ops_nb.logic.task_inputs import secret_names
from attune_ops_nb.model import Execution, Pack, Status
from attune_ops_nb.store import Store, vault, workflows
from attune_ops_nb.store.tx import Tx
from attune_ops_nb.store.workflow_ledger import WorkflowLedger

T = TypeVar("T")
Act = Callable[[Conductor], list[Command]]
STATUSES = {
    Stage.COMPLETED: Status.COMPLETED,
    Stage.FAILED: Status.FAILED,
    Stage.CANCELLED: Status.CANCELLED,
    Stage.TIMEOUT: Status.TIMEOUT,
}
MOST_VALUES = 256
"""Values of one workflow that are remembered from one transition to the next."""
MOST_WORKFLOWS = 32


class Writing:
    """A transaction, and by workflow the values that its turns read."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.read: dict[int, dict[int, Any]] = {}


class WorkflowTurns:
    """Takes the turns of all workflows of a store."""

    def __init__(self, config: Config, store: Store, requests: Requests, story: Story) -> None:
        self._config = config
        self._store = store
        self._story = story
        self._children = TaskRequests(requests)
        self._known: dict[int, dict[int, Any]] = {}
        self._lock = Lock()

    def write(self, do: Callable[[Writing], T]) -> T:
        """What `do` gives; the values it read are known from then on, as they are committed."""

        def write(tx: Tx) -> tuple[T, Writing]:
            writing = Writing(tx)
            return do(writing), writing

        given, writing = self._store.tx(write)
        with self._lock:
            for id, values in writing.read.items():
                self._remember(id, values)
        return given

    def follow(self, writing: Writing, id: int, act: Act, of_step: int | None = None) -> None:
        """Something happened to the workflow; one that is gone or has ended does not mind."""
        found = writing.tx.find(Execution, id=id)
        if found and not found[0].status.ended:
            self.take(writing, found[0], act, of_step)

    def take(
        self, writing: Writing, execution: Execution, act: Act, of_step: int | None = None
    ) -> None:
        """One transition: what happened, and all that follows from it at once.

        Of the step `of_step` the log says already how its execution ended.
        """
        tx, id = writing.tx, execution.id
        graph = workflows.graph_of(tx, id)
        hidden = schemas.secrets(dict(graph.definition.parameters))
        sealed = vault.unseal(self._config, tx, id) if hidden else vault.Sealed()
        ledger = WorkflowLedger(
            tx,
            id,
            known=self._known.get(id, {}),
            hidden=sealed.secrets,
        )
        keystore = Keystore(self._config, tx, execution.action_ref)
        conductor = Conductor(graph, ledger, _given(tx, execution, hidden, keystore))
        commands = deque(act(conductor))
        while commands:
            # All that were seen until now: which of them an input is made of, nobody can tell.
            origins = (*sealed.secrets.values(), *sealed.origins, *keystore.opened.values())
            command = commands.popleft()
            commands.extend(self._do(tx, execution, conductor, ledger, command, origins))
        self._story.tell_faults(id, ledger.added, of_step)
        ledger.flush()
        writing.read[id] = ledger.values

    def limit(self, tx: Tx, id: int, seconds: float) -> None:
        """Let the time of the whole workflow be up after so many seconds."""
        self._keep_timer(tx, id, seconds, workflows.WHOLE, workflows.WHOLE, 1)

    def _do(
        self,
        tx: Tx,
        execution: Execution,
        conductor: Conductor,
        ledger: WorkflowLedger,
        command: Command,
        origins: Sequence[Any],
    ) -> list[Command]:
        """Do what the conductor wants; what it wants because of that."""
        match command:
            case Start():
                child = _child(execution, conductor, command, origins)
                try:
                    self._children.write(tx, child)
                except AttuneError as error:  # the task cannot be asked for: it failed
                    if command.item is not None:  # of a whole step the conductor tells it
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
                self.limit(tx, execution.id, seconds)
            case Stop(running=running):
                stop_children(tx, execution.id, running=running)
            case Ended(stage=stage, result=result, errors=errors):
                told = {"errors": msgspec.to_builtins(errors)} if errors else {}
                end(tx, execution, STATUSES[stage], {**result, **told})
            case Paused():
                pass
        return []

    def _keep_timer(
        self, tx: Tx, id: int, seconds: float, step: int, item: int, attempt: int
    ) -> None:
        now = self._store.now()
        workflows.keep_timer(tx, id, seconds, now=now, step=step, item=item, attempt=attempt)

    def _remember(self, id: int, values: dict[int, Any]) -> None:
        before = self._known.pop(id, {})
        known = [each for each in before.items() if each[0] not in values] + [*values.items()]
        self._known[id] = dict(known[-MOST_VALUES:])
        while len(self._known) > MOST_WORKFLOWS:
            del self._known[next(iter(self._known))]


def _given(tx: Tx, execution: Execution, hidden: set[str], keystore: Keystore) -> Given:
    """What expressions of the workflow see besides its own values."""
    packs = tx.find(Pack, ref=execution.action_ref.partition(".")[0])
    return Given(
        config=packs[0].config if packs else {},
        keystore=keystore,
        secret_names=secret_names(hidden),
    )


def _fault(start: Start, message: str) -> Fault:
    return Fault(message=message, task=start.task, route=start.route, step=start.step)


def _child(
    execution: Execution, conductor: Conductor, start: Start, origins: Sequence[Any]
) -> Child:
    retry = conductor.graph.tasks[start.task].retry
    return Child(
        workflow=execution,
        start=start,
        route=",".join(conductor.ledger.route(start.route).transitions),
        max_retries=retry.count if retry and isinstance(retry.count, int) else 0,
        origins=origins,
    )
