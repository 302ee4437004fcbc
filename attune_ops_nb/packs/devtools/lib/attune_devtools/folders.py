"""Folders of a project: walked without what others have put there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from attune_devtools.run import Refused, Run

NOTHING = 4
"""Exit code of a run that found nothing to look at: never a success."""
NOT_OURS = {"__pycache__", "node_modules", "site-packages", "build", "dist"}


def in_scope(run: Run, *suffixes: str) -> list[Path]:
    """The files of the scope with one of those endings. Refused if there is none."""
    place = run.path or run.root
    if place.is_dir():
        found = list(files(place, *suffixes))
    else:
        found = [place] if place.suffix in suffixes else []
    if not found:
        raise Refused(f"there is no {' or '.join(suffixes)} file in {run.shown(run.path)}", NOTHING)
    return found


def files(folder: Path, *suffixes: str) -> Iterator[Path]:
    """The files with such an ending, in order, without environments and hidden folders."""
    for parent, folders, names in os.walk(folder):
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        folders[:] = sorted(
            name for name in folders if name not in NOT_OURS and not name.startswith(".")
        )
        for name in sorted(names):
            if name.endswith(suffixes):
                yield Path(parent, name)
