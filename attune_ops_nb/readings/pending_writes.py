"""Pending writes: files of projects that a dashboard changed, and what became of the change.

The journal is append-only; what is shown beside an entry is worked out when it is asked for.
"""

import json
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import AttuneError, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings import foreign_files
from attune_ops_nb.readings.foreign_files import Malformed

log = logging.getLogger(__name__)
GIT_SECONDS = 10.0
MOST_NAMED = 500
"""Of more files than that, git looks at the whole project."""
TEMPORARY = ("/tmp/", "/private/tmp/", "/var/tmp/", "/private/var/tmp/")
TEMPORARY_ON_MACS = ("/var/folders/", "/private/var/folders/")


class PendingWrite(msgspec.Struct, frozen=True, kw_only=True):
    """One write: what was written, and by which dashboard."""

    ts: datetime
    session_id: str
    dashboard_pid: int | None
    endpoint: str | None
    action: str | None
    file_path: str
    """Relative to `project_root` where it lies inside."""
    project_root: str
    before_sha256: str | None
    after_sha256: str | None

    @classmethod
    def of(
        cls,
        *,
        endpoint: str,
        action: str,
        path: Path,
        project_root: Path,
        before: bytes | None,
        after: bytes,
        now: datetime,
    ) -> Self:
        """The entry for a write of this process."""
        inside = path.is_relative_to(project_root)
        session = os.environ.get("CLAUDE_CODE_SESSION_ID", "").strip()
        return cls(
            ts=now,
            session_id=session or f"dashboard-{os.getpid()}",
            dashboard_pid=os.getpid(),
            endpoint=endpoint,
            action=action,
            file_path=(path.relative_to(project_root) if inside else path).as_posix(),
            project_root=str(project_root),
            before_sha256=None if before is None else sha256(before).hexdigest(),
            after_sha256=sha256(after).hexdigest(),
        )


class PendingWriteNow(PendingWrite, frozen=True, kw_only=True):
    """A write together with what is true of it now."""

    dashboard_still_running: bool
    current_disk_sha256: str | None
    matches_journal: bool
    is_committed: bool | None
    """None where git does not know."""
    age_seconds: int


class WriteCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many writes there are, and of how many something is to be said."""

    total_entries: int
    uncommitted_count: int
    stale_dashboard_count: int
    """Those of dashboards that have ended."""
    drifted_count: int
    """Those whose file was changed since."""


class PendingWrites(msgspec.Struct, frozen=True, kw_only=True):
    """The journal, oldest first, without projects that are gone or temporary."""

    pending: list[PendingWriteNow]
    summary: WriteCounts
    malformed: list[Malformed] = []


def note(config: Config, entry: PendingWrite) -> None:
    """Add to the journal. The write it tells of is done, so a failure is only logged."""
    said = {**msgspec.structs.asdict(entry), "ts": entry.ts.isoformat()}
    try:
        foreign_files.append(path(config), json.dumps(said, sort_keys=True).encode())
    except AttuneError as error:
        log.warning("the write of %s is not in the journal: %s", entry.file_path, error)


def read(
    config: Config, now: datetime, *, temporary: bool = False, patience: float = GIT_SECONDS
) -> PendingWrites:
    """The journal, and what became of each write; `temporary` shows projects under /tmp as well.

    Git gets `patience` seconds for each question; else it is not known what is committed.
    """
    entries, malformed = _entries(path(config))
    shown = [each for each in entries if _is_shown(each, temporary)]
    files: dict[str, list[str]] = {}
    for each in shown:
        files.setdefault(each.project_root, []).append(each.file_path)
    dirty = {root: _dirty(Path(root), names, patience) for root, names in files.items()}
    pending = [_now(each, dirty[each.project_root], now) for each in shown]
    return PendingWrites(pending=pending, summary=_counted(pending), malformed=malformed)


def path(config: Config) -> Path:
    """The journal. attune-ai has it here too, unless ATTUNE_HOME names another home."""
    return config.ops_dir / "pending_writes.jsonl"


def _counted(pending: list[PendingWriteNow]) -> WriteCounts:
    return WriteCounts(
        total_entries=len(pending),
        uncommitted_count=sum(each.is_committed is False for each in pending),
        stale_dashboard_count=sum(not each.dashboard_still_running for each in pending),
        drifted_count=sum(not each.matches_journal for each in pending),
    )


def _entries(journal: Path) -> tuple[list[PendingWrite], list[Malformed]]:
    entries, malformed = [], []
    for offset, line in foreign_files.lines(foreign_files.content(journal) or b""):
        try:
            entries.append(_entry(values.mapping_in(line)))
        except ValueError as error:
            malformed.append(Malformed(file=str(journal), offset=offset, reason=str(error)))
    return entries, malformed


def _entry(said: dict[str, Any]) -> PendingWrite:
    at = values.moment(said.get("ts"))
    file_path, root = values.text(said.get("file_path")), values.text(said.get("project_root"))
    if at is None or not file_path or not root:
        raise ValueError("ts, file_path and project_root are needed")
    if "\0" in file_path + root:
        raise ValueError("file_path: it is no path")
    return PendingWrite(
        ts=at,
        session_id=values.text(said.get("session_id")) or "",
        dashboard_pid=values.whole(said.get("dashboard_pid")),
        endpoint=values.text(said.get("endpoint")),
        action=values.text(said.get("action")),
        file_path=file_path,
        project_root=root,
        before_sha256=values.text(said.get("before_sha256")),
        after_sha256=values.text(said.get("after_sha256")),
    )


def _is_shown(entry: PendingWrite, temporary: bool) -> bool:
    scratch = tempfile.gettempdir().rstrip(os.sep) + os.sep
    hidden = entry.project_root.startswith((scratch, *TEMPORARY, *TEMPORARY_ON_MACS))
    return (temporary or not hidden) and Path(entry.project_root).is_dir()


def _now(entry: PendingWrite, dirty: set[str] | None, now: datetime) -> PendingWriteNow:
    file = Path(entry.project_root) / entry.file_path
    current = _hash(file)
    known = dirty is not None and _is_inside(entry.file_path)
    committed = _relative(file, entry) not in (dirty or ()) if known else None
    return PendingWriteNow(
        **msgspec.structs.asdict(entry),
        dashboard_still_running=_lives(entry.dashboard_pid),
        current_disk_sha256=current,
        matches_journal=current is not None and current == entry.after_sha256,
        is_committed=committed,
        age_seconds=int((now - entry.ts).total_seconds()),
    )


def _is_inside(name: str) -> bool:
    """Whether the name, relative to a project, stays in it."""
    return not os.path.isabs(name) and ".." not in Path(name).parts


def _relative(file: Path, entry: PendingWrite) -> str:
    return file.relative_to(entry.project_root).as_posix()


def _hash(file: Path) -> str | None:
    try:
        found = foreign_files.content(file)
    except Unavailable:
        return None
    return None if found is None else sha256(found).hexdigest()


def _lives(pid: int | None) -> bool:
    if pid is None or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:  # it is somebody else's
        return True
    except (OSError, OverflowError):
        return False
    return True


def _dirty(root: Path, files: Iterable[str], patience: float) -> set[str] | None:
    """Those of `files` that git does not have as they are on disk; None if git does not say.

    Git looks at these files alone: a whole project may have a hundred thousand.
    """
    inside = _git(root, patience, "rev-parse", "--show-prefix")
    # A file of another project has no place here; git would refuse them all for it.
    names = sorted({name for name in files if _is_inside(name)})
    if not names:
        return None if inside is None else set()
    places = names if len(names) <= MOST_NAMED else ["."]
    status = _git(root, patience, "status", "--porcelain=v1", "-uall", "-z", "--", *places)
    if inside is None or status is None:
        return None
    # After a rename, the old name follows as a text of its own, without a state before it.
    fields = iter(status.split("\0"))
    found = set()
    for field in fields:
        if len(field) > 3:
            found.add(field[3:])
            if "R" in field[:2] or "C" in field[:2]:
                found.add(next(fields, ""))
    # Git names files from the top of its tree, which may lie above the project.
    return {name.removeprefix(inside.removesuffix("\n")) for name in found}


def _git(root: Path, patience: float, *asked: str) -> str | None:
    # Names are no patterns, and who only looks does not write to the index.
    command = ["git", "--literal-pathspecs", "--no-optional-locks", "-C", str(root), *asked]
    try:
        done = subprocess.run(command, capture_output=True, timeout=patience, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "surrogateescape")
