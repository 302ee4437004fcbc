"""Health: the snapshots of a project's state that were taken, and what surrounds the engine."""

import json
import os
import platform
import re
import sys
import tomllib
from datetime import datetime, timedelta
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb import __version__
from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings import foreign_files, github, health_signals
from attune_ops_nb.readings.foreign_files import Malformed

SCHEMA = 1
STALE = timedelta(hours=12)
LATEST = "latest.json"
FAMILY = ("attune-ai", "attune-author", "attune-rag", "attune-help", "attune-gui")
REPORT = re.compile(r"library-health-.+\.md")


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was measured, or why it could not be."""

    status: str
    """ok or unavailable."""
    value: dict[str, Any] | None = None
    reason: str | None = None


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a project at one time."""

    schema_version: int
    collected_at: datetime
    project_root: str
    repo_slug: str
    signals: dict[str, Signal]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The newest snapshot, if any, and whether it is too old to go by."""

    snapshot: Snapshot | None
    is_stale: bool
    report: str | None
    """The newest written report, below the project."""
    surfaces: dict[str, int]
    """How often questions were asked on each surface."""
    malformed: list[Malformed] = []


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A package and its version; None where it is not installed beside us."""

    package: str
    version: str | None


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What surrounds the engine."""

    python: str
    platform: str
    attune_home: str
    attune_home_exists: bool
    telemetry_present: bool
    memory_dir_present: bool
    sessions_dir_present: bool
    project_root: str
    anthropic_api_key: bool
    """Whether there is one; never which."""


def health(config: Config, now: datetime) -> Health:
    """The newest snapshot. A broken file is named among the malformed and is no snapshot."""
    malformed: list[Malformed] = []
    newest = _snapshot(_folder(config) / LATEST, malformed)
    return Health(
        snapshot=newest,
        is_stale=newest is None or now - newest.collected_at > STALE,
        report=_report(config.project_root),
        surfaces=_surfaces(config, malformed),
        malformed=malformed,
    )


def snapshots(config: Config, limit: int = 100) -> list[Snapshot]:
    """The newest snapshots that were kept, oldest first, for a trend."""
    try:
        names = sorted(name for name in os.listdir(_folder(config)) if name != LATEST)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unavailable(f"cannot read {_folder(config)}: {error.strerror}") from error
    paths = (_folder(config) / name for name in reversed(names) if name.endswith(".json"))
    readable = (found for path in paths if (found := _snapshot(path, [])))
    return sorted(islice(readable, max(1, limit)), key=lambda each: each.collected_at)


def collect(config: Config, now: datetime) -> Snapshot:
    """Take a snapshot now, and keep it. It takes seconds, and only `gh` asks the network."""
    if config.read_only:
        raise Forbidden("this is read-only: start it without --read-only to take a snapshot")
    taken = Snapshot(
        schema_version=SCHEMA,
        collected_at=now,
        project_root=str(config.project_root),
        repo_slug=github.repository(config.project_root) or "",
        signals=_signals(config.project_root),
    )
    save(config, taken)
    return taken


def save(config: Config, snapshot: Snapshot) -> Path:
    """Keep a snapshot under its time, and as the newest."""
    said = msgspec.to_builtins(snapshot, builtin_types=(datetime,))
    text = json.dumps(said, indent=2, default=datetime.isoformat).encode()
    name = snapshot.collected_at.isoformat().replace(":", "-")
    path = _folder(config) / f"{name}.json"
    foreign_files.replace(path, text)
    foreign_files.replace(_folder(config) / LATEST, text)
    return path


def versions() -> list[Version]:
    """Ours, and those of the family that are installed beside us."""
    ours = Version(package="attune-ops-nb", version=__version__)
    return [ours, *(Version(package=name, version=_version(name)) for name in FAMILY)]


def environment(config: Config) -> Environment:
    """What surrounds the engine."""
    return Environment(
        python=sys.version.split()[0],
        platform=platform.platform(),
        attune_home=str(config.attune_home),
        attune_home_exists=config.attune_home.exists(),
        telemetry_present=config.telemetry_path.exists(),
        memory_dir_present=config.memory_dir.exists(),
        sessions_dir_present=config.sessions_dir.exists(),
        project_root=str(config.project_root),
        anthropic_api_key=bool(os.environ.get("ANTHROPIC_API_KEY")),
    )


def project_name(config: Config) -> str:
    """What the project calls itself in pyproject.toml, else the name of its folder."""
    try:
        found = foreign_files.content(config.project_root / "pyproject.toml")
        said = tomllib.loads((found or b"").decode())
    except (Unavailable, ValueError, RecursionError):  # its folder has a name in any case
        said = {}
    name = values.text(values.mapping(said.get("project")).get("name")) or ""
    return name.strip() or config.project_root.name


def _signals(root: Path) -> dict[str, Signal]:
    found = {}
    for name, measure in health_signals.SIGNALS.items():
        try:
            found[name] = Signal(status="ok", value=measure(root))
        except (Unavailable, OSError) as error:  # one that fails must not hide the others
            found[name] = Signal(status="unavailable", reason=str(error))
    return found


def _folder(config: Config) -> Path:
    return config.ops_dir / "health"


def _snapshot(path: Path, malformed: list[Malformed]) -> Snapshot | None:
    found = foreign_files.content(path)
    if found is None:
        return None
    try:
        said = values.mapping_in(found)
        at = values.moment(said.get("collected_at"))
        if at is None:
            raise ValueError("collected_at: it is no time")
    except ValueError as error:
        malformed.append(Malformed(file=str(path), reason=str(error)))
        return None
    return Snapshot(
        schema_version=values.whole(said.get("schema_version")) or 0,
        collected_at=at,
        project_root=values.text(said.get("project_root")) or "",
        repo_slug=values.text(said.get("repo_slug")) or "",
        signals={
            name: _signal(values.mapping(each))
            for name, each in values.mapping(said.get("signals")).items()
        },
    )


def _signal(said: dict[str, Any]) -> Signal:
    if said.get("status") == "ok" and isinstance(said.get("value"), dict):
        return Signal(status="ok", value=said["value"])
    return Signal(status="unavailable", reason=values.text(said.get("reason")) or "it has no value")


def _report(root: Path) -> str | None:
    folder = root / "docs" / "reports"
    if not folder.is_dir():
        return None
    found = sorted(path.name for path in folder.iterdir() if REPORT.fullmatch(path.name))
    return f"docs/reports/{found[-1]}" if found else None


def _surfaces(config: Config, malformed: list[Malformed]) -> dict[str, int]:
    path = config.attune_home / "telemetry" / "form_events.jsonl"
    counts: dict[str, int] = {}
    for offset, line in foreign_files.lines(foreign_files.content(path) or b""):
        try:
            said = values.mapping_in(line)
        except ValueError as error:
            malformed.append(Malformed(file=str(path), offset=offset, reason=str(error)))
            continue
        surface = values.text(said.get("surface"))
        if said.get("event") == "form_surface" and surface:
            counts[surface] = counts.get(surface, 0) + 1
    return counts


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
