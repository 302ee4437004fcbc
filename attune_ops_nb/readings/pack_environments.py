"""Pack environments: what was installed for the actions of a pack, as it lies on disk."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable

REF = re.compile(r"\w[\w.-]*")
MARKER = "attune-environment.json"
"""Written last: a folder without it is being built, or its building was interrupted."""


class PackEnvironment(msgspec.Struct, frozen=True, kw_only=True):
    """An environment of a pack, for one of its runtimes."""

    pack: str
    name: str
    """The runtime, with the version if it is not the only one."""
    folder: str
    built_at: datetime | None
    """None while it is not complete: it is being built, or will be with the next run."""
    size: int
    """In bytes."""


def of_pack(config: Config, ref: str) -> list[PackEnvironment]:
    """The environments of the pack `ref`, by name; none before the first run that needs one."""
    return [
        PackEnvironment(
            pack=ref,
            name=folder.name,
            folder=str(folder),
            built_at=_built_at(folder),
            size=sum(_sizes(folder)),
        )
        for folder in folders(config, ref)
    ]


def folders(config: Config, ref: str) -> list[Path]:
    """The folders of these environments."""
    if not REF.fullmatch(ref):  # nothing else is a folder of ours
        return []
    place = config.envs_dir / ref
    try:
        return sorted(each for each in place.iterdir() if each.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unavailable(f"cannot read {place}: {error.strerror}") from error


def lock_of(folder: Path) -> Path:
    """What is locked by whoever builds or removes an environment."""
    return folder.with_name(f".{folder.name}.lock")


def _built_at(folder: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp((folder / MARKER).stat().st_mtime, UTC)
    except OSError:  # also where it goes while we look
        return None


def _sizes(folder: Path) -> Iterator[int]:
    """The bytes of the files below; what is linked to lies elsewhere."""
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
