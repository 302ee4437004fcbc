"""Workflow runs: how runs of workflows ended and what they are estimated to have saved.

From `telemetry/workflow_runs.jsonl` and the files that were moved to `archive/` beside it. What was
saved is an estimate: nobody knows what a dearer model would have needed.
"""

from datetime import date

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic.pricing import dollars
from attune_ops_nb.logic.run_totals import Key, RunFold, RunTotals
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_files import malformed, read
from attune_ops_nb.store import rollups

VERSION = 1
ESTIMATE = "An estimate: what the same tokens would have cost with the dearest model."


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the runs of a workflow on a day add up to. Money is in dollars."""

    day: date | None
    """By the clock of the writer, which names no zone."""
    workflow: str
    runs: int
    failed: int
    cost: float
    baseline_cost: float
    """What the runs that were compared would have cost otherwise."""
    estimated_savings: float
    mean_duration_ms: float


class SavingsEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What all runs are estimated to have saved, in dollars."""

    runs: int
    failed: int
    compared: int
    """Runs that say what they would have cost otherwise; the estimate is of them alone."""
    cost: float
    baseline_cost: float
    estimated_savings: float
    caption: str = ESTIMATE
    malformed_lines: int = 0
    malformed: list[Malformed] = []


def run_rows(config: Config) -> list[RunRow]:
    """A row for each day and workflow. Unavailable if a file cannot be read."""
    totals, _, _ = _read(config)
    return [
        RunRow(
            day=date.fromisoformat(day) if day else None,
            workflow=workflow or "unknown",
            runs=each.runs,
            failed=each.failed,
            cost=dollars(each.cost_nanos),
            baseline_cost=dollars(each.baseline_nanos),
            estimated_savings=dollars(each.savings_nanos),
            mean_duration_ms=each.duration_ms / each.runs,
        )
        for (day, workflow), each in sorted(totals.items())
    ]


def savings(config: Config) -> SavingsEstimate:
    """What all runs together are estimated to have saved. Unavailable if a file cannot be read."""
    totals, bad_count, bad = _read(config)
    found = RunTotals()
    for each in totals.values():
        found = found.plus(each)
    return SavingsEstimate(
        runs=found.runs,
        failed=found.failed,
        compared=found.compared,
        cost=dollars(found.cost_nanos),
        baseline_cost=dollars(found.baseline_nanos),
        estimated_savings=dollars(found.savings_nanos),
        malformed_lines=bad_count,
        malformed=bad,
    )


def _read(config: Config) -> tuple[dict[Key, RunTotals], int, list[Malformed]]:
    """The totals of all files, and how many lines are bad and where."""
    rolled = rollups.of(config, "workflow runs", version=VERSION, fold=RunFold)
    live = config.telemetry_path.with_name("workflow_runs.jsonl")
    totals: dict[Key, RunTotals] = {}
    with read(rolled, live, archive="archive") as files:
        for file in files:
            for key, each in file.fold.cells.items():
                totals[key] = totals.get(key, RunTotals()).plus(each)
        return totals, sum(file.bad_count for file in files), list(malformed(files))
