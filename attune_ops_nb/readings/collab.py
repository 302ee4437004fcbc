"""Collaboration: what waits for somebody: stale handoffs, untriaged reviews, unsent documents.

attune-ai's discussion threads live in Redis only; where it cannot be asked, `threads` says so.
"""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.readings import foreign_files, front_matter, threads
from attune_ops_nb.readings.threads import Thread

GIT_SECONDS = 10
STALE_DAYS = 2.0
UNTRIAGED = "| not-triaged |"
NAME = re.compile(r"(\d{8}-\d{4})-([a-z]+)-([a-z0-9-]+?)(?:-(\d{3}))?\.md")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Handoff(msgspec.Struct, frozen=True, kw_only=True):
    """A handoff whose branch is gone or merged."""

    slug: str
    branch: str
    reason: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document in the outbox."""

    file: str
    kind: str
    slug: str
    target: str
    created: datetime
    """Long ago, if the name of the file does not say."""
    problems: list[str]


class Outbox(msgspec.Struct, frozen=True, kw_only=True):
    """Documents that wait to be put where they belong, oldest first."""

    drafts: list[Draft]
    oldest_days: float
    is_stale: bool


class Collab(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that waits for somebody."""

    action_count: int
    """How many things there are to do."""
    handoffs: list[Handoff]
    untriaged_reviews: int
    outbox: Outbox
    open_threads: list[Thread] = []
    """Discussions that were not promoted yet, those that end first before all others."""
    threads: str = ""
    """Why they were not looked at; empty if they were."""
    unknown: list[str] = []
    """What could not be looked at, and why."""


def collab(config: Config, now: datetime) -> Collab:
    """What waits for somebody. What one part cannot say hides no other."""
    unknown: list[str] = []
    handoffs = _handoffs(config.project_root, unknown)
    untriaged = _untriaged(config.project_root, unknown)
    outbox = _outbox(config, now, unknown)
    try:
        discussed, problem = threads.waiting(), ""
    except Unavailable as error:
        discussed, problem = [], error.message
    return Collab(
        action_count=len(discussed) + len(handoffs) + bool(untriaged) + outbox.is_stale,
        open_threads=discussed,
        threads=problem,
        handoffs=handoffs,
        untriaged_reviews=untriaged,
        outbox=outbox,
        unknown=unknown,
    )


def _handoffs(root: Path, unknown: list[str]) -> list[Handoff]:
    packets = [(path.stem, _branch(path, unknown)) for path in _pages(root / "docs" / "handoffs")]
    named = [(slug, branch) for slug, branch in packets if branch]
    if not named:
        return []
    branches = _git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads")
    if branches is None:
        unknown.append("handoffs: git does not say which branches there are")
        return []
    merged = _git(root, "for-each-ref", "--format=%(refname:short)", "--merged=origin/main",
                  "refs/heads") or set()  # fmt: skip
    found = []
    for slug, branch in named:
        if branch not in branches:
            found.append(Handoff(slug=slug, branch=branch, reason="the branch is gone"))
        elif branch in merged:
            reason = "the branch is merged; the handoff can be deleted"
            found.append(Handoff(slug=slug, branch=branch, reason=reason))
    return found


def _branch(path: Path, unknown: list[str]) -> str | None:
    """The branch in the head of a handoff, where it stands as a JSON string."""
    for line in _text(path, unknown).split("\n")[1:40]:
        if line == "---":
            break
        if line.startswith("branch: "):
            try:
                said = json.loads(line.removeprefix("branch: "))
            except ValueError:
                return None
            return said if isinstance(said, str) else None
    return None


def _untriaged(root: Path, unknown: list[str]) -> int:
    ledger = root / "docs" / "specs" / "cross-review" / "receipts.md"
    return _text(ledger, unknown).count(UNTRIAGED)


def _outbox(config: Config, now: datetime, unknown: list[str]) -> Outbox:
    pages = [p for p in _pages(config.attune_home / "docs-outbox") if p.name[0].isdigit()]
    drafts = sorted((_draft(path, unknown) for path in pages), key=_age)
    age = (now - drafts[0].created).total_seconds() / 86_400 if drafts else 0.0
    return Outbox(drafts=drafts, oldest_days=round(age, 1), is_stale=age >= STALE_DAYS)


def _draft(path: Path, unknown: list[str]) -> Draft:
    match = NAME.fullmatch(path.name)
    head, body = front_matter.split(_text(path, unknown))
    kind = str(head.get("kind") or (match[2] if match else ""))
    problems = [] if head else ["it has no head with kind, slug and target"]
    first = next((line for line in body.split("\n") if line.strip()), "")
    if kind == "lesson" and not first.startswith("- **"):
        problems.append("a lesson begins with `- **`")
    return Draft(
        file=path.name,
        kind=kind,
        slug=str(head.get("slug") or (match[3] if match else path.stem)),
        target=str(head.get("target") or ""),
        created=_created(match[1]) if match else LONG_AGO,
        problems=problems,
    )


def _created(stamp: str) -> datetime:
    """Its writer put the time of its own place into the name."""
    try:
        return datetime.strptime(stamp, "%Y%m%d-%H%M").astimezone(UTC)
    except (ValueError, OverflowError):
        return LONG_AGO


def _age(draft: Draft) -> tuple[datetime, str, str]:
    # `-002` of the same minute comes after the first, which has no number.
    serial = NAME.fullmatch(draft.file)
    return draft.created, (serial[4] or "001") if serial else "", draft.file


def _pages(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md")) if folder.is_dir() else []


def _text(path: Path, unknown: list[str]) -> str:
    try:
        found = foreign_files.content(path)
    except Unavailable as error:
        unknown.append(str(error))
        return ""
    return (found or b"").decode("utf-8", "replace").replace("\r\n", "\n")


def _git(root: Path, *asked: str) -> set[str] | None:
    command = ["git", "-C", str(root), *asked]
    try:
        done = subprocess.run(command, capture_output=True, timeout=GIT_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return set(done.stdout.decode("utf-8", "replace").splitlines())
