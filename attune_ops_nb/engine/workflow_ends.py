"""Workflow ends: the execution of a workflow comes to its end, and what runs for it is stopped."""

from contextlib import suppress

from attune_ops_nb.engine.requests import take_back
from attune_ops_nb.errors import Conflict
from attune_ops_nb.model import ENDS, Execution, Params, Status
from attune_ops_nb.store import workflows
from attune_ops_nb.store.tx import Tx


def end(tx: Tx, execution: Execution, status: Status, result: Params) -> None:
    """The workflow has ended: no wait of it matters any more."""
    workflows.drop_timers(tx, execution.id)
    tx.update(
        Execution,
        execution.id,
        status=status,
        result=result,
        completed_at=tx.now,
        paused_at=None,
    )


def fail(tx: Tx, execution: Execution, why: str) -> None:
    """The workflow has ended without its conductor."""
    end(tx, execution, Status.FAILED, {"succeeded": False, "error": why})


def give_up(tx: Tx, id: int, why: str) -> None:
    """End a workflow that cannot go on; one that has ended, or is gone, only waits no more."""
    workflows.drop_timers(tx, id)
    for execution in tx.find(Execution, id=id):
        if not execution.status.ended:
            stop_children(tx, id, running=True)
            fail(tx, execution, f"the workflow could not go on: {why}")


def stop_children(tx: Tx, id: int, *, running: bool) -> None:
    """Take back what has not begun, and what only waits; stop what runs if told so."""
    open_states = set(Status) - ENDS - {Status.CANCELING}
    for child in tx.find(Execution, parent=id, status=open_states):
        has_program = child.status is Status.RUNNING and child.worker is not None
        if running or not has_program:
            with suppress(Conflict):  # it ended a moment ago
                take_back(tx, child)
