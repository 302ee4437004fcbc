"""Sweep: the newest results of discovery sweeps, one for each scope."""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.records import workflow_name
from attune_ops_nb.model import Execution, LogStream, Status
from attune_ops_nb.readings import foreign_files
from attune_ops_nb.store import logs

HASH = re.compile(r"[0-9a-f]{16}")
SEVERITIES = ("critical", "high", "medium", "low", "info")
VERSION = "ATTUNE_DS_VERSION"
FINAL = "ATTUNE_DS final "
UNDERSTOOD = "1"
WORKFLOW = "discovery-sweep"
MOST_BYTES = 16 * 1024 * 1024


class SweepFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a source noticed."""

    source: str | None
    severity: str
    """critical, high, medium, low or info."""
    title: str
    description: str | None = None
    file: str | None = None
    line: int | None = None
    evidence: str | None = None
    confidence: float | None = None
    tags: list[str] = []


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that a person must decide on."""

    finding: SweepFinding
    reason: str | None
    next_step: str | None


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that a rule threw out."""

    finding: SweepFinding
    rule: str | None


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a sweep, worst findings first."""

    scope_hash: str
    queue: list[SweepFinding]
    questions: list[Question]
    rejected: list[Rejected]
    spent_usd: float | None
    budget_usd: float | None
    sources: list[str]
    failures: list[str]
    duration_ms: float | None


class Chips(msgspec.Struct, frozen=True, kw_only=True):
    """How much a sweep found in a scope."""

    scope_hash: str
    scope_path: str
    queue: int = 0
    questions: int = 0
    rejected: int = 0
    has_result: bool = False


def result(config: Config, scope_hash: str) -> Sweep:
    """The newest sweep of a scope. NotFound if there is none, Invalid if its file is broken."""
    if not HASH.fullmatch(scope_hash):
        what = "16 lower-case hexadecimal digits"
        raise Invalid(f"scope_hash: it must be {what}", problems={"scope_hash": what})
    said = _stored(config, scope_hash)
    if said is None:
        raise NotFound(f"there is no sweep {scope_hash}; run discovery-sweep on its scope")
    return _sweep(scope_hash, said)


def results(config: Config) -> list[Sweep]:
    """All sweeps that can be read, newest first; `broken` names the others."""
    return [each for each in _all(config) if isinstance(each, Sweep)]


def broken(config: Config) -> list[str]:
    """Why sweeps cannot be read, one after the other, with their files."""
    return [each for each in _all(config) if isinstance(each, str)]


def _all(config: Config) -> Iterator[Sweep | str]:
    for path in sorted(_folder(config).glob("*.json"), key=_age):
        if HASH.fullmatch(path.stem):
            try:
                yield result(config, path.stem)
            except NotFound:  # it has just gone
                continue
            except (Invalid, Unavailable) as error:  # the others are still good
                yield error.message


def chips(config: Config, scope: str = "") -> Chips:
    """How much was found in `scope`, by default the whole project. A broken file is no sweep."""
    path = str(config.project_root / scope)
    digest = hash_of(path)
    try:
        said = _stored(config, digest)
    except Invalid:
        said = None
    if said is None:
        return Chips(scope_hash=digest, scope_path=path)
    return Chips(
        scope_hash=digest,
        scope_path=path,
        queue=_length(said.get("queue")),
        questions=_length(said.get("questions")),
        rejected=_length(said.get("rejected")),
        has_result=True,
    )


def keep(config: Config, scope: str, lines: Iterable[str]) -> Path | None:
    """Store what a sweep of `scope` said in its log; None if the log holds no result."""
    said = said_in(lines)
    if said is None:
        return None
    path = _folder(config) / f"{hash_of(str(config.project_root / scope))}.json"
    foreign_files.replace(path, json.dumps(said, indent=2).encode())
    return path


def keep_run(config: Config, run: Execution) -> Path | None:
    """Store what a run found, if it was a sweep that came to its end."""
    if run.status is not Status.COMPLETED or workflow_name(run.action_ref) != WORKFLOW:
        return None
    # The result is the last that a sweep prints, and the version the first.
    size = logs.size(config, run.id, LogStream.STDOUT)
    head = logs.read(config, run.id, LogStream.STDOUT, limit=min(size, MOST_BYTES))
    tail = logs.read(config, run.id, LogStream.STDOUT, offset=-MOST_BYTES, limit=MOST_BYTES)
    log = head if size <= MOST_BYTES else head + b"\n" + tail
    lines = log.decode("utf-8", "replace").split("\n")
    return keep(config, run.scope or run.project or str(config.project_root), lines)


def said_in(lines: Iterable[str]) -> dict[str, Any] | None:
    """The result in a log, of a version that we understand."""
    versions, final = [], None
    for line in lines:
        word, _, rest = line.rstrip("\r\n").partition(" ")
        if word == VERSION:
            versions.append(rest.strip())
        elif line.startswith(FINAL):
            final = line.removeprefix(FINAL)
    if final is None or not versions or any(each != UNDERSTOOD for each in versions):
        return None
    try:
        return values.mapping_in(final.encode("utf-8", "replace"))
    except ValueError:
        return None


def hash_of(scope: str) -> str:
    """The name under which the result of a scope, an absolute path, is kept."""
    place = str(Path(scope).resolve()) if scope.strip() else scope
    return sha256(place.encode()).hexdigest()[:16]


def _folder(config: Config) -> Path:
    return config.ops_dir / "sweep-results"


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _stored(config: Config, scope_hash: str) -> dict[str, Any] | None:
    path = _folder(config) / f"{scope_hash}.json"
    found = foreign_files.content(path)
    if found is None:
        return None
    try:
        return values.mapping_in(found)
    except ValueError as error:
        raise Invalid(f"{path}: {error}; run discovery-sweep again") from error


def _sweep(scope_hash: str, said: dict[str, Any]) -> Sweep:
    facts = values.mapping(said.get("metadata"))
    queue = [_finding(each) for each in values.mappings(said.get("queue"))]
    questions = [
        Question(
            finding=_finding(values.mapping(each.get("finding"))),
            reason=values.text(each.get("reason")),
            next_step=values.text(each.get("next_step")),
        )
        for each in values.mappings(said.get("questions"))
    ]
    rejected = [
        Rejected(
            finding=_finding(values.mapping(each.get("finding"))),
            rule=values.text(each.get("rule")),
        )
        for each in values.mappings(said.get("rejected"))
    ]
    return Sweep(
        scope_hash=scope_hash,
        queue=sorted(queue, key=_rank),
        questions=sorted(questions, key=lambda each: _rank(each.finding)),
        rejected=sorted(rejected, key=lambda each: _rank(each.finding)),
        spent_usd=values.number(facts.get("spent_usd")),
        budget_usd=values.number(facts.get("budget_usd")),
        sources=values.texts(facts.get("sources")),
        failures=[_shown(each) for each in _list(facts.get("failures"))],
        duration_ms=values.number(facts.get("duration_ms")),
    )


def _finding(said: dict[str, Any]) -> SweepFinding:
    severity = (values.text(said.get("severity")) or "").lower()
    return SweepFinding(
        source=values.text(said.get("source")),
        severity=severity if severity in SEVERITIES else "info",
        title=values.text(said.get("title")) or "(no title)",
        description=values.text(said.get("description")),
        file=values.text(said.get("file")),
        line=values.whole(said.get("line")),
        evidence=values.text(said.get("evidence")),
        confidence=values.number(said.get("confidence")),
        tags=values.texts(said.get("tags")),
    )


def _rank(finding: SweepFinding) -> tuple[int, str, int]:
    return SEVERITIES.index(finding.severity), finding.file or "", finding.line or 0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _length(value: Any) -> int:
    return len(_list(value))


def _shown(value: Any) -> str:
    return values.text(value) or json.dumps(value)
