"""`python -m benchmarks.ccusage PROGRAM [FIRST LAST]` holds our numbers against those of ccusage.

PROGRAM is the executable of ccusage 20.0.26 (from npm). FIRST and LAST are seeds of corpora. With
`--write FILE` its numbers are kept as what tests expect.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.readings.session_blocks import Block, blocks
from attune_ops_nb.readings.session_usage import SessionUsageRow, Side, usage
from benchmarks.session_corpus import fuzzed

MODES = ("auto", "calculate", "display")
REPORTS: dict[str, tuple[Side, str]] = {
    "daily": ("day", "daily"),
    "monthly": ("month", "monthly"),
    "session": ("session", "sessions"),
}
KINDS = ("inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens")
Reports = dict[str, list[list[Any]]]


def theirs(program: str, folder: Path, mode: str) -> Reports:
    """Its four reports on the logs in `folder`, as plain rows."""
    found: Reports = {}
    for report, (_, name) in REPORTS.items():
        rows = _asked(program, folder, mode, report)[name]
        found[report] = sorted(_their_row(report, row) for row in rows)
    spans = _asked(program, folder, mode, "blocks")["blocks"]
    found["blocks"] = [_their_block(span) for span in spans]
    return found


def ours(config: Config, folder: Path, mode: Any) -> Reports:
    """The same of our own."""
    environ = {"CLAUDE_CONFIG_DIR": str(folder)}
    found: Reports = {}
    for report, (side, _) in REPORTS.items():
        given: dict[str, Any] = {"mode": mode, "compat": "ccusage-20", "environ": environ}
        models: dict[Any, list[SessionUsageRow]] = {}
        for row in usage(config, (side, "model"), **given).rows:
            models.setdefault(_key(row), []).append(row)
        found[report] = sorted(
            _our_row(row, models[_key(row)]) for row in usage(config, (side,), **given).rows
        )
    now = datetime.now(UTC)
    listed = blocks(config, now, mode=mode, compat="ccusage-20", environ=environ)
    found["blocks"] = [_our_block(block) for block in listed]
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two reports say the same; floats were added in different orders."""
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return abs(one - other) < 1e-8
    return bool(one == other)


def main(arguments: list[str]) -> int:
    """Compare, and say for which seeds what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ccusage")
    parser.add_argument("program")
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=200)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(arguments)
    kept, differing = {}, []
    for seed, expected, found in _compared(given.program, range(given.first, given.last)):
        kept[seed] = expected
        if wrong := [name for name in expected if not same(expected[name], found[name])]:
            differing.append(seed)
            print(f"seed {seed}: {', '.join(wrong)}")
    if given.write:
        lines = (f'"{seed}": {json.dumps(kept[seed], separators=(",", ":"))}' for seed in kept)
        given.write.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(kept)} corpora, four reports each; {len(differing)} differ")
    return 1 if differing else 0


def mode_of(seed: int) -> str:
    """Each corpus is read in one of the modes."""
    return MODES[seed % len(MODES)]


def _compared(program: str, seeds: range) -> Iterator[tuple[int, Reports, Reports]]:
    def compare(seed: int) -> tuple[int, Reports, Reports]:
        with tempfile.TemporaryDirectory(prefix="attune-corpus-") as name:
            folder = Path(name)
            fuzzed(folder, seed)
            config = Config(project_root=folder, attune_home=folder / "home")
            mode = mode_of(seed)
            return seed, theirs(program, folder, mode), ours(config, folder, mode)

    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(compare, seeds)


def _asked(program: str, folder: Path, mode: str, report: str) -> Any:
    flags = ["--json", "--offline", "-z", "UTC", "--mode", mode]
    flags += ["--breakdown"] if report in REPORTS else []
    environ = {"CLAUDE_CONFIG_DIR": str(folder), "HOME": str(folder), "LOG_LEVEL": "0"}
    answer = subprocess.run(
        [program, "claude", report, *flags],
        env={**os.environ, **environ},
        capture_output=True,
        check=True,
    )
    return json.loads(answer.stdout)


def _their_row(report: str, row: dict[str, Any]) -> list[Any]:
    key = [row.get("date") or row.get("month")]
    if report == "session":
        key = [row[name] for name in ("projectPath", "sessionId", "firstActivity", "lastActivity")]
    models = [
        [each["modelName"], *(each[kind] for kind in KINDS), float(each["cost"])]
        for each in row["modelBreakdowns"]
    ]
    return [*key, *(row[kind] for kind in KINDS), row["totalCost"] + 0.0, sorted(models)]


def _our_row(row: SessionUsageRow, models: list[SessionUsageRow]) -> list[Any]:
    key: list[Any] = [row.day.isoformat() if row.day else row.month]
    if row.session is not None:
        key = [row.project, row.session, _time(row.first_at), _time(row.last_at)]
    named = [[each.model, *_counts(each), each.cost] for each in models if each.models]
    return [*key, *_counts(row), row.cost, sorted(named)]


def _key(row: SessionUsageRow) -> Any:
    return row.day, row.month, row.project, row.session


def _their_block(span: dict[str, Any]) -> list[Any]:
    times = [span["startTime"], span["endTime"], span["actualEndTime"]]
    counts = span["tokenCounts"]
    kinds = ("inputTokens", "outputTokens", "cacheCreationInputTokens", "cacheReadInputTokens")
    tokens = [counts[kind] for kind in kinds]
    cost = span["costUSD"] + 0.0
    return [*times, span["isGap"], span["entries"], *tokens, cost, sorted(span["models"])]


def _our_block(block: Block) -> list[Any]:
    times = [_time(block.start), _time(block.end), _time(block.last_at)]
    tokens = _counts(block)
    return [*times, block.gap, block.replies, *tokens, block.cost, sorted(block.models)]


def _counts(row: SessionUsageRow | Block) -> list[int]:
    written = row.cache_write_5m_tokens + row.cache_write_1h_tokens
    return [row.input_tokens, row.output_tokens, written, row.cache_read_tokens]


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
