"""What is known of the memory, from real files."""

import json
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.memory_events import (
    EventTotals,
    MemorySummary,
    feedback_signal,
    intervention_signal,
    memory_signal,
    memory_summary,
)
from attune_ops_nb.store import rollups


@pytest.fixture
def config(tmp_path: Path) -> Config:
    found = Config(attune_home=tmp_path / "home")
    found.memory_events_path.parent.mkdir(parents=True)
    return found


def write(config: Config, *events: Any, name: str = "memory_events.jsonl") -> None:
    with config.memory_events_path.with_name(name).open("a") as file:
        for event in events:
            file.write(event if isinstance(event, str) else json.dumps(event) + "\n")


def event(name: str, **fields: Any) -> dict[str, Any]:
    return {"v": "1.0", "ts": "2026-10-24T00:15:32.963932Z", "event": name, **fields}


def verdict(said: str, item: str = "i", session: str = "s", surfacing: str = "f") -> dict[str, Any]:
    return event(
        "memory_signal",
        surfacing_id=surfacing,
        item_id=item,
        session_id=session,
        verdict=said,
    )


def test_where_nothing_was_remembered_there_is_nothing(tmp_path: Path):
    config = Config(attune_home=tmp_path)
    assert memory_summary(config) == MemorySummary()
    assert memory_signal(config).wrong_rate is None
    assert intervention_signal(config).top_rules == []
    assert feedback_signal(config).rejection_rate == 0.0


def test_events_add_up_by_name_by_day_and_by_session(config: Config):
    write(
        config,
        event("jit_recall", est_tokens=182, session_id="a"),
        event("jit_recall", est_tokens="many", session_id="a"),
        event("session_recall", est_tokens=101, session_id="b", ts="2026-10-24T01:00:00+02:00"),
        event("session_recall", est_tokens=True, session_id="c", ts="whenever"),
    )
    assert memory_summary(config) == MemorySummary(
        total_events=4,
        total_est_tokens=283,
        distinct_sessions=3,
        by_event={
            "jit_recall": EventTotals(n=2, est_tokens=182),
            "session_recall": EventTotals(n=2, est_tokens=101),
        },
        by_day={
            "unknown": EventTotals(n=1, est_tokens=0),
            "2026-10-23": EventTotals(n=1, est_tokens=101),
            "2026-10-24": EventTotals(n=2, est_tokens=182),
        },
        per_session_avg_tokens=94.3,
    )


def test_rotated_files_count_unless_only_the_live_one_is_wanted(config: Config):
    write(config, event("a", session_id="x"), name="memory_events.2026-10-01.jsonl")
    write(config, event("a", session_id="x"))
    assert memory_summary(config).total_events == 2
    assert memory_summary(config).distinct_sessions == 1
    assert memory_summary(config, live_only=True).total_events == 1


def test_bad_lines_are_counted_and_shown_and_stop_nothing(config: Config):
    write(config, "[1]\n", event("a"), "5\n", "x\n", "[" * 100_000 + "\n", event("a"), '{"cut')
    found = memory_summary(config)
    assert (found.total_events, found.malformed_lines) == (2, 4)
    assert [bad.offset for bad in found.malformed][:2] == [0, 4 + len(json.dumps(event("a"))) + 1]


def test_the_last_verdict_on_an_item_holds_and_the_live_file_is_the_last(config: Config):
    write(config, verdict("wrong"), verdict("wrong", "j"))
    write(config, verdict("ignored"), name="memory_events.2026-10-01.jsonl")
    assert memory_signal(config).counts == {
        "acted_on": 0,
        "ignored": 0,
        "wrong": 2,
        "unscored": 0,
    }
    write(config, verdict("acted_on"))
    assert memory_signal(config).counts["acted_on"] == 1
    rollups.clear_cache()
    assert memory_signal(config).counts["wrong"] == 1


def test_rates_are_of_what_was_scored(config: Config):
    said = ["acted_on"] * 3 + ["ignored"] * 4 + ["wrong"] + ["unscored"] * 5 + ["hm"] * 2
    write(config, *(verdict(each, f"item {at}") for at, each in enumerate(said)))
    found = memory_signal(config)
    assert (found.scored, found.unscored, found.headline) == (8, 5, "wrong_rate")
    assert (found.wrong_rate, found.ignored_rate) == (0.25, 0.5)
    assert found.candidate_noise_rate == 0.625


def test_rules_are_counted_as_often_as_they_were_shown(config: Config):
    write(config, *(event("jit_recall", rules=[f"r{at % 12}", "all", 5]) for at in range(24)))
    write(config, event("jit_recall", rules="r1"), event("other", rules=["r1"]))
    found = intervention_signal(config)
    assert (found.rule_surfacings, found.distinct_rules) == (48, 13)
    assert found.top_rules[:3] == [("all", 24), ("r0", 2), ("r1", 2)]
    assert len(found.top_rules) == 10


def test_the_caption_says_more_once_something_was_scored(config: Config):
    write(config, event("jit_recall", rules=["r"]))
    before = intervention_signal(config)
    write(config, verdict("wrong"), verdict("unscored", "j"))
    after = intervention_signal(config)
    assert (before.noise_denominator, after.noise_denominator) == (None, 1)
    assert after.caption.startswith(before.caption)
    assert len(after.caption) > len(before.caption)


def test_findings_that_were_thrown_out_are_set_against_those_that_were_written(config: Config):
    write(
        config,
        event("memory_feedback", verdict="rejected", source="review", count=2),
        event("memory_feedback", verdict="rejected", source="audit"),
        event("memory_feedback", verdict="kept", source="audit", count=9),
        event("session_stash", written=7),
    )
    found = feedback_signal(config)
    assert (found.rejected, found.findings_written) == (3, 7)
    assert found.by_source == {"audit": 1, "review": 2}
    assert found.rejection_rate == 0.429
    assert found.caption
