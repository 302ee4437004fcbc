"""The briefing from real files."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Invalid, NotFound
from attune_ops_nb.readings.briefing import Briefing, answer, briefing, snooze

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
ITEM = {
    "id": "i1", "title": "Auth", "severity": "warn", "rationale": "r", "sources": ["spec:auth"],
    "suggested_action": {"kind": "open", "label": "Open", "question": None, "choices": [],
                         "url": "/specs/auth", "workflow": None, "scope": None},
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(project_root=tmp_path, attune_home=tmp_path / "home")


def cache(config: Config, name: str, **said: object) -> None:
    folder = config.attune_home / "curator-cache"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"summary": "S", "items": [ITEM], "cached_at": NOW.isoformat(), **said})
    (folder / f"{name}.json").write_text(text)


def test_there_never_was_a_briefing(config: Config):
    assert briefing(config, NOW) == Briefing()
    assert not config.attune_home.exists()


def test_the_newest_briefing_is_shown_worst_first(config: Config):
    items = [
        ITEM,
        {**ITEM, "id": "i2", "severity": "odd"},
        {**ITEM, "id": "i3", "severity": "block"},
    ]
    cache(config, "0" * 16, summary="old", cached_at="2026-11-21T02:00:00")
    cache(config, "1" * 16, items=[*items, {"title": "no id"}, 7], cost_usd=0.0312, model="m")

    found = briefing(config, NOW + timedelta(minutes=5))

    assert (found.summary, found.cost_usd, found.model, found.is_stale) == ("S", 0.0312, "m", False)
    assert [(item.id, item.severity) for item in found.items] == [
        ("i3", "block"), ("i1", "warn"), ("i2", "info"),
    ]  # fmt: skip
    assert briefing(config, NOW + timedelta(minutes=6)).is_stale


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.test/x", True),
        ("/specs/a", True),
        ("javascript:alert(1)", False),
        ("//evil.test", False),
        ("/\\evil.test", False),
        ("data:text/html,x", False),
    ],
)
def test_a_link_of_a_model_leads_to_the_web_or_to_us(config: Config, url: str, shown: bool):
    cache(config, "0", items=[{**ITEM, "suggested_action": {"kind": "open", "url": url}}])

    action = briefing(config, NOW).items[0].suggested_action

    assert action is not None
    assert action.url == (url if shown else None)


def test_an_item_can_be_snoozed_for_two_weeks(config: Config):
    cache(config, "0")

    until = snooze(config, " i1 ", NOW)

    assert until == NOW + timedelta(days=14)
    stored = (config.attune_home / "curator" / "dismissals.json").read_text()
    assert stored == '{"i1": {"snoozed_until": "2026-12-05T03:00:00+00:00"}}'
    assert [item.id for item in briefing(config, NOW).snoozed] == ["i1"]
    assert [item.id for item in briefing(config, until).items] == ["i1"]


def test_many_who_snooze_at_once_lose_no_item(config: Config):
    ids = [f"i{number}" for number in range(200)]
    cache(config, "0", items=[{**ITEM, "id": id} for id in ids])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda id: snooze(config, id, NOW), ids))

    assert {item.id for item in briefing(config, NOW).snoozed} == {*ids}


def test_an_item_that_no_briefing_has_is_answered_with_the_nearest(config: Config):
    cache(config, "0", items=[{**ITEM, "id": "gift-cards"}])
    with pytest.raises(NotFound, match="an item gift-card; did you mean gift-cards"):
        snooze(config, "gift-card", NOW)
    with pytest.raises(NotFound):
        answer(config, "gone", "Park", NOW)


def test_an_answer_is_recorded(config: Config):
    cache(config, "0")
    given = answer(config, "i1", "Park", NOW)

    assert (config.attune_home / "curator" / "answers.jsonl").read_text() == (
        '{"ts": "2026-11-21T03:00:00+00:00", "item_id": "i1", "choice": "Park"}\n'
    )
    assert briefing(config, NOW).answers == [given]


def test_broken_files_are_named_and_hide_nothing(config: Config):
    cache(config, "0")
    cache(config, "1", cached_at="soon")
    (config.attune_home / "curator-cache" / "2.json").write_text("[]")
    folder = config.attune_home / "curator"
    folder.mkdir()
    (folder / "dismissals.json").write_text("{")
    (folder / "answers.jsonl").write_text("{}\n")

    found = briefing(config, NOW)

    assert [item.id for item in found.items] == ["i1"]
    assert len(found.malformed) == 3


def test_nothing_is_written_without_leave_or_content(config: Config, tmp_path: Path):
    read_only = Config(project_root=tmp_path, attune_home=config.attune_home, read_only=True)
    with pytest.raises(Forbidden):
        snooze(read_only, "i1", NOW)
    with pytest.raises(Forbidden):
        answer(read_only, "i1", "x", NOW)
    with pytest.raises(Invalid, match="choice: it must not be empty"):
        answer(config, "i1", " ", NOW)
    assert not config.attune_home.exists()
