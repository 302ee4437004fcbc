"""Project: specs, the bulletin, the memory and health as tables."""

from collections.abc import Iterable

import msgspec

from attune_ops_nb.notebook.frames.table import COUNT, NUMBER, SWITCH, TIME, WORDS, Table, table
from attune_ops_nb.readings.bulletin import Bulletin, Notice
from attune_ops_nb.readings.completion_candidates import Candidate
from attune_ops_nb.readings.health import Health
from attune_ops_nb.readings.memory import Memory
from attune_ops_nb.readings.memory_events import MemorySignals
from attune_ops_nb.readings.specs import Spec

SPEC_COLUMNS = {
    "slug": WORDS,
    "status": WORDS,
    "lifecycle": WORDS,
    "stage": WORDS,
    "next_phase": WORDS,
    "next_action": WORDS,
    "last_modified": TIME,
    "path": WORDS,
}
CANDIDATE_COLUMNS = {
    "slug": WORDS,
    "status": WORDS,
    "evidence": WORDS,
    "path": WORDS,
    "snapshot_hash": WORDS,
}
BULLETIN_COLUMNS = {
    "workflow": WORDS,
    "status": WORDS,
    "scope": WORDS,
    "actor": WORDS,
    "kind": WORDS,
    "started_at": TIME,
    "last_heartbeat": TIME,
    "stale": SWITCH,
    "run": WORDS,
    "host": WORDS,
}
MEMORY_COLUMNS = {
    "key": WORDS,
    "topic": WORDS,
    "kind": WORDS,
    "name": WORDS,
    "description": WORDS,
    "size_bytes": COUNT,
    "modified": TIME,
}
FINDING_COLUMNS = {
    "text": WORDS,
    "topics": WORDS,
    "session": WORDS,
    "at": TIME,
    "expires_at": TIME,
}
ATTENTION_COLUMNS = {"what": WORDS, "name": WORDS}
"""`what` is changed (a file that is newer than all pages) or undescribed (a page)."""
SIGNAL_COLUMNS = {"signal": WORDS, "value": NUMBER, "caption": WORDS}
"""A rate is a share of one; it is empty where nothing was scored."""
NOTICE_COLUMNS = {name: kind for name, kind in BULLETIN_COLUMNS.items() if name != "stale"}
HEALTH_COLUMNS = {"signal": WORDS, "status": WORDS, "value": WORDS, "reason": WORDS}
"""`value` is JSON."""


def specs(found: Iterable[Spec]) -> Table:
    """What is to be built, and how far it is."""
    return table(
        SPEC_COLUMNS,
        found,
        lambda each: (
            each.slug,
            each.status,
            each.lifecycle,
            each.stage,
            each.next_phase,
            each.next_action,
            each.last_modified,
            each.path,
        ),
    )


def candidates(found: Iterable[Candidate]) -> Table:
    """Specs that can be closed, and why."""
    return table(
        CANDIDATE_COLUMNS,
        found,
        lambda each: (
            each.slug,
            each.current_status,
            "\n".join(each.evidence),
            each.path,
            each.snapshot_hash,
        ),
    )


def bulletin(found: Bulletin) -> Table:
    """Who runs what: those that were heard of first."""
    notices = [*((each, False) for each in found.active), *((each, True) for each in found.stale)]
    return table(
        BULLETIN_COLUMNS,
        notices,
        lambda row: (
            row[0].workflow,
            row[0].current_status,
            row[0].scope,
            row[0].actor_id,
            row[0].actor_kind,
            row[0].started_at,
            row[0].last_heartbeat,
            row[1],
            row[0].run_id,
            row[0].hostname,
        ),
    )


def notices(found: Iterable[Notice]) -> Table:
    """Notices of the archive, oldest first."""
    return table(
        NOTICE_COLUMNS,
        found,
        lambda each: (
            each.workflow,
            each.current_status,
            each.scope,
            each.actor_id,
            each.actor_kind,
            each.started_at,
            each.last_heartbeat,
            each.run_id,
            each.hostname,
        ),
    )


def memory(found: Memory) -> Table:
    """The pages of the memory, newest first."""
    return table(
        MEMORY_COLUMNS,
        found.nodes,
        lambda each: (
            each.key,
            each.topic,
            each.kind,
            each.name,
            each.description,
            each.size,
            each.modified,
        ),
    )


def memory_findings(found: Memory) -> Table:
    """What sessions left for the next, newest first."""
    return table(
        FINDING_COLUMNS,
        found.findings,
        lambda each: (
            each.text,
            ", ".join(each.topics),
            each.session_id,
            each.at,
            each.expires_at,
        ),
    )


def memory_attention(found: Memory) -> Table:
    """What of the memory should be looked at."""
    changed = (("changed", path) for path in found.attention.changed_since)
    undescribed = (("undescribed", key) for key in found.attention.undescribed)
    return table(ATTENTION_COLUMNS, [*changed, *undescribed], lambda row: row)


def memory_signals(found: MemorySignals) -> Table:
    """What is known of the use of what the memory showed; a caption is part of its number."""
    memory, shown, feedback = found.memory, found.intervention, found.feedback
    rows: list[tuple[str, float | None, str | None]] = [
        ("wrong_rate", memory.wrong_rate, "wrong among those that were acted on or wrong"),
        ("ignored_rate", memory.ignored_rate, "ignored among all that were scored"),
        ("candidate_noise_rate", memory.candidate_noise_rate, "wrong or ignored among the scored"),
        ("scored", memory.scored, None),
        ("unscored", memory.unscored, None),
        ("rule_surfacings", shown.rule_surfacings, shown.caption),
        ("distinct_rules", shown.distinct_rules, None),
        ("rejected_findings", feedback.rejected, feedback.caption),
        ("findings_written", feedback.findings_written, None),
        ("rejection_rate", feedback.rejection_rate, feedback.caption),
    ]
    return table(SIGNAL_COLUMNS, rows, lambda row: row)


def health(found: Health) -> Table:
    """What was measured, and what could not be."""
    signals = found.snapshot.signals if found.snapshot else {}
    return table(
        HEALTH_COLUMNS,
        signals.items(),
        lambda each: (
            each[0],
            each[1].status,
            None if each[1].value is None else msgspec.json.encode(each[1].value).decode(),
            each[1].reason,
        ),
    )
