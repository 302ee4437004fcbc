"""What conversations used and cost is read once, exactly, and as ccusage counts it."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.readings.session_blocks import Block, blocks
from attune_ops_nb.readings.session_usage import SessionUsage, usage
from attune_ops_nb.store import rollups
from benchmarks.ccusage import mode_of, ours, same, zone_of
from benchmarks.session_corpus import dumps, fuzzed, large

EXPECTED = json.loads(Path(__file__).with_name("ccusage_20.json").read_text("utf-8"))
"""What ccusage 20.0.24 says; written by `python -m benchmarks.ccusage PROGRAM 0 48 --write …`."""
SONNET = "claude-sonnet-4-6"


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    yield Config(project_root=tmp_path, attune_home=tmp_path / "home")
    rollups.clear_cache()


def reply(number: int, at: str = "2026-11-01T10:00:00.000Z", **changes: Any) -> dict[str, Any]:
    tokens = {"input_tokens": 1000, "output_tokens": 100, **changes.pop("usage", {})}
    message = {"id": f"m{number}", "model": changes.pop("model", SONNET), "usage": tokens}
    return {"timestamp": at, "requestId": f"r{number}", "message": message, **changes}


def write(config: Config, name: str, *lines: dict[str, Any] | bytes) -> Path:
    path = config.project_root / "claude" / "projects" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.writelines((x if isinstance(x, bytes) else dumps(x)) + b"\n" for x in lines)
    return path


def environ(config: Config) -> dict[str, str]:
    return {"CLAUDE_CONFIG_DIR": str(config.project_root / "claude")}


def read(config: Config, *by: Any, **given: Any) -> SessionUsage:
    return usage(config, by, environ=environ(config), **given)


def spans(config: Config, now: datetime, **given: Any) -> list[Block]:
    return blocks(config, now, environ=environ(config), **given)


@pytest.mark.parametrize("seed", EXPECTED)
def test_it_says_what_ccusage_says(config: Config, seed: str) -> None:
    fuzzed(config.project_root, int(seed))

    now = datetime(2026, 11, 21, tzinfo=UTC)
    found = ours(config, config.project_root, mode_of(int(seed)), zone_of(int(seed)), now)

    assert (
        same(EXPECTED[seed], {**found})
        or [name for name in found if not same(EXPECTED[seed][name], found[name])] == []
    )


def test_tokens_and_cost_are_summed_by_all_sides(config: Config) -> None:
    write(config, "-p/s1.jsonl", reply(1), reply(2, "2026-11-02T10:00:00Z", model="mystery"))
    write(config, "-p/s1/subagents/agent.jsonl", reply(3))
    write(config, "-q/s2.jsonl", reply(4))

    sessions = read(config, "session").rows
    models = read(config, "day", "model").rows

    assert [(x.project, x.session, x.replies) for x in sessions] == [
        ("-p", "s1", 3),
        ("-q", "s2", 1),
    ]
    assert [(x.day, x.model, x.replies, x.cost, x.unpriced_replies) for x in models] == [
        (date(2026, 11, 1), SONNET, 3, 0.0135, 0),
        (date(2026, 11, 2), "mystery", 1, 0.0, 1),
    ]
    assert read(config).total.total_tokens == 4400


def test_without_logs_there_is_nothing_and_a_wrong_folder_is_an_error(config: Config) -> None:
    nowhere = {"HOME": str(config.project_root / "nobody")}

    assert usage(config, environ=nowhere).rows == []
    with pytest.raises(Invalid, match="CLAUDE_CONFIG_DIR"):
        usage(config, environ={**nowhere, "CLAUDE_CONFIG_DIR": "/nowhere"})
    with pytest.raises(Invalid, match="'hour' is none of"):
        usage(config, ["hour"], environ=nowhere)  # type: ignore[list-item]


def test_logs_lie_in_the_listed_folders_else_in_both_usual_ones(config: Config) -> None:
    home = config.project_root
    for folder, number in ((".config/claude", 1), (".claude", 2), ("listed", 3), ("xdg/claude", 4)):
        path = home / folder / "projects" / "-p" / f"s{number}.jsonl"
        path.parent.mkdir(parents=True)
        path.write_bytes(dumps(reply(number)) + b"\n")

    def sessions(**environ: str) -> list[str | None]:
        found = usage(config, ["session"], environ={"HOME": str(home), **environ})
        return [row.session for row in found.rows]

    assert sessions() == ["s1", "s2"]
    assert sessions(XDG_CONFIG_HOME=str(home / "xdg")) == ["s2", "s4"]
    assert sessions(CLAUDE_CONFIG_DIR=f"/nowhere, {home}/listed,{home}/listed/projects") == ["s3"]
    assert sessions(CLAUDE_CONFIG_DIR="~/listed") == ["s3"]


def test_a_message_counts_once_whoever_repeats_it(config: Config) -> None:
    small, grown = reply(1), reply(1, usage={"output_tokens": 150})
    write(config, "-p/s1.jsonl", small, grown, grown)
    write(config, "-p/s2.jsonl", grown)
    aside = reply(1, "2026-11-09T10:00:00Z", isSidechain=True, usage={"output_tokens": 150})
    write(config, "-p/s1/subagents/a.jsonl", {**aside, "requestId": "other"})

    assert read(config).total.total_tokens == 1150
    assert [row.session for row in read(config, "session").rows] == ["s1"]
    assert read(config, "session", compat="ccusage-20").total.total_tokens == 2300


def test_on_logs_without_anything_odd_both_ways_of_counting_agree(config: Config) -> None:
    large(config.project_root / "claude", megabytes=6)

    exact, compatible = (
        read(config, "day", "session", "model", compat=x) for x in (None, "ccusage-20")
    )

    assert len(exact.rows) > 1
    assert exact == compatible


def test_two_values_on_a_line_are_no_reply_though_an_empty_one_follows(config: Config) -> None:
    first, second = dumps(reply(1)), dumps(reply(2))
    write(config, "-p/s1.jsonl", first + second, b"", reply(3), second[:90], second[90:])

    assert read(config).total.replies == 1
    assert read(config).malformed_lines == 3


def test_what_is_written_oddly_hides_no_reply(config: Config) -> None:
    spaced = json.dumps(reply(1)).encode()
    write(
        config, "-p/s1.jsonl", spaced, reply(2, cwd=None), reply(3, "2026-11-01T10:00:00.1+01:00")
    )

    assert read(config).total.replies == 3
    assert read(config, compat="ccusage-20").total.replies == 0
    assert read(config).malformed_lines == 0


def test_broken_lines_are_listed_and_take_no_other_with_them(config: Config) -> None:
    first = dumps(reply(1))
    broken = [
        b'{"cut',
        b"\x00\x00",
        b"\xff" + first,
        first + first,
        dumps(reply(5, usage={"input_tokens": -1})),
    ]
    path = write(config, "-p/s1.jsonl", first, *broken, reply(2))

    found = read(config)

    assert found.total.replies == 2
    assert found.malformed_lines == len(found.malformed) == 5
    assert found.malformed[0].offset == len(first) + 1
    assert {each.file for each in found.malformed} == {str(path)}
    assert found.malformed[4].reason == "input_tokens is no number of tokens"


def test_only_what_was_added_is_read_and_a_last_line_waits_for_its_end(config: Config) -> None:
    path = write(config, "-p/s1.jsonl", reply(1))
    assert read(config).total.replies == 1
    half = dumps(reply(2))
    with path.open("ab") as file:
        file.write(half[:50])
    assert (read(config).total.replies, read(config).waiting_bytes) == (1, 50)
    with path.open("ab") as file:
        file.write(half[50:] + b"\n")

    assert read(config).total.replies == 2
    rollups.clear_cache()
    assert read(config).total.replies == 2


def test_a_repetition_that_comes_later_moves_the_message(config: Config) -> None:
    write(config, "-p/s2.jsonl", reply(1))
    assert [row.session for row in read(config, "session").rows] == ["s2"]

    write(config, "-p/s1.jsonl", reply(1))

    assert [row.session for row in read(config, "session").rows] == ["s1"]
    assert read(config).total.replies == 1


def test_a_file_that_went_or_was_written_anew_is_counted_as_it_is(config: Config) -> None:
    path = write(config, "-p/s1.jsonl", reply(1), reply(2))
    other = write(config, "-p/s2.jsonl", reply(2), reply(3))
    assert read(config).total.replies == 3

    path.unlink()
    assert read(config).total.replies == 2
    other.write_bytes(dumps(reply(9)) + b"\n")

    assert read(config).total.replies == 1


@pytest.mark.parametrize("seed", range(6))
def test_whatever_way_files_grow_the_numbers_are_those_of_one_reading(
    config: Config, seed: int
) -> None:
    rng = random.Random(seed)
    fuzzed(config.project_root / "whole", seed)
    whole = {x: x.read_bytes() for x in sorted((config.project_root / "whole").rglob("*.jsonl"))}
    done = dict.fromkeys(whole, 0)
    while open_files := [path for path in whole if done[path] < len(whole[path])]:
        path = rng.choice(open_files)
        target = config.project_root / "claude" / path.relative_to(config.project_root / "whole")
        target.parent.mkdir(parents=True, exist_ok=True)
        end = done[path] + rng.choice([1, 40, 3000, 30_000])
        with target.open("ab") as file:
            file.write(whole[path][done[path] : end])
        done[path] = end
        if rng.random() < 0.2:
            rollups.clear_cache()
        read(config, "session", compat=rng.choice([None, "ccusage-20"]))

    fresh = replace(config, attune_home=config.project_root / "fresh")

    for compat in (None, "ccusage-20"):
        given: dict[str, Any] = {"compat": compat, "mode": mode_of(seed)}
        assert read(config, "session", **given) == read(fresh, "session", **given)


def test_days_are_those_of_the_zone(config: Config) -> None:
    write(config, "-p/s1.jsonl", reply(1, "2026-10-31T23:30:00Z"), reply(2, "2026-11-01T00:00:00Z"))

    def days(zone: str) -> list[date | None]:
        return [row.day for row in read(config, "day", zone=ZoneInfo(zone)).rows]

    assert days("UTC") == [date(2026, 10, 31), date(2026, 11, 1)]
    assert days("Asia/Kolkata") == [date(2026, 11, 1)]
    assert days("America/New_York") == [date(2026, 10, 31)]
    since = read(config, "day", since=date(2026, 11, 1), until=date(2026, 11, 2))
    assert [row.day for row in since.rows] == [date(2026, 11, 1)]


FOUR_YEARS = [
    datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=n, minutes=97 * n % 1440) for n in range(1461)
]
"""Every day, sooner or later on it: the 31st, the leap day and both changes of clocks as well."""


@pytest.mark.parametrize(
    "zone",
    ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe",
     "Pacific/Kiritimati"],
)  # fmt: skip
def test_any_day_of_four_years_is_that_of_the_wall_clock(config: Config, zone: str) -> None:
    write(config, "-p/s.jsonl", *(reply(n, f"{at:%FT%TZ}") for n, at in enumerate(FOUR_YEARS)))
    shown = Counter(at.astimezone(ZoneInfo(zone)).date() for at in FOUR_YEARS)
    found = read(config, "day", zone=ZoneInfo(zone)).rows
    assert {row.day: row.replies for row in found} == shown


def test_any_block_of_four_years_begins_with_the_hour_of_its_first_reply(config: Config) -> None:
    write(config, "-p/s.jsonl", *(reply(n, f"{at:%FT%TZ}") for n, at in enumerate(FOUR_YEARS)))
    starts: list[datetime] = []
    for at in FOUR_YEARS:
        if not starts or at - starts[-1] > timedelta(hours=5):
            starts.append(at.replace(minute=0))
    found = [each for each in spans(config, FOUR_YEARS[-1]) if not each.gap]
    assert [each.start for each in found] == starts
    assert [each.active for each in found] == [False] * (len(found) - 1) + [True]


def test_a_week_begins_on_monday_and_for_ccusage_on_sunday(config: Config) -> None:
    write(config, "-p/s1.jsonl", reply(1, "2026-11-01T12:00:00Z"), reply(2, "2026-11-02T12:00:00Z"))

    def weeks(**given: Any) -> list[tuple[date | None, int]]:
        return [(row.week, row.replies) for row in read(config, "week", **given).rows]

    assert weeks() == [(date(2026, 10, 26), 1), (date(2026, 11, 2), 1)]
    assert weeks(compat="ccusage-20") == [(date(2026, 11, 1), 2)]


def test_extras_are_priced_and_recorded_costs_are_used_as_the_mode_says(config: Config) -> None:
    extras = {"server_tool_use": {"web_search_requests": 2}, "service_tier": "batch"}
    write(config, "-p/s1.jsonl", reply(1, usage={**extras, "inference_geo": "us"}))
    write(config, "-p/s1.jsonl", reply(2, costUSD=0.5))

    def cost(**given: Any) -> float:
        return read(config, **given).total.cost

    batch = 0.0045 * 0.5 * 1.1 + 0.02
    assert cost() == pytest.approx(batch + 0.5, abs=1e-12)
    assert cost(mode="calculate") == pytest.approx(batch + 0.0045, abs=1e-12)
    assert cost(mode="display") == 0.5
    assert cost(compat="ccusage-20") == 0.5045


def test_what_extras_add_is_told_apart_and_adds_up_to_the_price(config: Config) -> None:
    extras = {"server_tool_use": {"web_search_requests": 2}, "service_tier": "batch"}
    write(config, "-p/s1.jsonl", reply(1, usage={**extras, "inference_geo": "us"}))
    write(config, "-p/s1.jsonl", reply(2, costUSD=0.5, usage={**extras}))
    write(config, "-p/s1.jsonl", reply(3, model="mystery", usage={**extras}))

    row = read(config).total

    assert (row.web_searches, row.batch_replies, row.regional_replies) == (6, 3, 1)
    assert (row.web_search_cost, row.batch_cost, row.geography_cost) == (0.02, -0.00225, 0.000225)
    assert row.cost == 0.5 + 0.0045 + 0.02 - 0.00225 + 0.000225
    calculated = read(config, mode="calculate").total
    assert (calculated.web_search_cost, calculated.batch_cost) == (0.04, -0.0045)


def test_a_long_prompt_makes_the_whole_request_dearer_where_it_does(config: Config) -> None:
    long = reply(1, "2026-11-01T10:00:00Z", model="claude-haiku-5-5")
    short = reply(2, "2026-11-01T10:00:00Z", model="claude-haiku-5-5")
    long["message"]["usage"]["cache_read_input_tokens"] = 100_000
    write(config, "-p/s1.jsonl", long, short)

    costs = [row.cost for row in read(config, "model").rows]

    dear = (1000 * 0.5 + 100 * 2.5 + 100_000 * 0.05) / 1e6
    assert costs == [pytest.approx(dear + (1000 * 0.1 + 100 * 0.5) / 1e6, abs=1e-12)]


def test_a_block_lasts_five_hours_and_a_silence_makes_a_gap(config: Config) -> None:
    times = ["10:20:00.000", "15:00:00.000", "15:00:00.001", "21:30:00.000"]
    write(config, "-p/s.jsonl", *(reply(n, f"2026-11-01T{at}Z") for n, at in enumerate(times)))

    found = spans(config, datetime(2026, 11, 2, 3, tzinfo=UTC))

    assert [(x.start.hour, x.end.hour, x.gap, x.active, x.replies) for x in found] == [
        (10, 15, False, False, 2),
        (15, 20, False, False, 1),
        (20, 21, True, False, 0),
        (21, 2, False, False, 1),
    ]


def test_an_active_block_burns_and_is_projected_to_its_end(config: Config) -> None:
    write(config, "-p/s.jsonl", reply(1, "2026-11-01T10:00:00Z"), reply(2, "2026-11-01T11:00:00Z"))
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    [block] = spans(config, now, token_limit=6000)

    assert block.active and block.burn and block.projection
    assert block.burn.tokens_per_minute == pytest.approx(2200 / 60)
    assert block.burn.cost_per_hour == pytest.approx(0.009)
    assert (block.projection.minutes_left, block.projection.total_tokens) == (180, 8800)
    assert block.projection.status == "exceeds"
    [rounded] = spans(config, now, compat="ccusage-20")
    assert rounded.projection and rounded.projection.cost == 0.04
    [later] = spans(config, now + timedelta(hours=3))
    assert (later.active, later.projection) == (False, None)


def test_a_projection_rounds_a_half_up(config: Config) -> None:
    write(config, "-p/s.jsonl", reply(1, "2026-11-01T10:00:00Z", usage={"output_tokens": 101}))
    write(config, "-p/s.jsonl", reply(2, "2026-11-01T10:10:00Z", usage={"output_tokens": 102}))

    [block] = spans(config, datetime(2026, 11, 1, 14, 55, tzinfo=UTC))

    assert block.burn and block.burn.tokens_per_minute == 220.3
    assert block.projection and block.projection.total_tokens == 2203 + 1102


def test_a_notice_of_the_limit_says_when_it_is_lifted(config: Config) -> None:
    notice = reply(1, isApiErrorMessage=True, model="<synthetic>")
    text = "Claude AI usage limit reached|1798000000"
    notice["message"]["content"] = [{"type": "text", "text": text}]
    write(config, "-p/s.jsonl", notice)

    [block] = spans(config, datetime(2026, 11, 9, tzinfo=UTC))

    assert block.reset_at == datetime.fromtimestamp(1798000000, UTC)
    assert block.models == []
