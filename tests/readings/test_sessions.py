"""The conversations about a project are listed with how they were begun, the newest first."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.readings.session_verbs import SessionVerbs
from attune_ops_nb.readings.sessions import NO_PROMPT, Session, keys, sessions
from attune_ops_nb.store import rollups

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    (tmp_path / "my.app").mkdir()
    yield Config(project_root=tmp_path / "my.app", attune_home=tmp_path / "home")
    rollups.clear_cache()


def said(text: Any, at: datetime = NOW, who: str = "user", **more: Any) -> dict[str, Any]:
    time = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"type": who, "timestamp": time, "message": {"role": who, "content": text}, **more}


def write(config: Config, name: str, *lines: Any, suffix: str = "", age: float = 0) -> Path:
    key = min(keys(config.project_root))
    path = config.attune_home.parent / "claude" / "projects" / f"{key}{suffix}" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{x if isinstance(x, str) else json.dumps(x)}\n" for x in lines)
    time = NOW.timestamp() - age
    os.utime(path, (time, time))
    return path


def listed(config: Config, **given: Any) -> list[Session]:
    environ = {"CLAUDE_CONFIG_DIR": str(config.attune_home.parent / "claude")}
    return sessions(config, NOW, environ=environ, **given)


def test_a_session_says_how_long_it_was_and_how_it_began(config: Config) -> None:
    cwd = str(config.project_root)
    path = write(
        config,
        "one",
        {"type": "summary", "summary": "A title"},
        said("Caveat: not typed by anybody", isMeta=True),
        said("<local-command-stdout>nothing</local-command-stdout>"),
        said("  Fix the\n  login ", cwd=cwd),
        said([{"type": "tool_use", "id": "t", "input": {}}], who="assistant"),
        said([{"type": "tool_result", "content": "a lot"}]),
        said([{"type": "text", "text": "Done"}], NOW + timedelta(minutes=2), "assistant"),
    )

    [session] = listed(config)

    assert session == Session(
        id="one",
        started_at=NOW,
        last_activity=NOW + timedelta(minutes=2),
        duration_seconds=120.0,
        message_count=3,
        starter_prompt="Fix the login",
        project=cwd,
        path=str(path),
    )


def test_events_with_a_content_of_their_own_count_as_well(config: Config) -> None:
    write(config, "one", {"timestamp": "2026-11-21T10:00:00Z", "content": "Hello"}, {"content": ""})

    [session] = listed(config)

    assert (session.message_count, session.starter_prompt) == (1, "Hello")


def test_a_prompt_is_redacted_before_it_is_cut_at_a_word(config: Config) -> None:
    secret = "sk-ant-" + "a" * 60
    write(config, "one", said("see /home/ada/x " + "word " * 34 + secret + " and more"))

    [session] = listed(config)

    assert session.starter_prompt == "see <user-home>/x " + "word " * 34 + "<redacted>…"
    kept = b"".join(path.read_bytes() for path in config.ops_dir.glob("readings.db*"))
    assert b"<user-home>" in kept
    assert secret.encode() not in kept and b"/home/ada" not in kept


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [("x" * 300, "x" * 200 + "…"), ("x" * 150 + " " + "y" * 90, "x" * 150 + " " + "y" * 49 + "…")],
)
def test_a_prompt_without_a_space_near_its_end_is_cut_in_a_word(
    config: Config, prompt: str, shown: str
) -> None:
    write(config, "one", said(prompt))

    assert [each.starter_prompt for each in listed(config)] == [shown]


def test_without_a_prompt_or_a_time_a_session_is_still_there(config: Config) -> None:
    write(config, "one", {"type": "summary"}, '{"cut')

    [session] = listed(config)

    assert session.starter_prompt == NO_PROMPT
    assert (session.started_at, session.duration_seconds, session.malformed_lines) == (None, 0, 1)


def test_times_that_go_back_make_no_negative_duration(config: Config) -> None:
    write(config, "one", said("a"), said("b", NOW - timedelta(hours=1)))

    assert [each.duration_seconds for each in listed(config)] == [0.0]


def test_the_newest_come_first_and_old_ones_not_at_all(config: Config) -> None:
    for hours in range(5):
        write(config, f"s{hours}", said("a", NOW - timedelta(hours=hours)), age=hours * 3600)
    write(config, "old", said("a"), age=4 * 86400)

    assert [each.id for each in listed(config, limit=3)] == ["s0", "s1", "s2"]
    assert len(listed(config)) == 5
    assert len(listed(config, days=None)) == 6


def test_a_log_that_was_copied_today_is_as_old_as_what_was_said_in_it(config: Config) -> None:
    write(config, "old", said("Long ago", NOW - timedelta(days=5)))
    write(config, "timeless", {"type": "user", "message": {"role": "user", "content": "When?"}})
    assert [each.id for each in listed(config, days=3)] == ["timeless"]
    assert [each.id for each in listed(config, days=6)] == ["old", "timeless"]


def test_the_same_session_twice_is_the_one_written_last(config: Config) -> None:
    write(config, "one", said("first"), age=60)
    write(config, "one", said("second"), suffix="--claude-worktrees-fix")

    assert [each.starter_prompt for each in listed(config)] == ["second"]


def test_worktrees_are_ours_and_neighbours_are_not(config: Config) -> None:
    root = config.project_root
    for name, link in (("my.app-wt", f"gitdir: {root}/.git/worktrees/wt"), ("my.app-two", None)):
        folder = root.parent / name
        folder.mkdir()
        if link:
            (folder / ".git").write_text(link)
        write(config, name, said("a", cwd=str(folder)), suffix=name.removeprefix("my.app"))
    write(config, "slug", said("a"), suffix="--claude-worktrees-fix-login")
    write(config, "inside", said("a", cwd=str(root / "src")), suffix="-src")

    found = {each.id: each.worktree for each in listed(config)}

    assert found == {"my.app-wt": "my.app-wt", "slug": "fix-login", "inside": None}


def test_what_is_added_is_read_alone(config: Config) -> None:
    write(config, "one", said("first"))
    assert listed(config)[0].message_count == 1
    write(config, "one", said("second", NOW + timedelta(seconds=9), "assistant"))

    [session] = listed(config)

    assert (session.message_count, session.duration_seconds) == (2, 9.0)
    rollups.clear_cache()
    assert listed(config) == [session]


@pytest.mark.parametrize("number", [0, -3, 10**13])
def test_how_many_are_wanted_must_be_a_number_that_can_be_meant(
    config: Config, number: int
) -> None:
    verbs = SessionVerbs(config)
    for ask in (
        lambda: verbs.conversations(limit=number),
        lambda: verbs.conversations(days=number),
        lambda: verbs.session_blocks(token_limit=number),
    ):
        with pytest.raises(Invalid, match="is not from 1 to"):
            ask()


def test_days_beyond_all_calendars_are_all_there_ever_was(config: Config) -> None:
    write(config, "old", said("x", NOW - timedelta(days=9000)))
    assert [each.id for each in listed(config, days=10**9)] == ["old"]
