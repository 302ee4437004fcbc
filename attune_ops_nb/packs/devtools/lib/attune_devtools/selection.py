"""Selection: which tests are those of a part of the project."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from attune_devtools.folders import NOTHING, files
from attune_devtools.run import Refused, Run, listed

TEST_FOLDERS = ("tests", "test")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the project tells pytest about where its tests are."""

    files: tuple[str, ...] = ("test_*.py", "*_test.py")
    folders: tuple[str, ...] = ()


def select(run: Run) -> list[str]:
    """The files and folders to give to pytest, from the root of the project; none means all.

    Refused if there is no test that belongs to the scope.
    """
    settings = _settings(run.root)
    if run.path is None or run.path in _wholes(run.root):
        if not any(_is_test(path, settings) for path in files(run.root, ".py")):
            raise Refused(f"there are no tests in {run.root}", NOTHING)
        return []
    chosen = _chosen(run.root, run.path, settings)
    if not chosen:
        raise Refused(
            f"no tests belong to {run.shown(run.path)}: none lie in it, and none are named after it"
            f" in {listed(_test_folders(run.root, settings)) or 'a folder tests/'}",
            NOTHING,
        )
    return [path.relative_to(run.root).as_posix() for path in chosen]


def _chosen(root: Path, path: Path, settings: Settings) -> list[Path]:
    if path.is_file() and _is_test(path, settings):
        return [path]
    inside = path.is_dir() and any(_is_test(each, settings) for each in files(path, ".py"))
    here = [path] if inside else []
    if inside and _under_tests(path, root, settings):
        return here
    tests = [
        each
        for each in files(root, ".py")
        if _is_test(each, settings) and not (path.is_dir() and each.is_relative_to(path))
    ]
    name = path.stem if path.is_file() else path.name
    mirrored = _mirrored(tests, root, name, settings) if path.is_dir() else []
    named = [each for each in tests if _named_after(each, name)]
    if not (here or mirrored or named):
        named = [each for each in tests if each.name.startswith(f"test_{name}")]
    return _outermost([*here, *mirrored, *named])


def _mirrored(tests: Iterable[Path], root: Path, name: str, settings: Settings) -> list[Path]:
    """Folders of tests with the name of the folder that they test."""
    return [
        parent
        for each in tests
        for parent in each.parents
        if parent.name == name
        and parent.is_relative_to(root)
        and _under_tests(parent, root, settings)
    ]


def _named_after(test: Path, name: str) -> bool:
    stem = test.stem
    return stem in {f"test_{name}", f"{name}_test"} or stem.startswith(f"test_{name}_")


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Each once, without those that lie in another."""
    kept: list[Path] = []
    for path in sorted(set(paths), key=lambda each: (len(each.parts), each)):
        if not any(path.is_relative_to(outer) for outer in kept):
            kept.append(path)
    return kept


def _wholes(root: Path) -> set[Path]:
    """Folders that hold all the code of the project, so that all tests are theirs."""
    src = root / "src"
    top = src if src.is_dir() else root
    packages = [
        each
        for each in top.iterdir()
        if (each / "__init__.py").is_file() and each.name not in TEST_FOLDERS
    ]
    return {src, *(packages if len(packages) == 1 else [])}


def _is_test(path: Path, settings: Settings) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in settings.files)


def _under_tests(path: Path, root: Path, settings: Settings) -> bool:
    declared = {root / each for each in settings.folders} - {root, root / "src"}
    return any(
        each.name in TEST_FOLDERS or each in declared
        for each in (path, *path.parents)
        if each.is_relative_to(root) and each != root
    )


def _test_folders(root: Path, settings: Settings) -> list[str]:
    declared = [*settings.folders, *TEST_FOLDERS]
    return [each for each in dict.fromkeys(declared) if (root / each).is_dir()]


def _settings(root: Path) -> Settings:
    """As pytest reads them: from the first file that says anything."""
    for name, section in (
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("pyproject.toml", ""),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ):
        try:
            text = (root / name).read_text(encoding="utf-8")
            said = _ini(text, section) if section else _toml(text)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, configparser.Error) as error:
            raise Refused(f"{name} cannot be read: {error}") from error
        if said is not None:
            given = {"files": said.get("python_files"), "folders": said.get("testpaths")}
            return Settings(**{key: tuple(value) for key, value in given.items() if value})
    return Settings()


def _ini(text: str, section: str) -> dict[str, list[str]] | None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    if not parser.has_section(section):
        return None
    return {key: value.split() for key, value in parser.items(section)}


def _toml(text: str) -> dict[str, list[str]] | None:
    pytest = tomllib.loads(text).get("tool", {}).get("pytest", {})
    said = pytest.get("ini_options", {k: v for k, v in pytest.items() if k != "ini_options"})
    if not said:
        return None
    return {
        key: value.split() if isinstance(value, str) else value
        for key, value in said.items()
        if key in {"python_files", "testpaths"}
    }
