"""History: which runs are in the archive, newest first, without their logs.

Every listing looks at the names, times and sizes of all files, and reads those that it has not seen
so: a copied or touched file neither moves nor hides a run.
"""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic import records
from attune_ops_nb.logic.record_files import from_json
from attune_ops_nb.model import Page, RunRecord

LARGEST = 32 * 1024 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """A file in the archive that is no record, and why."""

    path: str
    what: str


class History(Page[RunRecord], frozen=True, kw_only=True):
    """A page of records, and the files that should have been some."""

    unreadable: list[Unreadable] = msgspec.field(default_factory=list)


class Seen(NamedTuple):
    """A record without log and report, and when its run ended, in microseconds."""

    when: int
    record: RunRecord


def listing(
    config: Config, workflow: str | None = None, *, limit: int = 50, before: int | None = None
) -> History:
    """Finished runs, newest first; `before` is the `next` of the page shown last.

    Invalid for a name that is no workflow's, Unavailable if the archive cannot be read.
    """
    if workflow is not None and not records.WORKFLOW.fullmatch(workflow):
        what = f"{workflow!r} is no name: lower-case letters, digits and dashes"
        raise Invalid(f"workflow: {what}", problems={"workflow": what})
    seen, unreadable = look(config, workflow)
    left = [each for each in _apart(seen) if before is None or each.when < before]
    size = max(1, limit)
    return History(
        items=[each.record for each in left[:size]],
        next=left[size - 1].when if len(left) > size else None,
        unreadable=unreadable,
    )


def look(config: Config, workflow: str | None = None) -> tuple[list[Seen], list[Unreadable]]:
    """All records, newest first, and all files that are none."""
    folders = _folders(config.runs_dir) if workflow is None else [config.runs_dir / workflow]
    seen: list[Seen] = []
    unreadable: list[Unreadable] = []
    for folder in folders:
        for each in _look_into(folder):
            if isinstance(each, Seen):
                seen.append(each)
            else:
                unreadable.append(each)
    seen.sort(key=lambda each: (each.when, each.record.workflow, each.record.id), reverse=True)
    return seen, unreadable


def clear_cache() -> None:
    """Read every file anew."""
    _known.clear()


def _apart(seen: list[Seen]) -> Iterator[Seen]:
    """The same in the same order, no two at one moment: so a page can begin after any of them."""
    last = None
    for when, record in seen:
        last = when if last is None else min(when, last - 1)
        yield Seen(last, record)


def _folders(runs_dir: Path) -> list[Path]:
    try:
        with os.scandir(runs_dir) as entries:
            names = [each.name for each in entries if each.is_dir()]
    except FileNotFoundError:  # nothing has run yet
        return []
    except OSError as error:
        raise Unavailable(f"cannot read {runs_dir}: {error.strerror}") from error
    return [runs_dir / name for name in sorted(names) if records.WORKFLOW.fullmatch(name)]


State = tuple[int, int]
_known: dict[Path, dict[str, tuple[State, Seen | Unreadable]]] = {}
"""By folder and name of the file: its time and size when it was read, and what was in it."""


def _look_into(folder: Path) -> list[Seen | Unreadable]:
    before = _known.get(folder, {})
    now: dict[str, tuple[State, Seen | Unreadable]] = {}
    try:
        for name, state in _files(folder):
            known = before.get(name)
            now[name] = known if known and known[0] == state else (state, _read(folder, name))
    except OSError as error:
        return [Unreadable(path=str(folder), what=error.strerror or "cannot be read")]
    _known[folder] = now
    return [found for _, found in now.values()]


def _files(folder: Path) -> Iterator[tuple[str, State]]:
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if not entry.name.endswith(".json") or entry.name.startswith("."):
                continue
            try:
                state = entry.stat()
            except FileNotFoundError:  # pruned since, or a link to nowhere
                continue
            yield entry.name, (state.st_mtime_ns, state.st_size)


def _read(folder: Path, name: str) -> Seen | Unreadable:
    path = folder / name
    try:
        record = read(path, whole=False)
        ended = record.completed_at or record.started_at or record.persisted_at
        when = moment(ended) if ended else path.stat().st_mtime_ns // 1000
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        return Unreadable(path=str(path), what=what or "cannot be read")
    return Seen(when, record)


def read(path: Path, *, whole: bool) -> RunRecord:
    """The record in the file `path`, with log and report if `whole`.

    OSError if it cannot be read, ValueError if it is no record.
    """
    if not records.ID.fullmatch(path.stem):
        raise ValueError("its name is not that of a run")
    state = path.stat()
    if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST:
        raise ValueError(f"it is no file, or has more than {LARGEST} bytes")
    return from_json(path.read_bytes(), workflow=path.parent.name, id=path.stem, whole=whole)


def moment(time: datetime) -> int:
    """Microseconds since 1970."""
    since = time - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
