"""`%attune` on what is worked out from files: frames, and what cannot stand in them beside."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.notebook.connect import connect
from attune_ops_nb.readings import account
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


def test_what_has_no_price_at_all_is_unknown_and_not_zero(
    shell: InteractiveShell, demo: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading_files.telemetry(demo)
    reading_files.sessions(demo, monkeypatch)
    calls = said(shell, "%attune telemetry --by workflow").set_index("workflow")
    assert calls["cost_usd"].isna().to_dict() == {"review": False, "tests": True}
    replies = said(shell, "%attune sessions --by model")
    assert replies["cost_usd"].isna().tolist() == [False, True]


def test_telemetry_by_day_begins_and_ends_where_it_is_told(
    shell: InteractiveShell, demo: Config
) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune telemetry --since 2026-01-31")
    assert [str(day) for day in table["day"]] == ["2026-01-31 00:00:00+00:00"]
    assert said(shell, "%attune telemetry --until 2026-01-31")["events"].tolist() == [1]


def test_telemetry_comes_by_several_sides_at_once(shell: InteractiveShell, demo: Config) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune telemetry --by day,model")
    assert table["model"].tolist() == ["claude-a", "claude-b"]
    assert table["day"].notna().all()


def test_each_call_can_be_had(shell: InteractiveShell, demo: Config) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune telemetry --by event")
    assert table["workflow"].tolist() == ["review", "review", "tests"]
    assert table["cost_usd"].isna().tolist() == [False, False, True]
    assert "unknown" in table._repr_html_()


def test_cost_is_a_frame_and_asked_for_when_it_is_wanted(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with reading_files.billed(monkeypatch) as api:
        connect().readings.cost()
        assert api.asked == []
        assert said(shell, "%attune cost")["cost_usd"].sum() == 1.751
        assert "today $1.50, 7 days $1.75" in capsys.readouterr().out
        assert connect().readings.cost().summary is not None
        by_model = said(shell, "%attune cost --by model --refresh")
    assert by_model["model"].tolist() == ["claude-sonnet-5", "claude-haiku-9"]


def test_cost_of_a_run_is_a_frame_by_model(
    shell: InteractiveShell, demo: Config, capsys: Capture
) -> None:
    run = said(shell, "%attune run demo.hello").id
    assert said(shell, "%attune cost --run last").empty
    assert "no calls of models were recorded" in capsys.readouterr().out
    reading_files.call_of(demo, run)
    table = said(shell, f"%attune cost --run {run}")
    assert (table["model"].tolist(), table["cost_usd"].tolist()) == (["claude-a"], [0.5])
    assert isinstance(shell.run_cell("%attune cost --run x").error_in_exec, Invalid)


def test_a_cost_that_is_not_known_fails_the_cell(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with reading_files.billed(monkeypatch, None):
        assert isinstance(shell.run_cell("%attune cost").error_in_exec, Unavailable)
        assert "there is no admin key" in capsys.readouterr().out
        assert connect().readings.cost().error is not None


def test_spending_is_of_the_bill_and_looking_at_it_asks_nobody(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading_files.billed(monkeypatch) as api:
        looked = connect().readings.spend()
        assert (looked.source, looked.problem, api.asked) == ("local", account.NOT_ASKED, [])
        table = said(shell, "%attune spend")
        assert connect().readings.spend().source == "account"
    assert dict(zip(table["what"], table["cost_usd"], strict=True))["today"] == 1.501


def test_a_day_is_reconciled(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading_files.billed(monkeypatch):
        table = said(shell, f"%attune reconcile {datetime.now(UTC).date()}")
    assert table["unlogged_usd"].sum() == table["difference_usd"].sum() == 1.501


def test_prices_have_a_row_for_each_length_of_prompt(shell: InteractiveShell) -> None:
    table = said(shell, "%attune prices")
    assert (table["input_usd"] > 0).any()
    assert {0} < set(table["above_tokens"])


def test_conversations_come_by_what_is_asked_for(
    shell: InteractiveShell, demo: Config, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    reading_files.sessions(demo, monkeypatch)
    by_model = said(shell, "%attune sessions --by model")
    assert by_model["total_tokens"].tolist() == [1100, 1100]
    assert by_model["unpriced"].tolist() == [0, 1]
    assert "2 replies in 1 files, 2200 tokens, ≥ $" in capsys.readouterr().out
    assert said(shell, "%attune sessions")["session"].tolist() == ["s1"]
    assert len(said(shell, "%attune sessions --by day --since 2026-01-31 --compat ccusage")) == 1
    assert said(shell, "%attune sessions --by block")["gap"].tolist() == [False, True, False]
    assert said(shell, "%attune sessions --by block --since 2026-01-31")["gap"].tolist() == [False]


def test_conversations_of_the_last_days_are_listed(
    shell: InteractiveShell, demo: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading_files.sessions(demo, monkeypatch)
    (log,) = (demo.attune_home / "claude").rglob("s1.jsonl")
    old = said(shell, "%attune sessions --list")

    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M}"
    log.write_text(re.sub(r"2026-01-3\dT\d\d:\d\d", now, log.read_text()))

    new = said(shell, "%attune sessions --list")
    assert (old["session"].tolist(), new["session"].tolist()) == ([], ["s1"])


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("specs", "slug", "login"),
        ("bulletin", "workflow", "code-review"),
        ("memory ship", "description", "how we ship"),
    ],
)
def test_what_is_known_of_the_project_comes_as_frames(
    shell: InteractiveShell, demo: Config, line: str, column: str, value: str
) -> None:
    reading_files.project(demo)
    assert said(shell, f"%attune {line}")[column].tolist() == [value]


def test_health_is_measured_when_it_is_wanted(shell: InteractiveShell, capsys: Capture) -> None:
    assert said(shell, "%attune health").empty
    assert "nothing was measured yet" in capsys.readouterr().out
    assert "sloc" in set(said(shell, "%attune health --take")["signal"])


def test_candidates_say_when_nobody_looks_for_them(
    shell: InteractiveShell, capsys: Capture
) -> None:
    assert said(shell, "%attune specs --candidates").empty
    assert "specs_candidates_enabled" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "column", "rows"),
    [
        ("docs", "feature", ["auth"]),
        ("docs password", "title", ["Signing in"]),
        ("sweeps", "part", ["queue", "question"]),
        ("sweeps --path .", "line", [7, 7]),
        ("briefing", "item", ["i1"]),
        ("briefing i1 --answer yes", "severity", ["warn"]),
        ("memory --findings", "text", ["mind the gap"]),
        ("memory --attention", "what", []),
        ("savings", "estimated_savings_usd", [0.75]),
        ("collab", "kind", []),
        ("bulletin --since 2026-01-01", "workflow", []),
    ],
)
def test_what_a_project_keeps_comes_as_frames(
    shell: InteractiveShell, demo: Config, line: str, column: str, rows: list[object]
) -> None:
    reading_files.kept(demo)
    assert said(shell, f"%attune {line}")[column].tolist() == rows


def test_home_says_what_is_spent_and_lists_what_to_look_at(
    shell: InteractiveShell, demo: Config, capsys: Capture
) -> None:
    reading_files.telemetry(demo)
    table = said(shell, "%attune home")
    assert table["kind"].tolist() == ["bill", "malformed lines"]
    assert "by the telemetry" in capsys.readouterr().out


def test_signals_carry_their_captions(shell: InteractiveShell) -> None:
    table = said(shell, "%attune memory --signals").set_index("signal")
    assert table["value"].isna()["wrong_rate"]
    assert "upper bound" in table.at["rule_surfacings", "caption"]


def test_the_tokens_behind_the_bill_come_by_model(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading_files.billed(monkeypatch):
        table = said(shell, "%attune usage --by model")
    assert table["total_tokens"].tolist() == [429]
    assert connect().readings.usage().summary is not None


def test_a_page_of_help_is_printed(shell: InteractiveShell, demo: Config, capsys: Capture) -> None:
    reading_files.kept(demo)
    assert said(shell, "%attune docs --page auth/concept") is None
    assert "By password." in capsys.readouterr().out


def test_a_spec_gets_a_status_and_is_closed(shell: InteractiveShell, demo: Config) -> None:
    reading_files.project(demo)
    drafted = said(shell, "%attune specs login requirements=draft")
    assert drafted["status"].tolist() == ["draft"]
    assert said(shell, "%attune specs login --close")["status"].tolist() == ["complete"]
    written = said(shell, "%attune writes --temporary")
    assert written["action"].tolist() == ["set_spec_status", "set_spec_status"]


def test_a_run_is_announced_and_ended_on_the_bulletin(shell: InteractiveShell) -> None:
    table = said(shell, "%attune bulletin --announce review --scope auth")
    (run,) = table["run"]
    assert said(shell, f"%attune bulletin --heartbeat {run}")["stale"].tolist() == [False]
    assert said(shell, f"%attune bulletin --heartbeat {run} --status failed").empty


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("telemetry --by moon", "--by is one of day, workflow"),
        ("sessions --compat moon", "--compat is one of ccusage"),
        ("cost --by moon", "--by is one of day, model, type, workspace"),
        ("reconcile soon", "DAY takes a day like 2026-01-31"),
        ("telemetry --since soon", "--since takes a day like 2026-01-31"),
        ("telemetry --by day,moon", "not 'moon'"),
        ("telemetry --by day,event", "--by event stands alone"),
        ("telemetry --forms --by day", "--forms stands alone, without --by"),
        ("sessions --list --since 2026-01-31", "--list stands alone, without --since"),
        ("specs --close", "which spec?"),
        ("briefing --snooze", "which item?"),
        ("bulletin --heartbeat a --status lost", "--status is one of running"),
    ],
)
def test_what_makes_no_sense_is_refused(
    shell: InteractiveShell, capsys: Capture, line: str, part: str
) -> None:
    assert isinstance(shell.run_cell(f"%attune {line}").error_in_exec, Invalid)
    assert part in capsys.readouterr().out
