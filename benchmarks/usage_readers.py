"""`python -m benchmarks.usage_readers NAME HOME`: one way to add up a usage file, in a process.

Prints what it found and what that took: CPU seconds, and megabytes over what the process had before
it began to read.
"""

import importlib
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

Found = tuple[int, float, int]
"""Events, dollars and bad lines."""
SCHEMA = """{ts: 'TIMESTAMP', timestamp: 'TIMESTAMP', workflow: 'VARCHAR', event_type: 'VARCHAR',
    stage: 'VARCHAR', model: 'VARCHAR', tier: 'VARCHAR', provider: 'VARCHAR',
    cost: 'DOUBLE', total_cost: 'DOUBLE', savings: 'DOUBLE', duration_ms: 'BIGINT',
    tokens: 'STRUCT(input BIGINT, output BIGINT)', cache: 'STRUCT(hit BOOLEAN)',
    prompt_cache: 'STRUCT(creation_tokens BIGINT, read_tokens BIGINT)'}"""
"""The columns that ours reads."""


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
    """DuckDB with the columns said to it, by the same sides and to the same totals as ours.

    A bad line is an empty row to it.
    """
    rows = (
        importlib.import_module("duckdb")
        .connect()
        .execute(
            f"""SELECT coalesce(ts, timestamp)::DATE, coalesce(workflow, event_type), stage, model,
            tier, provider, count(cost), sum(coalesce(total_cost, cost)::DECIMAL(18, 9)),
            count(*) - count(cost), sum(tokens.input), sum(tokens.output), sum(duration_ms),
            count(*) - count(duration_ms), count(*) FILTER (cache.hit),
            sum(prompt_cache.creation_tokens), sum(prompt_cache.read_tokens),
            sum(savings::DECIMAL(18, 9)), max(coalesce(ts, timestamp))
        FROM read_json('{_path(home)}', format = 'newline_delimited', ignore_errors = true,
            columns = {SCHEMA}) GROUP BY 1, 2, 3, 4, 5, 6"""
        )
        .fetchall()
    )
    events, bad = sum(row[6] for row in rows), sum(row[8] for row in rows)
    return events, float(sum(row[7] or 0 for row in rows)), bad


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
    """The most memory that this program had; `getrusage` would count its parent's before `exec`."""
    status = Path("/proc/self/status").read_text().splitlines()
    [peak] = [line for line in status if line.startswith("VmHWM")]
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
