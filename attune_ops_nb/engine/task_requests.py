"""Task requests: what a workflow asks for, on behalf of whoever asked for the workflow."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from attune_ops_nb.engine.requests import Requests
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import task_inputs
from attune_ops_nb.logic.conductor import Start
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Action, Execution, TaskState
from attune_ops_nb.store.tx import Reader, Tx

MOST_DEPTH = 20
"""So many workflows may be within each other."""
LONGEST_LOOK = 500
"""Executions among which the try before this one is looked for."""


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """What a workflow wants to be run."""

    workflow: Execution
    start: Start
    route: str = ""
    max_retries: int = 0
    origins: Sequence[Any] = ()
    """Secrets that those of its input may have been made of."""


class TaskRequests:
    """Writes what workflows want to be run."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    def write(self, tx: Tx, child: Child) -> Execution:
        """The execution of a task. Invalid or NotFound if it cannot be asked for."""
        start, workflow = child.start, child.workflow
        action = _action(tx, start.action)
        if action.workflow_def is not None:
            _check_depth(tx, workflow, action.ref)
        before = _try_before(tx, child) if start.attempt > 1 else None
        request = self._requests.of(
            action, task_inputs.given(start, action.param_schema), reader=tx
        )
        execution = replace(
            request.execution,
            parent=workflow.id,
            enforcement=workflow.enforcement,
            executor=workflow.executor,
            env_vars=workflow.env_vars,
            project=workflow.project,
            scope=request.execution.scope or workflow.scope,
            priority=workflow.priority,
            timeout_seconds=start.timeout or request.execution.timeout_seconds,
            original_execution=None if before is None else before.original_execution or before.id,
            retry_reason=None if before is None else before.status.value,
            workflow_task=_place(child),
        )
        whole = replace(request, execution=execution, origins=child.origins)
        return self._requests.write(tx, whole)


def _action(reader: Reader, ref: str) -> Action:
    found = reader.find(Action, ref=ref)
    if not found:
        known = (action.ref for action in reader.find(Action))
        raise NotFound(f"there is no action {ref!r}{nearest(ref, known)}")
    return found[0]


def _check_depth(reader: Reader, workflow: Execution, ref: str) -> None:
    depth, above = 1, workflow.parent
    while above is not None and depth <= MOST_DEPTH:
        depth, above = depth + 1, reader.get(Execution, above).parent
    if depth >= MOST_DEPTH:
        raise Invalid(
            f"{ref} would be a workflow within {depth} others, and {MOST_DEPTH} are the most: "
            "does one ask for itself?"
        )


def _try_before(reader: Reader, child: Child) -> Execution | None:
    """The last execution of the same step, and of the same item."""
    start = child.start
    last = reader.find(Execution, parent=child.workflow.id, limit=LONGEST_LOOK)
    for each in last:
        task = each.workflow_task
        if task and (task.step, task.task_index) == (start.step, start.item):
            return each
    return None


def _place(child: Child) -> TaskState:
    start = child.start
    return TaskState(
        workflow_execution=child.workflow.id,
        task_name=start.task,
        task_index=start.item,
        step=start.step,
        route=child.route,
        attempt=start.attempt,
        retry_count=start.attempt - 1,
        max_retries=child.max_retries,
        timeout_seconds=start.timeout,
    )
