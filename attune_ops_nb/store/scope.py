"""Scope: which file or folder of the project a run is about."""

import os
from collections.abc import Sequence
from pathlib import Path

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Feature

LONGEST = 4096
SYSTEM = tuple(
    Path(folder)
    for folder in (
        *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys"),
        *("/usr/bin", "/usr/lib", "/usr/sbin", "/System", "/private/etc", "C:\\Windows"),
    )
)


def resolve(text: str, project_root: Path, features: Sequence[Feature]) -> Path:
    """The absolute path that `text` means: a feature, a path from the root, or an absolute path.

    Symbolic links are followed before it is asked whether the path lies in the project. Invalid,
    naming `scope`, if it does not, or if nothing is there.
    """
    if not text.strip():
        raise _refused("it is empty; name a feature, a file or a folder of the project")
    if "\0" in text or len(text) > LONGEST:
        raise _refused("it is not a path; name a feature, a file or a folder of the project")
    known = {feature.name: feature for feature in features}
    declared = known.get(text)
    root = Path(os.path.realpath(project_root))
    path = _existing(root / (declared.path if declared else text))
    if path is None:
        raise _refused(_nothing(text, declared, known, root))
    if not path.is_relative_to(root):
        raise _refused(f"{text} lies outside the project {root}; choose something inside it")
    if any(path.is_relative_to(folder) for folder in SYSTEM):
        raise _refused(f"{text} belongs to the system; choose a file or folder of the project")
    return path


def _existing(path: Path) -> Path | None:
    """`path` without links, if a file or folder is there."""
    try:
        real = path.resolve(strict=True)
        return real if real.is_file() or real.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # absent, a loop of links, or no name of a file
        return None


def _nothing(text: str, declared: Feature | None, known: dict[str, Feature], root: Path) -> str:
    if declared:
        return f"feature {text} is at {declared.path}, which does not exist in {root}"
    hint = nearest(text, known) or _some(known)
    return f"there is no feature, file or folder {text!r} in {root}{hint}"


def _some(known: dict[str, Feature]) -> str:
    if not known:
        return "; give a path from there"
    return f"; its features are {', '.join(sorted(known)[:8])}{' …' if len(known) > 8 else ''}"


def _refused(what: str) -> Invalid:
    return Invalid(f"scope: {what}", problems={"scope": what})
