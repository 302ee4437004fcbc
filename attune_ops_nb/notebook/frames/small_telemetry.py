"""Small telemetry: form events, diagnoses, gate verdicts and reach, as tables."""

from attune_ops_nb.notebook.frames.table import COUNT, SWITCH, TIME, WORDS, Table, table
from attune_ops_nb.readings.diagnoses import Diagnoses
from attune_ops_nb.readings.form_events import FormEvents
from attune_ops_nb.readings.gate_verdicts import GateVerdicts
from attune_ops_nb.readings.reach import Reach

FORM_COLUMNS = {"event": WORDS, "surface": WORDS, "events": COUNT, "disagreed": COUNT}
DIAGNOSIS_COLUMNS = {
    "created_at": TIME,
    "workflow": WORDS,
    "diagnosis_status": WORDS,
    "origin": WORDS,
    "symptom": WORDS,
    "likeliest": WORDS,
    "confidence": WORDS,
    "run": WORDS,
    "diagnosis": WORDS,
}
"""`likeliest` is the first hypothesis."""
GATE_COLUMNS = {
    "slug": WORDS,
    "gate": WORDS,
    "phase": WORDS,
    "state": WORDS,
    "findings": WORDS,
    "waived": SWITCH,
    "at": TIME,
    "latest": SWITCH,
    "target": WORDS,
}
"""`latest` is the last word of any gate on the spec."""
REACH_COLUMNS = {
    "date": WORDS,
    "package": WORDS,
    "last_day": COUNT,
    "last_week": COUNT,
    "last_month": COUNT,
    "complete": SWITCH,
}
"""Downloads; those of a newer snapshot that is not complete come last."""


def form_events(found: FormEvents) -> Table:
    """How questions were put to people, by event and surface."""
    return table(
        FORM_COLUMNS,
        found.rows,
        lambda row: (row.event, row.surface, row.events, row.disagreed),
    )


def diagnoses(found: Diagnoses) -> Table:
    """Why runs failed, as it was understood last."""
    return table(
        DIAGNOSIS_COLUMNS,
        found.diagnoses,
        lambda each: (
            each.created_at,
            each.workflow,
            each.status,
            each.origin,
            each.symptom,
            each.hypotheses[0].statement if each.hypotheses else None,
            each.hypotheses[0].confidence if each.hypotheses else None,
            each.source_run_id,
            each.diagnosis_id,
        ),
    )


def gate_verdicts(found: GateVerdicts) -> Table:
    """What each gate said about each spec last."""
    return table(
        GATE_COLUMNS,
        found.verdicts,
        lambda each: (
            each.slug,
            each.gate_id,
            each.phase,
            each.state,
            "; ".join(each.findings) or None,
            each.waived,
            each.at,
            each.is_latest,
            each.target,
        ),
    )


def reach(found: Reach) -> Table:
    """How often packages are fetched."""
    snapshots = [each for each in (found.latest, found.newer) if each is not None]
    return table(
        REACH_COLUMNS,
        [(snapshot, package) for snapshot in snapshots for package in snapshot.packages],
        lambda pair: (
            pair[0].date,
            pair[1].package,
            pair[1].last_day,
            pair[1].last_week,
            pair[1].last_month,
            pair[0].complete,
        ),
    )
