"""Notebooks: executed cell by cell, told about as it happens, and kept as far as they came."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

from attune_devtools.run import Refused, Run, progress, say

Choose = Callable[[Run, dict[str, Any]], tuple[AsyncKernelManager, dict[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Executed:
    """What became of a notebook."""

    name: str
    cells: int
    seconds: float
    error: str | None
    """The first thing that went wrong, in one line."""


def execute(run: Run, path: Path, choose: Choose, *, share: tuple[float, float]) -> Executed:
    """Execute the notebook at `path` and keep the copy, whatever becomes of it.

    `share` is where the progress of the run stands, and how much of it this notebook is.
    """
    notebook = _read(run, path)
    name = run.shown(path)
    begun = time.monotonic()
    starter, variables = choose(run, notebook.metadata)
    told = _Told(notebook, name, share)
    client = _Client(
        notebook,
        starter=starter,
        told=told,
        timeout=run.parameters.get("timeout", 600) or None,
        allow_errors=bool(run.parameters.get("go_on")),
        resources={"metadata": {"path": str(path.parent)}},
    )
    at_end = signal.getsignal(signal.SIGTERM)
    log = run.scratch / "kernel.log"
    try:
        with log.open("wb") as stderr:
            asyncio.run(client.run(env=variables, stderr=stderr))
    except CellControlSignal as error:
        told.failed(error)
    except (DeadKernelError, RuntimeError, asyncio.CancelledError) as error:
        if client.ending:
            sys.exit(128 + signal.SIGTERM)
        sys.stdout.write(log.read_text(encoding="utf-8", errors="replace"))
        told.died(error)
    finally:
        signal.signal(signal.SIGTERM, at_end)  # nbclient takes it for itself
        copy = run.artifacts / _copy_name(run, path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, copy)  # type: ignore[no-untyped-call]
    seconds = round(time.monotonic() - begun, 2)
    return Executed(name=name, cells=told.number, seconds=seconds, error=told.error)


class _Client(NotebookClient):
    """A client that passes on what a cell prints when it prints it, and ends when it is to end."""

    def __init__(
        self, notebook: Any, *, starter: AsyncKernelManager, told: _Told, **named: Any
    ) -> None:
        super().__init__(notebook, **named)
        self.told = told
        self.starter = starter
        self.ending = False
        self.on_cell_start = told.begins
        self.on_notebook_start = self.watch

    async def run(self, **start: Any) -> None:
        """Execute the notebook by a kernel that is started so."""
        self.task = asyncio.current_task()
        await self.async_execute(**start)

    def create_kernel_manager(self) -> Any:
        self.km = self.starter
        return self.km

    def watch(self, notebook: Any) -> None:
        """Be asked to end. Left alone, nbclient gives a busy kernel five seconds for that."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.end)

    def end(self) -> None:
        """Kill the kernel and give up."""
        self.ending = True
        self.shutdown_kernel = "immediate"
        assert self.task is not None
        self.task.cancel()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        self.told.message(msg)
        return super().process_message(msg, cell, cell_index)


class _Told:
    """Tells of a notebook: which cell, how far, what it printed."""

    def __init__(self, notebook: Any, name: str, share: tuple[float, float]) -> None:
        self._name = name
        self._share = share
        self._cells = [
            place
            for place, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and cell.source.strip()
        ]
        self._open = False
        self._expected = False
        """The cell says that it raises an exception."""
        self.number = 0
        self.error: str | None = None

    def begins(self, cell: Any, cell_index: int) -> None:
        """A cell begins. What is no code is passed over, though it begins as well."""
        if cell_index not in self._cells:
            return
        self._expected = "raises-exception" in cell.metadata.get("tags", [])
        start, width = self._share
        total = len(self._cells)
        percent = start + width * self.number / total
        self.number += 1
        self._end_line()
        progress(percent, f"{self._name}: cell {self.number} of {total}")
        first = next(line for line in cell.source.splitlines() if line.strip())
        say(f"\x1b[1m[{self.number}/{total}]\x1b[0m {first}")

    def message(self, msg: dict[str, Any]) -> None:
        """Something came from the kernel."""
        content = msg["content"]
        if msg["msg_type"] == "stream":
            self._write(content["text"])
        elif msg["msg_type"] in {"execute_result", "display_data"}:
            self._end_line()
            self._write(content["data"].get("text/plain", "") + "\n")
        elif msg["msg_type"] == "error":
            self._end_line()
            self._write("\n".join(content["traceback"]) + "\n")
            what = f"{content['ename']}: {content['evalue']}"
            if not self._expected:
                self.error = self.error or f"cell {self.number}: {what}"

    def failed(self, error: CellControlSignal) -> None:
        """nbclient gave up."""
        if isinstance(error, CellTimeoutError):
            self.error = f"cell {self.number}: no end within its time"
        self.error = self.error or f"cell {self.number}: {str(error).splitlines()[-1]}"

    def died(self, error: BaseException) -> None:
        """The kernel is gone, or never came."""
        where = f"cell {self.number}: " if self.number else ""
        self.error = f"{where}{' '.join(str(error).split())}"

    def _write(self, text: str) -> None:
        if text:
            sys.stdout.write(text)
            sys.stdout.flush()
            self._open = not text.endswith("\n")

    def _end_line(self) -> None:
        if self._open:
            self._write("\n")


def _read(run: Run, path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids are no concern of the run
            return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
        told = str(error).partition("\n")[0]
        raise Refused(f"it cannot be read as a notebook: {told}") from error


def _copy_name(run: Run, path: Path) -> str:
    """Next to each other as the notebooks are; what is one notebook needs no folder."""
    alone = run.path == path or run.path is None
    inside = Path(path.name) if alone else path.relative_to(run.path or run.root)
    return inside.with_suffix(".executed.ipynb").as_posix()
