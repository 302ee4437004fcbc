"""Which tests belong to a part of a project."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.packs.conftest import PACKS, write

TEST = "def test_it(): pass\n"


@pytest.fixture
def select(project: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The selection of devtools, for a path of the project."""
    monkeypatch.syspath_prepend(PACKS / "devtools" / "lib")
    run, selection = map(import_module, ("attune_devtools.run", "attune_devtools.selection"))

    def selected(path: str | None) -> list[str]:
        scope = project / path if path else None
        asked = run.Run(parameters={}, root=project, path=scope, artifacts=project, scratch=project)
        try:
            return list(selection.select(asked))
        except run.Refused as error:
            return [f"refused {error.code}: {error}"]

    return selected


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("tests__auth__test_login", "tests/auth"),
        ("tests__unit__auth__test_login", "tests/unit/auth"),
        ("tests__test_auth", "tests/test_auth.py"),
        ("tests__test_auth_login", "tests/test_auth_login.py"),
        ("tests__auth_test", "tests/auth_test.py"),
        ("tests__test_authentication", "tests/test_authentication.py"),
        ("src__auth__test_login", "src/auth"),
        ("src__auth__tests__test_login", "src/auth"),
        ("test_auth", "test_auth.py"),
    ],
)
def test_the_tests_of_a_feature_are_found(
    select: Any, project: Path, test: str, found: str
) -> None:
    write(project, src__auth____init__="", src__shop____init__="", **{test: TEST})
    write(project, tests__test_shop=TEST, tests__shop__test_cart=TEST)

    assert select("src/auth") == [found]


def test_tests_in_several_places_are_all_found(select: Any, project: Path) -> None:
    write(project, src__auth__test_a=TEST, src__auth__login="", src__shop____init__="")
    write(project, tests__auth__test_b=TEST, tests__test_auth=TEST, tests__test_authors=TEST)

    assert select("src/auth") == ["src/auth", "tests/auth", "tests/test_auth.py"]


@pytest.mark.parametrize("path", ["src/auth/login.py", "tests/test_login.py"])
def test_the_tests_of_a_file_are_found(select: Any, project: Path, path: str) -> None:
    write(project, src__auth__login="", tests__test_login=TEST, tests__test_logout=TEST)

    assert select(path) == ["tests/test_login.py"]


@pytest.mark.parametrize("path", [None, "src", "src/shop"])
def test_the_only_package_stands_for_the_whole_project(
    select: Any, project: Path, path: str | None
) -> None:
    write(project, src__shop____init__="", tests__test_cart=TEST)

    assert select(path) == []


def test_files_are_tests_if_the_project_says_so(select: Any, project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\npython_files = check_*.py\n")
    write(project, auth__check_login=TEST, auth__test_login=TEST, shop__test_cart=TEST)

    assert select("auth") == ["auth"]
    assert select("shop")[0].startswith("refused 4: no tests belong to shop")


def test_no_tests_are_an_error_and_never_a_success(select: Any, project: Path) -> None:
    write(project, src__auth__login="", src__shop__cart="")
    nothing = select(None)
    write(project, tests__test_cart=TEST)

    assert nothing == [f"refused 4: there are no tests in {project}"]
    assert select("src/auth") == [
        "refused 4: no tests belong to src/auth: none lie in it, and none are named after it"
        " in tests"
    ]


def test_tests_of_others_are_not_the_projects(select: Any, project: Path) -> None:
    write(project, **{"env__lib__auth__test_x": TEST, "node_modules__auth__test_y": TEST})
    (project / "env" / "pyvenv.cfg").touch()

    assert select(None)[0].startswith("refused 4")
