"""Lines of a time: those of a telemetry file and its rotated ones that may be of it, few others.

Which bytes are of which time is kept in rollups, so that a click reads no million lines.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic.time_spans import Stamps, TimeSpans
from attune_ops_nb.readings.telemetry_files import read
from attune_ops_nb.store import rollups
from attune_ops_nb.store.growing_files import Growing
from attune_ops_nb.store.rollups import RolledFile

T = TypeVar("T")
VERSION = 1
TRIES = 5
"""Times that files are looked at while somebody changes them."""


class Timed(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A kind of line: under which name its times are kept, and how times and lines are read."""

    name: str
    stamps: Stamps
    lines: Callable[[bytes], list[T]]
    archive: str = "."
    """The folder beside the live file into which it is rotated."""


def lines_of_time(
    config: Config, timed: Timed[T], live: Path, since: datetime, until: datetime
) -> list[T]:
    """All lines of `live` of that time, and some beside it. Unavailable if they cannot be read."""
    fold = timed.stamps
    rolled = rollups.of(config, timed.name, version=VERSION, fold=lambda: TimeSpans(fold))
    for _ in range(TRIES):
        with read(rolled, live, archive=timed.archive) as files:
            blocks = [_blocks(file, since, until) for file in files]
        if all(each is not None for each in blocks):
            return [line for each in blocks for block in each or () for line in timed.lines(block)]
    raise Unavailable(f"cannot read {live}: it is changed while it is read; try again")


def _blocks(file: RolledFile[TimeSpans], since: datetime, until: datetime) -> list[bytes] | None:
    """The bytes of a file that are of that time; None if it is another one by now."""
    spans = [span for span in file.fold.spans if span.within(since, until)]
    if not spans:
        return []
    try:
        with Growing(file.path, file.place) as growing, file.path.open("rb") as opened:
            state = os.fstat(opened.fileno())
            same = growing.found.key == (state.st_dev, state.st_ino)
            if not same or growing.place.offset < file.place.offset:
                return None
            return [os.pread(opened.fileno(), each.end - each.begin, each.begin) for each in spans]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unavailable(f"cannot read {file.path}: {error.strerror}") from error
