"""Lists of a million executions, by every filter that a view offers, on SQLite."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import Connection

from attune_ops_nb.engine import Engine
from attune_ops_nb.model import Status
from attune_ops_nb.testing import engine
from benchmarks.figures import Figure

ROWS = 1_000_000
FILL = """
INSERT INTO execution (action_ref, status, retry_count, max_retries, permission_set_refs,
    suggestions, line_count, queue, priority, attempt, scope, result, created, updated)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
SELECT 'pack.action' || (i % 40), CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'completed' END,
    0, 0, '[]', '[]', 10, 'shell', 0, 1, '/p/feature' || (i % 12), '{"exit_code":0}',
    ?, ? FROM n
"""
FILTERS: list[dict[str, object]] = [
    {},
    {"top_level_only": True},
    {"status": [Status.FAILED]},
    {"status": [Status.RUNNING]},
    {"status": [Status.FAILED], "top_level_only": True},
    {"action_ref": "pack.action7"},
    {"action_ref": "pack.action0", "status": [Status.FAILED]},
    {"action_ref": "pack.action7", "status": [Status.FAILED]},
    {"scope": "/p/feature3"},
    {"scope": "/p/feature4", "status": [Status.FAILED]},
    {"parent": 5},
]
STARTS = (None, ROWS // 2, 100)


def measure() -> Iterator[Figure]:
    """p95 over all filters and three depths, a page of 50, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        made = engine(Path(folder))
        made.store.tx(lambda tx: _fill(tx.connection))
        taken = {
            f"{asked} before {start}": _page(made, asked, start)
            for asked in FILTERS
            for start in STARTS
        }
        made.close()
    slowest = max(taken, key=lambda each: taken[each])
    p95 = statistics.quantiles(taken.values(), n=20)[-1]
    note = f"slowest {taken[slowest]:.1f} ms: {slowest}"
    yield Figure(name="a page of 1M executions (p95)", value=p95, unit="ms", bound=50, note=note)


def _fill(connection: Connection) -> None:
    at = "2026-01-01T00:00:00.000000Z"
    connection.exec_driver_sql(FILL, (ROWS, at, at))


def _page(made: Engine, asked: dict[str, object], before: int | None) -> float:
    start = time.perf_counter()
    made.executions.list(before=before, **asked)  # type: ignore[arg-type]
    return (time.perf_counter() - start) * 1000
