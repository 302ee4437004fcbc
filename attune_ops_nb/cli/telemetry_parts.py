"""Telemetry parts: what `attune telemetry` shows beside calls and their cost."""

import argparse
from collections.abc import Callable, Sequence

from attune_ops_nb.cli import output
from attune_ops_nb.cli.readings import say_malformed
from attune_ops_nb.logic import phrases
from attune_ops_nb.readings.diagnoses import Diagnoses
from attune_ops_nb.readings.form_events import FormEvents
from attune_ops_nb.readings.gate_verdicts import GateVerdicts
from attune_ops_nb.readings.reach import Reach
from attune_ops_nb.readings.telemetry_verbs import TelemetryVerbs


def forms(args: argparse.Namespace, readings: TelemetryVerbs) -> int:
    """How questions were put to people."""
    found = readings.form_events()
    rows = [(each.event, each.surface or "", each.events, each.disagreed) for each in found.rows]
    columns = ("EVENT", "SURFACE", "EVENTS", "DISAGREED")
    return _shown(args, found, columns, rows, "no question was put to anybody yet")


def diagnoses(args: argparse.Namespace, readings: TelemetryVerbs) -> int:
    """Why runs failed."""
    found = readings.diagnoses()
    rows = [
        (
            "" if each.created_at is None else phrases.stamp(each.created_at),
            each.workflow,
            each.status,
            each.hypotheses[0].statement if each.hypotheses else each.symptom or "",
        )
        for each in found.diagnoses
    ]
    columns = ("MADE", "WORKFLOW", "STATUS", "LIKELIEST CAUSE")
    return _shown(args, found, columns, rows, "no failure was diagnosed yet")


def gates(args: argparse.Namespace, readings: TelemetryVerbs) -> int:
    """What gates said about specs."""
    found = readings.gate_verdicts()
    rows = [
        (
            each.slug or each.target,
            each.gate_id,
            each.phase or "",
            each.state,
            "; ".join(each.findings),
        )
        for each in found.verdicts
    ]
    columns = ("SPEC", "GATE", "PHASE", "STATE", "FINDINGS")
    return _shown(args, found, columns, rows, "no gate has said anything yet")


def reach(args: argparse.Namespace, readings: TelemetryVerbs) -> int:
    """How often packages are fetched."""
    found = readings.reach()
    rows = [
        (each.date, package.package, package.last_day, package.last_week, package.last_month)
        for each in (found.latest, found.newer)
        if each is not None
        for package in each.packages
    ]
    columns = ("DATE", "PACKAGE", "LAST DAY", "LAST WEEK", "LAST MONTH")
    if found.newer is not None:
        missing = ", ".join(found.newer.missing) or "something"
        output.note(f"the snapshot of {found.newer.date} is not complete: {missing} is missing")
    return _shown(args, found, columns, rows, "the project keeps no snapshots of downloads")


def _shown(
    args: argparse.Namespace,
    found: FormEvents | Diagnoses | GateVerdicts | Reach,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    empty: str,
) -> int:
    if output.form(args) != "table":
        output.document(found, output.form(args))
        return 0
    if rows:
        output.table(columns, rows)
    else:
        output.note(empty)
    say_malformed(args, found.malformed)
    return 0


PARTS: dict[str, Callable[[argparse.Namespace, TelemetryVerbs], int]] = {
    "forms": forms,
    "diagnoses": diagnoses,
    "gates": gates,
    "reach": reach,
}
