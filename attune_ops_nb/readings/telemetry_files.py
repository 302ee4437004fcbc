"""Telemetry files: the live ones, and those that were rotated away beside them."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.store.rollups import Fold, RolledFile, Rollups

F = TypeVar("F", bound=Fold)
ROUNDS = 1000
"""Times that the files are looked for while somebody renames them; a round costs little."""


@contextmanager
def read(
    rolled: Rollups[F], live: Path, *, live_only: bool = False, archive: str = "."
) -> Iterator[list[RolledFile[F]]]:
    """The files of `live`, held until the block ends; the live one is the last.

    Unavailable if one cannot be read: its numbers are missing, not zero.
    """
    for _ in range(ROUNDS):
        paths = rotated_and_live(live, archive)
        with rolled.read(paths) as files:
            # A file that was rotated away meanwhile is under a name that we do not know yet.
            moved = any(file.moved for file in files) or paths != rotated_and_live(live, archive)
            if not moved:
                yield _readable(file for file in files if file.path == live or not live_only)
                return
    raise Unavailable(f"cannot read {live}: it is being renamed without end; try again")


def rotated_and_live(live: Path, archive: str = ".") -> list[Path]:
    """`name*.jsonl` in the folder `archive` beside `live`, oldest first, and last `live` itself.

    Unavailable if the folder cannot be read.
    """
    folder = live.parent / archive
    try:
        found = [name for name in os.listdir(folder) if _is_rotated(name, live)]
    except FileNotFoundError:  # nothing was rotated yet
        found = []
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror}") from error
    ordered = sorted(found, key=lambda name: _age(name.removesuffix(live.suffix)))
    return [*(folder / name for name in ordered), live]


def malformed(files: Iterable[RolledFile[Any]]) -> Iterator[Malformed]:
    """The bad lines of the files that are listed: the first thousand of each."""
    for file in files:
        for bad in file.bad_lines:
            yield Malformed(file=str(file.path), offset=bad.offset, reason=bad.reason)


def _readable(files: Iterable[RolledFile[F]]) -> list[RolledFile[F]]:
    found = list(files)
    for file in found:
        if file.error is not None:
            raise Unavailable(f"cannot read {file.path}: {file.error}")
    return found


def _is_rotated(name: str, live: Path) -> bool:
    return name != live.name and name.startswith(live.stem) and name.endswith(live.suffix)


def _age(stem: str) -> tuple[str, int]:
    """The day in the name; the files of one day have a number at the end, all but the first."""
    name, _, number = stem.rpartition(".")
    return (name, int(number)) if number.isdecimal() and "." in name else (stem, 0)
