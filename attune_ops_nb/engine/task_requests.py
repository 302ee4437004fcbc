"""Task requests: what a workflow asks for, on behalf of whoever asked for the workflow."""

import msgspec
from msgspec.structs import replace

from attune_ops_nb.engine.requests import Requests
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.conductor import Start
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Action, Execution, Params, TaskState
from attune_ops_nb.store.tx import Reader, Tx


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """What a workflow wants to be run."""

    workflow: Execution
    start: Start
    route: str = ""


class TaskRequests:
    """Writes what workflows want to be run."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    def write(self, tx: Tx, child: Child) -> Execution:
        """The execution of a task. Invalid or NotFound if it cannot be asked for."""
        start, workflow = child.start, child.workflow
        action = _action(tx, start.action)
        request = self._requests.of(action, _input(action, start), reader=tx)
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
            workflow_task=_place(child),
        )
        return self._requests.write(tx, replace(request, execution=execution))


def _action(reader: Reader, ref: str) -> Action:
    found = reader.find(Action, ref=ref)
    if not found:
        known = (action.ref for action in reader.find(Action))
        raise NotFound(f"there is no action {ref!r}{nearest(ref, known)}")
    return found[0]


def _input(action: Action, start: Start) -> Params:
    """What the task gives its action; what it inherits is given as far as the action knows it."""
    flat = action.param_schema or {}
    if start.inherited:
        known = schemas.json_schema(flat).get("properties", {})
        return {name: value for name, value in start.input.items() if name in known}
    told = {pointer.split("/")[1] for pointer in start.secrets}
    if shown := sorted(told - schemas.secrets(flat)):
        what = f"{', '.join(shown)}: a secret may only be given to a parameter that is secret"
        raise Invalid(what, problems=dict.fromkeys(shown, "would show a secret"))
    return dict(start.input)


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
        timeout_seconds=start.timeout,
    )
