"""Sessions: the conversations about the project, found on disk, with how each was begun.

Logs lie in a folder named after the folder they were begun in. So those of worktrees lie beside
those of the project, and so do those of other projects whose name goes on where ours ends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic.conversations import Conversation, Conversations
from attune_ops_nb.logic.json_lines import BadLine
from attune_ops_nb.logic.reply_times import moment_of
from attune_ops_nb.readings import session_files
from attune_ops_nb.store import rollups
from attune_ops_nb.store.rollups import Cells, RolledFile

VERSION = 1
DAYS = 3
MOST = 20
MOST_DAYS = 36600
"""More is all there ever was: no calendar goes back that far."""
NO_PROMPT = "(no prompt recorded)"
WORKTREES = "--claude-worktrees-"
CELL = b"conversation"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation log: id, duration, messages, how it began."""

    id: str
    started_at: datetime | None
    """None if no line has a time."""
    last_activity: datetime | None
    duration_seconds: float
    message_count: int
    """Texts that somebody said; what tools say does not count."""
    starter_prompt: str
    """Without keys, names and addresses, on one line, at most 200 characters."""
    source: str = "heuristic"
    """How the prompt was found."""
    project: str
    """The folder it was begun in, else the name of the folder of its log."""
    worktree: str | None = None
    """The worktree it was begun in, if that was not the project itself."""
    path: str
    malformed_lines: int = 0


def sessions(
    config: Config,
    now: datetime,
    *,
    days: int | None = DAYS,
    limit: int | None = MOST,
    environ: Mapping[str, str] | None = None,
) -> list[Session]:
    """The sessions of the project and its worktrees, the newest first.

    Those with something said in the last `days` (None: all) and at most `limit` (None: all). One
    that says no time counts by its file's. Invalid for a
    CLAUDE_CONFIG_DIR without logs, Unavailable if a folder of logs cannot be read.
    """
    since = None if days is None or days > MOST_DAYS else now - timedelta(days=days)
    # No file is older than what stands in it, but one that was copied or touched is newer.
    written = None if since is None else since.timestamp()
    logs = _logs(config.project_root, session_files.folders(environ), written)
    rolled = rollups.of(config, "sessions", version=VERSION, fold=ConversationFold)
    with rolled.read(logs) as files:
        found = [_session(file) for file in files if _is_ours(file, config)]
    if since is not None:
        found = [
            each for each in found if each.last_activity is None or each.last_activity >= since
        ]
    found.sort(key=lambda each: each.last_activity or datetime.min.replace(tzinfo=UTC))
    return found[::-1][:limit]


def keys(project: Path) -> set[str]:
    """What the folder of the logs of `project` may be called."""
    path = str(project.resolve())
    return {re.sub(r"[/\\:]", "-", path), re.sub(r"[^A-Za-z0-9]", "-", path)}


class ConversationFold:
    """The conversation of one file."""

    def __init__(self) -> None:
        self._lines = Conversations()
        self._saved: Conversation | None = None

    @property
    def found(self) -> Conversation:
        """What is known so far."""
        return self._lines.found

    def take(self, block: bytes, start: int) -> Iterable[BadLine]:
        """Go on with whole lines."""
        return self._lines.read(block, start)

    def changes(self) -> Cells:
        """One cell, if anything was added."""
        if self.found != self._saved:
            yield CELL, msgspec.msgpack.encode(self.found)
            self._saved = self.found

    def restore(self, cells: Cells) -> None:
        """The conversation that was saved; ValueError if it is torn."""
        for _, value in cells:
            self._saved = msgspec.msgpack.decode(value, type=Conversation)
            self._lines = Conversations(self._saved)


def _logs(project: Path, roots: list[Path], since: float | None) -> list[Path]:
    """The logs that may be of the project, the latest first; of each session the latest alone."""
    found = sorted(_candidates(project, roots), reverse=True)
    logs: dict[str, Path] = {}
    for time, path in found:
        if since is None or time >= since:
            logs.setdefault(path.stem, path)
    return list(logs.values())


def _candidates(project: Path, roots: list[Path]) -> Iterator[tuple[float, Path]]:
    """The logs with the times they were written to."""
    names = keys(project)
    beginnings = tuple(f"{name}-" for name in names)
    for folder in chain.from_iterable(map(_inside, roots)):
        if folder.name in names or folder.name.startswith(beginnings):
            for path in folder.glob(f"*{session_files.ENDING}"):
                with suppress(OSError):  # it may go while we look
                    yield path.stat().st_mtime, path


def _inside(root: Path) -> list[Path]:
    try:
        return list(root.iterdir())
    except OSError as error:
        raise Unavailable(f"cannot read {root}: {error.strerror}") from error


def _is_ours(file: RolledFile[ConversationFold], config: Config) -> bool:
    """Whether it was begun in the project or a worktree of it, as far as that can be seen."""
    root, name = config.project_root.resolve(), file.path.parent.name
    folder = file.fold.found.folder
    if name in keys(root) or WORKTREES in name or folder is None:
        return True
    place = Path(folder)
    if place.is_relative_to(root) or not place.is_dir():
        return True
    return str(root / ".git") in _link(place)


def _session(file: RolledFile[ConversationFold]) -> Session:
    found = file.fold.found
    first, last = found.first, found.last
    return Session(
        id=file.path.stem,
        started_at=None if first is None else moment_of(first),
        last_activity=None if last is None else moment_of(last),
        duration_seconds=0.0 if first is None or last is None else max(0, last - first) / 1000,
        message_count=found.messages,
        starter_prompt=found.prompt or NO_PROMPT,
        project=found.folder or file.path.parent.name,
        worktree=_worktree(file.path.parent.name, found.folder),
        path=str(file.path),
        malformed_lines=file.bad_count,
    )


def _worktree(name: str, folder: str | None) -> str | None:
    if WORKTREES in name:
        return name.partition(WORKTREES)[2]
    return Path(folder).name if folder and _link(Path(folder)) else None


def _link(folder: Path) -> str:
    """What the worktree in `folder` is one of, if it is linked to a repository elsewhere."""
    try:
        return (folder / ".git").read_text("utf-8", "replace")
    except OSError:  # a repository of its own has a folder there
        return ""
