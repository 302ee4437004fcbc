"""Status lines, and what statuses say together."""

from datetime import UTC, datetime, timedelta

import pytest

from attune_ops_nb.logic.spec_status import head, lifecycle, rewritten, stage, status_of, waived

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("**Status:** draft", "draft"),
        ("# T\n\n  **Status**:  approved (2026-05-31)  \n", "approved (2026-05-31)"),
        ("**Status: parked** until May\n", "parked"),
        ("**Status: old**\n**Status:** done\n", "done"),
        ("**status:** draft", None),
        ("Status: draft", None),
        ("a **Status:** draft", None),
        ("**Status:**", None),
        ("", None),
    ],
)
def test_the_first_status_line_counts(text: str, status: str | None):
    assert status_of(text) == status
    assert status_of(text.replace("\n", "\r\n")) == status


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("Approved (2026-05-31; see below)", "approved"),
        ("complete—really", "complete"),
        ("in-review", "in"),
        ("done, at last", "done"),
        ("✓ done", "✓"),
        ("", ""),
    ],
)
def test_the_word_that_counts_ends_at_the_first_mark(status: str, word: str):
    assert head(status) == word


def test_waivers_stand_at_the_start_of_a_line():
    text = "PHASE-WAIVED: design (2026)\n - PHASE-WAIVED: tasks\r\nPHASE-WAIVED:requirements\n"

    assert waived(text) == ["design", "requirements"]


@pytest.mark.parametrize(
    ("statuses", "days", "bucket"),
    [
        ({"requirements": "unpaused"}, 0, "paused"),
        ({"requirements": "done", "tasks": "parked (May)"}, 0, "parked"),
        ({"requirements": "Shipped (1)", "tasks": "superseded"}, 99, "complete"),
        ({"requirements": "draft", "decisions": "living"}, 99, "active"),
        ({"requirements": "approved", "tasks": "draft"}, 31, "stale"),
        ({"requirements": "approved", "tasks": "draft"}, 30, "approved-not-shipped"),
        ({"requirements": "in-review"}, 0, "draft"),
        ({"design": "approved"}, 0, "draft"),
        ({"requirements": None}, 0, "draft"),
        ({"requirements": "approved", "design": "done", "tasks": "draft"}, 0, "active"),
        ({"requirements": "approved", "design": "draft"}, 0, "active"),
        ({"requirements": "active", "tasks": "draft"}, 0, "active"),
        ({}, 0, "draft"),
    ],
)
def test_a_spec_is_in_the_first_bucket_that_fits(
    statuses: dict[str, str | None], days: int, bucket: str
):
    assert lifecycle(statuses, NOW - timedelta(days=days), NOW) == bucket


def test_a_spec_of_no_known_age_is_not_stale():
    assert lifecycle({"requirements": "approved"}, None, NOW) == "active"


@pytest.mark.parametrize(
    ("statuses", "waivers", "where"),
    [
        ({"requirements": "done", "decisions": "shipped"}, [], ("shipped", None)),
        ({"decisions": "approved"}, [], ("requirements", "requirements")),
        ({"requirements": "approved"}, [], ("design", "design")),
        ({"requirements": "approved"}, ["design"], ("executing", "decisions")),
        ({"requirements": "approved", "design": "draft"}, ["design"], ("design", "design")),
        (
            {"requirements": "approved", "design": "living", "tasks": None}, [],
            ("tasks", "tasks"),
        ),
        ({"requirements": "approved", "design": "done"}, [], ("executing", "decisions")),
        ({}, [], ("requirements", "requirements")),
    ],
)  # fmt: skip
def test_the_stage_is_the_first_thing_that_is_missing(
    statuses: dict[str, str | None], waivers: list[str], where: tuple[str, str | None]
):
    assert stage(statuses, waivers)[:2] == where


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# T\n\n**Status:** draft\n\ntext", "# T\n\n**Status:** approved\n\ntext"),
        ("  **Status**: done (1) — A  \n", "**Status:** approved (1) — A\n"),
        ("**Status:** in-review, soon", "**Status:** approved, soon"),
        ("**Status:** ✅ Resolved - x", "**Status:** approved - x"),
        ("# T\ntext\n", "# T\n\n**Status:** approved\n\ntext\n"),
        ("# T\n\ntext", "# T\n\n**Status:** approved\n\ntext\n"),
        ("# T", "# T\n\n**Status:** approved\n"),
        ("text\n", "**Status:** approved\n\ntext\n"),
        ("", "**Status:** approved\n"),
        ("\ufeff# T\r\ntext\f\r\n", "\ufeff# T\r\n\r\n**Status:** approved\r\n\r\ntext\f\r\n"),
        ("a\r\n**Status:** draft\r\nb\n", "a\r\n**Status:** approved\r\nb\n"),
    ],
)
def test_a_rewrite_changes_the_status_and_nothing_else(before: str, after: str):
    assert rewritten(before, "approved") == after
    assert rewritten(after, "approved") == after


@pytest.mark.parametrize(
    "text",
    [
        "**Status: approved**\n",
        "Status: approved\n**Status:** draft\n",
        "**STATUS:** draft\n",
        "**Status:** R6 spend alarm shipped\n",
        "**Status:** approved-ish\n",
        "**Status:** 2026\n",
    ],
)
def test_what_a_rewrite_would_destroy_is_refused(text: str):
    with pytest.raises(ValueError, match=r"no status line|describes more"):
        rewritten(text, "complete")
