"""A scope lies in its project and is there."""

from pathlib import Path

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Feature
from attune_ops_nb.store import scope

FEATURES = [
    Feature(name="auth", path="src/auth"),
    Feature(name="billing", path="src/billing"),
    Feature(name="escaped", path="../outside"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src" / "auth").mkdir(parents=True)
    (root / "src" / "auth" / "a b.py").write_text("")
    (root / "auth").mkdir()
    (tmp_path / "outside").mkdir()
    return root


def refusal(text: str, project: Path) -> str:
    with pytest.raises(Invalid) as caught:
        scope.resolve(text, project, FEATURES)
    assert list(caught.value.problems) == ["scope"]
    assert caught.value.message.startswith("scope: ")
    return caught.value.message


def test_the_name_of_a_feature_comes_before_a_folder_of_that_name(project: Path):
    assert scope.resolve("auth", project, FEATURES) == project / "src" / "auth"


@pytest.mark.parametrize("text", ["src/auth", "./src/../src/auth/", "src/auth/a b.py", "."])
def test_a_relative_path_begins_at_the_root_of_the_project(project: Path, text: str):
    assert scope.resolve(text, project, FEATURES) == (project / text).resolve()


def test_an_absolute_path_in_the_project_is_taken(project: Path):
    assert scope.resolve(str(project / "src"), project, []) == project / "src"


def test_a_project_may_be_reached_by_a_link(project: Path, tmp_path: Path):
    (tmp_path / "link").symlink_to(project)

    assert scope.resolve("src", tmp_path / "link", []) == project / "src"


@pytest.mark.parametrize("text", ["../outside", "/etc/passwd", "/", "src/../../outside", "escaped"])
def test_what_lies_outside_the_project_is_refused(project: Path, text: str):
    assert "lies outside the project" in refusal(text, project)


def test_a_link_that_leads_out_of_the_project_is_refused(project: Path, tmp_path: Path):
    (project / "way-out").symlink_to(tmp_path / "outside")

    assert "lies outside the project" in refusal("way-out", project)


def test_system_folders_are_refused_even_in_a_project_that_has_them():
    assert "belongs to the system" in refusal("/etc", Path("/"))


def test_an_unknown_name_is_answered_with_the_nearest_feature(project: Path):
    assert "did you mean auth?" in refusal("auht", project)
    assert "its features are auth, billing, escaped" in refusal("zzz", project)


def test_a_feature_whose_folder_is_gone_is_said_to_be_so(project: Path):
    assert "feature billing is at src/billing, which does not exist" in refusal("billing", project)


@pytest.mark.parametrize(
    "text", ["", "  ", "a\0b", "x" * 5000, "y" * 300, "\ud800", "~/x", "src/auth/a b.py/c", "-"]
)
def test_what_is_no_path_is_refused(project: Path, text: str):
    refusal(text, project)


def test_a_loop_of_links_is_refused(project: Path):
    (project / "loop").symlink_to(project / "loop")

    assert "there is no feature, file or folder 'loop'" in refusal("loop", project)
