"""Help staleness: which features were changed since their help was written.

A template stores a hash of the sources it was made from; where it is another one today, every
template of the feature is stale. Edits that change no signature do not count in Python.
"""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.python_signatures import signatures
from attune_ops_nb.readings import foreign_files, front_matter

SKIPPED = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
NOT_OURS = frozenset({"node_modules", ".git"})
MOST_FILES = 20_000


def stale_features(config: Config) -> frozenset[str] | None:
    """The features whose help is stale. None where that cannot be known.

    Features without files, and those that are written by hand, are never stale.
    """
    declared = _declared(config)
    if declared is None:
        return None
    return frozenset(
        name
        for name, each in declared.items()
        if (files := values.texts(each.get("files")))
        and each.get("status") != "manual"
        and _stored(config, name) != source_hash(config.project_root, files)
    )


def source_hash(root: Path, patterns: list[str]) -> str:
    """The hash of the files that match: of signatures if all are Python, else of their bytes."""
    names = sorted({name for pattern in patterns for name in _matches(root, pattern)})
    if names and all(name.endswith(".py") for name in names):
        parts = [part for name in names for part in _python(root, name)]
        return sha256("\n".join(sorted(parts)).encode()).hexdigest()
    whole = sha256()
    for name in names:
        whole.update(_content(root / name))
    return whole.hexdigest()


def _declared(config: Config) -> dict[str, dict[str, Any]] | None:
    try:
        found = foreign_files.content(config.project_root / ".help" / "features.yaml")
        if found is None:
            return None
        said = yaml.load(found.decode("utf-8", "replace"), Loader=yaml.BaseLoader)
    except (Unavailable, yaml.YAMLError, RecursionError):
        return None
    features = values.mapping(values.mapping(said).get("features"))
    return {str(name): values.mapping(each) for name, each in features.items()}


def _stored(config: Config, feature: str) -> str | None:
    if not feature or "/" in feature or "\\" in feature or "\0" in feature or ".." in feature:
        return None
    path = config.project_root / ".help" / "templates" / feature / "concept.md"
    try:
        found = foreign_files.content(path)
    except Unavailable:
        return None
    head, _ = front_matter.split((found or b"").decode("utf-8", "replace").replace("\r\n", "\n"))
    return values.text(head.get("source_hash"))


def _matches(root: Path, pattern: str) -> Iterator[str]:
    """The files that a pattern names, relative to the project."""
    if ".." in Path(pattern).parts:
        return
    glob = f"{pattern}/*" if pattern.endswith("**") else pattern
    try:
        for count, path in enumerate(root.glob(glob)):
            if count >= MOST_FILES:
                return
            name = path.relative_to(root)
            # The whole path is looked at, as by the program that wrote the hashes.
            if path.is_file() and not (SKIPPED | NOT_OURS).intersection(path.parts):
                yield name.as_posix()
    except (ValueError, NotImplementedError, OSError):  # it is no pattern below the project
        return


def _python(root: Path, name: str) -> list[str]:
    path = root / name
    try:
        state = path.stat()
    except OSError:
        return []
    return _parts(path, name, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=10_000)
def _parts(path: Path, name: str, mtime_ns: int, size: int) -> list[str]:
    found = _content(path)
    try:
        # As a program reads its source: a mark at the start is one character of it.
        symbols = signatures(found.decode().replace("\r\n", "\n").replace("\r", "\n"))
    except (SyntaxError, ValueError, RecursionError):
        return [f"{name}::{sha256(found).hexdigest()}"]
    return [f"{name}::{symbol}::{signature}" for symbol, signature in symbols]


def _content(path: Path) -> bytes:
    try:
        return foreign_files.content(path) or b""
    except Unavailable:
        return b""
