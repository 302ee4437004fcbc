"""Detected features: packages and folders with code, for a project that declares none."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from attune_ops_nb.model import Feature

CONTAINERS = frozenset({"src", "packages", "apps", "libs", "crates"})
"""Folders whose folders are the parts of the project."""
SKIPPED = frozenset(
    {"__pycache__", "build", "dist", "env", "htmlcov", "node_modules", "site-packages", "target"}
    | {"vendor", "venv"}
)
CODE = frozenset(
    {".c", ".cc", ".cpp", ".cs", ".go", ".h", ".hpp", ".ipynb", ".java", ".jl", ".js", ".jsx"}
    | {".kt", ".lua", ".mjs", ".php", ".py", ".r", ".rb", ".rs", ".scala", ".sh", ".sql"}
    | {".svelte", ".swift", ".ts", ".tsx", ".vue"}
)
DEEPEST = 3
# A look at a huge tree must not hold up a picker; the first folders are as good as any.
MOST_ENTRIES = 20_000
MOST_FEATURES = 200


def detect(root: Path) -> list[Feature]:
    """The packages and folders with code under `root`, by name."""
    folders = sorted(_Look(root).parts())[:MOST_FEATURES]
    names = _names(root, folders)
    found = (
        Feature(name=names[folder], path=folder.relative_to(root).as_posix(), detected=True)
        for folder in folders
    )
    return sorted(found, key=lambda feature: feature.name)


class _Look:
    """One walk over the upper folders of a project, of bounded length."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._left = MOST_ENTRIES

    def parts(self) -> Iterator[Path]:
        for folder in self._tops():
            if not self._has_code(folder):
                continue
            yield folder
            if (folder / "__init__.py").exists():
                yield from (each for each in self._folders(folder) if self._has_code(each))

    def _tops(self) -> Iterator[Path]:
        for folder in self._folders(self._root):
            container = folder.name in CONTAINERS and not (folder / "__init__.py").exists()
            if not container or self._has_code(folder, deepest=1):
                yield folder
            if container:
                yield from self._folders(folder)

    def _has_code(self, folder: Path, deepest: int = DEEPEST) -> bool:
        if any(Path(name).suffix.lower() in CODE for name in self._entries(folder)[1]):
            return True
        return deepest > 1 and any(
            self._has_code(each, deepest - 1) for each in self._folders(folder)
        )

    def _folders(self, folder: Path) -> list[Path]:
        return [folder / name for name in self._entries(folder)[0]]

    def _entries(self, folder: Path) -> tuple[list[str], list[str]]:
        """The names of the folders and of the files in `folder`. Nothing if it may not be read."""
        folders, files = [], []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._left -= 1
                    if self._left < 0:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        if _counts(folder / entry.name):
                            folders.append(entry.name)
                    else:
                        files.append(entry.name)
        except OSError:
            return [], []
        return sorted(folders), files


def _counts(folder: Path) -> bool:
    name = folder.name
    return not (
        name.startswith(".")
        or name in SKIPPED
        or name.endswith(".egg-info")
        or (folder / "pyvenv.cfg").exists()
    )


def _names(root: Path, folders: list[Path]) -> dict[Path, str]:
    """The name of each folder; those of the same name take their parents' names before it."""
    count = Counter(folder.name for folder in folders)
    return {
        folder: folder.name
        if count[folder.name] == 1
        else "-".join(part for part in folder.relative_to(root).parts if part not in CONTAINERS)
        or folder.name
        for folder in folders
    }
