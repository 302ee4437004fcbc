"""The verbs of executions, for whoever asks for them. What a worker does stands in `attempts`."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.engine.actions import named
from attune_ops_nb.errors import Conflict, Forbidden, Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.model import (
    ASK,
    INQUIRY_QUEUE,
    WORKFLOW_QUEUE,
    Action,
    Execution,
    Feature,
    Identity,
    LogStream,
    Page,
    Params,
    Runtime,
    RunTrigger,
    Status,
)
from attune_ops_nb.store import Store, logs, scope, vault
from attune_ops_nb.store.tx import Tx

WAITING = frozenset({Status.REQUESTED, Status.SCHEDULING, Status.SCHEDULED})
LARGEST_PAGE = 1000
LONGEST_SECONDS = 30 * 24 * 3600
MOST_RETRIES = 100
SWITCHED_OFF = (
    "runs are switched off: add --allow-run, say `%attune allow-run on`, set "
    "c.AttuneOps.allow_run = True, or press “Switch on runs” in the dashboard"
)


class Executions:
    """Invocations of actions. `allowed` is the gate, `executor` who asks, `wake` rouses a host."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        allowed: Callable[[], bool],
        executor: Callable[[], Identity],
        features: Callable[[], list[Feature]],
        wake: Callable[[], object],
    ) -> None:
        self._config = config
        self._store = store
        self._allowed = allowed
        self._executor = executor
        self._features = features
        self._wake = wake

    def run(
        self,
        action_ref: str,
        parameters: Params | None = None,
        *,
        scope: str | None = None,
        env_vars: dict[str, str] | None = None,
        trigger: RunTrigger = RunTrigger.MANUAL,
        chained_from: int | None = None,
        timeout_seconds: float | None = None,
        max_retries: int | None = None,
    ) -> Execution:
        """Ask for one execution; a worker takes it up at once.

        `scope` is a feature, a file or a folder of the project. Forbidden if runs are switched
        off, NotFound for an unknown action, Invalid with all wrong parameters by name.
        """
        self._check_allowed()
        _check_limits(timeout_seconds, max_retries)
        action = named(self._store, action_ref)
        path, parameters = self._scoped(action, scope, dict(parameters or {}))
        config, secrets = _parameters(action, parameters)
        wanted = Execution(
            action=action.id,
            action_ref=action.ref,
            config=config or None,
            env_vars=_environment(env_vars),
            executor=self._executor().id,
            max_retries=action.max_retries if max_retries is None else max_retries,
            project=str(self._config.project_root),
            scope=None if path is None else str(path),
            trigger=trigger,
            chained_from=chained_from,
            queue=self._queue(action),
            concurrency=action.concurrency,
            timeout_seconds=timeout_seconds
            or action.timeout_seconds
            or self._config.action_timeout_seconds,
        )
        return self._request(wanted, secrets)

    def rerun(self, id: int, parameters: Params | None = None) -> Execution:
        """The same execution once more, with `parameters` changed."""
        self._check_allowed()
        original = self.get(id)
        action = named(self._store, original.action_ref)
        kept = self._store.read(lambda reader: vault.unseal(self._config, reader, id))
        changed = {**(original.config or {}), **kept, **(parameters or {})}
        config, secrets = _parameters(action, changed)
        again = Execution(
            original_execution=id,
            config=config or None,
            executor=self._executor().id,
            trigger=RunTrigger.MANUAL,
            **{name: getattr(original, name) for name in KEPT_BY_RERUN},
        )
        return self._request(again, secrets)

    def get(self, id: int) -> Execution:
        """The execution `id`. NotFound if there is none."""
        return self._store.get(Execution, id)

    def list(
        self,
        *,
        status: list[Status] | None = None,
        action_ref: str | None = None,
        parent: int | None = None,
        top_level_only: bool = False,
        scope: str | None = None,
        before: int | None = None,
        per_page: int = 50,
    ) -> Page[Execution]:
        """Executions, newest first; `before` is the `next` of the page shown last."""
        asked: dict[str, Any] = {"status": set(status)} if status else {}
        if action_ref is not None:
            asked["action_ref"] = action_ref
        if scope is not None:
            asked["scope"] = scope
        if parent is not None or top_level_only:
            asked["parent"] = parent
        size = max(1, min(per_page, LARGEST_PAGE))
        found = self._store.find(Execution, before=before, limit=size + 1, **asked)
        more = len(found) > size
        return Page(items=found[:size], next=found[size - 1].id if more else None)

    def stats(self) -> dict[str, int]:
        """How many executions there are in each state."""
        counted = self._store.read(lambda reader: reader.count(Execution, "status"))
        return {status.value: counted.get(status, 0) for status in Status}

    def cancel(self, id: int) -> Execution:
        """Stop it: at once if no worker runs it yet, else as soon as its processes are gone.

        Conflict if it has ended already.
        """
        execution = self._store.tx(lambda tx: _cancel(tx, id))
        self._wake()
        return execution

    def log(
        self,
        id: int,
        stream: LogStream = LogStream.LOG,
        *,
        offset: int = 0,
        limit: int = 256 * 1024,
    ) -> bytes:
        """At most `limit` bytes of a log from `offset` on; a negative offset is from the end."""
        return logs.read(self._config, self.get(id).id, stream, offset=offset, limit=limit)

    def log_size(self, id: int, stream: LogStream = LogStream.LOG) -> int:
        """Bytes of a log so far."""
        return logs.size(self._config, id, stream)

    def wait(self, id: int, timeout: float | None = None) -> Execution:
        """The execution when it has ended, or as it is after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            seen = self._store.bells.count()
            execution = self.get(id)
            left = 1.0 if deadline is None else deadline - time.monotonic()
            if execution.status.ended or left <= 0:
                return execution
            if not self._store.wait(seen, min(left, 1.0)):
                self._wake()  # nothing moves: the host may have been killed

    def _check_allowed(self) -> None:
        if not self._allowed():
            raise Forbidden(SWITCHED_OFF)

    def _request(self, wanted: Execution, secrets: Params) -> Execution:
        def write(tx: Tx) -> Execution:
            execution = tx.add(wanted)
            if secrets:
                vault.seal(self._config, tx, execution.id, secrets)
            return execution

        execution = self._store.tx(write)
        self._wake()
        return execution

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
        path = scope.resolve(str(given), self._config.project_root, self._features())
        return path, {**parameters, takes.parameter: str(path)}

    def _queue(self, action: Action) -> str:
        if action.workflow_def is not None:
            return WORKFLOW_QUEUE
        if action.ref == ASK:
            return INQUIRY_QUEUE
        if action.runtime is None:
            raise Invalid(
                f"{action.ref} cannot run: there is no runtime for it",
                problems={"runtime_ref": "none"},
            )
        return self._store.get(Runtime, action.runtime).name


KEPT_BY_RERUN = (
    "action",
    "action_ref",
    "env_vars",
    "max_retries",
    "project",
    "scope",
    "queue",
    "concurrency",
    "timeout_seconds",
)


def _parameters(action: Action, parameters: Params) -> tuple[Params, Params]:
    """The parameters as they may be shown, and apart from them those that are secret."""
    flat = action.param_schema or {}
    checked = schemas.check(flat, parameters)
    hidden = schemas.secrets(flat) & {name for name, value in checked.items() if value is not None}
    shown = {name: vault.REDACTED if name in hidden else checked[name] for name in checked}
    return shown, {name: checked[name] for name in hidden}


def _environment(env_vars: dict[str, str] | None) -> dict[str, str] | None:
    problems = {
        f"env_vars.{name}": "no name of a variable" if not name.isidentifier() else "has a NUL"
        for name, value in (env_vars or {}).items()
        if not name.isidentifier() or "\0" in value
    }
    _refuse(problems)
    return env_vars or None


def _check_limits(timeout_seconds: float | None, max_retries: int | None) -> None:
    problems = {}
    if timeout_seconds is not None and not 0 < timeout_seconds <= LONGEST_SECONDS:
        problems["timeout_seconds"] = f"{timeout_seconds} is not between 0 and {LONGEST_SECONDS}"
    if max_retries is not None and not 0 <= max_retries <= MOST_RETRIES:
        problems["max_retries"] = f"{max_retries} is not between 0 and {MOST_RETRIES}"
    _refuse(problems)


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        told = "; ".join(f"{name}: {what}" for name, what in problems.items())
        raise Invalid(told, problems=problems)


def _cancel(tx: Tx, id: int) -> Execution:
    execution = tx.get(Execution, id)
    if execution.status.ended:
        raise Conflict(f"execution {id} has ended already: {execution.status.value}")
    asks = execution.queue == INQUIRY_QUEUE and execution.status is Status.RUNNING
    if asks or execution.status in WAITING:
        message = {"error": "Cancelled by user before execution started", "cancelled": True}
        cancelled = tx.update(
            Execution,
            id,
            status=Status.CANCELLED,
            result=message,
            completed_at=tx.now,
            lease_until=None,
        )
        return cancelled or execution
    return tx.update(Execution, id, status=Status.CANCELING) or execution
