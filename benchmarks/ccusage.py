"""`python -m benchmarks.ccusage PROGRAM [FIRST LAST]` holds our numbers against those of ccusage.

PROGRAM is the executable of ccusage 20 (from npm). FIRST and LAST are seeds of corpora: those that
are odd are about now, so that blocks are active in them. With `--write FILE` its numbers on corpora
that are not are kept as what tests expect.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attune_ops_nb.config import Config
from attune_ops_nb.readings.session_blocks import Block, blocks
from attune_ops_nb.readings.session_usage import SessionUsageRow, Side, usage
from benchmarks.session_corpus import START, fuzzed

MODES = ("auto", "calculate", "display")
ZONES = (
    "UTC",
    "Asia/Kolkata",
    "America/New_York",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "America/St_Johns",
)
LIMIT = 500_000
AGO = timedelta(hours=22)
"""So long ago the corpora about now begin."""
REPORTS: dict[str, tuple[Side, str]] = {
    "daily": ("day", "daily"),
    "weekly": ("week", "weekly"),
    "monthly": ("month", "monthly"),
    "session": ("session", "sessions"),
}
KINDS = ("inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens")
BURN = {
    "tokensPerMinute": "tokens_per_minute",
    "tokensPerMinuteForIndicator": "spoken_tokens_per_minute",
    "costPerHour": "cost_per_hour",
}
Reports = dict[str, list[list[Any]]]


def theirs(program: str, folder: Path, mode: str, zone: str) -> Reports:
    """Its reports on the logs in `folder`, as plain rows."""
    found: Reports = {}
    for report, (_, name) in REPORTS.items():
        rows = _asked(program, folder, report, "--breakdown", "--mode", mode, "-z", zone)[name]
        found[report] = sorted(_their_row(report, row) for row in rows)
    limit = ("--token-limit", str(LIMIT))
    spans = _asked(program, folder, "blocks", *limit, "--mode", mode, "-z", zone)["blocks"]
    found["blocks"] = [_their_block(span) for span in spans]
    return found


def ours(config: Config, folder: Path, mode: Any, zone: str, now: datetime) -> Reports:
    """The same of our own."""
    environ = {"CLAUDE_CONFIG_DIR": str(folder)}
    given: dict[str, Any] = {"mode": mode, "compat": "ccusage-20", "environ": environ}
    found: Reports = {}
    for report, (side, _) in REPORTS.items():
        models: dict[Any, list[SessionUsageRow]] = {}
        for row in usage(config, (side, "model"), zone=ZoneInfo(zone), **given).rows:
            models.setdefault(_key(row), []).append(row)
        rows = usage(config, (side,), zone=ZoneInfo(zone), **given).rows
        found[report] = sorted(_our_row(row, models[_key(row)]) for row in rows)
    listed = blocks(config, now, token_limit=LIMIT, **given)
    found["blocks"] = [_our_block(block) for block in listed]
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two reports say the same; floats were added in different orders."""
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < max(1e-8, abs(one) * 1e-12)
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
    step = 2 if given.write else 1
    for seed, expected, found in _compared(given.program, range(given.first, given.last, step)):
        kept[seed] = expected
        if wrong := [name for name in expected if not same(expected[name], found[name])]:
            differing.append(seed)
            print(f"seed {seed}: {', '.join(wrong)}")
    if given.write:
        lines = (f'"{seed}": {json.dumps(kept[seed], separators=(",", ":"))}' for seed in kept)
        given.write.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(kept)} corpora, five reports each; {len(differing)} differ")
    return 1 if differing else 0


def mode_of(seed: int) -> str:
    """Each corpus is read in one of the modes."""
    return MODES[seed % len(MODES)]


def zone_of(seed: int) -> str:
    """And in one of the zones."""
    return ZONES[seed // len(MODES) % len(ZONES)]


def _compared(program: str, seeds: range) -> Iterator[tuple[int, Reports, Reports]]:
    def compare(seed: int) -> tuple[int, Reports, Reports]:
        with tempfile.TemporaryDirectory(prefix="attune-corpus-") as name:
            folder = Path(name)
            before = datetime.now(UTC)
            fuzzed(folder, seed, before - AGO if seed % 2 else START)
            config = Config(project_root=folder, attune_home=folder / "home")
            how = folder, mode_of(seed), zone_of(seed)
            expected = theirs(program, *how)
            found = ours(config, *how, before)
            if not same(expected["blocks"], found["blocks"]):  # a minute may have passed meanwhile
                found = ours(config, *how, datetime.now(UTC))
            return seed, expected, found

    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(compare, seeds)


def _asked(program: str, folder: Path, report: str, *flags: str) -> Any:
    environ = {"CLAUDE_CONFIG_DIR": str(folder), "HOME": str(folder), "LOG_LEVEL": "0"}
    answer = subprocess.run(
        [program, "claude", report, "--json", "--offline", *flags],
        env={**os.environ, **environ},
        capture_output=True,
        check=True,
    )
    return json.loads(answer.stdout)


def _their_row(report: str, row: dict[str, Any]) -> list[Any]:
    key = [row.get("date") or row.get("week") or row.get("month")]
    if report == "session":
        key = [row[name] for name in ("projectPath", "sessionId", "firstActivity", "lastActivity")]
    models = [
        [each["modelName"], *(each[kind] for kind in KINDS), float(each["cost"])]
        for each in row["modelBreakdowns"]
    ]
    return [*key, *(row[kind] for kind in KINDS), row["totalCost"] + 0.0, sorted(models)]


def _our_row(row: SessionUsageRow, models: list[SessionUsageRow]) -> list[Any]:
    day = row.day or row.week
    key: list[Any] = [day.isoformat() if day else row.month]
    if row.session is not None:
        key = [row.project, row.session, _time(row.first_at), _time(row.last_at)]
    named = [[each.model, *_counts(each), each.cost] for each in models if each.models]
    return [*key, *_counts(row), row.cost, sorted(named)]


def _key(row: SessionUsageRow) -> Any:
    return row.day, row.week, row.month, row.project, row.session


def _their_block(span: dict[str, Any]) -> list[Any]:
    times = [span["startTime"], span["endTime"], span["actualEndTime"]]
    counts = span["tokenCounts"]
    kinds = ("inputTokens", "outputTokens", "cacheCreationInputTokens", "cacheReadInputTokens")
    tokens = [counts[kind] for kind in kinds]
    cost = span["costUSD"] + 0.0
    told = [*times, span["isGap"], span["entries"], *tokens, cost, sorted(span["models"])]
    burn, ahead = span.get("burnRate"), span.get("projection")
    status = span.get("tokenLimitStatus") or {"status": None, "percentUsed": None}
    return [
        *told,
        span["isActive"],
        [float(burn[name]) for name in BURN] if burn else [],
        [ahead["remainingMinutes"], ahead["totalTokens"], ahead["totalCost"]] if ahead else [],
        [status["status"], status["percentUsed"]],
    ]


def _our_block(block: Block) -> list[Any]:
    times = [_time(block.start), _time(block.end), _time(block.last_at)]
    tokens = _counts(block)
    told = [*times, block.gap, block.replies, *tokens, block.cost, sorted(block.models)]
    burn, ahead = block.burn if block.active else None, block.projection
    return [
        *told,
        block.active,
        [getattr(burn, name) for name in BURN.values()] if burn else [],
        [ahead.minutes_left, ahead.total_tokens, ahead.cost] if ahead else [],
        [ahead.status, ahead.used and ahead.used * 100] if ahead else [None, None],
    ]


def _counts(row: SessionUsageRow | Block) -> list[int]:
    written = row.cache_write_5m_tokens + row.cache_write_1h_tokens
    return [row.input_tokens, row.output_tokens, written, row.cache_read_tokens]


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
