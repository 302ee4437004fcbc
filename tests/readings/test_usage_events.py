"""Calls one by one, and what they would cost by another table."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.logic.pricing import Price, Prices, PriceTable
from attune_ops_nb.readings.usage_events import UsageEvent, repriced, usage


@pytest.fixture
def config(tmp_path: Path) -> Config:
    found = Config(attune_home=tmp_path / "home")
    found.telemetry_path.parent.mkdir(parents=True)
    return found


def write(config: Config, *rows: Any, name: str = "usage.jsonl") -> None:
    with config.telemetry_path.with_name(name).open("a") as file:
        file.writelines(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)


def test_where_nothing_has_run_there_is_no_call(tmp_path: Path):
    assert list(usage(Config(attune_home=tmp_path / "absent"))) == []


def test_a_call_comes_with_all_that_it_says(config: Config):
    row = {
        "ts": "2026-10-12T12:25:09+02:00",
        "workflow": "code-review",
        "model": "claude-sonnet-5",
        "cost": 0.013816,
        "tokens": {"input": 3674, "output": 559},
        "cache": {"hit": True, "type": "hash"},
        "prompt_cache": {"hit": True, "read_tokens": 5},
    }
    write(config, row)
    assert list(usage(config)) == [
        UsageEvent(
            at=datetime(2026, 10, 12, 10, 25, 9, tzinfo=UTC),
            workflow="code-review",
            stage=None,
            model="claude-sonnet-5",
            tier=None,
            provider=None,
            cost=0.013816,
            input_tokens=3674,
            output_tokens=559,
            cache_write_tokens=0,
            cache_read_tokens=5,
            cache_hit=True,
            duration_ms=None,
            savings=None,
        )
    ]


def test_rotated_calls_come_first_and_bad_lines_are_left_out(config: Config):
    write(config, {"workflow": "d"}, "[1]\n", {"workflow": "e"}, '{"workflow":"f')
    for name, workflow in (("2026-10-01.10", "c"), ("2026-10-01.2", "b"), ("2026-10-01", "a")):
        write(config, {"workflow": workflow}, name=f"usage.{name}.jsonl")
    assert [event.workflow for event in usage(config)] == list("abcde")
    assert [event.workflow for event in usage(config, live_only=True)] == list("de")


def test_calls_are_cut_out_by_their_days(config: Config):
    write(config, *({"ts": f"2026-10-{day:02}T23:59:59Z"} for day in range(1, 6)), {})
    found = usage(config, since=date(2026, 10, 2), until=date(2026, 10, 4))
    assert [event.at.day for event in found if event.at] == [2, 3]


def test_a_history_is_priced_by_another_table(config: Config):
    tokens = {"input": 1_000_000, "output": 0}
    write(config, {"model": "a", "tokens": tokens, "cost": 9}, {"model": "b", "cost": 1}, {})
    prices = Prices(PriceTable(models={"a": (Price(input=Decimal(3)),)}))
    found = repriced(config, prices)
    assert (found.nanos, found.priced, found.unpriced) == (3_000_000_000, 1, 2)
    assert found.unpriced_models == ["", "b"]
