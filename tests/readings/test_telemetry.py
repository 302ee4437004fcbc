"""Telemetry of real files, beside an oracle that reads each line by itself."""

import json
import os
import random
import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.readings.telemetry import (
    DayTotals,
    TelemetrySummary,
    UsageRow,
    WorkflowTotals,
    daily_cost,
    rolled_up,
    summary,
)
from attune_ops_nb.readings.usage_events import usage
from attune_ops_nb.store import rollups

TODAY = date(2026, 11, 21)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    found = Config(attune_home=tmp_path / "home")
    found.telemetry_path.parent.mkdir(parents=True)
    return found


def row(**fields: Any) -> dict[str, Any]:
    return {
        "v": "1.0",
        "ts": "2026-11-21T10:25:09.297579Z",
        "workflow": "code-review",
        "tier": "CAPABLE",
        "model": "claude-sonnet-5",
        "provider": "anthropic",
        "cost": 0.013816,
        "tokens": {"input": 3674, "output": 559},
        "cache": {"hit": False},
        "duration_ms": 2986,
        "seq": 1,
        **fields,
    }


def line(**fields: Any) -> bytes:
    return json.dumps(row(**fields)).encode() + b"\n"


def write(config: Config, *lines: bytes, name: str = "usage.jsonl") -> Path:
    path = config.telemetry_path.with_name(name)
    with path.open("ab") as file:
        file.writelines(lines)
    return path


def look(config: Config, **how: Any) -> TelemetrySummary:
    return summary(config, today=TODAY, **how)


def test_where_nothing_has_run_there_is_nothing(tmp_path: Path):
    found = summary(Config(attune_home=tmp_path), today=TODAY, recent_days=2)
    days = [DayTotals(date(2026, 11, day), 0, 0.0) for day in (20, 21)]
    assert found == TelemetrySummary(by_day=days)


def test_a_line_counts_with_all_that_it_says(config: Config):
    write(config, line(stage="plan", prompt_cache={"creation_tokens": 7, "read_tokens": 9}))
    [found] = rolled_up(config, ["day", "workflow", "stage", "model", "tier", "provider"])
    assert found == UsageRow(
        day=TODAY,
        workflow="code-review",
        stage="plan",
        model="claude-sonnet-5",
        tier="CAPABLE",
        provider="anthropic",
        events=1,
        cost=0.013816,
        unpriced_events=0,
        input_tokens=3674,
        output_tokens=559,
        cache_write_tokens=7,
        cache_read_tokens=9,
        cache_hits=0,
        mean_duration_ms=2986.0,
        savings=0.0,
    )


@pytest.mark.parametrize(
    ("fields", "cost", "unpriced"),
    [
        ({"cost": 1}, 1.0, 0),
        ({"cost": 1, "total_cost": 2}, 2.0, 0),
        ({"cost": 1, "total_cost": None}, 0.0, 1),
        ({"cost": None}, 0.0, 1),
        ({"cost": -0.5}, -0.5, 0),
    ],
)
def test_the_total_cost_goes_before_the_cost(
    config: Config, fields: dict[str, Any], cost: float, unpriced: int
):
    write(config, line(**fields))
    found = look(config)
    assert (found.total_cost, found.unpriced_events) == (cost, unpriced)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"workflow": "a", "event_type": "b"}, "a"),
        ({"workflow": "", "event_type": "b"}, "b"),
        ({"workflow": None}, "unknown"),
    ],
)
def test_the_first_name_that_is_one_is_the_workflow(
    config: Config, fields: dict[str, Any], name: str
):
    write(config, line(**fields))
    assert look(config).by_workflow == [WorkflowTotals(name, 1, 0.013816)]


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"ts": "2026-11-20T23:59:59.999999Z"}, 20),
        ({"ts": "2026-11-21T01:00:00+02:00"}, 20),
        ({"ts": "2026-11-20T23:30:00-01:00"}, 21),
        ({"ts": "2026-11-21T00:00:00"}, 21),
        ({"ts": "2026-11-21"}, 21),
        ({"ts": "", "timestamp": "2026-11-19T00:00:00Z"}, 19),
        ({"ts": None, "timestamp": "2026-11-19T00:00:00Z"}, 19),
        ({"ts": "0001-01-01T00:00:00+23:00", "timestamp": "2026-11-19T00:00:00Z"}, 19),
        ({"ts": "yesterday"}, None),
        ({"ts": None}, None),
        ({"ts": "0001-01-01T00:00:00+23:00"}, None),
    ],
)
def test_days_are_those_of_utc(config: Config, fields: dict[str, Any], day: int | None):
    write(config, line(**fields))
    [found] = rolled_up(config, ["day"])
    assert found.day == (date(2026, 11, day) if day else None)
    assert look(config).undated_events == (0 if day else 1)


def test_a_window_has_exactly_its_days_and_the_future_is_flagged(config: Config):
    write(config, *(line(ts=f"2026-11-{day:02}T12:00:00Z", cost=day) for day in range(10, 24)))
    found = look(config, recent_days=7)
    assert [each.cost for each in found.by_day] == [15, 16, 17, 18, 19, 20, 21]
    assert (found.future_events, found.total_events) == (2, 14)
    assert found.last_event_at == datetime(2026, 11, 21, 12, tzinfo=UTC)
    with pytest.raises(Invalid, match="recent_days: from 1 to"):
        look(config, recent_days=10**12)


def test_the_workflows_add_up_to_the_total(config: Config):
    write(config, *(line(workflow=f"w{number:02}", cost=number) for number in range(1, 31)))
    found = look(config)
    assert found.by_workflow[0] == WorkflowTotals("w30", 1, 30.0)
    assert found.by_workflow[-1] == WorkflowTotals("(other workflows)", 10, 55.0)
    assert sum(each.cost for each in found.by_workflow) == found.total_cost == 465


def test_rotated_files_count_unless_only_the_live_one_is_wanted(config: Config):
    write(config, line(cost=1))
    write(config, line(cost=2), name="usage.2026-10-01.jsonl")
    write(config, line(cost=4), name="usage.2026-10-01.1.jsonl")
    write(config, line(cost=8), name="usage_summary.json")
    assert (look(config).total_cost, look(config).files) == (7, 3)
    assert look(config, live_only=True).total_cost == 1


def test_a_rotation_neither_loses_nor_doubles_a_line(config: Config):
    write(config, line(cost=1))
    look(config)
    config.telemetry_path.rename(config.telemetry_path.with_name("usage.2026-11-21.jsonl"))
    assert look(config).total_cost == 1
    write(config, line(cost=2))
    assert look(config).total_cost == 3


def test_rows_are_cut_out_by_their_days(config: Config):
    write(config, *(line(ts=f"2026-11-{day:02}T12:00:00Z") for day in range(1, 11)), line(ts=None))
    since, until = date(2026, 11, 3), date(2026, 11, 5)
    assert [each.day for each in rolled_up(config, since=since, until=until)] == [
        date(2026, 11, 3),
        date(2026, 11, 4),
    ]
    assert len(rolled_up(config)) == 11


@pytest.mark.parametrize("by", [[], ["colour"], ["day", "cost"]])
def test_a_side_that_there_is_not_is_named(config: Config, by: list[Any]):
    with pytest.raises(Invalid, match="by: "):
        rolled_up(config, by)


def test_days_cost_exactly_what_their_lines_say(config: Config):
    write(config, *(line(cost=0.1) for _ in range(10)), line(ts="2026-11-20T00:00:00Z", cost=1e-6))
    found = daily_cost(config)
    assert found == {date(2026, 11, 20): Decimal("0.000001"), TODAY: Decimal(1)}


BAD = {
    "cut": b'{"ts":"2026-11-21T10:25:09Z","cost":0.0',
    "glued": line()[:-1] * 2,
    "text": b"plain text",
    "list": b"[1]",
    "number": b"5",
    "null": b"null",
    "NUL": b"\0" * 40,
    "not UTF-8": line(user_id="x").replace(b'"x"', b'"\xff"')[:-1],
    "NaN": line(cost=float("nan"))[:-1],
    "infinite": line().replace(b"0.013816", b"1e999")[:-1],
    "huge": line(tokens={"input": 2**70})[:-1],
    "text as cost": line(total_cost="abc")[:-1],
    "object as cost": line(total_cost={})[:-1],
    "text as savings": line(savings="x")[:-1],
    "true as cost": line(cost=True)[:-1],
    "time as number": line(ts=1700000000)[:-1],
    "negative": line(tokens={"input": -1})[:-1],
    "tokens as list": line(tokens=[1])[:-1],
    "deep": b"[" * 200_000,
    "deep in a field": b'{"x":' + b"[" * 200_000,
    "two lines": b'{"cost":\n1}',
}
GOOD = {
    "late field": line(colour="red"),
    "late nested field": line(extra={"a": [1, {"b": None}]}, tokens={"input": 1, "cached": 2}),
    "late other type of what nobody reads": line(seq="one", user_id=7, v=2),
    "whole number as fraction": line(tokens={"input": 3.0, "output": 4.0}, duration_ms=12.0),
    "fraction as whole number": line(cost=1),
    "nulls": line(tokens=None, cache=None, model=None, duration_ms=None),
    "same key twice": b'{"cost":1,"cost":2}\n',
    "empty": b"{}\n",
    "spaces": b' { "cost" : 1 } \r\n',
    "half of a surrogate pair": b'{"workflow":"\\ud800","cost":1}\n',
    "other time": line(ts="2026-11-21 10:00Z"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_counted_and_shown_and_takes_no_other_with_it(config: Config, name: str):
    path = write(config, line(cost=1), BAD[name] + b"\n", b"\n", b" \n", line(cost=2))
    found = look(config)
    bad = len(BAD[name].split(b"\n"))
    assert (found.total_cost, found.total_events, found.malformed_lines) == (3, 2, bad)
    first = found.malformed[0]
    assert (first.file, first.offset) == (str(path), len(line(cost=1)))
    assert first.reason and len(first.reason) < 100


@pytest.mark.parametrize("name", GOOD)
def test_a_line_that_is_only_unusual_counts(config: Config, name: str):
    write(config, line(cost=1), GOOD[name], line(cost=2))
    found = look(config)
    assert (found.total_events, found.malformed) == (3, [])


def test_a_bad_field_is_named(config: Config):
    write(config, line(cost="0.5"), line(cache=[]))
    reasons = [each.reason for each in look(config).malformed]
    assert reasons == ["`cost` is a text, not a number", "`cache` is a list, not an object"]


def oracle(content: bytes) -> tuple[int, int, Decimal]:
    """Events, bad lines and dollars, each line by itself with the standard library."""
    said = [_said(each) for each in content.split(b"\n")[:-1] if each.strip()]
    good = [each for each in said if each is not None]
    return len(good), len(said) - len(good), sum(good, Decimal(0))


@cache
def _said(line: bytes) -> Decimal | None:
    """What a line says that a call cost; None if it says nothing."""
    try:
        found = json.loads(line.decode(), parse_float=Decimal, parse_constant=_refuse)
        said = found.get("cost", 0)
        return round(Decimal(said), 9) if -(10**6) <= said <= 10**6 else None
    except (ValueError, TypeError, AttributeError):
        return None


def _refuse(constant: str) -> Decimal:
    raise ValueError(constant)


def measured(found: TelemetrySummary) -> tuple[int, int, Decimal]:
    return found.total_events, found.malformed_lines, Decimal(str(found.total_cost))


def two_hundred(seed: int) -> bytes:
    """Rows as short as they can be, among them bad ones."""
    chance = random.Random(seed)
    rows = [b'{"cost":%.6f}' % (chance.random() / 5) for _ in range(200)]
    for at in chance.sample(range(200), 20):
        rows[at] = chance.choice([rows[at][:-3], rows[at] * 2, b"", b"\0\0", b"[1]", b"x"])
    return b"\n".join(rows) + b"\n"


def test_a_file_that_is_read_at_each_of_its_bytes_counts_what_is_whole(config: Config):
    content = two_hundred(1)
    with config.telemetry_path.open("wb", buffering=0) as file:
        for end in range(len(content)):
            file.write(content[end : end + 1])
            assert measured(look(config)) == oracle(content[: end + 1])


def test_a_file_that_is_cut_at_each_of_its_bytes_counts_what_is_whole(config: Config):
    content = two_hundred(2)
    write(config, content)
    for end in range(len(content) - 1, -1, -1):
        os.truncate(config.telemetry_path, end)
        assert measured(look(config)) == oracle(content[:end])


@given(
    seed=st.integers(0, 10**6),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), max_size=20),
    cuts=st.lists(st.integers(0, 10**6), max_size=5),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_flipped_bytes_cost_their_own_lines_only(
    config: Config, seed: int, flips: list[tuple[int, int]], cuts: list[int]
):
    content = bytearray(two_hundred(seed))
    for at, bits in flips:
        content[at % len(content)] ^= bits
    config.telemetry_path.unlink(missing_ok=True)
    begin = 0
    for end in [*sorted({cut % len(content) for cut in cuts}), len(content)]:
        write(config, bytes(content[begin:end]))
        begin = end
        found = look(config)
        assert measured(found) == oracle(bytes(content[:end]))


def test_what_is_read_in_pieces_equals_what_is_read_at_once(config: Config, tmp_path: Path):
    chance = random.Random(3)
    begin = datetime(2026, 10, 1, tzinfo=UTC)
    for _ in range(30):
        for _ in range(chance.randrange(40)):
            at = begin + timedelta(minutes=chance.randrange(60_000))
            write(config, line(ts=at.isoformat(), cost=chance.random(), stage=chance.choice("ab")))
        look(config)
    pieces = look(config), rolled_up(config, ["day", "stage"])
    rollups.clear_cache()
    (config.ops_dir / "readings.db").unlink()
    assert (look(config), rolled_up(config, ["day", "stage"])) == pieces


def test_a_writer_that_appends_and_rotates_meanwhile_disturbs_nothing(config: Config):
    def append() -> None:
        for number in range(300):
            write(config, line(cost=1, seq=number))
            if number % 3 == 2:
                rotated = config.telemetry_path.with_name(f"usage.2026-11-21.{number}.jsonl")
                config.telemetry_path.rename(rotated)

    writer = threading.Thread(target=append)
    writer.start()
    while writer.is_alive():
        found = look(config)
        assert found.total_cost == found.total_events <= 300
        assert found.malformed_lines == 0
    writer.join()
    assert look(config).total_events == 300


def test_a_file_that_takes_the_place_and_the_inode_of_another_is_read_anew(config: Config):
    for number in range(1, 20):
        config.telemetry_path.unlink(missing_ok=True)
        write(config, *(line(cost=1, seq=number) for _ in range(number)))
        assert look(config).total_events == number


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_a_torn_file_of_totals_is_made_anew(config: Config, end: str):
    write(config, line(cost=1), b"[]\n")
    before = look(config)
    torn = config.ops_dir / f"readings.db{end}"
    for content in (b"", b"not a database", torn.read_bytes()[:1000], torn.read_bytes()[::-1]):
        rollups.clear_cache()
        torn.write_bytes(content)
        assert look(config) == before


def _folder(path: Path) -> None:
    path.mkdir()


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("put", [_folder, _link_to_itself, os.mkfifo])
@pytest.mark.parametrize("name", ["usage.jsonl", "usage.2026-10-01.jsonl"])
def test_what_is_no_file_is_an_error_and_not_nothing(
    config: Config, put: Callable[[Path], None], name: str
):
    path = config.telemetry_path.with_name(name)
    put(path)
    with pytest.raises(Unavailable, match=f"cannot read {re.escape(str(path))}: "):
        look(config)
    with pytest.raises(Unavailable, match=f"cannot read {re.escape(str(path))}: "):
        list(usage(config))


def test_what_reads_only_writes_nothing(config: Config):
    write(config, line())
    reader = Config(attune_home=config.attune_home, read_only=True)
    assert look(reader).total_events == 1
    assert not config.ops_dir.exists()
