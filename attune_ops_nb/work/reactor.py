"""Reactor: what happens because something was written.

It follows the change feed from where it left off, so a crash between two steps loses nothing:
what was not handled is handled again, and each reaction can bear that.
"""

import logging
from functools import partial

from attune_ops_nb.engine import Engine
from attune_ops_nb.engine.attempts import REACTOR
from attune_ops_nb.errors import AttuneError, Unavailable
from attune_ops_nb.model import INQUIRY_QUEUE, WORKFLOW_QUEUE, Change, Execution, Status
from attune_ops_nb.readings import sweep
from attune_ops_nb.work.notices import Notices

log = logging.getLogger(__name__)
LONGEST_WAY_BACK = 200
"""Changes that are handled again after a crash, at most, and those of one step."""


class Reactor:
    """Handles each change at least once.

    How far it came is written down now and then, not after each change: what a crash makes it
    handle again costs less than a commit for every step.
    """

    def __init__(self, engine: Engine, notices: Notices | None = None) -> None:
        self._engine = engine
        self._store = engine.store
        self._notices = notices or Notices(engine)
        self._since = self._store.read(lambda reader: reader.cursor(REACTOR))
        self._written = self._since

    def step(self) -> int:
        """Handle the changes that are waiting; how many there were."""
        changes = self._store.changes(self._since)
        if changes:
            for id in _executions(changes):
                self._try(id)
            self._since = changes[-1].sequence
            if self._since - self._written >= LONGEST_WAY_BACK:
                self.settle()
        return len(changes)

    def settle(self) -> None:
        """Write down how far we came."""
        if self._since != self._written:
            self._store.tx(lambda tx: tx.advance(REACTOR, self._since))
            self._written = self._since

    def _try(self, id: int) -> None:
        """What goes wrong with one execution must not hold up the others."""
        try:
            self._react(id)
        except Unavailable:  # it will be handled again
            raise
        except Exception:
            log.exception("execution %d", id)

    def _react(self, id: int) -> None:
        for execution in self._store.find(Execution, id=id):
            # Before the workflow goes on: who follows its log stops reading when it has ended.
            self._engine.story.tell(execution)
            if execution.queue == INQUIRY_QUEUE:
                self._ask(execution)
            if execution.queue == WORKFLOW_QUEUE:
                self._conduct(execution)
            if execution.workflow_task is not None and execution.status.ended:
                self._engine.workflow_runs.task_ended(execution)
            if execution.parent is None:
                self._notices.tell(execution)
                if execution.status.ended:
                    self._record(execution)

    def _ask(self, execution: Execution) -> None:
        if execution.status is Status.REQUESTED:
            self._engine.inquiries.open(execution)
        elif execution.status.ended:
            self._engine.inquiries.settle(execution)

    def _conduct(self, execution: Execution) -> None:
        if execution.status is Status.REQUESTED:
            self._engine.workflow_runs.begin(execution)
        elif execution.status is Status.CANCELING:
            self._engine.workflow_runs.stop(execution)

    def _record(self, execution: Execution) -> None:
        """A file that cannot be written must not hold up what follows; the row is there."""
        for keep in (self._engine.runs.save, partial(sweep.keep_run, self._engine.config)):
            try:
                keep(execution)
            except AttuneError as error:
                log.error("the record of execution %d: %s", execution.id, error)


def _executions(changes: list[Change]) -> list[int]:
    """The executions that were written, each once, in order."""
    return list(dict.fromkeys(change.id for change in changes if change.noun == "execution"))
