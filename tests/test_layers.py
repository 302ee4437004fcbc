"""A module imports from lower floors and from its own folder. That is the whole rule."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "attune_ops_nb"
FLOORS = [
    {"errors", "model", "config"},
    {"logic"},
    {"store"},
    {"engine", "readings"},
    {"work", "routes", "demo"},
    {"server", "notebook", "cli", "testing"},
]
DOORS = {"__init__", "__main__", "_load_ext"}
"""They stand in front of the faces and may reach every floor."""
NOT_OURS = {"packs", "frontend", "static", "labextension"}
"""Packs run in environments of their own; the build hook runs before we are installed."""

HEIGHT = {room: height for height, floor in enumerate(FLOORS, start=1) for room in floor}
MODULES = [
    path.relative_to(ROOT / PACKAGE)
    for path in sorted((ROOT / PACKAGE).rglob("*.py"))
    if path.relative_to(ROOT / PACKAGE).parts[0] not in NOT_OURS
]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_only_from_lower_floors_and_its_own_folder(module: Path) -> None:
    here = room(module)
    if here in DOORS:
        return
    assert here in HEIGHT, f"{module} stands on no floor: see FLOORS"
    too_high = [
        f"{module}:{line} imports {there}"
        for line, there in imports(module)
        if there != here and not below(there, here)
    ]
    assert too_high == []


def below(there: str, here: str) -> bool:
    """`there` is on a lower floor; the words of floor 1 may know each other."""
    return HEIGHT[there] < HEIGHT[here] or HEIGHT[there] == HEIGHT[here] == 1


def room(module: Path) -> str:
    """The folder or the file right under the package."""
    return module.parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[tuple[int, str]]:
    """Line and room of everything of ours that a module imports, lazily or not."""
    tree = ast.parse((ROOT / PACKAGE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{origin(node, module)}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, *rest = name.split(".")
            # What the front door itself has (`__version__`, public names) is on no floor.
            if package == PACKAGE and rest and rest[0] in HEIGHT:
                yield node.lineno, rest[0]


def origin(node: ast.ImportFrom, module: Path) -> str:
    """The module that a `from … import` takes from, with its leading dots resolved."""
    if not node.level:
        return node.module or ""
    folder = [PACKAGE, *module.parent.parts]
    return ".".join([*folder[: len(folder) - node.level + 1], *filter(None, [node.module])])
