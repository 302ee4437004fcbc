"""Story: what a workflow that runs is at, as lines in its log, for whoever looks on.

Each line comes from a row that the reactor has in hand anyway, and costs one append to a file. A
row that is seen again says nothing more; that is also so after a crash, as the lines that are there
are read once, before the first is added.

What a step suggests to run next the workflow suggests too, until a later one suggests something.
"""

import logging
from collections import OrderedDict

from attune_ops_nb.config import Config
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import phrases
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
from attune_ops_nb.store import logs

log = logging.getLogger(__name__)
MOST_BOOKS = 32
"""Workflows of which is known what their logs say."""
PAUSED, GOES_ON = "paused", "goes on"
LONGEST_PROMPT = 200


class Story:
    """Tells of workflows in their logs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._books: OrderedDict[int, _Book] = OrderedDict()

    def tell(self, execution: Execution) -> None:
        """What is to be said because `execution` was written; often nothing.

        A log that cannot be written must not hold up the workflow.
        """
        task = execution.workflow_task
        try:
            if task is not None:
                self._tell_step(task, execution)
            if execution.queue == WORKFLOW_QUEUE:
                self._tell_whole(execution)
        except (Unavailable, OSError) as error:
            log.error("the log of a workflow: %s", error)

    def _tell_step(self, task: TaskState, execution: Execution) -> None:
        if execution.status in BEFORE:
            return
        book = self._book(task.workflow_execution)
        name = _name(task)
        if execution.status.ended:
            book.add(f"{name}: {_end(execution)} (#{execution.id})")
            self._suggest(task, execution.suggestions)
        elif execution.queue == INQUIRY_QUEUE:
            for inquiry in self._engine.store.find(Inquiry, execution=execution.id):
                book.add(f"{name}: {_question(inquiry)}")
        else:
            again = f", try {task.attempt}" if task.attempt > 1 else ""
            book.add(f"{name}: started as #{execution.id}{again}")

    def _tell_whole(self, execution: Execution) -> None:
        """A pause has no row of its own: what was said last tells whether it is news."""
        if execution.paused_at is not None:
            self._book(execution.id).turn(PAUSED)
        elif execution.status is Status.RUNNING:
            self._book(execution.id).turn(GOES_ON)

    def _suggest(self, task: TaskState, suggestions: list[Suggestion]) -> None:
        if suggestions:
            store = self._engine.store
            store.update(Execution, task.workflow_execution, suggestions=suggestions)

    def _book(self, workflow: int) -> "_Book":
        if workflow not in self._books:
            while len(self._books) >= MOST_BOOKS:
                self._books.popitem(last=False)
            self._books[workflow] = _Book(self._engine.config, workflow)
        self._books.move_to_end(workflow)
        return self._books[workflow]


class _Book:
    """The log of one workflow, and what it says already."""

    def __init__(self, config: Config, workflow: int) -> None:
        self._config, self._workflow = config, workflow
        self._said: set[int] = set()
        self._paused = False
        for line in _lines(config, workflow):
            self._said.add(hash(line))
            self._paused = line == PAUSED or (self._paused and line != GOES_ON)

    def add(self, line: str) -> None:
        """Say it, unless it was said."""
        if hash(line) not in self._said:
            self._said.add(hash(line))
            self._write(line)

    def turn(self, line: str) -> None:
        """Say that it is paused or goes on, if that is not how it stands."""
        if (line == PAUSED) is not self._paused:
            self._paused = not self._paused
            self._write(line)

    def _write(self, line: str) -> None:
        text = logs.MARK + line.encode() + b"\n"
        if logs.size(self._config, self._workflow) + len(text) > self._config.log_limit_bytes:
            return
        file = logs.LogFile(self._config, self._workflow, LogStream.LOG, fresh=False)
        file.append(text)
        file.close()


BEFORE = frozenset({Status.REQUESTED, Status.SCHEDULING, Status.SCHEDULED, Status.CANCELING})


def _name(task: TaskState) -> str:
    item = "" if task.task_index is None else f"[{task.task_index}]"
    return f"step {task.task_name}{item}"


def _end(execution: Execution) -> str:
    told = phrases.verb(execution.status)
    if (seconds := phrases.elapsed(execution)) is not None:
        told += f" after {phrases.span(seconds)}"
    why = " ".join((phrases.why(execution) or "").split())
    return f"{told}: {why}" if why else told


def _question(inquiry: Inquiry) -> str:
    prompt = " ".join(inquiry.prompt.split())
    if len(prompt) > LONGEST_PROMPT:
        prompt = f"{prompt[:LONGEST_PROMPT]}…"
    return f"waits for an answer: {prompt} (attune inquiry answer {inquiry.id})"


def _lines(config: Config, workflow: int) -> list[str]:
    """What the log says, without marks."""
    if not logs.size(config, workflow):
        return []
    text = logs.path(config, workflow, LogStream.LOG).read_bytes()
    mark = logs.MARK.decode()
    return [line.removeprefix(mark) for line in text.decode(errors="replace").splitlines()]
