"""The command runner: an action as a program of its own, in the environment of its pack."""

import threading

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.model import Execution
from attune_ops_nb.work import environments
from attune_ops_nb.work.attempt import Attempt
from attune_ops_nb.work.capture import Capture, Ringing
from attune_ops_nb.work.children import Guardian
from attune_ops_nb.work.worker import Outcome


class CommandRunner:
    """Runs actions whose runtime is an interpreter, or none at all (native)."""

    def __init__(self, engine: Engine, guardian: Guardian) -> None:
        self._engine = engine
        self._guardian = guardian

    def queues(self) -> list[str]:
        """The runtimes that this machine has, after looking which of their versions are here."""
        found = []
        for runtime in self._engine.runtimes.list():
            here = environments.verify(runtime, self._engine.runtimes.versions(runtime.id))
            self._engine.runtimes.verified(here.versions)
            if here.available:
                found.append(runtime.name)
        return found

    def run(self, claimed: Execution, stop: threading.Event) -> Outcome | None:
        """Prepare, start, watch and end one attempt; None if it was taken from us before."""
        ring = Ringing(self._engine.store.bells.ring)
        first = claimed.attempt <= 1
        capture = Capture(self._engine.config, claimed.id, first=first, ring=ring)
        try:
            if not first:
                capture.say(f"attempt {claimed.attempt}: {claimed.retry_reason}")
            return Attempt(self._engine, self._guardian, claimed, stop, capture).run()
        except AttuneError as error:
            capture.say(str(error))
            raise
        finally:
            capture.close()
