"""Bulletin: the notice-board by which several actors on one project see each other's runs.

One line of `active.jsonl` is one notice; the newest of a run is what counts. Programs only append,
so what was read once is never parsed again. On the first notice of a UTC day, the file of an
earlier day goes into the archive.
"""

import json
import logging
import os
import re
import secrets
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import asdict
from msgspec.structs import replace as changed

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.readings import foreign_files
from attune_ops_nb.readings.foreign_files import Malformed

log = logging.getLogger(__name__)
STALE = timedelta(seconds=90)
"""Without a heartbeat for so long, an actor counts as gone."""
HEARTBEAT = timedelta(seconds=30)
LONGEST = 16_384
ENDS = frozenset({"completed", "failed", "cancelled"})
ActorKind = Literal["claude-code-session", "cli", "dashboard", "scheduled", "attune-rec", "mcp"]
RunStatus = Literal["running", "completed", "failed", "cancelled"]
REQUIRED = ("actor_id", "actor_kind", "workflow", "run_id")
MOST_SHOWN = 100
FINGERPRINT = 256


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What an actor said of one of its runs."""

    actor_id: str
    actor_kind: str
    """claude-code-session, cli, dashboard, scheduled, attune-rec or mcp."""
    workflow: str
    run_id: str
    started_at: datetime
    last_heartbeat: datetime
    current_status: str = "running"
    scope: str | None = None
    hostname: str | None = None

    @property
    def ended(self) -> bool:
        return self.current_status in ENDS


class Bulletin(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs what now, newest sign of life first."""

    active: list[Notice] = []
    stale: list[Notice] = []
    """Runs that never said they ended, and of which nothing was heard for long."""
    malformed_lines: int = 0
    malformed: list[Malformed] = []
    """The first of the lines that say nothing."""


def read(config: Config, now: datetime, *, stale_after: timedelta = STALE) -> Bulletin:
    """The board as it is. Empty if nobody ever wrote there, Unavailable if it cannot be read."""
    latest, malformed, count = _tail(active_path(config)).look(now)
    running = sorted(
        (notice for notice in latest if not notice.ended),
        key=lambda notice: notice.last_heartbeat,
        reverse=True,
    )
    return Bulletin(
        active=[each for each in running if now - each.last_heartbeat <= stale_after],
        stale=[each for each in running if now - each.last_heartbeat > stale_after],
        malformed_lines=count,
        malformed=malformed,
    )


def append(config: Config, notice: Notice, now: datetime) -> None:
    """Put up a notice. Unavailable if the board cannot be written, Invalid if it is too long."""
    line = json.dumps({**asdict(notice), **_times(notice)}).encode()
    if len(line) >= LONGEST:
        raise Invalid(f"scope: a notice has less than {LONGEST} bytes, not {len(line)}")
    path = active_path(config)
    try:
        _rotate(path, now)
    except Unavailable as error:  # a long file is better than a lost notice
        log.warning("%s", error)
    foreign_files.append(path, line)


def heartbeat(config: Config, notice: Notice, now: datetime) -> Notice:
    """Say again that a run is alive; the notice as it is now."""
    alive = changed(notice, last_heartbeat=now)
    append(config, alive, now)
    return alive


def announce(
    config: Config,
    now: datetime,
    workflow: str,
    *,
    run_id: str | None = None,
    scope: str | None = None,
    actor: str | None = None,
    kind: ActorKind = "dashboard",
) -> Notice:
    """Say that a run began: others on the project see it until nothing is heard of it any more."""
    _may_write(config)
    if not workflow.strip():
        raise Invalid("workflow: it must not be empty", problems={"workflow": "empty"})
    notice = Notice(
        actor_id=actor or actor_id(),
        actor_kind=kind,
        workflow=workflow.strip(),
        run_id=run_id or secrets.token_hex(6),
        started_at=now,
        last_heartbeat=now,
        scope=scope,
        hostname=socket.gethostname(),
    )
    append(config, notice, now)
    return notice


def beat(config: Config, now: datetime, run_id: str, status: RunStatus = "running") -> Notice:
    """Say that an announced run is alive, or how it ended. NotFound if nobody announced it."""
    _may_write(config)
    latest, _, _ = _tail(active_path(config)).look(now)
    known = {notice.run_id: notice for notice in latest}
    if run_id not in known:
        raise NotFound(f"nobody announced a run {run_id}{nearest(run_id, known)}")
    return heartbeat(config, changed(known[run_id], current_status=status), now)


def archived(config: Config, since: date) -> list[Notice]:
    """Every notice of the days from `since` on that lie in the archive, oldest first."""
    found = []
    for day, path in sorted(_archives(config.bulletin_dir / "archive")):
        if day >= since:
            found += [
                each
                for offset, line in foreign_files.lines(foreign_files.content(path) or b"")
                if isinstance(each := _parsed(path, offset, line), Notice)
            ]
    return found


def active_path(config: Config) -> Path:
    """The file of today's notices."""
    return config.bulletin_dir / "active.jsonl"


def actor_id(hostname: str | None = None) -> str:
    """How every dashboard on this machine signs its notices."""
    host = (hostname or socket.gethostname()).split(".")[0]
    return f"dashboard-{''.join(c if c.isalnum() or c == '-' else '-' for c in host) or 'unknown'}"


def _may_write(config: Config) -> None:
    if config.read_only:
        raise Forbidden("this is read-only: start it without --read-only to put up a notice")


class _Tail:
    """What a file says so far; only what was added to it since is parsed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._forget()

    def look(self, now: datetime) -> tuple[list[Notice], list[Malformed], int]:
        """The newest notice of each run; the malformed lines, and how many there are."""
        with self._lock:
            try:
                file = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK)
                try:
                    self._read(file, now)
                finally:
                    os.close(file)
            except FileNotFoundError:
                self._forget()
            except OSError as error:
                raise Unavailable(f"cannot read {self._path}: {error.strerror}") from error
            return list(self._latest.values()), list(self._malformed), self._count

    def _forget(self) -> None:
        self._stamp = (0, 0, 0)
        self._ends = (b"", b"")
        self._offset = 0
        self._latest: dict[str, Notice] = {}
        self._malformed: list[Malformed] = []
        self._count = 0

    def _read(self, file: int, now: datetime) -> None:
        state = os.fstat(file)
        stamp = (state.st_ino, state.st_size, state.st_mtime_ns)
        if stamp == self._stamp:
            return
        grown = stamp[0] == self._stamp[0] and stamp[1] > self._stamp[1]
        # An inode may serve again, and a file be written anew: what was read must still be there.
        if not grown or self._read_ends(file) != self._ends:
            self._forget()
        added = os.pread(file, state.st_size - self._offset, self._offset)
        # The last line may still be on its way.
        whole = added[: added.rfind(b"\n") + 1]
        for offset, line in foreign_files.lines(whole, self._offset):
            self._take(_parsed(self._path, offset, line), offset, now)
        self._offset += len(whole)
        self._stamp, self._ends = stamp, self._read_ends(file)

    def _read_ends(self, file: int) -> tuple[bytes, bytes]:
        """The first and the last bytes of what was read."""
        length = min(FINGERPRINT, self._offset)
        return os.pread(file, length, 0), os.pread(file, length, self._offset - length)

    def _take(self, said: Notice | Malformed, offset: int, now: datetime) -> None:
        if isinstance(said, Notice) and not said.ended and said.last_heartbeat - now > STALE:
            reason = "last_heartbeat: it lies in the future"
            said = Malformed(file=str(self._path), offset=offset, reason=reason)
        if isinstance(said, Malformed):
            self._count += 1
            if len(self._malformed) < MOST_SHOWN:
                self._malformed.append(said)
            return
        known = self._latest.get(said.run_id)
        if known is None:
            self._latest[said.run_id] = said
            return
        newer = said if said.last_heartbeat >= known.last_heartbeat else known
        # Some actors write the time of the heartbeat here: the first they said is the right one.
        began = min(said.started_at, known.started_at)
        self._latest[said.run_id] = changed(newer, started_at=began)


@lru_cache(maxsize=16)
def _tail(path: Path) -> _Tail:
    return _Tail(path)


def _parsed(path: Path, offset: int, line: bytes) -> Notice | Malformed:
    try:
        if len(line) > LONGEST:
            raise ValueError(f"it has more than {LONGEST} bytes")
        return _notice(values.mapping_in(line))
    except ValueError as error:
        return Malformed(file=str(path), offset=offset, reason=str(error))


def _notice(said: dict[str, Any]) -> Notice:
    required = {name: values.text(said.get(name)) for name in REQUIRED}
    if missing := [name for name, text in required.items() if text is None]:
        raise ValueError(f"{missing[0]}: there is no such text")
    began, beat = values.moment(said.get("started_at")), values.moment(said.get("last_heartbeat"))
    if (alive := beat or began) is None:
        raise ValueError("last_heartbeat: it is no time")
    return Notice(
        **{name: text for name, text in required.items() if text is not None},
        started_at=began or alive,
        last_heartbeat=alive,
        current_status=values.text(said.get("current_status")) or "running",
        scope=values.text(said.get("scope")),
        hostname=values.text(said.get("hostname")),
    )


def _times(notice: Notice) -> dict[str, str]:
    return {
        "started_at": notice.started_at.isoformat(),
        "last_heartbeat": notice.last_heartbeat.isoformat(),
    }


def _rotate(path: Path, now: datetime) -> None:
    """Move the notices of an earlier day into the archive, after those that lie there."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        if written >= now.astimezone(UTC).date():
            return
        folder = path.parent / "archive"
        folder.mkdir(parents=True, exist_ok=True)
        # Of several programs that try this at once, one finds the file.
        part = folder / f"{written.isoformat()}.{os.getpid()}-{threading.get_ident()}.part"
        os.rename(path, part)
        _join(part, folder / f"{written.isoformat()}.jsonl")
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unavailable(f"cannot archive {path}: {error.strerror}") from error


def _join(part: Path, whole: Path) -> None:
    try:
        os.link(part, whole)
    except OSError:  # it is there already, or this disk has no links
        foreign_files.append(whole, part.read_bytes().removesuffix(b"\n"))
    part.unlink()


PART = re.compile(r"(\d{4}-\d\d-\d\d)(\.[0-9-]+\.part|\.jsonl)")


def _archives(folder: Path) -> Iterator[tuple[date, Path]]:
    """Each file of the archive with its day; a part was left by a program that died meanwhile."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror}") from error
    for name in names:
        if match := PART.fullmatch(name):
            try:
                yield date.fromisoformat(match[1]), folder / name
            except ValueError:
                continue
