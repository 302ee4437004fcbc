"""Waiting: what wants to be looked at, answered, committed or sent, as tables."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attune_ops_nb.logic import phrases
from attune_ops_nb.notebook.frames.table import (
    COUNT,
    NUMBER,
    SECONDS,
    SWITCH,
    TIME,
    WORDS,
    Table,
    table,
)
from attune_ops_nb.readings.briefing import Briefing
from attune_ops_nb.readings.collab import LONG_AGO, Collab
from attune_ops_nb.readings.home import Home
from attune_ops_nb.readings.pending_writes import PendingWrites
from attune_ops_nb.readings.threads import ThreadText

HOME_COLUMNS = {"kind": WORDS, "urgent": SWITCH, "count": COUNT, "text": WORDS}
WRITE_COLUMNS = {
    "file": WORDS,
    "project_root": WORDS,
    "action": WORDS,
    "written_at": TIME,
    "age_seconds": SECONDS,
    "committed": SWITCH,
    "unchanged": SWITCH,
    "dashboard_runs": SWITCH,
    "session": WORDS,
}
"""`committed` is empty where git does not know; `unchanged`: the file is as it was written."""
BRIEFING_COLUMNS = {
    "item": WORDS,
    "severity": WORDS,
    "title": WORDS,
    "rationale": WORDS,
    "action": WORDS,
    "sources": WORDS,
    "snoozed_until": TIME,
}
"""The worst first; those that are snoozed are the last."""
COLLAB_COLUMNS = {
    "kind": WORDS,
    "name": WORDS,
    "about": WORDS,
    "created": TIME,
    "age_days": NUMBER,
    "problem": WORDS,
}
"""`kind` is thread, handoff, review or draft."""
MESSAGE_COLUMNS = {
    "at": TIME,
    "author": WORDS,
    "kind": WORDS,
    "round": COUNT,
    "body": WORDS,
    "id": WORDS,
    "reply_to": WORDS,
}


def home(found: Home) -> Table:
    """What wants to be looked at, urgent matters first."""
    return table(
        HOME_COLUMNS, found.matters, lambda each: (each.kind, each.urgent, each.count, each.text)
    )


def pending_writes(found: PendingWrites) -> Table:
    """Files that dashboards changed, oldest first."""
    return table(
        WRITE_COLUMNS,
        found.pending,
        lambda each: (
            each.file_path,
            each.project_root,
            each.action,
            each.ts,
            each.age_seconds,
            each.is_committed,
            each.matches_journal,
            each.dashboard_still_running,
            each.session_id,
        ),
    )


def briefing(found: Briefing) -> Table:
    """What the curator wants to be looked at."""
    return table(
        BRIEFING_COLUMNS,
        [*found.items, *found.snoozed],
        lambda each: (
            each.id,
            each.severity,
            each.title,
            each.rationale,
            None if each.suggested_action is None else each.suggested_action.kind,
            ", ".join(each.sources),
            each.snoozed_until,
        ),
    )


def collab(found: Collab, now: datetime) -> Table:
    """What waits for somebody: threads, handoffs, reviews, then drafts from the oldest on."""
    return table(COLLAB_COLUMNS, _waiting(found, now), lambda row: row)


def thread(found: ThreadText) -> Table:
    """What was said in a discussion, the first messages."""
    return table(
        MESSAGE_COLUMNS,
        found.messages,
        lambda each: (
            each.at,
            each.author,
            each.kind,
            each.round,
            each.body,
            each.id,
            each.reply_to,
        ),
    )


def _waiting(found: Collab, now: datetime) -> Iterator[tuple[Any, ...]]:
    for each in found.open_threads:
        left = each.expires_in_seconds
        ends = None if left is None else f"ends in {phrases.span(left)}"
        yield "thread", each.id, f"{each.messages} messages", None, None, ends
    for handoff in found.handoffs:
        yield "handoff", handoff.slug, handoff.branch, None, None, handoff.reason
    if found.untriaged_reviews:
        reason = f"{found.untriaged_reviews} are not triaged"
        yield "review", "receipts.md", "docs/specs/cross-review", None, None, reason
    for draft in found.outbox.drafts:
        created = None if draft.created == LONG_AGO else draft.created
        age = None if created is None else (now - created).total_seconds() / 86_400
        problem = "; ".join(draft.problems) or None
        yield "draft", draft.file, draft.target or draft.slug, created, age, problem
