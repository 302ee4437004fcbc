"""A demo is the same for the same seed, and every reading finds in it what was put there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attune_ops_nb import demo
from attune_ops_nb.cli import main
from attune_ops_nb.config import Config, build_config
from attune_ops_nb.demo import Written, conversations
from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic.pricing import dollars
from attune_ops_nb.model import Status
from attune_ops_nb.readings import (
    anthropic_cost,
    briefing,
    bulletin,
    collab,
    completion_candidates,
    features,
    health,
    help,
    memory,
    memory_events,
    pending_writes,
    prices,
    reconcile,
    session_blocks,
    session_usage,
    specs,
    spend,
    sweep,
    telemetry,
)
from attune_ops_nb.store import archive, whole
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import open_engine

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Config, Written]]:
    place = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ANTHROPIC_ADMIN_API_KEY", raising=False)
        written = demo.write(place, now=NOW)
        yield demo.config_of(place), written


def contents(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }


def test_the_same_seed_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    demo.write(tmp_path / "home", now=NOW, days=5)
    first = contents(tmp_path / "home")
    (tmp_path / "home").rename(tmp_path / "first")
    demo.write(tmp_path / "home", now=NOW, days=5)
    assert contents(tmp_path / "home") == first


def test_another_seed_gives_other_work(tmp_path: Path) -> None:
    first = demo.write(tmp_path / "one", now=NOW, days=3, seed=1)
    second = demo.write(tmp_path / "two", now=NOW, days=3, seed=2)
    usage = "telemetry/usage.jsonl"
    assert contents(tmp_path / "one")[usage] != contents(tmp_path / "two")[usage]
    assert first.days == second.days


def test_a_home_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    whole.write(tmp_path / "telemetry" / "usage.jsonl", b"mine")
    with pytest.raises(Conflict, match=r"not empty.*--force"):
        demo.write(tmp_path, now=NOW)
    assert contents(tmp_path) == {"telemetry/usage.jsonl": b"mine"}


def test_it_is_written_over_if_that_is_asked_for(tmp_path: Path) -> None:
    demo.write(tmp_path, now=NOW, days=2)
    first = contents(tmp_path)
    demo.write(tmp_path, now=NOW, days=2, force=True)
    assert contents(tmp_path) == first


def test_one_written_over_it_later_does_not_stand_beside_it(tmp_path: Path) -> None:
    first = demo.write(tmp_path, now=NOW, days=2)
    demo.write(tmp_path, now=NOW + timedelta(hours=1), days=2, force=True)
    assert len(archive.listing(demo.config_of(tmp_path)).items) == first.runs


def test_what_somebody_else_put_there_outlives_it(tmp_path: Path) -> None:
    demo.write(tmp_path, now=NOW, days=2)
    whole.write(tmp_path / "mine.txt", b"mine")
    demo.write(tmp_path, now=NOW, days=2, seed=8, force=True)
    assert (tmp_path / "mine.txt").read_bytes() == b"mine"


def test_its_engine_runs_something_of_each_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--home", str(tmp_path), "--days", "1", "--live", "--json"]) == 0
    config = demo.config_of(tmp_path)
    try:
        attune = open_engine(config)
        runs = attune.executions.list(top_level_only=True).items
        cost = attune.readings.run_cost(runs[-1].id)
        attune.close()
    finally:
        host.stop(config)
    assert {each.status.value for each in runs} >= {"completed", "failed", "cancelled"}
    assert any(not each.status.ended for each in runs)
    assert (cost.known, cost.calls) == ("by id", 1)


@pytest.mark.parametrize("days", [0, -3, 100_000])
def test_a_demo_has_some_days_and_not_too_many(tmp_path: Path, days: int) -> None:
    with pytest.raises(Invalid, match="days"):
        demo.write(tmp_path / "home", now=NOW, days=days)
    assert not (tmp_path / "home").exists()


def test_one_day_is_enough(tmp_path: Path) -> None:
    written = demo.write(tmp_path, now=NOW, days=1)
    found = telemetry.summary(demo.config_of(tmp_path), today=NOW.date())
    assert found.total_events == written.calls > 0


def test_telemetry_has_every_call_and_counts_the_broken_lines(
    home: tuple[Config, Written],
) -> None:
    config, written = home
    found = telemetry.summary(config, today=NOW.date())
    planted = {path: n for path, n in written.malformed.items() if "usage" in path}
    assert found.total_events == written.calls
    assert found.malformed_lines == sum(planted.values())
    assert {bad.file for bad in found.malformed} == {str(config.attune_home / p) for p in planted}
    assert (found.undated_events, found.future_events, found.files) == (0, 0, 2)


def test_it_has_savings_of_earlier_versions_and_calls_without_a_price(
    home: tuple[Config, Written],
) -> None:
    found = telemetry.summary(home[0], today=NOW.date())
    assert found.total_savings > 0
    assert found.unpriced_events > 0


def test_memory_has_every_event_and_counts_the_broken_lines(home: tuple[Config, Written]) -> None:
    config, written = home
    found = memory_events.memory_summary(config)
    assert found.total_events == written.memory_events
    assert found.malformed_lines == written.malformed["telemetry/memory_events.jsonl"]
    assert memory_events.memory_signal(config).scored > 0


def test_the_account_has_a_cost_that_nobody_was_asked_for(home: tuple[Config, Written]) -> None:
    found, error = anthropic_cost.fetch_summary(config=home[0], now=NOW)
    assert error is None
    assert found is not None
    assert (found.source, found.complete, len(found.by_day)) == ("cached", True, 30)
    assert min(usd for _, usd in found.by_day) > 0


def test_the_spending_is_that_of_the_account_and_more_than_telemetry_knows(
    home: tuple[Config, Written],
) -> None:
    found = spend.spend(home[0], now=NOW)
    assert found.source == "account"
    assert found.forecast is not None
    logged = sum(day.cost for day in telemetry.summary(home[0], today=NOW.date()).by_day)
    assert found.numbers.seven_day_usd > logged


def test_the_session_logs_have_every_reply_and_the_broken_lines(
    home: tuple[Config, Written],
) -> None:
    config, written = home
    logs = {"CLAUDE_CONFIG_DIR": written.claude_config_dir}
    found = session_usage.usage(config, ["session"], environ=logs)
    chats = conversations.made(config.project_root, NOW, written.days, written.seed)
    said = [usage for chat in chats for usage in chat.usages]
    assert (len(found.rows), found.total.replies) == (written.sessions, len(said))
    assert found.total.cost == dollars(prices.prices(config).reprice(said).nanos)
    planted = [count for path, count in written.malformed.items() if path.startswith("claude/")]
    assert found.malformed_lines == sum(planted) == 2


def test_there_is_a_record_of_each_way_to_end(home: tuple[Config, Written]) -> None:
    config, written = home
    found = archive.listing(config)
    assert {record.outcome for record in found.items} == {
        Status.COMPLETED,
        Status.FAILED,
        Status.CANCELLED,
        Status.TIMEOUT,
        Status.ABANDONED,
    }
    assert found.unreadable == []
    assert written.runs >= 30


def test_the_board_has_a_run_that_goes_on_and_one_that_was_left(
    home: tuple[Config, Written],
) -> None:
    found = bulletin.read(home[0], NOW)
    assert [each.workflow for each in found.active] == ["security-audit"]
    assert [each.workflow for each in found.stale] == ["release-prep"]
    assert found.malformed_lines == home[1].malformed["bulletin/active.jsonl"]


def test_the_specs_are_in_all_stages_of_their_life(home: tuple[Config, Written]) -> None:
    found = specs.specs(home[0], NOW)
    assert len(found) == home[1].specs
    assert {spec.lifecycle for spec in found} == {
        "paused",
        "complete",
        "stale",
        "draft",
        "approved-not-shipped",
        "active",
    }


def test_the_project_has_features(home: tuple[Config, Written]) -> None:
    assert [each.name for each in features.features(home[0])] == [
        "auth",
        "billing",
        "reports",
        "search",
    ]


def test_every_page_that_reads_the_home_has_something_to_show(
    home: tuple[Config, Written],
) -> None:
    config = home[0]
    assert [len(each.queue) for each in sweep.results(config)] in ([1, 4], [4, 1])
    assert [item.severity for item in briefing.briefing(config, NOW).items] == ["block", "nudge"]
    assert {each.name: len(each.kinds) for each in help.help_of(config).features} == {
        "auth": 4, "billing": 3, "search": 1,
    }  # fmt: skip
    kept = memory.memory(config, NOW)
    assert (len(kept.nodes), len(kept.findings), kept.malformed) == (4, 3, [])
    (written,) = pending_writes.read(config, NOW, temporary=True).pending
    assert written.matches_journal
    assert len(bulletin.archived(config, NOW.date() - timedelta(days=1))) == 2
    assert collab.collab(config, NOW).outbox.is_stale


def test_no_two_specs_were_left_at_the_same_time(home: tuple[Config, Written]) -> None:
    found = specs.specs(home[0], NOW)
    assert len({spec.last_modified for spec in found}) == len(found)


def test_hardly_anything_is_asked_for_twice(home: tuple[Config, Written]) -> None:
    config, written = home
    chats = conversations.made(config.project_root, NOW, written.days, written.seed)
    asked = [chat.lines[0]["content"] for chat in chats]
    assert len(set(asked)) > len(asked) * 0.8


def test_a_spec_is_finished_and_only_waits_to_be_closed(home: tuple[Config, Written]) -> None:
    (found,) = completion_candidates.detect_candidates(home[0], NOW.timestamp())
    assert found.slug == "receipt-emails"
    assert found.evidence == ["✓ 2 task rows complete", "✓ last edit 2 days ago"]


def test_the_project_was_measured_each_week_and_this_morning(home: tuple[Config, Written]) -> None:
    found = health.health(home[0], NOW)
    assert not found.is_stale and found.snapshot is not None
    assert len(health.snapshots(home[0])) == 5


def test_somebody_is_at_work_now(home: tuple[Config, Written]) -> None:
    logs = {"CLAUDE_CONFIG_DIR": home[1].claude_config_dir}
    block = session_blocks.blocks(home[0], NOW, environ=logs)[-1]
    assert block.active and block.burn is not None


def test_a_day_is_reconciled_with_every_kind_of_cause(
    home: tuple[Config, Written], monkeypatch: pytest.MonkeyPatch
) -> None:
    config, written = home
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", written.claude_config_dir)
    found = reconcile.reconcile(NOW.date() - timedelta(days=9), config=config, now=NOW)
    assert found.notes == []
    assert found.cents["unlogged"] > 0 > found.cents["batch"]
    assert found.cents["web_search"] == 6


def test_its_home_alone_is_enough_to_find_its_project(home: tuple[Config, Written]) -> None:
    config = build_config(attune_home=home[0].attune_home)
    assert str(config.project_root) == home[1].project_root


def test_the_command_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "demo",
        "--home",
        str(tmp_path / "home"),
        "--days",
        "3",
        "--until",
        "2026-11-20T18:00Z",
    ]
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["home"], answer["days"]) == (str(tmp_path / "home"), 3)
    assert main(words) == 1
    assert "is not empty" in capsys.readouterr().err


def test_the_command_needs_a_time_that_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--home", str(tmp_path / "home"), "--until", "yesterday"]) == 2
    assert "until: 'yesterday' is no time" in capsys.readouterr().err
