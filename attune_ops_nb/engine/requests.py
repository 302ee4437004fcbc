"""Requests: what is written when an action is asked for, by a person or by a workflow."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.redaction import REDACTED
from attune_ops_nb.model import (
    ASK,
    INQUIRY_QUEUE,
    WORKFLOW_QUEUE,
    Action,
    Execution,
    Feature,
    Params,
    Runtime,
    Status,
)
from attune_ops_nb.store import Store, vault
from attune_ops_nb.store.scope import resolve
from attune_ops_nb.store.tx import Reader, Tx

WAITING = frozenset({Status.REQUESTED, Status.SCHEDULING, Status.SCHEDULED})


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """An execution that is not written yet, and apart from it what must not be seen."""

    execution: Execution
    secrets: Params = {}
    origins: Sequence[Any] = ()
    """Secrets that these may have been made of, which must not be seen either."""


class Requests:
    """Makes requests for actions; `features` gives the features of the project."""

    def __init__(self, config: Config, store: Store, features: Callable[[], list[Feature]]) -> None:
        self._config = config
        self._store = store
        self._features = features

    def of(
        self,
        action: Action,
        parameters: Params,
        *,
        scope: str | None = None,
        reader: Reader | None = None,
    ) -> Request:
        """What asks for `action`. Invalid with all wrong parameters by name.

        Within a transaction, `reader` is where it reads.
        """
        path, parameters = self._scoped(action, scope, dict(parameters))
        config, secrets = fitting(action, parameters)
        execution = Execution(
            action=action.id,
            action_ref=action.ref,
            config=config or None,
            max_retries=action.max_retries,
            project=str(self._config.project_root),
            scope=None if path is None else str(path),
            queue=self._queue(action, reader),
            concurrency=action.concurrency,
            timeout_seconds=action.timeout_seconds or self._longest(action),
            workflow_def=action.workflow_def,
        )
        return Request(execution=execution, secrets=secrets)

    def write(self, tx: Tx, request: Request) -> Execution:
        """The execution, written, with its secrets sealed."""
        execution = tx.add(request.execution)
        if request.secrets:
            kept = vault.Sealed(secrets=request.secrets, origins=list(request.origins))
            vault.seal(self._config, tx, execution.id, kept)
        return execution

    def _longest(self, action: Action) -> float | None:
        """What waits for others or for people may wait as long as it says itself."""
        waits = action.workflow_def is not None or action.ref == ASK
        return None if waits else self._config.action_timeout_seconds

    def _scoped(
        self, action: Action, text: str | None, parameters: Params
    ) -> tuple[Path | None, Params]:
        """The scope as a path of the project, and the parameters with it filled in."""
        takes = action.ops.scope if action.ops else None
        if takes is None:
            if text is not None:
                raise Invalid(f"scope: {action.ref} takes none", problems={"scope": "not taken"})
            return None, parameters
        given = parameters.get(takes.parameter) if text is None else text
        if given is None:
            if takes.required:
                hint = "name a feature, a file or a folder of the project"
                raise Invalid(f"scope: {action.ref} needs one; {hint}", problems={"scope": hint})
            return None, parameters
        path = resolve(str(given), self._config.project_root, self._features())
        return path, {**parameters, takes.parameter: str(path)}

    def _queue(self, action: Action, reader: Reader | None) -> str:
        if action.workflow_def is not None:
            return WORKFLOW_QUEUE
        if action.ref == ASK:
            return INQUIRY_QUEUE
        if action.runtime is None:
            raise Invalid(
                f"{action.ref} cannot run: there is no runtime for it",
                problems={"runtime_ref": "none"},
            )
        runtimes = reader or self._store
        return runtimes.get(Runtime, action.runtime).name


def fitting(action: Action, parameters: Params) -> tuple[Params, Params]:
    """The parameters as they may be shown, and apart from them those that are secret."""
    flat = action.param_schema or {}
    checked = schemas.check(flat, parameters)
    hidden = schemas.secrets(flat) & {name for name, value in checked.items() if value is not None}
    shown = {name: REDACTED if name in hidden else checked[name] for name in checked}
    return shown, {name: checked[name] for name in hidden}


def take_back(tx: Tx, execution: Execution) -> Execution:
    """Cancel it: at once if no program has to be stopped for it. Conflict if it has ended."""
    if execution.status.ended:
        ended = execution.status.value
        raise Conflict(f"execution {execution.id} has ended already: {ended}")
    asks = execution.queue == INQUIRY_QUEUE and execution.status is Status.RUNNING
    return _taken_back(tx, execution, at_once=asks or execution.status in WAITING) or take_back(
        tx, tx.get(Execution, execution.id)
    )


def _taken_back(tx: Tx, execution: Execution, *, at_once: bool) -> Execution | None:
    """None if it was begun, claimed or ended meanwhile."""
    expect = {"status": execution.status}
    if not at_once:
        return tx.update(Execution, execution.id, expect=expect, status=Status.CANCELING)
    message = {"error": "Cancelled by user before execution started", "cancelled": True}
    return tx.update(
        Execution,
        execution.id,
        expect=expect,
        status=Status.CANCELLED,
        result=message,
        completed_at=tx.now,
        lease_until=None,
    )
