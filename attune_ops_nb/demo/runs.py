"""Runs: a demo's records of finished runs, one of each way to end and many that went well."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.demo.lines import rng_of
from attune_ops_nb.model import RunRecord, Status
from attune_ops_nb.store import archive

WORKFLOWS = ("code-review", "security-audit", "test-gen", "bug-predict", "release-prep")
SCOPES = ("src/auth", "src/billing", "src/search", "src/reports")
ENDS = (
    (Status.COMPLETED, 0),
    (Status.FAILED, 1),
    (Status.CANCELLED, -15),
    (Status.TIMEOUT, -9),
    (Status.ABANDONED, None),
)
"""Each way to end, with the exit code that goes with it. The newest runs end in these."""
RUNS_A_DAY = 0.8


def save(config: Config, now: datetime, days: int, seed: int) -> int:
    """Write the records; how many."""
    rng = rng_of(seed, "runs")
    count = max(round(days * RUNS_A_DAY), len(ENDS))
    for number in range(count):
        status, code = ENDS[number] if number < len(ENDS) else rng.choices(ENDS[:2], [5, 1])[0]
        age = timedelta(days=days) * ((number + rng.uniform(0.2, 0.8)) / count)
        record = _record(rng, config.project_root, now - age, number, status, code)
        archive.save(config, record)
    return count


def _record(
    rng: random.Random, root: Path, ended: datetime, number: int, status: Status, code: int | None
) -> RunRecord:
    workflow = WORKFLOWS[number % len(WORKFLOWS)]
    scope = SCOPES[number % len(SCOPES)]
    seconds = round(rng.uniform(8, 240), 3)
    lines = _log(workflow, scope, status)
    well = status is Status.COMPLETED
    return RunRecord(
        id=f"{rng.getrandbits(48):012x}",
        workflow=workflow,
        status="completed" if well else "failed",
        exit_code=code,
        started_at=ended - timedelta(seconds=seconds),
        completed_at=ended,
        duration_seconds=seconds,
        line_count=len(lines),
        path=str(root / scope),
        trigger="manual" if number % 3 else "attune-rec",
        command=["python3", "-m", "attune.cli_minimal", "workflow", "run", workflow],
        sdk_stderr=None if well else "rate limited",
        sdk_error_kind=None if well else "rate_limit",
        report=_report(workflow, scope, rng.randint(62, 97)) if well else None,
        lines=lines,
        persisted_at=ended,
        outcome=status,
        project=str(root),
    )


def _log(workflow: str, scope: str, status: Status) -> list[str]:
    lines = [f"$ attune workflow run {workflow} --path {scope}", f"reading {scope}", "3 files"]
    if status is Status.COMPLETED:
        return [*lines, "2 findings", "done"]
    return [*lines, f"[attune] {status.value}"]


def _report(workflow: str, scope: str, score: int) -> dict[str, Any]:
    finding = {"severity": "medium", "title": "Unchecked value", "file": f"{scope}/report.py",
               "line": 18}  # fmt: skip
    return {
        "_type": "WorkflowReport",
        "title": f"{workflow} of {scope}",
        "summary": "Two things to look at.",
        "score": score,
        "metadata": {},
        "suggestions": [],
        "sections": [
            {"kind": "findings", "title": "Findings", "tier": "essential", "items": [finding]},
            {"kind": "next-steps", "title": "Next", "tier": "useful",
             "items": [{"text": "Write the missing test", "command": None, "file": None}]},
        ],
    }  # fmt: skip
