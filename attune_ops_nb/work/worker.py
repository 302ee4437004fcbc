"""Worker: claims requested executions and runs them, as many at once as it has slots."""

import logging
import threading
import traceback
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

import msgspec

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.model import Action, Execution, Params, Status
from attune_ops_nb.model import Worker as WorkerRow

log = logging.getLogger(__name__)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How an attempt ended, and what it leaves in the execution's row."""

    status: Status
    result: Params
    fields: dict[str, Any] = {}


class Runner(Protocol):
    """Runs one claimed execution to its end, or until `stop` is set."""

    def run(self, claimed: Execution, stop: threading.Event) -> Outcome | None: ...


class Worker:
    """One worker of the store. `step` and `beat` are called by the host, or by a test by hand.

    When an execution ends, its thread takes up the next one in the same transaction.
    """

    def __init__(self, engine: Engine, runners: Mapping[str, Runner], *, name: str) -> None:
        self._engine = engine
        self._runners = runners
        """A runner for each queue, that is, for each runtime this worker has."""
        self._queues = sorted(runners)
        self._slots = engine.config.worker_slots
        self._row: WorkerRow = engine.workers.register(
            name,
            {"runtimes": sorted(runners), "max_concurrent_executions": self._slots},
        )
        self._lock = threading.Lock()
        self._at_work: dict[int, threading.Event] = {}
        self._threads: set[threading.Thread] = set()
        self._closing = False
        self._recover()

    @property
    def busy(self) -> int:
        """How many executions run now."""
        return len(self._at_work)

    def step(self) -> list[Execution]:
        """Claim what there is room for and start it; what was claimed."""
        room = self._slots - self.busy
        claimed = self._engine.attempts.claim(self._row.id, self._queues, room) if room > 0 else []
        for execution in claimed:
            with self._lock:
                self._at_work[execution.id] = threading.Event()
            thread = threading.Thread(
                target=self._work, args=(execution,), name=f"attune-run-{execution.id}"
            )
            self._threads.add(thread)
            thread.start()
        return claimed

    def beat(self) -> None:
        """Renew our leases; stop what was cancelled, and what is no longer ours."""
        with self._lock:
            at_work = dict(self._at_work)
        ours = self._engine.attempts.renew(self._row.id, at_work) if at_work else {}
        for id, stop in at_work.items():
            if id not in ours or ours[id].status is Status.CANCELING:
                stop.set()

    def hello(self) -> None:
        """Say that this worker is alive."""
        self._engine.workers.beat(self._row.id)

    def drain(self) -> None:
        """Run everything that may run now, one step after the other, until nothing is left."""
        while self.step():
            self.join()

    def join(self) -> None:
        """Wait until nothing runs any more."""
        for thread in list(self._threads):
            thread.join()

    def close(self) -> None:
        """Stop what runs, leave it to the next worker, and sign off."""
        with self._lock:
            self._closing = True
            for stop in self._at_work.values():
                stop.set()
        self.join()
        self._recover()
        self._engine.workers.retire(self._row.id)

    def _recover(self) -> None:
        """Nobody else has our name, so what it still holds is held by nobody."""
        for lost in self._engine.attempts.recover(self._row.id):
            log.info("execution %d: %s", lost.id, lost.retry_reason or lost.status.value)

    def _work(self, claimed: Execution) -> None:
        at: Execution | None = claimed
        try:
            while at is not None:
                at = self._run(at)
        finally:
            self._threads.discard(threading.current_thread())
            self._engine.store.bells.ring()

    def _run(self, claimed: Execution) -> Execution | None:
        """Run it; what is to be run next."""
        stop = self._at_work[claimed.id]
        after = None
        try:
            outcome = self._attempt(claimed, stop)
            # An orderly end of the host is not the user's wish to cancel: the next host runs it.
            if outcome is not None and not (self._closing and stop.is_set()):
                after = self._record(claimed, outcome)
        except AttuneError as error:  # the store does not answer: the lease will lapse
            log.error("execution %d: %s", claimed.id, error)
        finally:
            with self._lock:
                del self._at_work[claimed.id]
                if after is not None:
                    self._at_work[after.id] = threading.Event()
                    if self._closing:
                        self._at_work[after.id].set()
        return after

    def _attempt(self, claimed: Execution, stop: threading.Event) -> Outcome | None:
        try:
            return self._runners[claimed.queue].run(claimed, stop)
        except AttuneError as error:
            return failed(str(error))
        except (
            Exception
        ) as error:  # a runner may be anybody's code, and must not take the host down
            log.exception("execution %d", claimed.id)
            line = traceback.format_exception_only(error)[-1].strip()
            return failed(line)

    def _record(self, claimed: Execution, outcome: Outcome) -> Execution | None:
        attempts = self._engine.attempts
        if outcome.status is Status.FAILED and claimed.retry_count < claimed.max_retries:
            reason = str(outcome.result.get("error", "failed"))
            if attempts.again(claimed, reason, self._delay(claimed)):
                return None
        queues = () if self._closing else self._queues
        return attempts.end_and_claim(
            claimed, outcome.status, outcome.result, queues, **outcome.fields
        )

    def _delay(self, claimed: Execution) -> timedelta:
        actions = self._engine.store.find(Action, ref=claimed.action_ref)
        return timedelta(seconds=actions[0].retry_delay_seconds if actions else 0)


def failed(error: str) -> Outcome:
    """An attempt that did not come to an end of its own."""
    return Outcome(status=Status.FAILED, result={"succeeded": False, "error": error})
