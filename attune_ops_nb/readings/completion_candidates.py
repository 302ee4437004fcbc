"""Completion candidates: approved specs that all evidence says are finished.

Nothing is guessed: a spec for which one of the questions has no answer is no candidate. The cheap
questions come first, so most specs never reach the network.
"""

import re
import time
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Invalid, Unavailable
from attune_ops_nb.readings import dismissals, foreign_files, github
from attune_ops_nb.readings.dismissals import Dismissal
from attune_ops_nb.readings.specs import SLUG, Spec, roots, specs

CACHE_SECONDS = 300.0
QUIET_SECONDS = 24 * 3600
DAY_SECONDS = 86_400
MOST_PULLS_SHOWN = 5
HASH = re.compile(r"[0-9a-f]{64}")
PULL = re.compile(r"(?:\bPR\s+|#)(\d+)\b", re.IGNORECASE)
FENCE = re.compile(r"^[ \t]*(```+|~~~+).*?(?:^[ \t]*\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
OPEN_TASK = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)]) \[ \]", re.MULTILINE)
DONE_TASK = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)]) \[[xX]\]", re.MULTILINE)
DONE_ROW = re.compile(r"\*\*(?:done|complete)\*\*", re.IGNORECASE)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A spec that can be closed, and why we think so."""

    slug: str
    path: str
    current_status: str
    evidence: list[str]
    snapshot_hash: str
    """What a dismissal remembers: it holds until this changes."""


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """A spec that is no candidate, and the first reason."""

    slug: str
    path: str
    reason: str


def detect_candidates(config: Config, now: float | None = None) -> list[Candidate]:
    """The candidates, by root and slug. None unless `Config.specs_candidates_enabled`.

    `now` is a Unix time. For five minutes the same list is given, unless a spec or a dismissal
    was changed on disk meanwhile.
    """
    if not config.specs_candidates_enabled:
        return []
    when = time.time() if now is None else now
    places = tuple(map(str, roots(config)))
    found = specs(config, datetime.fromtimestamp(when, UTC))
    state = (places, str(config.attune_home), *_state(config, found))
    kept = _cache.get(places)
    if kept is not None and kept[1] == state and 0 <= when - kept[0] < CACHE_SECONDS:
        return kept[2]
    judged = _judge(config, found, when)
    candidates = [each for each in judged if isinstance(each, Candidate)]
    _cache[places] = (when, state, candidates)
    return candidates


def known(config: Config) -> list[Candidate]:
    """The candidates that this process found last, however long ago. Nobody is asked."""
    kept = _cache.get(tuple(map(str, roots(config))))
    return kept[2] if kept and config.specs_candidates_enabled else []


def explain(config: Config, now: float | None = None) -> list[Candidate | Unfinished]:
    """Every spec as a candidate, or with the reason why it is none. Asks as `detect_candidates`."""
    if not config.specs_candidates_enabled:
        return []
    when = time.time() if now is None else now
    return _judge(config, specs(config, datetime.fromtimestamp(when, UTC)), when)


def dismiss(config: Config, slug: str, snapshot_hash: str, now: datetime) -> Dismissal:
    """Show the candidate no more for two weeks, or until something in it changes."""
    if config.read_only:
        raise Forbidden("this is read-only: start it without --read-only to dismiss a candidate")
    if not SLUG.fullmatch(slug):
        what = "lower-case letters, digits and dashes, 63 at most"
        raise Invalid(f"slug: {slug!r} is no slug: {what}", problems={"slug": what})
    if not HASH.fullmatch(snapshot_hash):
        what = "64 lower-case hexadecimal digits"
        raise Invalid(f"snapshot_hash: it must be {what}", problems={"snapshot_hash": what})
    return dismissals.add(config, slug, snapshot_hash, now)


def clear_cache() -> None:
    """Forget what was found, and what GitHub and git said."""
    _cache.clear()
    github.clear_cache()


_cache: dict[tuple[str, ...], tuple[float, tuple[object, ...], list[Candidate]]] = {}


def _judge(config: Config, found: list[Spec], when: float) -> list[Candidate | Unfinished]:
    dismissed = dismissals.dismissals(config)
    return [_verdict(spec, dismissed, when) for spec in found]


def _verdict(spec: Spec, dismissed: dict[str, Dismissal], when: float) -> Candidate | Unfinished:
    try:
        evidence, pulls = _evidence(spec, when)
    except (Unavailable, _Unfinished) as reason:
        return Unfinished(slug=spec.slug, path=spec.path, reason=str(reason))
    snapshot = _snapshot(spec, pulls)
    entry = dismissed.get(spec.slug)
    if entry is not None and entry.holds(snapshot, datetime.fromtimestamp(when, UTC)):
        return Unfinished(slug=spec.slug, path=spec.path, reason="it was dismissed")
    return Candidate(
        slug=spec.slug,
        path=spec.path,
        current_status="approved",
        evidence=evidence,
        snapshot_hash=snapshot,
    )


class _Unfinished(Exception):
    """The first question that a spec does not answer with yes."""


def _evidence(spec: Spec, when: float) -> tuple[list[str], list[int]]:
    """What speaks for the spec being finished, and the pull requests that it names."""
    if (spec.status or "").lower().strip() != "approved":
        raise _Unfinished(f"its status is {spec.status or 'not stated'}, not approved")
    edit = _quiet(spec, when)
    tasks = _tasks(Path(spec.path))
    pulls = _pulls(Path(spec.path))
    repository = github.repository(Path(spec.root))
    if repository is None:
        if pulls:
            raise _Unfinished(f"#{pulls[0]} cannot be looked up: git names no GitHub repository")
        return [tasks, edit], pulls
    merged = _merged(repository, pulls, when)
    issues = github.open_issues(repository, spec.slug, when)
    if issues:
        raise _Unfinished(f"#{issues[0]} is open and mentions it")
    found = [tasks, merged, "✓ no open issues reference this spec", edit]
    return [each for each in found if each], pulls


def _quiet(spec: Spec, when: float) -> str:
    age = when - spec.last_modified.timestamp() if spec.last_modified else 0
    if age < QUIET_SECONDS:
        raise _Unfinished("it was edited within the last 24 hours")
    days = max(1, int(age / DAY_SECONDS))
    return f"✓ last edit {days} day{_s(days)} ago"


def _tasks(folder: Path) -> str:
    text = _text(folder / "tasks.md")
    if text is None:
        return "✓ no tasks.md (decisions-only spec)"
    # Examples in a block of code are nobody's tasks.
    text = FENCE.sub("", text)
    if left := len(OPEN_TASK.findall(text)):
        raise _Unfinished(f"{left} task{_s(left)} of tasks.md {'are' if left > 1 else 'is'} open")
    done = len(DONE_TASK.findall(text)) + len(DONE_ROW.findall(text))
    if not done:
        raise _Unfinished("tasks.md has no tasks")
    return f"✓ {done} task row{_s(done)} complete"


def _merged(repository: str, pulls: list[int], when: float) -> str | None:
    for number, merged in github.merged(repository, pulls, when).items():
        if not merged:
            raise _Unfinished(f"#{number} is not merged, or GitHub does not say so")
    if not pulls:
        return None
    shown = ", ".join(f"#{number}" for number in pulls[:MOST_PULLS_SHOWN])
    more = len(pulls) - MOST_PULLS_SHOWN
    return f"✓ PRs merged: {shown}{f', …+{more} more' if more > 0 else ''}"


def _pulls(folder: Path) -> list[int]:
    texts = (_text(folder / name) or "" for name in ("decisions.md", "tasks.md"))
    return sorted({int(match[1]) for text in texts for match in PULL.finditer(text)})


def _snapshot(spec: Spec, pulls: list[int]) -> str:
    """Whether pull requests are merged is left out: one that is merged later changes nothing."""
    tasks = Path(spec.path) / "tasks.md"
    seen = {
        "prs": pulls,
        "tasks_mtime": tasks.stat().st_mtime if tasks.is_file() else None,
        "last_modified": spec.last_modified.isoformat() if spec.last_modified else None,
    }
    return sha256(dumps(seen, sort_keys=True).encode()).hexdigest()


def _state(config: Config, found: list[Spec]) -> list[object]:
    """What must be as it was for an earlier answer to hold."""
    stored = foreign_files.content(dismissals.path(config))
    return [stored, *((spec.path, spec.status, spec.last_modified) for spec in found)]


def _text(path: Path) -> str | None:
    found = foreign_files.content(path)
    return None if found is None else found.decode("utf-8", "replace").replace("\r\n", "\n")


def _s(count: int) -> str:
    return "" if count == 1 else "s"
