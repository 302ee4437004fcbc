"""`python -m benchmarks.telemetry_oracle [FIRST LAST]`: is `attune telemetry --json` right?

An oracle says, which reads each line by itself with the json module and adds decimals. FIRST and
LAST are seeds of corpora: homes with live and rotated files, good, odd and broken lines.
"""

import argparse
import contextlib
import io
import json
import random
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from attune_ops_nb.cli import main as attune
from attune_ops_nb.readings.telemetry import TelemetrySummary
from attune_ops_nb.store import rollups

MOST_DOLLARS, MOST_COUNT = 10**6, 10**12
TOP = 20
COUNTS = ("duration_ms",)
PARTS = {"tokens": ("input", "output"), "prompt_cache": ("creation_tokens", "read_tokens")}
TEXTS = ("workflow", "event_type", "stage", "model", "tier", "provider")
MONEY = ("cost", "savings", "total_cost")


class Bad(Exception):
    """A line says nothing."""


def oracle(lines: list[bytes], today: date) -> dict[str, Any]:
    """What `--json` has to say of these lines, but for where the bad ones are."""
    workflows: dict[str, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    days: dict[date | None, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    saved, unpriced, bad = Decimal(0), 0, 0
    last: datetime | None = None
    for line in lines:
        if not line.strip(b" \t\n\r\x0b\x0c"):
            continue
        try:
            name, at, cost, savings = _call(line)
        except Bad:
            bad += 1
            continue
        unpriced += cost is None
        for total in (workflows[name], days[at.date() if at else None]):
            total[0] += 1
            total[1] += cost or 0
        saved += savings
        if at is not None and at.date() <= today:
            last = at if last is None else max(last, at)
    ordered = sorted(workflows.items(), key=lambda each: (-each[1][1], each[0]))
    rows = [[name, *total] for name, total in ordered[:TOP]]
    if rest := [total for _, total in ordered[TOP:]]:
        both = [sum(each[0] for each in rest), sum(each[1] for each in rest)]
        rows.append(["(other workflows)", *both])
    week = [today - timedelta(days=back) for back in range(6, -1, -1)]
    return {
        "total_events": sum(each[0] for each in days.values()),
        "total_cost": sum(each[1] for each in days.values()),
        "total_savings": saved,
        "by_workflow": rows,
        "by_day": [[day.isoformat(), *days[day]] for day in week],
        "last_event_at": last.isoformat().replace("+00:00", "Z") if last else None,
        "unpriced_events": unpriced,
        "undated_events": days[None][0],
        "future_events": sum(each[0] for day, each in days.items() if day and day > today),
        "malformed_lines": bad,
    }


def _call(line: bytes) -> tuple[str, datetime | None, Decimal | None, Decimal]:
    """Name, time, cost and savings of a line."""
    try:
        found = json.loads(line.decode(), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Bad from error
    if not isinstance(found, dict):
        raise Bad
    for name in (*TEXTS, "ts", "timestamp"):
        _one_of(found.get(name), str)
    for name in COUNTS:
        _count(found.get(name))
    for part, names in PARTS.items():
        _one_of(found.get(part), dict)
        for name in names:
            _count((found.get(part) or {}).get(name))
    _one_of(found.get("cache"), dict)
    _one_of((found.get("cache") or {}).get("hit"), bool)
    money = {name: _money(found.get(name)) for name in MONEY}
    cost = money["total_cost"] if "total_cost" in found else money["cost"]
    name = found.get("workflow") or found.get("event_type") or "unknown"
    name = name.encode("utf-8", "replace").decode()
    at = _moment(found.get("ts")) or _moment(found.get("timestamp"))
    return name, at, cost, money["savings"] or Decimal(0)


def _one_of(value: Any, kind: type) -> None:
    if value is not None and not isinstance(value, kind):
        raise Bad


def _number(value: Any, most: int) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not abs(value) <= most:
        raise Bad
    return Decimal(value)


def _count(value: Any) -> None:
    number = _number(value, MOST_COUNT)
    if number is not None and number < 0:
        raise Bad


def _money(value: Any) -> Decimal | None:
    number = _number(value, MOST_DOLLARS)
    return None if number is None else round(number, 9)


def _moment(value: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if value else None
        return at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _refuse(constant: str) -> Any:
    raise Bad


def corpus(chance: random.Random, today: date) -> dict[str, bytes]:
    """Files by name, the oldest first; the live one may end in the middle of a line."""
    found = {}
    for number in range(chance.randrange(4)):
        found[f"usage.2026-10-{number + 1:02}.jsonl"] = b"".join(_lines(chance, today))
    found["usage.jsonl"] = b"".join(_lines(chance, today)) + chance.choice([b"", b'{"cost":1'])
    return found


def _lines(chance: random.Random, today: date) -> Iterator[bytes]:
    for _ in range(chance.randrange(60)):
        text = json.dumps(_row(chance, today), ensure_ascii=chance.random() < 0.7)
        line = text.encode("utf-8", "surrogatepass")
        if chance.random() < 0.15:
            line = _broken(chance, line)
        yield line + chance.choice([b"\n"] * 9 + [b"\r\n", b"\n\n", b" \n"])


def _row(chance: random.Random, today: date) -> dict[str, Any]:
    at = datetime(today.year, today.month, today.day, tzinfo=UTC)
    at += timedelta(minutes=chance.randrange(-20_000, 3_000))
    row: dict[str, Any] = {
        "v": "1.0",
        "ts": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "workflow": f"w{chance.randrange(30)}",
        "tier": "CHEAP",
        "model": "m",
        "provider": "anthropic",
        "cost": chance.randrange(10**6) / 10**6,
        "tokens": {"input": chance.randrange(9999), "output": chance.randrange(99)},
        "cache": {"hit": chance.random() < 0.3},
        "duration_ms": chance.randrange(9999),
    }
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2, 3])):
        name, values = chance.choice(ODD)
        row[name] = chance.choice(values)
        if row[name] == "gone":
            del row[name]
    return row


NUMBERS = [0, 1, -1, 0.1, 1e-9, 5e-10, 1e-7, 12345.678901, 999_999, 1_000_001, 1e300, 2**70,
           None, True, "0.5", [], {}, "gone"]  # fmt: skip
TIMES = ["", None, "yesterday", "2026-11-20", "2026-11-20T23:30:00-01:00", "20261120T101010Z", 5,
         "2026-11-20T10:00:00", "0001-01-01T00:00:00+23:00", "2026-11-20 10:00Z", "gone",
         "2026-11-20T10:00:00.123Z", "2026-W47-5"]  # fmt: skip
ODD: list[tuple[str, list[Any]]] = [
    *((name, NUMBERS) for name in MONEY),
    ("duration_ms", NUMBERS),
    ("ts", TIMES),
    ("timestamp", TIMES),
    ("workflow", ["", None, "ü", "a\nb", "\ud800", 5, [], "gone", "w1"]),
    ("event_type", ["e", "", None, 5]),
    ("stage", ["plan", None, 1]),
    ("model", ["claude", None, {}]),
    ("tokens", [None, {}, [], 5, {"input": 3.0}, {"input": -1}, {"input": "3"}, {"x": [1]}]),
    ("cache", [None, {}, {"hit": None}, {"hit": 1}, "x"]),
    ("prompt_cache", [None, {"read_tokens": 5}, {"creation_tokens": 2.5}, {"read_tokens": True}]),
    ("extra", [1, "x", [1, {"a": None}], {"cost": 5}]),
]


def _broken(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line))
    return chance.choice(
        [
            line[:at],
            line[at:],
            line * 2,
            line[:at] + bytes([line[at] ^ 1 << chance.randrange(8)]) + line[at + 1 :],
            line[:at] + b"\0" + line[at:],
            b"\0" * 20,
            b"[1]",
            b"5",
            b"null",
            b"plain text",
            line[:at] + b"\xff" + line[at:],
            b"[" * 5000,
            line.replace(b'"cost": ', b'"cost": NaN, "x": '),
            b"\xef\xbb\xbf" + line,
        ]
    )


def differing(home: Path, seed: int) -> list[str]:
    """The fields in which the command and the oracle differ; the files grow in two steps.

    Those of the corpus before are gone, and their inodes are given to these.
    """
    chance, today = random.Random(seed), datetime.now(UTC).date()
    folder = home / "telemetry"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    files = corpus(chance, today)
    for share in (chance.random(), 1):
        lines = []
        for file, content in files.items():
            part = content[: int(len(content) * share)]
            with (folder / file).open("ab") as grown:
                grown.write(part[grown.tell() :])
            lines += part.split(b"\n")[:-1]
        found, expected = _asked(home), oracle(lines, today)
        wrong = [field for field in expected if _plain(expected[field]) != found[field]]
        if list(found) != list(TelemetrySummary.__struct_fields__):
            return ["other fields"]
        if wrong:
            return [f"{each}: {_plain(expected[each])} / {found[each]}" for each in wrong]
    return []


def _asked(home: Path) -> dict[str, Any]:
    """What the command prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = attune(["telemetry", "--json", "--home", str(home)])
    rollups.clear_cache()
    if code:
        raise SystemExit(f"attune telemetry ended with {code}")
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return answer


def _plain(value: Any) -> Any:
    """Dollars as the doubles next to them."""
    if isinstance(value, Decimal):
        return float(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value


def main(arguments: list[str]) -> int:
    """Compare, and say for which seeds what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telemetry_oracle")
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=1_000)
    given = parser.parse_args(arguments)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="attune-oracle-") as home:
        for seed in range(given.first, given.last):
            if found := differing(Path(home), seed):
                wrong += 1
                print(f"seed {seed}: {'; '.join(found)}")
    print(f"{given.last - given.first} corpora, each read in two steps; {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
