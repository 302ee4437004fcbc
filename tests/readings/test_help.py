"""The help of a project, in real files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.readings.help import KINDS, help_of, search, template
from attune_ops_nb.readings.help_staleness import source_hash, stale_features


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(project_root=tmp_path, attune_home=tmp_path / "home")


def write(config: Config, name: str, text: str) -> Path:
    path = config.project_root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def page(config: Config, feature: str, kind: str, body: str = "# T\n", **head: str) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    write(config, f".help/templates/{feature}/{kind}.md", f"---\n{lines}---\n{body}")


def declare(config: Config, text: str) -> None:
    write(config, ".help/features.yaml", f"version: 1\nfeatures:\n{text}")


def test_a_project_without_help_has_none(config: Config):
    found = help_of(config)

    assert (found.features, found.total_templates, found.stale_templates) == ([], 0, None)
    assert search(config, "anything") == []


def test_help_says_what_is_there_and_what_is_missing(config: Config):
    for kind in KINDS:
        page(config, "auth", kind, generated_at="2026-11-10T01:45:32+00:00")
    page(config, "billing", "task", "# Bill\n", generated_at="2026-11-11T01:45:32")
    write(config, ".help/templates/billing/unknown.md", "no kind")

    found = help_of(config, recent=1)

    assert [(f.name, f.completeness_pct, f.is_stale) for f in found.features] == [
        ("auth", 100, None), ("billing", 9, None),
    ]  # fmt: skip
    assert (found.total_templates, found.incomplete_features) == (12, 1)
    assert found.intents == {"do": 3, "solve": 3, "understand": 1, "look up": 1}
    assert [(p.title, p.generated_at) for p in found.recent] == [
        ("Bill", datetime(2026, 11, 11, 1, 45, 32, tzinfo=UTC))
    ]
    assert found.featured == ["auth", "billing"]


def test_help_is_stale_when_a_signature_changed_and_not_when_a_body_did(config: Config):
    declare(config, "  auth: {files: ['src/auth/**']}\n  docs: {files: [a.md], status: manual}\n")
    write(config, "src/auth/a.py", "def f(a): return 1\n")
    page(config, "auth", "concept", source_hash=source_hash(config.project_root, ["src/auth/**"]))
    page(config, "docs", "concept", source_hash="x")
    write(config, "src/auth/a.py", "def f(a):\n    return 2  # longer\n")
    assert stale_features(config) == frozenset()

    write(config, "src/auth/a.py", "def f(a, b): return 1\n")

    assert stale_features(config) == {"auth"}
    assert template(config, "auth", "concept").is_stale is True
    assert help_of(config).stale_templates == 1


def test_sources_that_are_no_python_count_by_their_bytes(config: Config):
    write(config, "b.txt", "b")
    write(config, "a.py", "def (")
    before = source_hash(config.project_root, ["b.txt", "a.py"])
    write(config, "b.txt", "c")

    assert source_hash(config.project_root, ["b.txt", "a.py"]) != before
    assert source_hash(config.project_root, ["/etc/*", "../*"]) == source_hash(
        config.project_root, []
    )


@pytest.mark.parametrize("text", ["  auth: [", "- a", "  auth:\n    files: 3\n"])
def test_of_a_broken_list_of_features_nothing_is_said_to_be_stale(config: Config, text: str):
    declare(config, text)
    page(config, "auth", "concept")

    assert template(config, "auth", "concept").is_stale in (None, False)


def test_a_page_is_found_by_all_its_words_and_names_count_most(config: Config):
    page(config, "auth", "concept", "# Tokens\n\nHow a key is rotated every night.\n")
    page(config, "billing", "task", "# Bill\n\nThe auth key, the key, the key.\n", title="hidden")

    hits = search(config, "AUTH key")

    assert [(hit.feature, hit.kind) for hit in hits] == [("billing", "task"), ("auth", "concept")][
        ::-1
    ]
    assert hits[0].snippet == "# Tokens How a key is rotated every night."
    assert search(config, "hidden") == search(config, " ") == []


def test_an_unknown_page_is_answered_with_the_nearest_and_no_path_leads_out(config: Config):
    page(config, "auth", "concept")

    with pytest.raises(NotFound, match=r"did you mean auth/concept\?"):
        template(config, "auth", "concepts")
    for feature, kind in (("..", "x"), ("a/b", "x"), ("auth", "../x"), ("Auth", "concept")):
        with pytest.raises(Invalid, match="is no name"):
            template(config, feature, kind)
