"""Telemetry that a real attune-ai wrote, read whole; its interpreter is ATTUNE_AI_PYTHON."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings import memory_events
from attune_ops_nb.readings.diagnoses import diagnoses
from attune_ops_nb.readings.form_events import form_events
from attune_ops_nb.readings.gate_verdicts import gate_verdicts
from attune_ops_nb.readings.telemetry import TelemetrySummary, rolled_up, summary
from attune_ops_nb.readings.usage_events import usage

REAL = os.environ.get("ATTUNE_AI_PYTHON")
pytestmark = pytest.mark.skipif(REAL is None, reason="ATTUNE_AI_PYTHON names no interpreter")
PROGRAM = Path(__file__).with_name("attune_ai_telemetry.py")
CALLS = 1_234
"""As many as the program makes; call `n` costs `n` millionths of a dollar."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A home that its trackers have written."""
    folder = tmp_path_factory.mktemp("attune-ai")
    (folder / "p").mkdir()
    found = Config(project_root=folder / "p", attune_home=folder / "home")
    found.attune_home.mkdir()
    attune_ai(found, "write")
    return found


def attune_ai(config: Config, verb: str) -> str:
    environment = {**os.environ, "HOME": str(config.attune_home)}
    environment["ATTUNE_HOME"] = str(config.attune_home)
    environment.pop("DO_NOT_TRACK", None)
    command = [str(REAL), str(PROGRAM), verb, str(config.project_root)]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def told(config: Config) -> Any:
    """What its own readers make of it."""
    return json.loads(attune_ai(config, "read").rpartition("found ")[2])


def look(config: Config, **how: Any) -> TelemetrySummary:
    return summary(config, today=datetime.now(UTC).date(), **how)


def test_every_call_is_read_also_those_that_were_rotated_away(config: Config):
    found = look(config)
    assert (found.total_events, found.malformed, found.waiting_bytes) == (CALLS, [], 0)
    assert found.files > 1
    assert found.total_cost == sum(range(CALLS)) / 1e6
    assert {each.workflow for each in found.by_workflow} == {"fix", "code-review", "ü-sweep"}


def test_every_field_of_a_call_is_read(config: Config):
    [found] = rolled_up(config, ["provider"])
    fours = len(range(0, CALLS, 4))
    assert (found.input_tokens, found.output_tokens) == (sum(range(CALLS)), 2 * CALLS)
    assert (found.cache_write_tokens, found.cache_read_tokens) == (3 * fours, 7 * fours)
    assert found.cache_hits == len(range(0, CALLS, 5))
    assert found.mean_duration_ms == (CALLS - 1) / 2
    stages = rolled_up(config, ["stage"])
    assert [(row.stage, row.events) for row in stages] == [(None, 617), ("plan", 617)]


def test_each_call_comes_once_as_an_event(config: Config):
    assert sorted(event.input_tokens for event in usage(config)) == list(range(CALLS))


def test_its_dashboard_sees_what_we_see_in_the_live_file(config: Config, told: Any):
    found = look(config, live_only=True)
    assert told["live"] == [found.total_events, round(found.total_cost, 4)]


def test_memory_events_give_the_same_numbers(config: Config, told: Any):
    for name, reading in (
        ("memory", memory_events.memory_summary(config)),
        ("signal", memory_events.memory_signal(config)),
        ("feedback", memory_events.feedback_signal(config)),
        ("intervention", memory_events.intervention_signal(config)),
    ):
        ours, theirs = msgspec.to_builtins(reading, builtin_types=(tuple,)), told[name]
        ours["top_rules"] = [list(each) for each in ours.get("top_rules", [])]
        same = theirs.keys() - {"caption", "noise_denominator"}  # we word and shape them anew
        assert {each: ours[each] for each in same} == {each: theirs[each] for each in same}


def test_form_events_give_the_same_numbers(config: Config, told: Any):
    found = form_events(config)
    assert (found.by_surface, found.submitted) == (told["forms"], 1)
    assert [each.disagreed for each in found.rows if each.surface == "widget"] == [1]


def test_diagnoses_are_the_same(config: Config, told: Any):
    found = diagnoses(config)
    mine = [[each.diagnosis_id, each.status] for each in found.diagnoses]
    assert mine == told["diagnoses"]
    assert (found.diagnoses[0].hypotheses[0].statement, found.malformed) == ("the clock", [])


def test_the_last_verdict_of_its_gates_is_read(config: Config):
    [found] = gate_verdicts(config).verdicts
    assert (found.slug, found.gate_id, found.state) == ("bulk", "g1", "PASS")
    assert (found.findings, found.phase) == (["x"], "design")
