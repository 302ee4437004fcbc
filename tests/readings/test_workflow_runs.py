"""How runs of workflows ended and what they saved, from real files."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.workflow_runs import RunRow, SavingsEstimate, run_rows, savings


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(attune_home=tmp_path / "home")


def write(config: Config, *rows: Any, name: str = "workflow_runs.jsonl") -> None:
    path = config.telemetry_path.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)


def run(**fields: Any) -> dict[str, Any]:
    return {
        "workflow_name": "code-review",
        "started_at": "2026-10-12T23:30:00.123456",
        "total_cost": 0.1,
        "baseline_cost": 0.3,
        "total_duration_ms": 1000,
        "success": True,
        **fields,
    }


def test_where_nothing_has_run_nothing_was_saved(config: Config):
    assert run_rows(config) == []
    assert savings(config) == SavingsEstimate(
        runs=0, failed=0, compared=0, cost=0.0, baseline_cost=0.0, estimated_savings=0.0
    )


def test_runs_add_up_by_the_day_of_the_writer_and_by_workflow(config: Config):
    write(config, run(), run(success=False, total_duration_ms=3000), run(workflow_name="b"))
    rows = run_rows(config)
    assert [row.workflow for row in rows] == ["b", "code-review"]
    assert rows[1] == RunRow(
        day=date(2026, 10, 12),
        workflow="code-review",
        runs=2,
        failed=1,
        cost=0.2,
        baseline_cost=0.6,
        estimated_savings=0.4,
        mean_duration_ms=2000.0,
    )


def test_a_run_that_does_not_say_what_else_it_would_have_cost_saved_nothing(config: Config):
    write(config, run(), run(baseline_cost=None, total_cost=5))
    found = savings(config)
    assert (found.runs, found.compared, found.cost) == (2, 1, 5.1)
    assert (found.baseline_cost, found.estimated_savings) == (0.3, 0.2)
    assert "estimate" in found.caption.lower()


def test_archived_files_count(config: Config):
    write(config, run())
    write(config, run(), name="archive/workflow_runs.2026-09-01.jsonl")
    assert savings(config).runs == 2


def test_bad_lines_are_counted_and_shown(config: Config):
    write(config, "[]\n", run(total_cost="free"), run(), "\n", '{"cut')
    found = savings(config)
    assert (found.runs, found.malformed_lines) == (1, 2)
    assert [bad.reason for bad in found.malformed] == [
        "it is a list, not an object",
        "`total_cost` is a text, not a number",
    ]
