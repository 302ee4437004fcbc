"""Story: what a workflow that runs is at, as lines in its log, for whoever looks on.

Each line comes from a row that is at hand anyway, and costs one append to a file. What was said is
not said again, also not after a crash: the lines that are there are read once, before the first is
added. The end of a step, and what went wrong in conducting, is told in the transaction that goes on
with its workflow, as who follows the log stops reading when the workflow has ended; all else by the
reactor.

What a step suggests to run next the workflow suggests too, until a later one suggests something.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.conductor import Fault
from attune_ops_nb.logic.workflows.definition import COMMANDS
from attune_ops_nb.model import (
    INQUIRY_QUEUE,
    WORKFLOW_QUEUE,
    Execution,
    Inquiry,
    LogStream,
    Status,
    Suggestion,
    TaskState,
)
from attune_ops_nb.store import Store, logs
from attune_ops_nb.store.tx import Tx

log = logging.getLogger(__name__)
MOST_BOOKS = 32
"""Workflows of which is known what their logs say."""
LONGEST_PROMPT = 200
LONGEST_FAULT = 1_000
PAUSED, GOES_ON = "paused", "goes on"
SAID = re.compile(r": (started as #\d+)|\((attune inquiry answer \d+)\)$|\((#\d+)\)$")
"""By what a line is known that was said before."""
BEFORE = frozenset({Status.REQUESTED, Status.SCHEDULING, Status.SCHEDULED, Status.CANCELING})


class Story:
    """Tells of workflows in their logs."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store
        self._books: OrderedDict[int, _Book] = OrderedDict()
        self._lock = Lock()

    def tell(self, execution: Execution) -> None:
        """What is to be said because `execution` was written; often nothing.

        A log that cannot be written must not hold up the workflow.
        """
        if execution.workflow_task is not None and execution.status.ended:
            if self._said_end(execution.workflow_task, execution) and execution.suggestions:
                self._store.tx(lambda tx: _suggest(tx, execution))
        elif execution.workflow_task is not None and execution.status not in BEFORE:
            self._said(execution.workflow_task, self._now(execution.workflow_task, execution))
        if execution.queue == WORKFLOW_QUEUE:
            self._tell_whole(execution)

    def tell_end(self, tx: Tx, ended: Execution) -> None:
        """A step's execution ends with this transaction."""
        if ended.workflow_task is not None:
            self._said_end(ended.workflow_task, ended)
            _suggest(tx, ended)

    def tell_faults(self, workflow: int, faults: Sequence[Fault], of_step: int | None) -> None:
        """What went wrong in conducting, beside how the execution of the step `of_step` ended."""
        for fault in faults:
            if fault.step != of_step or not fault.message.startswith(f"`{fault.task}` "):
                line = _fault(fault)
                self._write(workflow, line, line)

    def _said_end(self, task: TaskState, ended: Execution) -> bool:
        return self._said(task, {f"#{ended.id}": f"{_name(task)}: {_end(ended)} (#{ended.id})"})

    def _now(self, task: TaskState, execution: Execution) -> dict[str, str]:
        """What a step is at that has not ended."""
        name = _name(task)
        if execution.queue == INQUIRY_QUEUE:
            asked = self._store.find(Inquiry, execution=execution.id)
            return {f"attune inquiry answer {each.id}": f"{name}: {_asks(each)}" for each in asked}
        again = f", try {task.attempt}" if task.attempt > 1 else ""
        started = f"started as #{execution.id}"
        return {started: f"{name}: {started}{again}"}

    def _said(self, task: TaskState, lines: dict[str, str]) -> bool:
        """Whether one of the lines was said, and that for the first time."""
        return any([self._write(task.workflow_execution, *each) for each in lines.items()])

    def _tell_whole(self, execution: Execution) -> None:
        """A pause has no row of its own: what was said last tells whether it is news."""
        if execution.paused_at is not None:
            self._write(execution.id, PAUSED, PAUSED)
        elif execution.status is Status.RUNNING:
            self._write(execution.id, GOES_ON, GOES_ON)

    def _write(self, workflow: int, key: str, line: str) -> bool:
        try:
            with self._lock:
                return self._book(workflow).add(key, line)
        except (Unavailable, OSError) as error:
            log.error("the log of workflow %d: %s", workflow, error)
            return False

    def _book(self, workflow: int) -> "_Book":
        if workflow not in self._books:
            while len(self._books) >= MOST_BOOKS:
                self._books.popitem(last=False)
            self._books[workflow] = _Book(self._config, workflow)
        self._books.move_to_end(workflow)
        return self._books[workflow]


class _Book:
    """The log of one workflow, and what it says already."""

    def __init__(self, config: Config, workflow: int) -> None:
        self._config, self._workflow = config, workflow
        self._said: set[str] = {GOES_ON}
        for line in _lines(config, workflow):
            self._remember(_key(line))

    def add(self, key: str, line: str) -> bool:
        """Say it, unless it was said, or the step has ended that is said to have started."""
        if key in self._said or key.removeprefix("started as ") in self._said:
            return False
        self._remember(key)
        text = logs.MARK + line.encode() + b"\n"
        if logs.size(self._config, self._workflow) + len(text) <= self._config.log_limit_bytes:
            file = logs.LogFile(self._config, self._workflow, LogStream.LOG, fresh=False)
            file.append(text)
            file.close()
        return True

    def _remember(self, key: str) -> None:
        """It is paused or goes on, never both."""
        if key in (PAUSED, GOES_ON):
            self._said -= {PAUSED, GOES_ON}
        self._said.add(key)


def _suggest(tx: Tx, ended: Execution) -> None:
    if ended.suggestions and ended.workflow_task is not None:
        said: list[Suggestion] = ended.suggestions
        tx.update(Execution, ended.workflow_task.workflow_execution, suggestions=said)


def _name(task: TaskState) -> str:
    item = "" if task.task_index is None else f"[{task.task_index}]"
    return f"step {task.task_name}{item}"


def _end(execution: Execution) -> str:
    told = phrases.verb(execution.status)
    if (seconds := phrases.elapsed(execution)) is not None:
        told += f" after {phrases.span(seconds)}"
    why = " ".join((phrases.why(execution) or "").split())
    return f"{told}: {why}" if why else told


def _fault(fault: Fault) -> str:
    told = _on_one_line(fault.message, LONGEST_FAULT)
    if fault.task is None or fault.task in COMMANDS:
        return told
    return f"step {fault.task}: {told.removeprefix(f'`{fault.task}`').lstrip(': ')}"


def _on_one_line(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def _asks(inquiry: Inquiry) -> str:
    prompt = _on_one_line(inquiry.prompt, LONGEST_PROMPT)
    return f"waits for an answer: {prompt} (attune inquiry answer {inquiry.id})"


def _key(line: str) -> str:
    found = SAID.search(line)
    return next(filter(None, found.groups())) if found else line


def _lines(config: Config, workflow: int) -> list[str]:
    """What the log says, without marks."""
    if not logs.size(config, workflow):
        return []
    text = logs.path(config, workflow, LogStream.LOG).read_bytes()
    mark = logs.MARK.decode()
    return [line.removeprefix(mark) for line in text.decode(errors="replace").splitlines()]
