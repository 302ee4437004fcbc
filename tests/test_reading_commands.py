"""`attune` on what is worked out from files: for people, and for scripts with --json."""

import json
from typing import Any

import pytest

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.readings.telemetry import TelemetrySummary
from tests import reading_files
from tests.notebook.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
Capture = pytest.CaptureFixture[str]


def answer(capsys: Capture, *words: str) -> Any:
    """What a command answers with --json."""
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_telemetry_answers_with_the_fields_of_its_summary(capsys: Capture, demo: Config) -> None:
    reading_files.telemetry(demo)
    found = answer(capsys, "telemetry")
    assert list(found) == list(TelemetrySummary.__struct_fields__)
    assert (found["total_events"], found["total_cost"]) == (3, 1.75)
    assert (found["unpriced_events"], found["malformed_lines"]) == (1, 1)


def test_telemetry_says_what_it_could_not_read(capsys: Capture, demo: Config) -> None:
    reading_files.telemetry(demo)
    assert main(["telemetry"]) == 0
    printed = capsys.readouterr()
    assert "≥ $1.75 (+1 unpriced)" in printed.out
    assert "usage.jsonl, byte" in printed.err


def test_telemetry_without_a_call_says_where_calls_come_from(capsys: Capture) -> None:
    assert main(["telemetry"]) == 0
    assert "no calls yet" in capsys.readouterr().err


def test_telemetry_comes_by_model(capsys: Capture, demo: Config) -> None:
    reading_files.telemetry(demo)
    rows = answer(capsys, "telemetry", "--by", "model", "--since", "2026-01-31")
    assert [(row["model"], row["events"], row["cost"]) for row in rows] == [("claude-b", 2, 1.25)]
