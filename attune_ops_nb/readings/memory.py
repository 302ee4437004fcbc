"""Memory: what attune-ai keeps on disk from one session to the next.

attune-ai's own page shows an index in Redis that is derived from these files and from the project;
here the files themselves are read, so nothing needs to be running.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.readings import foreign_files, front_matter
from attune_ops_nb.readings.foreign_files import Malformed

KINDS = ("decision", "pattern", "troubleshooting", "reference")
SUMMARIES = "summaries_by_path.json"
INDEX = "MEMORY.md"
CORPUS = (".claude/lessons.md", ".claude/rules-tail")
"""What of a project belongs to the memory too."""
KEPT = timedelta(days=30)
"""How long a finding of a session is kept."""
LONGEST_SUMMARY = 300
MOST_NODES = 10_000


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the memory."""

    key: str
    """`home:` or `project:` and the path below that memory; `node` takes it."""
    topic: str
    kind: str
    """decision, pattern, troubleshooting, reference, or what its head says it is."""
    name: str
    description: str
    size: int
    """In bytes."""
    modified: datetime


class NodeText(msgspec.Struct, frozen=True, kw_only=True):
    """A page with its text, and what its head says."""

    node: Node
    text: str
    fields: dict[str, Any]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a session left for the next."""

    id: str | None
    text: str
    session_id: str | None
    topics: list[str]
    cwd: str | None
    at: datetime
    expires_at: datetime


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """What should be looked at."""

    newest: datetime | None
    """The newest edit of any page."""
    changed_since: list[str]
    """Files of the project that belong to the memory and are newer than all its pages."""
    undescribed: list[str]
    """Keys of pages of which nothing says what they are about."""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """All pages, newest first, and what is wrong."""

    nodes: list[Node]
    kinds: dict[str, int]
    topics: list[str]
    findings: list[Finding]
    """Newest first."""
    attention: Attention
    malformed: list[Malformed]


def memory(config: Config, now: datetime, *, text: str = "") -> Memory:
    """The memory of the home and of the project; with `text`, what has all its words.

    Empty if nothing was ever kept; Unavailable if it cannot be read.
    """
    malformed: list[Malformed] = []
    everything = [page for place in _places(config) for page in _pages(config, place, malformed)]
    nodes = [page.node for page in everything if _has(text, (page.text, page.node.topic))]
    nodes.sort(key=lambda node: (-node.modified.timestamp(), node.key))
    findings = [each for each in _findings(config, now, malformed) if _has(text, (each.text,))]
    return Memory(
        nodes=nodes,
        kinds={kind: [n.kind for n in nodes].count(kind) for kind in _in_order(nodes)},
        topics=sorted({node.topic for node in nodes}),
        findings=findings,
        attention=_attention(config, [page.node for page in everything]),
        malformed=malformed,
    )


def node(config: Config, key: str) -> NodeText:
    """The page `key`. NotFound, with the nearest, if there is none."""
    pages = {page.node.key: page for place in _places(config) for page in _pages(config, place, [])}
    if key not in pages:
        raise NotFound(f"there is no page {key} in the memory{nearest(key, pages)}")
    return pages[key]


def _places(config: Config) -> list[str]:
    """The memory of the home, and that of the project unless it is the same."""
    project = _root(config, "project")
    return ["home"] if project.resolve() == config.memory_dir.resolve() else ["home", "project"]


def _root(config: Config, place: str) -> Path:
    return config.memory_dir if place == "home" else config.project_root / ".attune" / "memory"


def _pages(config: Config, place: str, malformed: list[Malformed]) -> Iterator[NodeText]:
    root = _root(config, place)
    summaries = _summaries(root, malformed)
    for path in _files(root):
        try:
            found = foreign_files.content(path)
            state = path.stat()
        except (Unavailable, OSError) as error:
            malformed.append(Malformed(file=str(path), reason=str(error)))
            continue
        if found is None:
            continue
        relative = path.relative_to(root).as_posix()
        text = found.decode("utf-8", "replace").replace("\r\n", "\n")
        fields, body = front_matter.split(text)
        described = summaries.get(relative) or values.text(fields.get("description"))
        yield NodeText(
            node=Node(
                key=f"{place}:{relative}",
                topic=path.parent.name if path.parent != root else path.stem,
                kind=_kind(path, root, fields),
                name=values.text(fields.get("name")) or front_matter.title(body) or path.stem,
                description=(described or front_matter.first_prose(body, LONGEST_SUMMARY))[
                    :LONGEST_SUMMARY
                ],
                size=len(found),
                modified=datetime.fromtimestamp(state.st_mtime, UTC),
            ),
            text=text,
            fields=fields,
        )


def _files(root: Path) -> list[Path]:
    """The pages. Not those behind links to folders, which may lead anywhere, and in circles."""
    if not root.is_dir():
        return []
    try:
        found = [path for path in sorted(root.rglob("*.md")) if path.name != INDEX]
    except OSError as error:
        raise Unavailable(f"cannot read {root}: {error.strerror}") from error
    if len(found) > MOST_NODES:
        raise Invalid(f"{root} has {len(found)} pages; more than {MOST_NODES} are not read")
    return found


def _kind(path: Path, root: Path, fields: dict[str, Any]) -> str:
    if path.parent != root and path.stem in KINDS:
        return path.stem
    described = values.mapping(fields.get("metadata")).get("type") or fields.get("type")
    return values.text(described) or "note"


def _summaries(root: Path, malformed: list[Malformed]) -> dict[str, str]:
    found = foreign_files.content(root / SUMMARIES)
    try:
        said = values.mapping_in(found or b"{}")
    except ValueError as error:
        malformed.append(Malformed(file=str(root / SUMMARIES), reason=str(error)))
        return {}
    return {path: text for path, summary in said.items() if (text := values.text(summary))}


def _findings(config: Config, now: datetime, malformed: list[Malformed]) -> list[Finding]:
    path = config.attune_home / "session_stash" / "findings.jsonl"
    found = []
    for offset, line in foreign_files.lines(foreign_files.content(path) or b""):
        try:
            finding = _finding(values.mapping_in(line))
        except (ValueError, OverflowError, OSError) as error:
            malformed.append(Malformed(file=str(path), offset=offset, reason=str(error)))
            continue
        if finding.expires_at >= now:
            found.append(finding)
    return sorted(found, key=lambda finding: finding.at, reverse=True)


def _finding(said: dict[str, Any]) -> Finding:
    at, text = values.number(said.get("ts")), values.text(said.get("text"))
    if at is None or text is None:
        raise ValueError("ts and text are needed")
    time = datetime.fromtimestamp(at, UTC)
    return Finding(
        id=values.text(said.get("id")),
        text=text,
        session_id=values.text(said.get("session_id")),
        topics=values.texts(said.get("topics")),
        cwd=values.text(said.get("cwd")),
        at=time,
        expires_at=time + KEPT,
    )


def _attention(config: Config, nodes: list[Node]) -> Attention:
    newest = max((node.modified for node in nodes), default=None)
    return Attention(
        newest=newest,
        changed_since=[] if newest is None else sorted(_changed(config.project_root, newest)),
        undescribed=sorted(node.key for node in nodes if not node.description),
    )


def _changed(project: Path, since: datetime) -> Iterator[str]:
    for name in CORPUS:
        source = project / name
        for path in source.rglob("*.md") if source.is_dir() else [source]:
            try:
                if path.stat().st_mtime > since.timestamp():
                    yield path.relative_to(project).as_posix()
            except OSError:  # it is not there
                continue


def _has(wanted: str, texts: Iterable[str]) -> bool:
    searched = "\n".join(texts).casefold()
    return all(word in searched for word in wanted.casefold().split())


def _in_order(nodes: list[Node]) -> list[str]:
    there = {node.kind for node in nodes}
    return [kind for kind in KINDS if kind in there] + sorted(there.difference(KINDS))
