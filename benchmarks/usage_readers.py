"""`python -m benchmarks.usage_readers NAME HOME`: one way to add up a usage file, in a process.

Prints what it found and what that took: CPU seconds, and megabytes over what the process had before
it began to read.
"""

import importlib
import json
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

Found = tuple[int, float, int]
"""Events, dollars and bad lines."""
SCHEMA = """{ts: 'VARCHAR', workflow: 'VARCHAR', tier: 'VARCHAR', model: 'VARCHAR',
    stage: 'VARCHAR', cost: 'DOUBLE', tokens: 'STRUCT(input BIGINT, output BIGINT)'}"""


def ours(home: Path) -> Found:
    """The reading, in a home where it has not been used."""
    telemetry = importlib.import_module("attune_ops_nb.readings.telemetry")
    config = importlib.import_module("attune_ops_nb.config").Config(attune_home=home)
    found = telemetry.summary(config, today=importlib.import_module("datetime").date.today())
    return found.total_events, found.total_cost, found.malformed_lines


def stdlib(home: Path) -> Found:
    """A loop over the lines with the json module."""
    bad = 0
    totals: dict[Any, list[float]] = defaultdict(lambda: [0, 0.0, 0])
    with _path(home).open("rb") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                tokens = row["tokens"]["input"] + row["tokens"]["output"]
                total = totals[row["workflow"], row.get("stage"), row["model"], row["ts"][:10]]
                total[0] += 1
                total[1] += row["cost"]
                total[2] += tokens
            except (ValueError, TypeError, KeyError):
                bad += 1
    found = list(totals.values())
    return sum(int(each[0]) for each in found), sum(each[1] for each in found), bad


def pandas(home: Path) -> Found:
    """A frame of the lines that the json module can read: pandas itself refuses such a file."""
    rows, bad = [], 0
    with _path(home).open("rb") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                tokens = row["tokens"]["input"] + row["tokens"]["output"]
                rows.append((row["ts"][:10], row["workflow"], row["cost"], tokens))
            except (ValueError, TypeError, KeyError):
                bad += 1
    frame = importlib.import_module("pandas").DataFrame(
        rows, columns=["day", "workflow", "cost", "tokens"]
    )
    grouped = frame.groupby(["day", "workflow"]).agg({"cost": ["sum", "count"], "tokens": "sum"})
    return int(grouped["cost", "count"].sum()), float(grouped["cost", "sum"].sum()), bad


def duckdb(home: Path) -> Found:
    """DuckDB with the columns said to it, on one thread; a bad line is an empty row to it."""
    connection = importlib.import_module("duckdb").connect()
    connection.execute("SET threads = 1")
    rows = connection.execute(
        f"""SELECT ts[:10], workflow, stage, model, count(cost), sum(cost), sum(tokens.input),
            count(*) - count(cost)
        FROM read_json('{_path(home)}', format = 'newline_delimited', ignore_errors = true,
            columns = {SCHEMA}) GROUP BY ALL"""
    ).fetchall()
    events, bad = sum(row[4] for row in rows), sum(row[7] for row in rows)
    return events, sum(row[5] or 0 for row in rows), bad


def attune_ai(home: Path) -> Found:
    """The dashboard of attune-ai itself, whose interpreter runs this; it counts no bad lines."""
    here = importlib.import_module("attune.ops.config").build_config(home)
    found = importlib.import_module("attune.ops.data").read_telemetry_summary(here)
    return found.total_requests, found.total_cost, 0


READERS = {
    "attune-ai": attune_ai,
    "ours": ours,
    "stdlib": stdlib,
    "duckdb": duckdb,
    "pandas": pandas,
}
IMPORTS = {
    "attune-ai": "attune.ops.data",
    "ours": "attune_ops_nb.readings.telemetry",
    "duckdb": "duckdb",
    "pandas": "pandas",
}


def main(name: str, home: Path) -> None:
    """Measure one of them."""
    importlib.import_module(IMPORTS.get(name, "json"))
    before, start = _megabytes(), time.process_time()
    events, cost, bad = READERS[name](home)
    seconds = time.process_time() - start
    taken = {"seconds": seconds, "megabytes": _megabytes() - before}
    print(json.dumps({"events": events, "cost": round(cost, 4), "bad": bad, **taken}))


def _path(home: Path) -> Path:
    return home / "telemetry" / "usage.jsonl"


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
