"""Measured: the state of the demo's project, as it was looked at each week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.demo.lines import rng_of
from attune_ops_nb.readings import health
from attune_ops_nb.readings.health import SCHEMA, Signal, Snapshot

EVERY = timedelta(days=7)
LAST = timedelta(hours=6)
NOT_THERE = {
    "complexity": "complexity is not measured here; see what CI says",
    "open_prs_issues": "the project has no repository on GitHub",
}


def keep(config: Config, now: datetime, days: int, seed: int) -> None:
    """Write a snapshot for each week, the last of this morning."""
    for snapshot in _snapshots(config, now, days, seed):
        health.save(config, snapshot)


def _snapshots(config: Config, now: datetime, days: int, seed: int) -> Iterator[Snapshot]:
    rng = rng_of(seed, "measured")
    weeks = max(1, days // EVERY.days)
    source, tests, covered = 2_310, 1_480, 71.4
    for week in range(weeks):
        source += rng.randint(30, 190)
        tests += rng.randint(40, 260)
        covered += rng.uniform(-0.4, 1.9)
        measured: dict[str, dict[str, Any]] = {
            "coverage": {"coverage_percent": round(covered, 2), "source": "coverage.xml"},
            "churn": {
                "window_days": 30,
                "total_changes": rng.randint(40, 120),
                "top_files": [{"path": "src/billing/report.py", "changes": rng.randint(8, 20)}],
            },
            "sloc": {
                "src_files": 8,
                "src_lines": source,
                "test_files": 11,
                "test_lines": tests,
                "test_to_src_ratio": round(tests / source, 2),
                "test_function_count": tests // 9,
            },
            "todos": {"count": rng.randint(9, 21)},
        }
        known = {name: Signal(status="ok", value=value) for name, value in measured.items()}
        missing = {
            name: Signal(status="unavailable", reason=why) for name, why in NOT_THERE.items()
        }
        yield Snapshot(
            schema_version=SCHEMA,
            collected_at=now - LAST - EVERY * (weeks - 1 - week),
            project_root=str(config.project_root),
            repo_slug="",
            signals={**known, **missing},
        )
