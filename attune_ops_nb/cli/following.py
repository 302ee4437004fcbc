"""Following: a log on standard output as it comes, and Ctrl-C that stops what we started."""

import argparse
import sys
from codecs import getincrementaldecoder
from contextlib import suppress

from attune_ops_nb.cli import output
from attune_ops_nb.engine.following import follow
from attune_ops_nb.errors import Conflict
from attune_ops_nb.logic import ansi, phrases
from attune_ops_nb.model import Execution, LogStream, Status
from attune_ops_nb.work.embedded import Attune

INTERRUPTED = 130


def followed(
    engine: Attune,
    execution: Execution,
    args: argparse.Namespace,
    *,
    offset: int = 0,
    alive: bool = True,
    owner: bool = False,
) -> int:
    """Print the log from `offset` on, until the end if `alive`; the exit code.

    An `owner` started the execution: Ctrl-C stops it and waits until it is gone. For anybody else
    Ctrl-C only ends the looking.
    """
    log = _Log(engine, execution, args, offset)
    if not alive:
        log.print_whole()
        return 0
    try:
        log.follow()
    except KeyboardInterrupt:
        if not owner:
            return INTERRUPTED
        return _stopped(engine, execution, log)
    ended = engine.executions.get(execution.id)
    return _ended(ended, args, log)


def _stopped(engine: Attune, execution: Execution, log: "_Log") -> int:
    output.note(f"stopping execution {execution.id} …")
    with suppress(Conflict):  # it was quicker
        engine.executions.cancel(execution.id)
    try:
        log.follow()
    except KeyboardInterrupt:
        output.note(f"not waited for: execution {execution.id} ends by itself")
        return INTERRUPTED
    output.note(phrases.told(engine.executions.get(execution.id)))
    return INTERRUPTED


def _ended(execution: Execution, args: argparse.Namespace, log: "_Log") -> int:
    if output.form(args) != "table":
        output.document(execution, output.form(args))
    else:
        output.note(phrases.told(execution))
        if reason := phrases.why(execution):
            output.note(reason)
        for fault in (execution.result or {}).get("errors", []):
            if isinstance(fault, dict) and isinstance(fault.get("message"), str):
                output.note(f"  {fault['message']}")
    return 0 if execution.status is Status.COMPLETED else 1


class _Log:
    """How far a log was printed. With --json it goes to standard error: the answer is the other."""

    def __init__(
        self, engine: Attune, execution: Execution, args: argparse.Namespace, offset: int
    ) -> None:
        self._engine = engine
        self._id = execution.id
        self._stream = LogStream(getattr(args, "stream", "log"))
        self._sink = sys.stdout if output.form(args) == "table" else sys.stderr
        self._offset = offset
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._line = ""

    def follow(self) -> None:
        """Print until the execution has ended."""
        for chunk in follow(self._engine.executions, self._id, self._offset, self._stream):
            self._print(chunk)
        self._print(b"", last=True)

    def print_whole(self) -> None:
        """Print what is there now."""
        while chunk := self._engine.executions.log(self._id, self._stream, offset=self._offset):
            self._print(chunk)
        self._print(b"", last=True)

    def _print(self, chunk: bytes, *, last: bool = False) -> None:
        self._offset += len(chunk)
        text = self._decoder.decode(chunk, final=last)
        self._sink.write(text if output.coloured() else self._plain(text, last=last))
        self._sink.flush()

    def _plain(self, text: str, *, last: bool) -> str:
        """`text` without colours, in whole lines: a code may be cut between two chunks."""
        whole, newline, self._line = (self._line + text).rpartition("\n")
        if last:
            whole, newline, self._line = whole + newline + self._line, "", ""
        return ansi.plain(whole) + newline
