"""`attune` on what is worked out from files: for people, and for scripts with --json."""

import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.readings.sweep import hash_of
from attune_ops_nb.readings.telemetry import TelemetrySummary
from tests import reading_files
from tests.notebook.conftest import demo
from tests.readings.billing_api import KEY

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
Capture = pytest.CaptureFixture[str]
MonkeyPatch = pytest.MonkeyPatch


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
    assert "tests   ≥ $0.00 (+1 unpriced) in 1 call\n" in printed.out
    assert "usage.jsonl, byte" in printed.err


def test_telemetry_without_a_call_says_where_calls_come_from(capsys: Capture) -> None:
    assert main(["telemetry"]) == 0
    assert "no calls yet" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["spend", "home", "telemetry", "savings"])
def test_a_home_that_knows_of_no_call_says_no_sum(capsys: Capture, word: str) -> None:
    assert main([word]) == 0
    assert "$" not in capsys.readouterr().out


def test_telemetry_comes_by_model(capsys: Capture, demo: Config) -> None:
    reading_files.telemetry(demo)
    rows = answer(capsys, "telemetry", "--by", "model", "--since", "2026-01-31")
    assert [(row["model"], row["events"], row["cost"]) for row in rows] == [("claude-b", 2, 1.25)]


def test_some_days_of_telemetry_are_told_day_by_day(capsys: Capture, demo: Config) -> None:
    reading_files.telemetry(demo)
    rows = answer(capsys, "telemetry", "--since", "2026-01-31")
    assert [row["day"] for row in rows] == ["2026-01-31"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("telemetry --forms --by day", "--forms stands alone, without --by"),
        ("telemetry --gates --since 2026-01-31", "--gates stands alone, without --since"),
        ("sessions --list --compat ccusage", "--list stands alone, without --compat"),
    ],
)
def test_what_would_change_nothing_is_refused(capsys: Capture, words: str, said: str) -> None:
    assert main(words.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", ["reconcile 2026-02-30", "telemetry --since yesterday"])
def test_what_is_no_day_is_refused_with_one_that_is(capsys: Capture, words: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words.split())
    assert "is no day like 2026-01-31" in capsys.readouterr().err


def test_calls_are_priced_by_another_table(capsys: Capture, demo: Config, tmp_path: Path) -> None:
    reading_files.telemetry(demo)
    own = tmp_path / "own.json"
    own.write_text('{"models": {"claude-a": [{"input": 999999, "output": 0}]}}')
    found = answer(capsys, "telemetry", "--prices", str(own))
    assert (found["nanos"], found["priced"], found["unpriced"]) == (99_999_900_000, 1, 2)
    assert main(["telemetry", "--prices", str(own)]) == 0
    assert "≥ $100.00 (+2 unpriced)" in capsys.readouterr().out
    assert main(["telemetry", "--prices", str(tmp_path / "none.json")]) == 1


def test_cost_answers_with_exact_numbers(capsys: Capture, monkeypatch: MonkeyPatch) -> None:
    with reading_files.billed(monkeypatch):
        found = answer(capsys, "cost")
    assert (found["today_usd"], found["thirty_day_usd"]) == (1.501, 1.751)
    assert found["by_model"] == [["claude-sonnet-5", 1.75], ["claude-haiku-9", 0.001]]


def test_half_a_bill_is_the_least_it_can_be(capsys: Capture, monkeypatch: MonkeyPatch) -> None:
    with reading_files.billed(monkeypatch) as api:
        api.bill[datetime.now(UTC).date()].append({"amount": "no number", "currency": "USD"})
        assert main(["cost"]) == main(["spend"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("today       ≥ $1.50") == 2
    assert "the bill is not complete: 1 line" in printed.err


def test_cost_is_asked_for_once_and_again_with_refresh(
    capsys: Capture, monkeypatch: MonkeyPatch
) -> None:
    with reading_files.billed(monkeypatch) as api:
        assert main(["cost"]) == main(["cost", "--by", "day"]) == 0
        once = len(api.asked)
        assert main(["cost", "--refresh"]) == 0
        assert len(api.asked) == 2 * once
    assert "today       $1.50\n" in capsys.readouterr().out


def test_cost_of_a_run_is_what_its_calls_cost(capsys: Capture, demo: Config) -> None:
    assert main(["run", "demo.hello", "--watch"]) == 0
    assert main(["cost", "--run", "1"]) == 0
    assert "no calls of models were recorded\n" in capsys.readouterr().out
    reading_files.call_of(demo, 1)
    assert answer(capsys, "cost", "--run", "last")["usd"] == 0.5
    assert main(["cost", "--run", "1"]) == 0
    assert "$0.50 for 1 call, 120 tokens\n" in capsys.readouterr().out
    assert main(["cost", "--run", "7"]) == 2


@pytest.mark.parametrize("key", [None, "sk-ant-wrong"])
def test_a_cost_that_is_not_known_is_a_failure_and_no_zero(
    capsys: Capture, monkeypatch: MonkeyPatch, key: str | None
) -> None:
    with reading_files.billed(monkeypatch, key):
        assert main(["cost"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "`attune cost setup` stores a key" in printed.err
    assert "sk-ant-wrong" not in printed.err


def test_a_key_is_tried_and_kept_for_its_owner_alone(
    capsys: Capture, monkeypatch: MonkeyPatch, demo: Config
) -> None:
    with reading_files.billed(monkeypatch, None):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
        assert main(["cost", "setup"]) == 0
        assert "the key works" in capsys.readouterr().out
        assert answer(capsys, "cost")["today_usd"] == 1.501
    (kept,) = demo.attune_home.glob("anthropic*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_key_that_is_refused_is_not_kept(
    capsys: Capture, monkeypatch: MonkeyPatch, demo: Config
) -> None:
    with reading_files.billed(monkeypatch, None):
        monkeypatch.setattr("sys.stdin", io.StringIO("sk-ant-wrong\n"))
        assert main(["cost", "setup"]) == 1
    assert "nothing was stored" in capsys.readouterr().err
    assert [*demo.attune_home.glob("anthropic*")] == []


def test_spend_says_by_what_it_goes(
    capsys: Capture, monkeypatch: MonkeyPatch, demo: Config
) -> None:
    reading_files.telemetry(demo)
    with reading_files.billed(monkeypatch):
        found = answer(capsys, "spend")
    assert (found["source"], found["numbers"]["today_usd"]) == ("account", 1.501)
    with reading_files.billed(monkeypatch, None):
        assert main(["spend"]) == 0
    printed = capsys.readouterr()
    assert "source      local" in printed.out
    assert "there is no admin key" in printed.err


def test_a_day_is_reconciled_to_the_cent(capsys: Capture, monkeypatch: MonkeyPatch) -> None:
    today = datetime.now(UTC).date().isoformat()
    with reading_files.billed(monkeypatch):
        found = answer(capsys, "reconcile", today)
        assert main(["reconcile", today]) == 0
    assert (found["billed_usd"], found["difference_usd"]) == (1.501, 1.501)
    assert "billed $1.50, logged $0.00" in capsys.readouterr().out


def test_prices_are_dollars_a_million_tokens(capsys: Capture) -> None:
    found = answer(capsys, "prices")
    assert all(versions[0]["input"] > 0 for versions in found["models"].values())
    assert main(["prices"]) == 0
    assert "ABOVE TOKENS" in capsys.readouterr().out


def test_the_status_of_a_spec_is_written_and_it_is_closed(capsys: Capture, demo: Config) -> None:
    reading_files.project(demo)
    assert main(["spec", "status", "login", "requirements", "draft"]) == 0
    assert [each["slug"] for each in answer(capsys, "spec", "list")] == ["login"]
    assert answer(capsys, "spec", "close", "login")["status"] == "complete"
    assert main(["spec", "list"]) == 0
    assert "complete" in capsys.readouterr().out
    assert main(["spec", "dismiss", "login"]) == 2


def test_what_is_known_of_the_project_is_told(capsys: Capture, demo: Config) -> None:
    reading_files.project(demo)
    assert answer(capsys, "bulletin")["active"][0]["workflow"] == "code-review"
    assert answer(capsys, "memory", "ship")["nodes"][0]["description"] == "how we ship"
    assert main(["bulletin"]) == main(["memory"]) == main(["health"]) == 0
    printed = capsys.readouterr()
    assert "code-review" in printed.out
    assert "how we ship" in printed.out
    assert "nothing was measured yet" in printed.err


def test_health_is_measured_with_take(capsys: Capture) -> None:
    assert "sloc" in answer(capsys, "health", "--take")["snapshot"]["signals"]
    assert main(["spec", "candidates"]) == 0
    assert "nobody looks" in capsys.readouterr().err


def test_conversations_are_counted(capsys: Capture, demo: Config, monkeypatch: MonkeyPatch) -> None:
    reading_files.sessions(demo, monkeypatch)
    exact = answer(capsys, "sessions", "--by", "day", "--timezone", "Asia/Tokyo")
    assert [row["day"] for row in exact["rows"]] == ["2026-01-30", "2026-02-01"]
    assert answer(capsys, "sessions", "--compat", "ccusage")["total"]["total_tokens"] == 2200
    assert len(answer(capsys, "sessions", "--by", "block")) == 3
    late = answer(capsys, "sessions", "--by", "block", "--since", "2026-01-31")
    assert [block["start"][:10] for block in late] == ["2026-01-31"]
    assert answer(capsys, "sessions", "--list") == []  # nothing was said in the last days
    assert main(["sessions"]) == main(["sessions", "--by", "block"]) == 0
    assert "(+1 unpriced)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("docs", "auth"),
        ("docs search password", "auth/concept  Signing in"),
        ("docs show auth/concept", "By password."),
        ("sweeps", "high      a.py:7  weak hash"),
        ("sweeps --path .", "question"),
        ("briefing", "one thing"),
        ("briefing answer i1 yes", "yes"),
        ("memory --findings", "mind the gap"),
        ("memory --signals", "nothing was scored"),
        ("savings", "$0.75 in 1 runs"),
        ("home", "today"),
    ],
)
def test_what_a_project_keeps_is_told(capsys: Capture, demo: Config, words: str, part: str) -> None:
    reading_files.kept(demo)
    assert main(words.split()) == 0
    assert part in capsys.readouterr().out
    assert answer(capsys, *words.split())


@pytest.mark.parametrize("word", ["docs", "sweeps", "briefing", "collab", "writes", "home"])
def test_where_nothing_is_kept_a_command_says_so(capsys: Capture, word: str) -> None:
    assert main([word]) == 0
    printed = capsys.readouterr()
    assert printed.out + printed.err


def test_a_snoozed_item_is_left_out_of_the_briefing(capsys: Capture, demo: Config) -> None:
    reading_files.kept(demo)
    assert answer(capsys, "briefing", "snooze", "i1")["item"] == "i1"
    found = answer(capsys, "briefing")
    assert ([*found["items"]], found["snoozed"][0]["id"]) == ([], "i1")


def test_a_run_is_announced_beats_and_ends_in_the_archive_of_its_day(capsys: Capture) -> None:
    run = answer(capsys, "bulletin", "announce", "review", "--scope", "auth")["run_id"]
    assert answer(capsys, "bulletin")["active"][0]["actor_kind"] == "cli"
    assert main(["bulletin", "heartbeat", run, "--status", "completed"]) == 0
    assert answer(capsys, "bulletin")["active"] == []
    assert answer(capsys, "bulletin", "archive") == []
    assert main(["bulletin", "heartbeat", "nothing"]) == 2


def test_writes_are_told_with_what_became_of_them(capsys: Capture, demo: Config) -> None:
    reading_files.project(demo)
    assert main(["spec", "status", "login", "requirements", "draft"]) == 0
    found = answer(capsys, "writes", "--temporary")
    assert found["summary"]["total_entries"] == 1
    assert main(["writes", "--temporary"]) == 0
    assert "docs/specs/login/requirements.md" in capsys.readouterr().out


def test_the_tokens_behind_the_bill_are_told(capsys: Capture, monkeypatch: MonkeyPatch) -> None:
    with reading_files.billed(monkeypatch):
        assert answer(capsys, "usage")["today_tokens"]["web_searches"] == 6
        assert main(["usage", "--by", "model"]) == 0
    assert "claude-sonnet-5  429" in capsys.readouterr().out
    with reading_files.billed(monkeypatch, None):
        assert main(["usage"]) == 1
    assert capsys.readouterr().out == ""


def test_a_broken_sweep_is_not_said_to_be_none(capsys: Capture, demo: Config) -> None:
    scope = hash_of(str(demo.project_root / "src"))
    path = demo.ops_dir / "sweep-results" / f"{scope}.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    assert main(["sweeps"]) == 0
    printed = capsys.readouterr().err
    assert (str(path) in printed, "nothing was swept" in printed) == (True, False)
    assert main(["sweeps", "--path", "src"]) == 2


def test_text_from_elsewhere_gives_a_terminal_no_commands(capsys: Capture, demo: Config) -> None:
    reading_files.telemetry(demo)
    with demo.telemetry_path.open("a") as file:
        file.write('{"workflow": "\\u001b]0;title\\u0007\\u009b31m red", "cost": 1}\n')
    for words in (["telemetry"], ["telemetry", "--by", "workflow"]):
        assert main(words) == 0
        printed = capsys.readouterr().out
        assert ("red" in printed, {"\x1b", "\x07", "\x9b"} & {*printed}) == (True, set())
