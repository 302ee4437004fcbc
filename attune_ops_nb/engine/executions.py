"""The verbs of executions, for whoever asks for them. What a worker does stands in `attempts`."""

import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.engine.actions import named
from attune_ops_nb.engine.requests import Request, Requests, fitting, take_back
from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.model import (
    Execution,
    Identity,
    LogStream,
    Page,
    Params,
    RunTrigger,
    Status,
)
from attune_ops_nb.store import Store, logs, vault

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
        requests: Requests,
        wake: Callable[[], object],
    ) -> None:
        self._config = config
        self._store = store
        self._allowed = allowed
        self._executor = executor
        self._requests = requests
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
        self.check_allowed()
        _check_limits(timeout_seconds, max_retries)
        action = named(self._store, action_ref)
        asked = self._requests.of(action, parameters or {}, scope=scope)
        wanted = replace(
            asked.execution,
            env_vars=_environment(env_vars),
            executor=self._executor().id,
            max_retries=action.max_retries if max_retries is None else max_retries,
            trigger=trigger,
            chained_from=chained_from,
            timeout_seconds=timeout_seconds or asked.execution.timeout_seconds,
        )
        return self._request(replace(asked, execution=wanted))

    def rerun(self, id: int, parameters: Params | None = None) -> Execution:
        """The same execution once more, with `parameters` changed."""
        self.check_allowed()
        original = self.get(id)
        action = named(self._store, original.action_ref)
        kept = self._store.read(lambda reader: vault.unseal(self._config, reader, id))
        changed = {**(original.config or {}), **kept.secrets, **(parameters or {})}
        config, secrets = fitting(action, changed)
        again = Execution(
            original_execution=id,
            config=config or None,
            executor=self._executor().id,
            trigger=RunTrigger.MANUAL,
            **{name: getattr(original, name) for name in KEPT_BY_RERUN},
        )
        return self._request(Request(execution=again, secrets=secrets, origins=kept.origins))

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
        execution = self._store.tx(lambda tx: take_back(tx, tx.get(Execution, id)))
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

    def check_allowed(self) -> None:
        """Forbidden while runs are switched off."""
        if not self._allowed():
            raise Forbidden(SWITCHED_OFF)

    def _request(self, request: Request) -> Execution:
        execution = self._store.tx(lambda tx: self._requests.write(tx, request))
        self._wake()
        return execution


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
    "workflow_def",
)


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
