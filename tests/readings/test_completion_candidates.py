"""Completion candidates in real folders, with a `gh` that answers from a folder of files."""

import json
import os
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.readings import github
from attune_ops_nb.readings.completion_candidates import (
    Candidate,
    clear_cache,
    detect_candidates,
    dismiss,
    explain,
)
from attune_ops_nb.readings.specs import close

NOW = 1_795_000_000.0
DAY = 86_400.0
GH = """#!/bin/sh
echo "$@" >> "$GH_ANSWERS/asked"
case "$1" in
  api) cat "$GH_ANSWERS/pull-${2##*/}" ;;
  search) cat "$GH_ANSWERS/issues" ;;
esac
"""


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    clear_cache()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "p").mkdir()
    return Config(
        project_root=tmp_path / "p",
        attune_home=tmp_path / "home",
        specs_candidates_enabled=True,
    )


@pytest.fixture
def answers(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project is on GitHub; what `gh` answers lies in this folder."""
    folder = tmp_path / "answers"
    (tmp_path / "bin").mkdir()
    folder.mkdir()
    (tmp_path / "bin" / "gh").write_text(GH)
    (tmp_path / "bin" / "gh").chmod(0o755)
    (folder / "issues").write_text("[]")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GH_ANSWERS", str(folder))
    for command in (["init", "-q"], ["remote", "add", "origin", "git@github.com:acme/shop.git"]):
        subprocess.run(["git", *command], cwd=config.project_root, check=True)
    return folder


def write(config: Config, name: str, text: str, *, days: float = 3) -> Path:
    path = config.project_root / "docs" / "specs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (NOW - days * DAY, NOW - days * DAY))
    return path


def why(config: Config) -> str:
    (only,) = explain(config, NOW)
    return " | ".join(only.evidence) if isinstance(only, Candidate) else only.reason


def test_nothing_is_looked_for_unless_it_is_switched_on(config: Config):
    write(config, "a/decisions.md", "**Status:** approved\n")
    off = Config(project_root=config.project_root, attune_home=config.attune_home)

    assert [each.slug for each in detect_candidates(config, NOW)] == ["a"]
    assert detect_candidates(off, NOW) == explain(off, NOW) == []


def test_a_candidate_comes_with_its_evidence_and_the_hash_others_compute(
    config: Config, answers: Path
):
    write(config, "a/decisions.md", "**Status:** approved\nPR 7, #3, pr 7, ##4x\n")
    tasks = write(config, "a/tasks.md", "- [x] one\n| two | **Done** |\n")
    for number in (3, 7):
        pull = {"state": "closed", "merged_at": "2026-01-01T00:00:00Z"}
        (answers / f"pull-{number}").write_text(json.dumps(pull))

    (found,) = detect_candidates(config, NOW)

    edited = datetime.fromtimestamp(tasks.stat().st_mtime, UTC).isoformat()
    seen = {"prs": [3, 7], "tasks_mtime": tasks.stat().st_mtime, "last_modified": edited}
    assert found == Candidate(
        slug="a",
        path=str(tasks.parent),
        current_status="approved",
        evidence=[
            "✓ 2 task rows complete",
            "✓ PRs merged: #3, #7",
            "✓ no open issues reference this spec",
            "✓ last edit 3 days ago",
        ],
        snapshot_hash=sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest(),
    )


@pytest.mark.parametrize(
    ("status", "tasks", "reason"),
    [
        ("approved (2026-05-31)", None, "its status is approved (2026-05-31), not approved"),
        ("draft", None, "its status is draft, not approved"),
        ("Approved", "- [x] a\n- [ ] b\n", "1 task of tasks.md is open"),
        ("approved", "* [ ] a\n1. [ ] b\n", "2 tasks of tasks.md are open"),
        ("approved", "", "tasks.md has no tasks"),
        ("approved", "see #9", "tasks.md has no tasks"),
        ("approved", "- [x] a #9", "#9 cannot be looked up: git names no GitHub repository"),
        ("approved", "```\n- [ ]\n```\n- [x] a", "✓ 1 task row complete | ✓ last edit 3 days ago"),
        ("approved", None, "✓ no tasks.md (decisions-only spec) | ✓ last edit 3 days ago"),
    ],
)  # fmt: skip
def test_each_question_must_have_its_answer(
    config: Config, status: str, tasks: str | None, reason: str
):
    write(config, "a/decisions.md", f"**Status:** {status}\n")
    if tasks is not None:
        write(config, "a/tasks.md", tasks)

    assert why(config) == reason


def test_a_spec_that_was_just_edited_is_not_finished(config: Config):
    path = write(config, "a/design.md", "**Status:** approved\n", days=0.9)
    assert why(config) == "it was edited within the last 24 hours"
    os.utime(path, (NOW - DAY, NOW - DAY))

    assert why(config).endswith("✓ last edit 1 day ago")


@pytest.mark.parametrize(
    ("pull", "issues", "reason"),
    [
        ('{"state": "open", "merged_at": null}', "[]", "#1 is not merged, or"),
        ('{"state": "closed", "merged_at": null}', "[]", "#1 is not merged, or"),
        ("not json", "[]", "#1 is not merged, or"),
        ('{"state": "closed", "merged_at": "x"}', '[{"number": 5}]', "#5 is open and mentions it"),
        ('{"state": "closed", "merged_at": "x"}', "{}", "gh does not say which issues mention a"),
    ],
)
def test_no_answer_of_github_is_a_no(
    config: Config, answers: Path, pull: str, issues: str, reason: str
):
    write(config, "a/decisions.md", "**Status:** approved\n#1")
    (answers / "pull-1").write_text(pull)
    (answers / "issues").write_text(issues)

    assert detect_candidates(config, NOW) == []
    assert why(config).startswith(reason)


def test_for_five_minutes_the_same_list_is_given_and_nobody_is_asked(config: Config, answers: Path):
    write(config, "a/decisions.md", "**Status:** approved\n")
    first = detect_candidates(config, NOW)
    asked = (answers / "asked").read_text()

    assert detect_candidates(config, NOW + 299) is first
    assert (answers / "asked").read_text() == asked
    again = detect_candidates(config, NOW + 300)
    assert again is not first and again == first
    assert len((answers / "asked").read_text()) == 2 * len(asked)


def test_what_was_dismissed_or_closed_goes_at_once(config: Config):
    now = datetime.fromtimestamp(NOW, UTC)
    write(config, "a/decisions.md", "**Status:** approved\n")
    write(config, "b/decisions.md", "**Status:** approved\n")
    first, second = detect_candidates(config, NOW)

    dismiss(config, first.slug, first.snapshot_hash, now)
    assert detect_candidates(config, NOW) == [second]
    close(config, second.slug, now)
    assert detect_candidates(config, NOW) == []


def test_a_dismissed_candidate_comes_back_when_it_changes_or_time_is_up(config: Config):
    path = write(config, "a/decisions.md", "**Status:** approved\n")
    (found,) = detect_candidates(config, NOW)
    dismiss(config, "a", found.snapshot_hash, datetime.fromtimestamp(NOW, UTC))
    assert detect_candidates(config, NOW) == []
    assert len(detect_candidates(config, NOW + 14 * DAY)) == 1

    os.utime(path, (NOW - 5 * DAY, NOW - 5 * DAY))

    assert len(detect_candidates(config, NOW)) == 1


def test_a_dismissal_needs_a_slug_a_hash_and_leave_to_write(config: Config):
    now = datetime.fromtimestamp(NOW, UTC)
    for slug, snapshot in (("../a", "0" * 64), ("a", "0" * 63), ("a", "G" * 64)):
        with pytest.raises(Invalid):
            dismiss(config, slug, snapshot, now)
    read_only = Config(
        project_root=config.project_root, attune_home=config.attune_home, read_only=True
    )
    with pytest.raises(Forbidden):
        dismiss(read_only, "a", "0" * 64, now)
    assert not config.attune_home.exists()


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("git@github.com:acme/shop.git", "acme/shop"),
        ("https://github.com/acme/shop", "acme/shop"),
        ("https://token@github.com/acme/shop.git/", "acme/shop"),
        ("git@github.com-work:acme/shop.git", "acme/shop"),
        ("ssh://git@github.com/acme/shop.git", "acme/shop"),
        ("https://gitlab.com/acme/shop.git", None),
        ("https://evil.test/github.com/acme/shop", None),
        ("/srv/shop.git", None),
    ],
)
def test_a_repository_is_known_by_its_remote(tmp_path: Path, url: str, repository: str | None):
    (tmp_path / "docs" / "specs").mkdir(parents=True)
    for command in (["init", "-q"], ["remote", "add", "origin", url]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)

    assert github.repository(tmp_path / "docs" / "specs") == repository


def test_many_pull_requests_are_counted(config: Config, answers: Path):
    write(config, "a/decisions.md", "**Status:** approved\n#1 #2 #3 #4 #5 #6 #7")
    for number in range(1, 8):
        (answers / f"pull-{number}").write_text('{"state": "closed", "merged_at": "x"}')

    (found,) = detect_candidates(config, NOW)

    assert found.evidence[1] == "✓ PRs merged: #1, #2, #3, #4, #5, …+2 more"
