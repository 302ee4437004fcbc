"""Reach: how often the packages of a project are fetched, from snapshots that it keeps.

They lie in `docs/specs/usage-signals/snapshots/`, one a day. The newest that is complete counts; a
newer one that is not is shown beside it and never in its stead.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings.foreign_files import Malformed, content

FOLDER = Path("docs", "specs", "usage-signals", "snapshots")
PACKAGES = ("attune-ai", "attune-author", "attune-help", "attune-rag", "attune-verify")
"""What a snapshot without a manifest must have to be complete."""


class Downloads(msgspec.Struct, frozen=True, kw_only=True):
    """How often a package was fetched before the snapshot."""

    package: str
    last_day: int | None
    last_week: int | None
    last_month: int | None


class ReachSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Downloads as they were counted on a day."""

    date: str
    """As the snapshot says it, else the name of its file."""
    taken_at: datetime | None
    packages: list[Downloads]
    complete: bool
    missing: list[str]
    """Packages of which nothing was learnt."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How often packages are fetched."""

    latest: ReachSnapshot | None = None
    """The newest snapshot that is complete."""
    newer: ReachSnapshot | None = None
    """The newest of all, if it is not complete."""
    malformed: list[Malformed] = []
    """Newer snapshots that say nothing."""


def reach(config: Config) -> Reach:
    """The newest snapshots. Unavailable if one of them cannot be read."""
    newer, malformed = None, []
    for path in reversed(_snapshots(config.project_root / FOLDER)):
        try:
            found = _snapshot(path)
        except ValueError as error:
            malformed.append(Malformed(file=str(path), reason=str(error)))
            continue
        if found is not None and found.complete:
            return Reach(latest=found, newer=newer, malformed=malformed)
        newer = newer or found
    return Reach(newer=newer, malformed=malformed)


def _snapshots(folder: Path) -> list[Path]:
    try:
        return sorted(folder / name for name in os.listdir(folder) if name.endswith(".json"))
    except FileNotFoundError:  # the project keeps none
        return []
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror}") from error


def _snapshot(path: Path) -> ReachSnapshot | None:
    """None if it was taken away; ValueError if it says nothing."""
    written = content(path)
    if written is None:
        return None
    found = values.mapping_in(written)
    packages = values.mapping(found.get("pypi_recent"))
    manifest = found.get("manifest")
    missing = [each for each in PACKAGES if each not in packages]
    complete = not missing
    if isinstance(manifest, dict):
        missing = values.texts(manifest.get("missing")) or missing
        complete = manifest.get("complete") is True
    return ReachSnapshot(
        date=values.text(found.get("date")) or path.stem,
        taken_at=values.moment(found.get("taken_at")),
        packages=[_downloads(name, values.mapping(packages[name])) for name in sorted(packages)],
        complete=complete,
        missing=[] if complete else missing,
    )


def _downloads(package: str, found: dict[str, Any]) -> Downloads:
    last = {name: values.whole(found.get(name)) for name in ("last_day", "last_week", "last_month")}
    return Downloads(package=package, **last)
