"""Live frames: tables that follow the files they are read from.

Only what was added is read, and nothing at all happens until something is. Shown under a cell, the
table is kept up to date until `.stop()`, or until the cell is run again.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from uuid import uuid4

import pandas as pd  # type: ignore[import-untyped]
from IPython.core.getipython import get_ipython
from IPython.display import display, update_display

from attune_ops_nb.errors import AttuneError
from attune_ops_nb.notebook.frames.table import Table
from attune_ops_nb.store.watching import Watch

SHOWN_ROWS = 20
"""The last rows are drawn; the frame itself has all."""
PACE_SECONDS = 0.25
"""Between two drawings, however much is written."""
ASK_SECONDS = 5.0
"""Between two questions to a server: its files cannot be watched from here."""

More = Callable[[], tuple[Table | None, bool]]
"""The rows that were added, if any, and whether they take the place of all before.

At first it gives a table, if only an empty one."""


class LiveFrame:
    """A table that follows its files. `.frame` is the DataFrame as it is now."""

    def __init__(self, more: More, folders: Iterable[Path] = ()) -> None:
        """`folders` are watched while it is shown; without any, it is asked now and then."""
        self._more = more
        self._folders = list(folders)
        self._parts: list[Table] = []
        self._lock = threading.Lock()
        self._at = datetime.now(UTC)
        self._version = 0
        self._outputs: list[_Output] = []
        self.refresh()

    @property
    def folders(self) -> list[Path]:
        """What is watched while it is shown."""
        return self._folders

    @property
    def version(self) -> int:
        """Equal as long as the table is."""
        return self._version

    @property
    def frame(self) -> pd.DataFrame:
        """All rows. Unavailable if a file cannot be read."""
        self.refresh()
        return self._table()

    def refresh(self) -> bool:
        """Read what was added; whether anything was. Unavailable if a file cannot be read."""
        with self._lock:
            added, anew = self._more()
            self._at = datetime.now(UTC)
            if anew:
                self._parts = []
            if added is not None:
                self._parts.append(added)
                self._version += 1
        return added is not None

    def stop(self) -> None:
        """Leave what is shown as it is."""
        for output in self._outputs:
            output.close()
        self._outputs = []

    def bundle(self, problem: str = "") -> dict[str, str]:
        """How it looks now."""
        table = self._table()
        last = Table(table.tail(SHOWN_ROWS))
        before = len(table) - len(last)
        notes = [f"as of {self._at:%Y-%m-%d %H:%M:%S} UTC"]
        notes += [f"{before} rows before these"] if before else []
        notes += [problem] if problem else []
        said = "; ".join(notes)
        html = f"{last._repr_html_()}<p><small>{escape(said)}</small></p>"
        return {"text/plain": f"{last}\n{said}", "text/html": html}

    def _table(self) -> Table:
        with self._lock:
            if len(self._parts) > 1:
                self._parts = [Table(pd.concat(self._parts, ignore_index=True))]
            return self._parts[0]

    def __repr__(self) -> str:
        return self.bundle()["text/plain"]

    def _ipython_display_(self) -> None:
        shell = get_ipython()
        if getattr(shell, "kernel", None) is None:  # a terminal cannot change what it has shown
            sys.stdout.write(f"{self}\n")
            return
        self._outputs.append(_Output(self, _cell()))


class _Output:
    """A live frame under one cell, with the thread that keeps it up to date."""

    def __init__(self, live: LiveFrame, cell: tuple[str, int]) -> None:
        self._live = live
        self._place = uuid4().hex
        self._drawn = (live.version, "")
        self._watch = Watch(live.folders)
        _take_place_of_earlier(self, cell)
        display(live.bundle(), raw=True, display_id=self._place)  # type: ignore[no-untyped-call]
        threading.Thread(target=self._follow, name="attune-live-frame", daemon=True).start()

    def close(self) -> None:
        """Draw no more."""
        self._watch.close()

    def _follow(self) -> None:
        while not self._watch.closed:
            self._draw()
            self._watch.rest(PACE_SECONDS)
            self._watch.wait(None if self._live.folders else ASK_SECONDS)

    def _draw(self) -> None:
        """Read what was added and show it. An error stands beside the rows that there were."""
        problem = ""
        try:
            self._live.refresh()
        except AttuneError as error:
            problem = str(error)
        now = (self._live.version, problem)
        if now != self._drawn and not self._watch.closed:
            self._drawn = now
            bundle = self._live.bundle(problem)
            update_display(bundle, raw=True, display_id=self._place)  # type: ignore[no-untyped-call]


def _cell() -> tuple[str, int]:
    """The cell that runs, and the how many-eth time of running anything this is."""
    shell = get_ipython()
    assert shell is not None
    metadata = shell.kernel.get_parent().get("metadata", {})  # type: ignore[attr-defined]
    text = shell.user_ns.get("In", [""])[-1]
    return str(metadata.get("cellId") or text), shell.execution_count


_outputs: dict[str, tuple[int, list[_Output]]] = {}
"""By cell: when it was run last, and what it shows since."""


def _take_place_of_earlier(output: _Output, cell: tuple[str, int]) -> None:
    """What the cell showed when it was run before is gone from the page: let go of it."""
    key, count = cell
    earlier, shown = _outputs.get(key, (count, []))
    if earlier != count:
        for each in shown:
            each.close()
        shown = []
    _outputs[key] = count, [*shown, output]
