"""Form events, diagnoses, gate verdicts and reach, from real files; and every face of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.notebook import frames
from attune_ops_nb.readings.diagnoses import Diagnoses, diagnoses
from attune_ops_nb.readings.form_events import FormEvents, FormRow, form_events
from attune_ops_nb.readings.gate_verdicts import GateVerdicts, gate_verdicts, slug_of
from attune_ops_nb.readings.reach import FOLDER, PACKAGES, Downloads, Reach, reach
from tests.notebook.conftest import demo, shell

__all__ = ["demo", "shell"]

FORMS = "telemetry/form_events.jsonl"
DIAGNOSES = "telemetry/diagnosis_records.jsonl"
GATES = "ops/gates/verdicts.jsonl"
READINGS: dict[str, Any] = {
    "forms": (FORMS, form_events),
    "diagnoses": (DIAGNOSES, diagnoses),
    "gates": (GATES, gate_verdicts),
}
PARTS = ["forms", "diagnoses", "gates", "reach"]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(attune_home=tmp_path / "home", project_root=tmp_path / "p")


def write(config: Config, name: str, *lines: Any) -> Path:
    path = config.attune_home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        for line in lines:
            file.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
    return path


def decision(surface: str, **fields: Any) -> dict[str, Any]:
    at = "2026-11-20T10:00:00.000001Z"
    return {"v": "1.0", "ts": at, "event": "form_surface", "surface": surface, **fields}


def diagnosis(id: str, **fields: Any) -> dict[str, Any]:
    at = "2026-11-20T10:00:00+00:00"
    return {"diagnosis_id": id, "workflow_name": "fix", "created_at": at, **fields}


def verdict(target: str, state: str, gate: str = "g", **fields: Any) -> dict[str, Any]:
    return {"gate_id": gate, "target_artifact": target, "evaluation_state": state, **fields}


def snapshot(config: Config, date: str, packages: Any, **fields: Any) -> Path:
    path = config.project_root / FOLDER / f"{date}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"date": date, "pypi_recent": packages, **fields}))
    return path


def fetched(*names: str) -> dict[str, Any]:
    return {name: {"last_day": 1, "last_week": 7, "last_month": 30} for name in names}


def test_where_nothing_was_written_there_is_nothing(config: Config):
    found = form_events(config), diagnoses(config), gate_verdicts(config), reach(config)
    assert found == (FormEvents(), Diagnoses(), GateVerdicts(), Reach())


@pytest.mark.parametrize("what", READINGS)
def test_a_line_that_says_nothing_is_counted_and_shown(config: Config, what: str):
    name, read = READINGS[what]
    good = {"forms": decision("ask"), "diagnoses": diagnosis("d"), "gates": verdict("a", "PASS")}
    path = write(config, name, good[what], "{broken", "", "[1]", good[what])
    found = read(config)
    offset = len(json.dumps(good[what])) + 1
    assert [(each.file, each.offset) for each in found.malformed] == [
        (str(path), offset),
        (str(path), offset + len("{broken") + 2),
    ]
    assert found.malformed_lines == 2


@pytest.mark.parametrize("what", READINGS)
def test_what_is_no_file_is_an_error_and_not_nothing(config: Config, what: str):
    name, read = READINGS[what]
    (config.attune_home / name).mkdir(parents=True)
    with pytest.raises(Unavailable, match="it is a folder"):
        read(config)


def test_decisions_on_forms_are_counted_by_surface(config: Config):
    write(config, "telemetry/form_events.2026-11-19.jsonl", decision("ask", agreed=False))
    write(config, FORMS, decision("ask", agreed=True), decision("widget"))
    write(config, FORMS, {"event": "form_submitted", "ts": "2026-11-21T00:00:00Z"})
    found = form_events(config)
    assert (found.total_events, found.submitted) == (4, 1)
    assert found.by_surface == {"ask": 2, "widget": 1}
    first = FormRow(event="form_surface", surface="ask", events=2, disagreed=1)
    assert found.rows[0] == first
    assert found.last_event_at == datetime(2026, 11, 21, tzinfo=UTC)


def test_the_last_line_of_a_diagnosis_holds_also_across_archived_files(config: Config):
    write(config, "telemetry/archive/diagnosis_records-20261101T000000Z.jsonl", diagnosis("a"))
    write(config, DIAGNOSES, diagnosis("b"), diagnosis("a", status="verified"))
    found = diagnoses(config).diagnoses
    assert [(each.diagnosis_id, each.status, each.lines) for each in found] == [
        ("b", "open", 1),
        ("a", "verified", 2),
    ]


def test_the_likeliest_hypothesis_comes_first(config: Config):
    said = [{"statement": "x", "rank": None}, {"statement": "y", "rank": 2}, {"statement": "z", "rank": 1}]  # fmt: skip  # noqa: E501
    write(config, DIAGNOSES, diagnosis("a", hypotheses=[*said, 5]))
    [found] = diagnoses(config).diagnoses
    assert [each.statement for each in found.hypotheses] == ["z", "y", "x"]


@pytest.mark.parametrize("name", ["diagnosis_id", "workflow_name"])
def test_a_diagnosis_of_nothing_is_malformed(config: Config, name: str):
    write(config, DIAGNOSES, diagnosis("a", **{name: None}))
    assert [each.reason for each in diagnoses(config).malformed] == [f"`{name}` is missing"]


@pytest.mark.parametrize(
    ("target", "slug"),
    [
        ("docs/specs/bulk/tasks.md", "bulk"),
        ("bulk", "bulk"),
        ("specs/bulk", "bulk"),
        ("/home/me/p/docs/specs/bulk/tasks.md", "bulk"),
        ("docs/specs/README.md", None),
    ],
)
def test_a_verdict_belongs_to_the_spec_that_its_target_lies_in(target: str, slug: str | None):
    assert slug_of(target) == slug


def test_the_last_word_of_each_gate_on_a_spec_holds(config: Config):
    write(config, GATES, verdict("docs/specs/a", "FAIL"), verdict("docs/specs/a", "PASS", "h"))
    write(config, GATES, verdict("a", "PASS", findings=["x"]))
    found = gate_verdicts(config).verdicts
    assert [(each.slug, each.gate_id, each.state, each.is_latest) for each in found] == [
        ("a", "h", "PASS", False),
        ("a", "g", "PASS", True),
    ]


def test_both_names_of_a_field_of_a_verdict_are_read(config: Config):
    write(config, GATES, {"gate_id": "g", "target": "a", "state": "REVISE", "timestamp": "2026-11-20"})  # fmt: skip  # noqa: E501
    [found] = gate_verdicts(config).verdicts
    assert (found.slug, found.state) == ("a", "REVISE")
    assert found.at == datetime(2026, 11, 20, tzinfo=UTC)


def test_the_newest_complete_snapshot_counts_and_a_newer_one_stands_beside_it(config: Config):
    snapshot(config, "2026-11-17", fetched("a"), manifest={"complete": True})
    snapshot(config, "2026-11-18", fetched(*PACKAGES))
    snapshot(config, "2026-11-19", fetched("attune-ai"))
    snapshot(config, "2026-11-20", fetched("a"), manifest={"complete": False, "missing": ["b"]})
    found = reach(config)
    assert found.latest and found.newer
    assert (found.latest.date, found.newer.date) == ("2026-11-18", "2026-11-20")
    assert (found.latest.complete, found.latest.missing) == (True, [])
    assert (found.newer.complete, found.newer.missing) == (False, ["b"])
    assert found.newer.packages == [Downloads(package="a", last_day=1, last_week=7, last_month=30)]


@pytest.mark.parametrize("text", ["", "{broken", "[1]", '"x"'])
def test_a_snapshot_that_says_nothing_is_shown_and_the_one_before_counts(config: Config, text: str):
    snapshot(config, "2026-11-18", fetched(*PACKAGES))
    torn = snapshot(config, "2026-11-19", {})
    torn.write_text(text)
    found = reach(config)
    assert found.latest and found.latest.date == "2026-11-18"
    assert [each.file for each in found.malformed] == [str(torn)]


def filled(config: Config) -> None:
    write(config, FORMS, decision("ask"), "{broken")
    write(config, DIAGNOSES, diagnosis("a", hypotheses=[{"statement": "why", "rank": 1}]))
    write(config, GATES, verdict("docs/specs/a", "FAIL"))
    snapshot(config, "2026-11-18", fetched(*PACKAGES))


@pytest.mark.parametrize(
    ("part", "columns", "rows"),
    [
        ("forms", frames.FORM_COLUMNS, 1),
        ("diagnoses", frames.DIAGNOSIS_COLUMNS, 1),
        ("gates", frames.GATE_COLUMNS, 1),
        ("reach", frames.REACH_COLUMNS, 5),
    ],
)
def test_a_notebook_has_them_as_frames(
    shell: InteractiveShell, demo: Config, part: str, columns: dict[str, str], rows: int
):
    empty = shell.run_cell(f"%attune telemetry --{part}").result
    filled(demo)
    full = shell.run_cell(f"%attune telemetry --{part}").result
    assert (len(empty), len(full)) == (0, rows)
    for frame in (empty, full):
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == columns


def test_a_notebook_says_what_is_malformed(
    shell: InteractiveShell, demo: Config, capsys: pytest.CaptureFixture[str]
):
    filled(demo)
    shell.run_cell("%attune telemetry --forms")
    assert "form_events.jsonl, byte " in capsys.readouterr().out


@pytest.mark.parametrize("part", PARTS)
def test_the_command_answers_with_them(demo: Config, capsys: pytest.CaptureFixture[str], part: str):
    assert main(["telemetry", f"--{part}"]) == 0
    assert capsys.readouterr().out == ""
    filled(demo)
    assert main(["telemetry", f"--{part}", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["malformed"]) == (part == "forms")
    assert main(["telemetry", f"--{part}"]) == 0
    shown = {"forms": "form_surface", "diagnoses": "why", "gates": "FAIL", "reach": "attune-rag"}
    assert shown[part] in capsys.readouterr().out
