"""Specs: folders of markdown that say what is to be built, with a status in each phase's file."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic import spec_status
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.readings import dismissals, foreign_files, pending_writes
from attune_ops_nb.readings.pending_writes import PendingWrite

PHASES = ("decisions", "requirements", "design", "tasks")
CLOSING = ("decisions", "tasks", "design", "requirements")
"""Whose status stands for the whole spec: the first of these that has one."""
ENDED = frozenset({"complete", "completed", "done"})
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
FORBIDDEN_IN_NAMES = re.compile(r"[/\\\0]|\.\.|^\.?$")


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four files of a spec, whether it is there or not."""

    name: str
    file: str
    exists: bool
    status: str | None


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """The last verdict of a gate on a spec."""

    gate_id: str | None
    phase: str | None
    evaluation_state: str | None
    """PASS, FAIL, …"""
    target_artifact: str


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """A spec as its files say it is."""

    slug: str
    root: str
    path: str
    status: str | None
    """The status that stands for the whole spec."""
    phases: list[Phase]
    waived_phases: list[str]
    last_modified: datetime | None
    """The newest edit of any markdown file in its folder, UTC."""
    lifecycle: str
    """paused, parked, complete, stale, draft, approved-not-shipped or active."""
    stage: str
    """shipped, requirements, design, tasks or executing."""
    next_phase: str | None
    next_action: str
    next_phase_status: str | None
    gate: Gate | None = None


class SpecText(msgspec.Struct, frozen=True, kw_only=True):
    """A spec with the text of its phases; None for one that has no file or cannot be read."""

    spec: Spec
    contents: dict[str, str | None]


class StatusWritten(msgspec.Struct, frozen=True, kw_only=True):
    """What `set_status` wrote."""

    slug: str
    phase: str
    file: str
    status: str
    root: str
    path: str


def roots(config: Config) -> list[Path]:
    """Where specs are looked for, in this order."""
    chosen = config.specs_roots or (config.project_root / "docs" / "specs",)
    return [Path(root).expanduser().resolve() for root in chosen]


def specs(config: Config, now: datetime) -> list[Spec]:
    """All specs, by root and slug; a slug that is in two roots comes twice.

    Unavailable if a root cannot be read. A root that does not exist has no specs.
    """
    gates = _gates(config)
    return [_spec(root, folder, gates, now) for root in roots(config) for folder in _folders(root)]


def spec(config: Config, slug: str, now: datetime) -> SpecText:
    """The first spec of that name, with its texts. NotFound, with the nearest, if there is none."""
    if FORBIDDEN_IN_NAMES.search(slug):
        raise Invalid(f"slug: {slug!r} is no name of a folder", problems={"slug": "no name"})
    for root in roots(config):
        if (root / slug).is_dir():
            found = _spec(root, root / slug, _gates(config), now)
            texts = {phase.name: _text(root / slug / phase.file) for phase in found.phases}
            return SpecText(spec=found, contents=texts)
    known = [folder.name for root in roots(config) for folder in _folders(root)]
    raise NotFound(f"there is no spec {slug}{nearest(slug, known)}")


def set_status(config: Config, slug: str, phase: str, status: str, now: datetime) -> StatusWritten:
    """Put `status` on the status line of a phase, in one step, and nothing else in the file.

    Forbidden if this is read-only, Conflict if the line holds more than a status, NotFound if the
    phase has no file. The write is noted in the journal of pending writes; a status that is no end
    brings a dismissed candidate back.
    """
    if config.read_only:
        raise Forbidden("this is read-only: start it without --read-only to change a status")
    if not SLUG.fullmatch(slug):
        what = "lower-case letters, digits and dashes, 63 at most"
        raise Invalid(f"slug: {slug!r} is no slug: {what}", problems={"slug": what})
    _one_of("phase", phase, PHASES)
    _one_of("status", status, spec_status.SETTABLE)
    root = _root_with(config, slug, phase)
    path = root / slug / f"{phase}.md"
    before = foreign_files.content(path) or b""
    after = _with_status(path, before, status)
    if after != before:
        foreign_files.replace(path, after)
        _note(config, path, before, after, now)
    if status not in ENDED:
        dismissals.clear(config, slug)
    return StatusWritten(
        slug=slug, phase=phase, file=path.name, status=status, root=str(root), path=str(path)
    )


def close(config: Config, slug: str, now: datetime) -> StatusWritten:
    """Set the status that stands for the spec to complete, in the file where it stands."""
    phase, status = closing_phase(spec(config, slug, now).spec.phases)
    if status is None:
        raise Conflict(f"no file of {slug} has a status; set one in {phase}.md")
    return set_status(config, slug, phase, "complete", now)


def closing_phase(phases: Iterable[Phase]) -> tuple[str, str | None]:
    """The phase whose status stands for the spec, and that status."""
    said = {phase.name: phase.status for phase in phases if phase.status is not None}
    return next(((name, said[name]) for name in CLOSING if name in said), (CLOSING[0], None))


def _folders(root: Path) -> list[Path]:
    """The folders in `root` with at least one phase."""
    try:
        found = sorted(root.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unavailable(f"specs_roots: cannot read {root}: {error.strerror}") from error
    return [folder for folder in found if any((folder / f"{name}.md").is_file() for name in PHASES)]


def _spec(root: Path, folder: Path, gates: dict[str, Gate], now: datetime) -> Spec:
    texts = {name: _text(folder / f"{name}.md") for name in PHASES}
    phases = [
        Phase(
            name=name,
            file=f"{name}.md",
            exists=(folder / f"{name}.md").is_file(),
            status=None if text is None else spec_status.status_of(text),
        )
        for name, text in texts.items()
    ]
    statuses = {phase.name: phase.status for phase in phases if phase.exists}
    waived = [name for name in spec_status.waived(texts["decisions"] or "") if name in PHASES]
    edited = _last_edit(folder)
    stage = spec_status.stage(statuses, waived)
    return Spec(
        slug=folder.name,
        root=str(root),
        path=str(folder),
        status=closing_phase(phases)[1],
        phases=phases,
        waived_phases=waived,
        last_modified=edited,
        lifecycle=spec_status.lifecycle(statuses, edited, now),
        stage=stage.stage,
        next_phase=stage.next_phase,
        next_action=stage.next_action,
        next_phase_status=statuses.get(stage.next_phase or ""),
        gate=gates.get(folder.name),
    )


def _text(path: Path) -> str | None:
    try:
        found = foreign_files.content(path)
    except Unavailable:  # the others of the spec still say something
        return None
    if found is None:
        return None
    return found.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _last_edit(folder: Path) -> datetime | None:
    newest = max(_edits(folder), default=None)
    return None if newest is None else datetime.fromtimestamp(newest, UTC)


def _edits(folder: Path) -> Iterator[float]:
    for path in folder.glob("*.md"):
        try:
            yield path.stat().st_mtime
        except OSError:  # it has just gone, or is a link to nowhere
            continue


def _root_with(config: Config, slug: str, phase: str) -> Path:
    for root in roots(config):
        if (root / slug / f"{phase}.md").is_file():
            return root
    raise NotFound(f"there is no {phase}.md of a spec {slug}")


def _with_status(path: Path, before: bytes, status: str) -> bytes:
    # Bytes that are no text come through as they are.
    text = before.decode("utf-8", "surrogateescape")
    try:
        return spec_status.rewritten(text, status).encode("utf-8", "surrogateescape")
    except ValueError as error:
        raise Conflict(f"{path}: {error}; edit the file by hand") from error


def _note(config: Config, path: Path, before: bytes, after: bytes, now: datetime) -> None:
    """The status is written, and stays so even if it cannot be noted."""
    note = PendingWrite.of(
        endpoint="PUT /api/specs/{slug}/{phase}/status",
        action="set_spec_status",
        path=path,
        project_root=config.project_root,
        before=before,
        after=after,
        now=now,
    )
    pending_writes.note(config, note)


def _one_of(field: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        what = f"{value!r} is none of {', '.join(known)}"
        raise Invalid(f"{field}: {what}", problems={field: what})


def _gates(config: Config) -> dict[str, Gate]:
    """The last verdict on each slug; a line that is none is passed over."""
    path = config.ops_dir / "gates" / "verdicts.jsonl"
    found = {}
    for _, line in foreign_files.lines(foreign_files.content(path) or b""):
        try:
            said = values.mapping_in(line)
        except ValueError:
            continue
        target = values.text(said.get("target_artifact")) or ""
        if slug := _slug_of(target):
            found[slug] = Gate(
                gate_id=values.text(said.get("gate_id")),
                phase=values.text(said.get("phase")),
                evaluation_state=values.text(said.get("evaluation_state")),
                target_artifact=target,
            )
    return found


def _slug_of(target: str) -> str | None:
    parts = (part for part in Path(target).parts if part not in {"docs", "specs", ""})
    return next((part for part in parts if not part.endswith(".md")), None)
