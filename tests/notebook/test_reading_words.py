"""`%attune` on what is worked out from files: frames, and what cannot stand in them beside."""

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from tests import reading_files

Capture = pytest.CaptureFixture[str]


def said(shell: InteractiveShell, line: str) -> Any:
    """The value of a cell."""
    return shell.run_cell(line).result


def test_telemetry_is_a_frame_by_the_side_that_is_asked_for(
    shell: InteractiveShell, demo: Config, capsys: Capture
) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune telemetry --by model")
    assert table["model"].tolist() == ["claude-a", "claude-b"]
    assert table["cost_usd"].tolist() == [0.5, 1.25]
    assert table["unpriced"].tolist() == [0, 1]
    assert "≥ $1.25 (+1 unpriced)" in table._repr_html_()
    printed = capsys.readouterr().out
    assert "3 calls in 1 files, ≥ $1.75 (+1 unpriced)" in printed
    assert "usage.jsonl, byte" in printed


def test_telemetry_by_day_begins_and_ends_where_it_is_told(
    shell: InteractiveShell, demo: Config
) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune telemetry --since 2026-01-31")
    assert [str(day) for day in table["day"]] == ["2026-01-31 00:00:00+00:00"]
    assert said(shell, "%attune telemetry --until 2026-01-31")["events"].tolist() == [1]


def test_each_call_can_be_had(shell: InteractiveShell, demo: Config) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune telemetry --by event")
    assert table["workflow"].tolist() == ["review", "review", "tests"]
    assert table["cost_usd"].isna().tolist() == [False, False, True]
    assert "unknown" in table._repr_html_()


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("telemetry --by moon", "--by is one of day, workflow"),
        ("telemetry --since soon", "--since takes a day like 2026-01-31"),
    ],
)
def test_what_makes_no_sense_is_refused(
    shell: InteractiveShell, capsys: Capture, line: str, part: str
) -> None:
    assert isinstance(shell.run_cell(f"%attune {line}").error_in_exec, Invalid)
    assert part in capsys.readouterr().out
