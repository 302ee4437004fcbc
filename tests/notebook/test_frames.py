"""Data frames: the same columns and types with rows and without, and safe to draw."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from attune_ops_nb.logic.pricing import PriceTable
from attune_ops_nb.model import ENDS, Execution, RunRecord, Status
from attune_ops_nb.notebook import frames

RECORD = RunRecord(
    id="00000000002a",
    workflow="demo-check",
    action_ref="demo.check",
    status="failed",
    exit_code=3,
    started_at=datetime(2026, 1, 1, 12, tzinfo=UTC),
    duration_seconds=90.5,
    path="/p/<src>",
    execution=42,
)
FOREIGN = RunRecord(id="ab", workflow="code-review", status="completed")


def test_runs_have_a_row_for_each_record() -> None:
    table = frames.runs([RECORD, FOREIGN])
    assert list(table["workflow"]) == ["demo.check", "code-review"]
    assert table["started_at"][0] == pd.Timestamp("2026-01-01 12:00", tz="UTC")
    assert table["duration_seconds"].sum() == 90.5
    assert table["execution"].isna().tolist() == [False, True]


@pytest.mark.parametrize("rows", [[], [RECORD], [RECORD, FOREIGN]], ids=len)
def test_columns_have_their_types_however_many_rows_there_are(rows: list[RunRecord]) -> None:
    types = {name: str(dtype) for name, dtype in frames.runs(rows).dtypes.items()}
    assert types == frames.RUN_COLUMNS


@pytest.mark.parametrize(
    ("make", "columns"),
    [
        (frames.workflows, frames.WORKFLOW_COLUMNS),
        (frames.features, frames.FEATURE_COLUMNS),
        (frames.actions, frames.ACTION_COLUMNS),
        (frames.artifacts, frames.ARTIFACT_COLUMNS),
        (frames.packs, frames.PACK_COLUMNS),
        (frames.workers, frames.WORKER_COLUMNS),
        (frames.keys, frames.KEY_COLUMNS),
        (lambda rows: frames.prices(PriceTable()), frames.PRICE_COLUMNS),
        (frames.sessions, frames.SESSION_COLUMNS),
        (frames.conversations, frames.CONVERSATION_COLUMNS),
        (frames.blocks, frames.BLOCK_COLUMNS),
        (frames.specs, frames.SPEC_COLUMNS),
        (frames.sweeps, frames.SWEEP_COLUMNS),
        (frames.help_pages, frames.PAGE_COLUMNS),
        (frames.notices, frames.NOTICE_COLUMNS),
        (frames.savings, frames.SAVINGS_COLUMNS),
        (frames.candidates, frames.CANDIDATE_COLUMNS),
        (frames.inquiries, frames.INQUIRY_COLUMNS),
        (frames.telemetry, frames.TELEMETRY_COLUMNS),
        (frames.telemetry_events, frames.EVENT_COLUMNS),
    ],
)
def test_an_empty_frame_keeps_its_types(make: object, columns: dict[str, str]) -> None:
    assert callable(make)
    assert {name: str(dtype) for name, dtype in make([]).dtypes.items()} == columns


def test_what_is_computed_from_a_table_is_an_ordinary_frame() -> None:
    table = frames.runs([RECORD, FOREIGN])
    assert type(table[table["status"] == "failed"]) is pd.DataFrame
    assert table.groupby("workflow").size().to_dict() == {"demo.check": 1, "code-review": 1}


def test_a_table_is_drawn_with_nothing_left_unescaped() -> None:
    drawn = frames.runs([RECORD])._repr_html_()
    assert "/p/&lt;src&gt;" in drawn
    assert "✗ failed" in drawn
    assert "1 min 30 s" in drawn


def test_an_empty_table_says_so() -> None:
    assert "none yet" in frames.runs([])._repr_html_()


def test_a_long_table_is_drawn_in_part() -> None:
    drawn = frames.runs([RECORD] * 100)._repr_html_()
    assert drawn.count("<tr>") == frames.MOST_ROWS + 1
    assert "40 more rows" in drawn


@pytest.mark.parametrize("status", list(Status))
def test_executions_make_the_same_frame(status: Status) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    end = begun + timedelta(seconds=2) if status in ENDS else None
    made = Execution(id=7, action_ref="a.b", status=status, started_at=begun, completed_at=end)
    table = frames.runs_of([made])
    assert table["status"][0] == status.value
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == frames.RUN_COLUMNS
