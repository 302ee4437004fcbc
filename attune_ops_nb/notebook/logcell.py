"""LogCell: one execution as the output of a cell, alive while it runs and readable ever after.

The bundle has a form for everybody: our MIME type for JupyterLab with our extension, a widget for
other front ends, HTML for saved notebooks and a line of text for all else.
"""

import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from IPython.core.getipython import get_ipython
from IPython.display import display, update_display

from attune_ops_nb.engine.following import follow
from attune_ops_nb.errors import Conflict, Unavailable
from attune_ops_nb.logic import phrases
from attune_ops_nb.model import Execution
from attune_ops_nb.notebook import servers
from attune_ops_nb.notebook.conducted import conducted, resting
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.notebook.remote import RemoteEngine
from attune_ops_nb.notebook.snapshot import MOST_BYTES, Snapshot

MIME = "application/vnd.attune.run+json"
SECONDS_TO_STOP = 30.0
LOOK_SECONDS, LONG_LOOK_SECONDS = 0.5, 2.0
"""How often it is looked whether a workflow waits for people, and whether it still does; its end is
heard at once."""


def watch(engine: AnyEngine, execution: Execution) -> Execution:
    """Show `execution` until it has ended or waits for people; an interrupt stops it."""
    return _in_a_cell(engine, execution) if in_a_kernel() else _in_a_terminal(engine, execution)


def show(engine: AnyEngine, execution: Execution) -> Execution:
    """Show `execution` and go on; the output is brought up to date when it has ended."""
    if not in_a_kernel():
        _write(f"{phrases.told(execution)}\n")
        return execution
    cell = LogCell(engine, execution)
    cell.show()
    _in_background(cell.follow)
    return execution


def in_a_kernel() -> bool:
    """Whether outputs go to a front end that can show more than text."""
    return getattr(get_ipython(), "kernel", None) is not None


class LogCell:
    """The output of one cell."""

    def __init__(self, engine: AnyEngine, execution: Execution) -> None:
        self._engine = engine
        self._execution = execution
        self._place = uuid4().hex
        self._widget = _widget(engine, execution)

    def show(self) -> None:
        """Put it under the cell that runs."""
        bundle = self._bundle()
        display(bundle, raw=True, display_id=self._place)  # type: ignore[no-untyped-call]

    def wait(self) -> Execution:
        """Wait for the end, or until nothing goes on without people, and show it.

        Who could answer has to have the notebook back; what comes then is shown all the same.
        """
        execution = self._rest()
        if not execution.status.ended:
            _in_background(self._go_on)
        return execution

    def follow(self) -> None:
        """Show when it waits for people, each time, and the end."""
        while not self._rest().status.ended:
            self._leave_rest()

    def _go_on(self) -> None:
        self._leave_rest()
        self.follow()

    def _rest(self) -> Execution:
        while not enough(self._engine, execution := self._look(LOOK_SECONDS)):
            pass
        self.end(execution)
        return execution

    def _leave_rest(self) -> None:
        while resting(self._engine, self._look(LONG_LOOK_SECONDS)):
            pass

    def _look(self, seconds: float) -> Execution:
        return self._engine.executions.wait(self._execution.id, seconds)

    def end(self, execution: Execution) -> None:
        """Show it as it is now."""
        self._execution = execution
        bundle = self._bundle()
        update_display(bundle, raw=True, display_id=self._place)  # type: ignore[no-untyped-call]

    def _bundle(self) -> dict[str, Any]:
        execution = self._execution
        shot = snapshot(self._engine, execution)
        shown: dict[str, Any] = {"text/plain": shot.plain(), "text/html": shot.html()}
        if self._widget is not None:
            from attune_ops_nb.notebook.dashboard import view_of

            shown |= view_of(self._widget)
        if not isinstance(self._engine, RemoteEngine) or _same_server(self._engine):
            shown[MIME] = {
                "execution": execution.id,
                "action_ref": execution.action_ref,
                "title": execution.action_ref,
                "server": None,
            }
        return shown


def snapshot(engine: AnyEngine, execution: Execution) -> Snapshot:
    """What is known of `execution` now."""
    id = execution.id
    return Snapshot(
        execution=execution,
        tail=engine.executions.log(id, offset=-MOST_BYTES, limit=MOST_BYTES),
        size=engine.executions.log_size(id),
        artifacts=list(engine.artifacts.list(id)) if execution.status.ended else [],
        conducted=conducted(engine, execution),
    )


def enough(engine: AnyEngine, execution: Execution) -> bool:
    """Whether there is nothing to be waited for: it has ended, or waits for people itself."""
    return execution.status.ended or resting(engine, execution)


def _in_background(do: Callable[[], None]) -> None:
    threading.Thread(target=do, name="attune-cell", daemon=True).start()


def stop(engine: AnyEngine, id: int) -> Execution:
    """Cancel an execution and wait for its end, though not for ever."""
    try:
        engine.executions.cancel(id)
    except Conflict:  # it was quicker
        return engine.executions.get(id)
    return engine.executions.wait(id, SECONDS_TO_STOP)


def _in_a_cell(engine: AnyEngine, execution: Execution) -> Execution:
    cell = None
    try:
        cell = LogCell(engine, execution)
        cell.show()
        seen = cell.wait()
        _say_rest(engine, seen)
        return seen
    except KeyboardInterrupt:
        ended = stop(engine, execution.id)
        if cell is not None:
            cell.end(ended)
        _write(f"interrupted: {phrases.told(ended)}\n")
        return ended


def _in_a_terminal(engine: AnyEngine, execution: Execution) -> Execution:
    printed = 0
    stopped = False
    decoder = getincrementaldecoder("utf-8")("replace")
    while True:
        try:
            done = partial(enough, engine)
            for chunk in follow(engine.executions, execution.id, printed, enough=done):
                printed += len(chunk)
                _write(decoder.decode(chunk))
            break
        except KeyboardInterrupt:
            if stopped:
                raise
            stopped = True
            _write("\nstopping …\n")
            try:
                engine.executions.cancel(execution.id)
            except Conflict:
                break
    ended = engine.executions.get(execution.id)
    _write(f"{decoder.decode(b'', final=True)}{phrases.told(ended)}\n")
    _say_reason(ended)
    _say_rest(engine, ended)
    return ended


def _say_rest(engine: AnyEngine, execution: Execution) -> None:
    """What an execution that has not ended waits for."""
    found = None if execution.status.ended else conducted(engine, execution)
    for line in found.rests() if found else []:
        _write(f"{line}\n")


def _say_reason(execution: Execution) -> None:
    """Why a workflow did not complete: its log is about its steps."""
    if execution.workflow_def is not None and (reason := phrases.why(execution)):
        _write(f"{reason}\n")


def _widget(engine: AnyEngine, execution: Execution) -> Any:
    """The widget, if this package was built and there are widgets here."""
    try:
        from attune_ops_nb.notebook.dashboard import Dashboard

        widget = Dashboard(engine=engine, execution=execution)
    except (ImportError, Unavailable):
        return None
    if not servers.parent_serves():
        widget.offer(execution)
    return widget


def _same_server(engine: RemoteEngine) -> bool:
    parent = servers.parent()
    return parent is not None and parent["url"] == engine.url


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
