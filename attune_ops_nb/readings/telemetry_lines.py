"""Telemetry lines: those that were added to files since the last time, while they are rotated."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic.json_lines import BadLine, converted
from attune_ops_nb.logic.usage_lines import json_object
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_files import ROUNDS, rotated_and_live
from attune_ops_nb.store.growing_files import START, Found, Growing, Key, Place, look

T = TypeVar("T")
Take = Callable[[bytes, int], tuple[list[T], list[BadLine]]]
"""What the lines of a block hold that begins at an offset, and the bad ones."""


class Changed(Exception):
    """What was read stands there no longer."""


def added(
    live: Path,
    places: dict[Key, Place],
    take: Take[T],
    *,
    live_only: bool = False,
    archive: str = ".",
) -> Iterator[tuple[Path, list[T], list[BadLine]]]:
    """What `take` makes of the lines behind `places`, which move on; each line comes once.

    Changed if what is before them is not there any more. Unavailable if a file cannot be read.
    """
    for _ in range(ROUNDS):
        paths = rotated_and_live(live, archive)
        found = look(path for path in paths if path == live or not live_only)
        for each in found.values():
            yield from _added_to(each, places, take)
        if paths == rotated_and_live(live, archive) and found.keys() <= places.keys():
            if places.keys() - found.keys() and not live_only:
                raise Changed
            return
    raise Unavailable(f"cannot read {live}: it is being renamed without end; try again")


def whole(
    live: Path, convert: Callable[[dict[str, Any]], T], *, archive: str = "."
) -> tuple[list[T], list[Malformed]]:
    """All lines of `live` and its rotated files by `convert`, and the malformed ones.

    For small files, which are read anew each time. `convert` raises ValueError, with the reason,
    for a line that says nothing. Unavailable if a file cannot be read.
    """
    found: list[T] = []
    bad: list[Malformed] = []

    def take(block: bytes, start: int) -> tuple[list[T], list[BadLine]]:
        return converted(block, start, lambda line: convert(json_object(line)))

    for path, more, worse in added(live, {}, take, archive=archive):
        found += more
        bad += [Malformed(file=str(path), offset=each.offset, reason=each.reason) for each in worse]
    return found, bad


def _added_to(
    found: Found, places: dict[Key, Place], take: Take[T]
) -> Iterator[tuple[Path, list[T], list[BadLine]]]:
    """The lines of one file. If it was taken away meanwhile its place does not move."""
    place = places.get(found.key)
    if found.problem is not None:
        raise Unavailable(f"cannot read {found.path}: {found.problem}")
    if place is not None and place.is_at(found):
        return
    try:
        with Growing(found.path, place or START) as growing:
            if growing.found.key != found.key:
                return
            if place is not None and growing.place.offset < place.offset:
                raise Changed
            for block in growing.blocks():
                if isinstance(block, BadLine):
                    yield found.path, [], [block]
                else:
                    yield found.path, *take(block[1], block[0])
            places[found.key] = growing.place
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unavailable(f"cannot read {found.path}: {error.strerror}") from error
