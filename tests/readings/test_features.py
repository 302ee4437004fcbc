"""Features of real folders."""

from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.model import Feature
from attune_ops_nb.readings.features import feature, features, scope_path


@pytest.fixture
def config(tmp_path: Path) -> Config:
    project = tmp_path / "project"
    project.mkdir()
    return Config(project_root=project, attune_home=tmp_path / "home")


def declare(config: Config, content: str | bytes) -> Path:
    path = config.project_root / ".help" / "features.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def code(config: Config, *names: str) -> None:
    for name in names:
        path = config.project_root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def paths(config: Config) -> dict[str, str]:
    return {each.name: each.path for each in features(config)}


@pytest.mark.parametrize(
    ("files", "path"),
    [
        (["README.md", "src/billing/**"], "src/billing"),
        (["src/a_*.py", "src/a.py", "src/b.py"], "src/a.py"),
        (["src/*.py", "x?.py", "[ab].py"], None),
        ([], None),
        (["/**"], None),
    ],
)
def test_files_stand_for_one_path(files: list[str], path: str | None):
    assert scope_path(files) == path


def test_declared_features_come_by_name_with_all_that_is_said_of_them(config: Config):
    declare(
        config,
        "version: 1\nfeatures:\n"
        "  billing: {description: Invoices, files: [src/acme/billing/**], tags: [money]}\n"
        "  auth: {files: [src/acme/auth.py]}\n"
        "  nowhere: {files: ['*.py']}\n",
    )

    assert features(config) == [
        Feature(name="auth", path="src/acme/auth.py", files=["src/acme/auth.py"]),
        Feature(
            name="billing", path="src/acme/billing", description="Invoices",
            tags=["money"], files=["src/acme/billing/**"],
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["", "version: 1", "features:", "features: {}"])
def test_a_file_that_declares_none_means_none(config: Config, content: str):
    declare(config, content)
    code(config, "src/acme/__init__.py")

    assert features(config) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("features:\n  a: [x\n  b: 1\n", "line 3: "),
        ("features:\n\ta: 1\n", "line 2: "),
        ("- a\n", "line 1: the file must be a mapping of names"),
        ("features: [a]\n", "line 1: features must be a mapping of names"),
        ("features:\n  a: text\n", "line 2: feature a must be a mapping of names"),
        ("features:\n  a:\n    files: src/a\n", "line 3: files of a must be a list"),
        ("features:\n  a:\n    files: [[b]]\n", "line 3: an entry of files of a must be text"),
        (b"features:\n  a:\n    description: \xff\n", "line 3: not UTF-8 text"),
        ("features: " + "[" * 100_000, "nested too deeply"),
        ("a: \x01", "special characters are not allowed"),
    ],
)
def test_a_broken_file_is_an_error_with_its_line(config: Config, content: str | bytes, said: str):
    path = declare(config, content)

    with pytest.raises(Invalid) as caught:
        features(config)
    assert str(path) in caught.value.message
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_a_file_that_cannot_be_read_is_an_error(config: Config):
    (config.project_root / ".help" / "features.yaml").mkdir(parents=True)

    with pytest.raises(Unavailable, match="cannot read"):
        features(config)


def test_a_file_that_was_written_again_is_read_again(config: Config):
    declare(config, "features: {a: {files: [a.py]}}")
    assert paths(config) == {"a": "a.py"}
    declare(config, "features: {a: {files: [other.py]}}")

    assert paths(config) == {"a": "other.py"}


def test_an_unknown_feature_is_answered_with_the_nearest(config: Config):
    declare(config, "features: {billing: {files: [b/**]}, auth: {files: [a/**]}}")

    assert feature(config, "auth").path == "a"
    with pytest.raises(NotFound, match=r"there is no feature biling; did you mean billing\?"):
        feature(config, "biling")


def test_without_a_file_packages_and_folders_with_code_are_features(config: Config):
    code(
        config,
        *("src/acme/__init__.py", "src/acme/auth/__init__.py", "src/acme/billing/tax.py"),
        *("src/acme/assets/logo.png", "packages/web/src/index.ts", "tools/deploy.sh"),
        *("docs/guide.md", "notebooks/first.ipynb", "setup.py"),
    )

    assert paths(config) == {
        "acme": "src/acme",
        "auth": "src/acme/auth",
        "billing": "src/acme/billing",
        "notebooks": "notebooks",
        "tools": "tools",
        "web": "packages/web",
    }
    assert all(each.detected for each in features(config))


def test_what_is_not_the_projects_own_is_no_feature(config: Config):
    code(
        config,
        *("node_modules/x/index.js", ".git/hooks/a.sh", "venv/lib/a.py", "build/lib/a.py"),
        *("mine/pyvenv.cfg", "mine/a.py", "acme.egg-info/a.py", "real/__pycache__/a.py"),
    )
    (config.project_root / "loop").symlink_to(config.project_root)

    assert features(config) == []


def test_folders_of_the_same_name_take_their_parents_name(config: Config):
    code(
        config,
        *("src/one/__init__.py", "src/one/api/a.py"),
        *("src/two/__init__.py", "src/two/api/a.py"),
    )

    assert paths(config) == {
        "one": "src/one",
        "one-api": "src/one/api",
        "two": "src/two",
        "two-api": "src/two/api",
    }


def test_a_huge_tree_gives_a_bounded_list(config: Config):
    code(config, *(f"packages/p{number}/a.py" for number in range(300)))

    assert len(features(config)) == 200
