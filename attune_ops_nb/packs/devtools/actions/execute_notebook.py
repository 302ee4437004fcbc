"""devtools.notebook: notebooks from top to bottom, by nbclient."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from attune_devtools.folders import NOTHING, in_scope
from attune_devtools.kernels import choose
from attune_devtools.notebooks import Executed, execute
from attune_devtools.run import (
    Refused,
    Run,
    counted,
    fail,
    keep,
    listed,
    main,
    result,
    say,
    suggest,
)

FAILED = 1


def execute_all(run: Run) -> int:
    if run.path is None:
        raise Refused("path: name a notebook of the project, or a folder with notebooks")
    # The files by which we and the kernel find each other: ours alone, and gone at the end.
    os.environ["JUPYTER_RUNTIME_DIR"] = str(run.scratch / "jupyter")
    begun = time.monotonic()
    paths = in_scope(run, ".ipynb")
    done = []
    for number, path in enumerate(paths):
        say(f"Notebook: {run.shown(path)}")
        share = (100 * number / len(paths), 100 / len(paths))
        try:
            done.append(execute(run, path, choose, share=share))
        except Refused as error:
            name = run.shown(path)
            done.append(Executed(name=name, cells=0, seconds=0, error=str(error)))
    return _end(run, done, time.monotonic() - begun)


def _end(run: Run, done: list[Executed], seconds: float) -> int:
    found = {
        "notebooks": [_told(each) for each in done],
        "cells": sum(each.cells for each in done),
        "duration_seconds": round(seconds, 2),
    }
    keep(run, "summary.json", found)
    failed = [each for each in done if each.error]
    if not failed and not found["cells"]:
        raise Refused(f"there is no code in {run.shown(run.path)}", NOTHING)
    _suggest(run, failed)
    if failed:
        reasons = [f"{each.name}, {each.error}" for each in failed]
        fail(f"{len(failed)} of {counted(len(done), 'notebook')} failed: {listed(reasons)}")
        return FAILED
    result(found)
    return 0


def _told(each: Executed) -> dict[str, Any]:
    told = {"notebook": each.name, "cells": each.cells, "duration_seconds": each.seconds}
    return {**told, "error": each.error} if each.error else told


def _suggest(run: Run, failed: list[Executed]) -> None:
    assert run.path is not None
    if len(failed) == 1 and (only := run.root / failed[0].name) != run.path:
        suggest(run, "devtools.notebook", f"Execute {only.name} alone", "high", only)
    label = "Look for undefined names" if failed else "Look for what does not show"
    suggest(run, "devtools.lint", label, "medium" if failed else "low", run.path)
    folder: Path = run.path if run.path.is_dir() else run.path.parent
    if failed:
        suggest(run, "devtools.tests", "Test what the notebooks use", "medium", folder)


if __name__ == "__main__":
    main(execute_all)
