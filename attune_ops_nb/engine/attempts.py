"""The verbs of a worker: claim an execution, start it, end it, try it again.

Each is guarded by the fence (worker, attempt): the late answer of a worker that was given up for
lost changes nothing.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.engine.story import Story
from attune_ops_nb.engine.workflow_runs import WorkflowRuns
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.model import CLAIMED, Action, Execution, Params, Status
from attune_ops_nb.store import Store, claims, unfinished, vault
from attune_ops_nb.store.tx import Tx

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=10)
REACTOR = "reactor"
"""Who follows the change feed, and makes workflows go on."""
MOST_ATTEMPTS = 10
"""How often an execution may lose its worker before it is given up: it may be what kills them."""


class Attempts:
    """Claimed executions."""

    lease = LEASE

    def __init__(self, config: Config, store: Store, runs: WorkflowRuns, story: Story) -> None:
        self._config = config
        self._store = store
        self._runs = runs
        self._story = story

    def claim(self, worker: int, queues: Collection[str], slots: int) -> list[Execution]:
        """Up to `slots` executions that are now ours, for as long as they are renewed."""
        return self._store.claim(worker, queues, slots, LEASE)

    def renew(self, worker: int, ids: Collection[int]) -> dict[int, Execution]:
        """The executions that are still ours; one that is missing must be dropped."""
        return self._store.renew(worker, ids, LEASE)

    def start(self, claimed: Execution, command: list[str]) -> Execution | None:
        """It runs. None if it was cancelled or given to somebody else meanwhile."""
        return self._store.tx(
            lambda tx: tx.update(
                Execution,
                claimed.id,
                expect={**_fence(claimed), "status": Status.SCHEDULED},
                status=Status.RUNNING,
                started_at=tx.now,
                command=command,
            )
        )

    def tell(self, claimed: Execution, **fields: Any) -> Execution | None:
        """Record progress, suggestions or the number of lines while it runs."""
        return self._store.update(Execution, claimed.id, expect=_fence(claimed), **fields)

    def end(
        self, claimed: Execution, status: Status, result: Params, **fields: Any
    ) -> Execution | None:
        """It has ended. None if it was not ours any more; then nothing is recorded."""
        return self._store.tx(lambda tx: _ended(tx, claimed, status, result, fields))

    def end_and_claim(
        self,
        claimed: Execution,
        status: Status,
        result: Params,
        queues: Collection[str],
        **fields: Any,
    ) -> Execution | None:
        """It has ended, its workflow goes on, and the next is claimed: all of it at once.

        The next execution for the same worker, None if there is none. A workflow that cannot go
        on holds nothing up: the reactor comes back to it.
        """

        def write(tx: Tx, go_on: Callable[[Execution], None]) -> list[Execution]:
            ended = _ended(tx, claimed, status, result, fields)
            if ended is not None:
                self._story.tell_end(tx, ended)
                go_on(ended)
            worker = claimed.worker
            if worker is None or not queues:
                return []
            return claims.claim(tx, worker, queues, 1, LEASE)

        try:
            found = self._runs.along_with(write)
        except Unavailable:
            raise
        except Exception as error:
            log.error("the workflow of execution %d: %s", claimed.id, error)
            self.end(claimed, status, result, **fields)
            return None
        return found[0] if found else None

    def again(self, claimed: Execution, reason: str, delay: timedelta) -> Execution | None:
        """It failed, and is requested once more after `delay`."""
        return self._store.tx(
            lambda tx: tx.update(
                Execution,
                claimed.id,
                expect={**_fence(claimed), "status": {Status.SCHEDULED, Status.RUNNING}},
                status=Status.REQUESTED,
                retry_count=claimed.retry_count + 1,
                retry_reason=reason,
                not_before=tx.now + delay,
                lease_until=None,
                worker=None,
            )
        )

    def left(self) -> bool:
        """Whether anything is left for a host to do: not if all that is open waits for people."""
        return self._store.read(lambda reader: unfinished.anything(reader, REACTOR))

    def secrets(self, claimed: Execution) -> vault.Sealed:
        """The secret parameters, opened, and what else must not be shown."""
        return self._store.read(lambda reader: vault.unseal(self._config, reader, claimed.id))

    def recover(self, worker: int | None = None) -> list[Execution]:
        """Take executions whose lease has lapsed from their workers; as they are then.

        Those of `worker` are taken at once: whoever may use its name knows that it is gone.
        """
        held = self._store.find(Execution, worker=worker, status=CLAIMED) if worker else []
        lost = {execution.id: execution for execution in (*held, *self._store.lapsed())}
        recovered = [self._recover(lost[id]) for id in sorted(lost)]
        return [execution for execution in recovered if execution is not None]

    def _recover(self, lost: Execution) -> Execution | None:
        return self._store.tx(
            lambda tx: tx.update(
                Execution,
                lost.id,
                expect={**_fence(lost), "status": lost.status, "lease_until": lost.lease_until},
                worker=None,
                lease_until=None,
                **_after_loss(tx, lost),
            )
        )


def _ended(
    tx: Tx, claimed: Execution, status: Status, result: Params, fields: dict[str, Any]
) -> Execution | None:
    return tx.update(
        Execution,
        claimed.id,
        expect={**_fence(claimed), "status": CLAIMED},
        status=status,
        result=result,
        completed_at=tx.now,
        lease_until=None,
        **fields,
    )


def _fence(claimed: Execution) -> dict[str, Any]:
    return {"worker": claimed.worker, "attempt": claimed.attempt}


def _after_loss(tx: Tx, lost: Execution) -> dict[str, Any]:
    """A started execution runs again unless its action forbids it or it was lost too often."""
    if lost.status is Status.CANCELING:
        result = {"succeeded": False, "cancelled": True, "error": "Cancelled by user"}
        return {"status": Status.CANCELLED, "result": result, "completed_at": tx.now}
    actions = tx.find(Action, ref=lost.action_ref)
    again = not actions or actions[0].rerun_when_lost
    if lost.status is Status.SCHEDULED or (again and lost.attempt < MOST_ATTEMPTS):
        return {"status": Status.REQUESTED, "retry_reason": "its worker was lost"}
    result = {"succeeded": False, "error": f"its worker was lost, {lost.attempt} times"}
    return {"status": Status.ABANDONED, "result": result, "completed_at": tx.now}
