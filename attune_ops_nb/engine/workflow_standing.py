"""Workflow standing: where a workflow stands, and whether anything can be done with it."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from attune_ops_nb.errors import Conflict
from attune_ops_nb.logic.workflow_state import WorkflowState, steps_shown
from attune_ops_nb.logic.workflows.graph import graph
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.store import workflows
from attune_ops_nb.store.tx import Reader, Tx
from attune_ops_nb.store.workflow_ledger import WorkflowLedger


@contextmanager
def readable(id: int) -> Iterator[None]:
    """Conflict if a row that says where the workflow stands is broken."""
    try:
        yield
    except msgspec.MsgspecError as error:
        what = f"where the workflow of execution {id} stands cannot be read: {error}"
        raise Conflict(f"{what}; run it anew") from error


def state(reader: Reader, id: int) -> WorkflowState:
    """The workflow's graph, its steps, what went wrong. NotFound if it never began."""
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
        steps=steps_shown(steps, routes, items, ran, ledger.all_arrivals()),
        errors=list(ledger.faults()),
        variables={name: ledger.value(number) for name, number in variables.items()},
    )


def check_begun(tx: Tx, id: int) -> None:
    """Conflict if the workflow has not begun, or was given up."""
    if tx.get(Execution, id).status is Status.REQUESTED:
        raise Conflict(f"execution {id} has not begun yet")
    workflows.graph_of(tx, id)  # from here on nobody else goes on with it
    if _given_up(tx.get(Execution, id), WorkflowLedger(tx, id)):
        raise Conflict(f"execution {id} could not go on: run its workflow anew")


def _given_up(execution: Execution, ledger: WorkflowLedger) -> bool:
    """Whether it ended without its conductor, which would go on from here if it could."""
    return execution.status.ended and not ledger.course().stage.ended
