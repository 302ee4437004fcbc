"""What waits for somebody, in real files and a real git."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.collab import Handoff, collab

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "p").mkdir()
    return Config(project_root=tmp_path / "p", attune_home=tmp_path / "home")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def outbox(config: Config, name: str, text: str) -> None:
    write(config.attune_home / "docs-outbox" / name, text)


def git(config: Config, *words: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *names, *words], cwd=config.project_root, check=True)


def test_nothing_waits_for_anybody(config: Config):
    found = collab(config, NOW)

    assert (found.action_count, found.handoffs, found.outbox.drafts, found.unknown) == (
        0,
        [],
        [],
        [],
    )
    assert "Redis" in found.threads
    assert not config.attune_home.exists()


def test_handoffs_of_gone_and_merged_branches_are_stale(config: Config):
    git(config, "init", "-q")
    git(config, "commit", "-q", "--allow-empty", "-m", "a")
    git(config, "branch", "merged")
    git(config, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(config, "checkout", "-q", "-b", "feat/open")
    git(config, "commit", "-q", "--allow-empty", "-m", "b")
    for slug, branch in (("a", '"merged"'), ("b", '"feat/open"'), ("c", '"gone"'), ("d", "bare")):
        write(config.project_root / "docs/handoffs" / f"{slug}.md", f"---\nbranch: {branch}\n---\n")

    assert collab(config, NOW).handoffs == [
        Handoff(
            slug="a", branch="merged", reason="the branch is merged; the handoff can be deleted"
        ),
        Handoff(slug="c", branch="gone", reason="the branch is gone"),
    ]


def test_without_git_nothing_is_said_to_be_gone(config: Config):
    write(config.project_root / "docs/handoffs/a.md", '---\nbranch: "x"\n---\n')

    found = collab(config, NOW)

    assert found.handoffs == []
    assert found.unknown == ["handoffs: git does not say which branches there are"]


def test_untriaged_reviews_are_counted(config: Config):
    ledger = config.project_root / "docs/specs/cross-review/receipts.md"
    write(ledger, "| a | not-triaged |\n| b | done |\n| c | not-triaged |\n")

    found = collab(config, NOW)

    assert (found.untriaged_reviews, found.action_count) == (2, 1)


def test_the_outbox_is_read_oldest_first_and_its_problems_are_named(
    config: Config,
):
    head = "---\nkind: lesson\nslug: utc\ntarget: .claude/lessons.md\n---\n\n"
    outbox(config, "20261120-1200-lesson-utc-002.md", head + "no bullet")
    outbox(config, "20261120-1200-lesson-utc.md", head + "- **Use UTC** always\n")
    outbox(config, "digest.md", "no draft")

    found = collab(config, NOW).outbox

    assert [(draft.file, draft.problems) for draft in found.drafts] == [
        ("20261120-1200-lesson-utc.md", []),
        ("20261120-1200-lesson-utc-002.md", ["a lesson begins with `- **`"]),
    ]
    assert found.drafts[0].target == ".claude/lessons.md"
    assert (found.is_stale, collab(config, NOW).action_count) == (False, 0)


def test_a_draft_of_no_known_age_is_old(config: Config):
    outbox(config, "1-note.md", "text")

    found = collab(config, NOW)

    assert found.outbox.is_stale
    assert found.outbox.drafts[0].problems == ["it has no head with kind, slug and target"]
    assert found.action_count == 1
