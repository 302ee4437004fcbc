"""Diagnoses: why runs failed and what came of it, from `telemetry/diagnosis_records.jsonl`.

And from the files that were moved to `archive/` beside it. A diagnosis is written anew whenever it
changes: its last line holds.
"""

from datetime import datetime
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_lines import whole


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True):
    """What the cause may be."""

    statement: str
    rank: int | None = None
    """1 is the likeliest."""
    confidence: str | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for something."""

    kind: str | None = None
    """observed in the run, or a prior: a lesson of an earlier one."""
    source: str | None = None
    content: str | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """Why a run failed, as it was understood last."""

    diagnosis_id: str
    source_run_id: str | None
    workflow: str | None
    created_at: datetime | None
    status: str
    """open, fix-proposed, verified, rejected or graduated."""
    origin: str
    """operational, dogfood or live-fire."""
    symptom: str | None
    hypotheses: list[Hypothesis] = []
    """The likeliest first."""
    evidence: list[Evidence] = []
    synthesis: str | None = None
    lines: int = 1
    """How often it was written."""


class Diagnoses(msgspec.Struct, frozen=True, kw_only=True):
    """All diagnoses, the newest first."""

    diagnoses: list[Diagnosis] = []
    malformed_lines: int = 0
    malformed: list[Malformed] = []


def diagnoses(config: Config) -> Diagnoses:
    """All diagnoses, the newest first. Unavailable if a file cannot be read."""
    live = config.telemetry_path.with_name("diagnosis_records.jsonl")
    written, malformed = whole(live, _diagnosis, archive="archive")
    last: dict[str, Diagnosis] = {}
    for each in written:
        before = last[each.diagnosis_id].lines if each.diagnosis_id in last else 0
        last[each.diagnosis_id] = msgspec.structs.replace(each, lines=before + 1)
    return Diagnoses(
        diagnoses=sorted(last.values(), key=_age, reverse=True),
        malformed_lines=len(malformed),
        malformed=malformed,
    )


def _diagnosis(found: dict[str, Any]) -> Diagnosis:
    """ValueError if it is none, or of nothing."""
    id, workflow = values.text(found.get("diagnosis_id")), values.text(found.get("workflow_name"))
    for name, value in (("diagnosis_id", id), ("workflow_name", workflow)):
        if not value:
            raise ValueError(f"`{name}` is missing")
    hypotheses = [
        Hypothesis(
            statement=values.text(each.get("statement")) or "",
            rank=values.whole(each.get("rank")),
            confidence=values.text(each.get("confidence")),
        )
        for each in values.mappings(found.get("hypotheses"))
    ]
    return Diagnosis(
        diagnosis_id=id or "",
        source_run_id=values.text(found.get("source_run_id")),
        workflow=workflow,
        created_at=values.moment(found.get("created_at")),
        status=values.text(found.get("status")) or "open",
        origin=values.text(found.get("origin")) or "operational",
        symptom=values.text(found.get("symptom")),
        hypotheses=sorted(hypotheses, key=lambda each: (each.rank is None, each.rank)),
        evidence=[
            Evidence(
                kind=values.text(each.get("kind")),
                source=values.text(each.get("source")),
                content=values.text(each.get("content")),
            )
            for each in values.mappings(found.get("evidence"))
        ],
        synthesis=values.text(found.get("synthesis")),
    )


def _age(diagnosis: Diagnosis) -> tuple[float, str]:
    at = diagnosis.created_at
    return (at.timestamp() if at else 0.0, diagnosis.diagnosis_id)
