"""A day of bill, session logs and telemetry."""

import json
from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic.reconciling import Causes, Logged
from attune_ops_nb.readings.anthropic_cost import Patience
from attune_ops_nb.readings.reconcile import reconcile
from tests.readings.asking import NOON, TODAY, days_before
from tests.readings.billing_api import BillingApi, Reply, line
from tests.readings.test_anthropic_usage import used

DAY = days_before(1)
OPUS = "claude-opus-5-20260724"
LOGGED = [
    Logged(day=DAY, model="claude-sonnet-5", source="sessions", usd=D("4.00"), calls=4),
    Logged(day=DAY, model="claude-sonnet-5", source="telemetry", usd=D("2.00"), calls=2),
    Logged(day=DAY, model="agent-sdk", source="telemetry", usd=D("3.00"), calls=1),
    Logged(day=DAY, model="claude-opus-5", source="telemetry", usd=D("1.00"), calls=1),
    Logged(day=DAY, model="gpt-5", source="telemetry", usd=D("0.25"), calls=1),
    Logged(day=DAY, model="claude-next-1", source="sessions", usd=D(0), calls=2,
           unpriced_calls=2, unpriced_tokens=500),
    Logged(day=TODAY, model="claude-sonnet-5", source="sessions", usd=D(99)),
]  # fmt: skip
BILL = [
    line("600.00"),
    line("50.005", service_tier="batch"),
    line("110", OPUS, inference_geo="us"),
    line("30", None, cost_type="web_search", token_type=None),
    line("5", None, cost_type="code_execution", token_type=None),
    line("80", "claude-next-1"),
]
USAGE = [used(986, "claude-next-1", cache_creation=None, server_tool_use=None)]
"""986 and 14 others: 1,000 tokens, of which half was logged."""


def test_a_day_is_explained_to_the_cent(api: BillingApi, config: Config):
    api.bill = {DAY: BILL}
    api.usage = {DAY: [{**USAGE[0], "output_tokens": 9, "cache_read_input_tokens": 5}]}

    found = reconcile(DAY, logged=LOGGED, config=config, now=NOON)

    assert (found.billed_usd, found.logged_usd) == (D("8.75005"), D("7.25"))
    assert found.difference_usd == D("1.50005")
    assert found.causes == Causes(
        unlogged=D("1.4001"), unpriced=D("0.4"), batch=D("-0.50005"), web_search=D("0.3"),
        geography=D("0.1"), other=D("-0.2"),
    )  # fmt: skip
    assert found.cents == {"unlogged": 140, "unpriced": 40, "batch": -50, "web_search": 30,
                           "geography": 10, "other": -20}  # fmt: skip
    assert sum(found.cents.values()) == 150
    overlaps = {row.model: row.overlap_usd for row in found.rows if row.overlap_usd}
    assert overlaps == {"agent-sdk": 3}
    assert (found.complete, found.settled, found.notes) == (True, True, [])


def test_without_tokens_what_may_be_unpriced_is(
    api: BillingApi, config: Config, patience: Patience
):
    api.bill = {DAY: [line("80", "claude-next-1")]}
    api.script.extend([None, None, Reply(403)])

    found = reconcile(DAY, logged=LOGGED[5:], config=config, now=NOON, patience=patience)

    assert found.causes == Causes(unpriced=D("0.8"))
    assert "the tokens of the bill are not known" in found.notes[0]


def test_the_priority_tier_is_not_in_the_bill(api: BillingApi, config: Config):
    api.usage = {DAY: [used(86, service_tier="priority")]}

    assert reconcile(DAY, logged=[], config=config, now=NOON).notes == [
        "100 tokens of the Priority Tier were used, which the bill leaves out"
    ]


def test_a_day_long_ago_is_asked_for_by_itself(api: BillingApi, config: Config):
    day = days_before(300)
    api.bill = {day: [line("100")]}

    found = reconcile(day, logged=[], config=config, now=NOON)

    assert (found.billed_usd, found.causes) == (1, Causes(unlogged=D(1)))


def test_today_is_not_settled(config: Config):
    assert reconcile(TODAY, logged=[], config=config, now=NOON).settled is False


def test_a_bill_in_parts_says_so(api: BillingApi, config: Config):
    api.bill = {DAY: [line("100"), line("many")]}

    found = reconcile(DAY, logged=[], config=config, now=NOON)

    assert (found.complete, "not complete" in found.notes[0]) == (False, True)


def test_without_a_bill_there_is_nothing_to_compare(
    api: BillingApi, config: Config, patience: Patience
):
    api.script.append(Reply(401))

    with pytest.raises(Unavailable, match=r"cannot reconcile 2026-10-30: the admin key .* refused"):
        reconcile(DAY, logged=LOGGED, config=config, now=NOON, patience=patience)


def test_a_bill_that_cannot_be_asked_for_is_the_one_that_was_kept(
    api: BillingApi, config: Config, patience: Patience
):
    api.bill, api.usage = {DAY: BILL}, {DAY: [used(986, "claude-next-1")]}
    before = reconcile(DAY, logged=LOGGED, config=config, now=NOON)
    api.script.extend([Reply(500)] * 6)

    after = reconcile(
        DAY, logged=LOGGED, config=config, now=NOON + timedelta(days=3), patience=patience
    )

    assert after.notes[0].startswith("the bill is that of 2026-10-31 12:00 UTC, for it cannot be")
    assert replace(after, notes=[]) == before


def test_a_kept_bill_is_not_settled_for_the_day_it_was_fetched_on(
    api: BillingApi, config: Config, patience: Patience
):
    reconcile(TODAY, logged=[], config=config, now=NOON)
    later = NOON + timedelta(days=3)
    api.script.extend([Reply(500)] * 12)

    found = reconcile(TODAY, logged=[], config=config, now=later, patience=patience)

    assert found.settled is False
    with pytest.raises(Unavailable, match="cannot reconcile 2026-11-02: "):
        reconcile(TODAY + timedelta(days=2), logged=[], config=config, now=later, patience=patience)


def test_a_day_that_has_not_begun_has_no_bill(config: Config):
    with pytest.raises(Invalid, match="2026-11-01 has not begun"):
        reconcile(TODAY + timedelta(days=1), logged=[], config=config, now=NOON)


def reply(
    number: int, model: str, tokens: int, day: str, extras: dict[str, object] | None = None
) -> str:
    message = {"id": f"m{number}", "model": model, "role": "assistant", "content": [],
               "usage": {"input_tokens": tokens, "output_tokens": 0, **(extras or {})}}  # fmt: skip
    known = {"type": "assistant", "timestamp": f"{day}T10:00:0{number}.000Z", "sessionId": "s",
             "requestId": f"r{number}", "version": "2.0.1", "message": message}  # fmt: skip
    return json.dumps(known, separators=(",", ":"))


def test_session_logs_and_telemetry_are_read_and_joined(
    api: BillingApi, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    log = tmp_path / "claude" / "projects" / "-p" / "s.jsonl"
    log.parent.mkdir(parents=True)
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    replies = [reply(1, "claude-sonnet-5-20260101", 1_000_000, str(DAY)),
               reply(2, "claude-never-9", 600, str(DAY)),
               reply(3, "claude-sonnet-5", 1_000_000, str(TODAY))]  # fmt: skip
    log.write_text("".join(f"{each}\n" for each in replies))
    config.telemetry_path.parent.mkdir(parents=True)
    config.telemetry_path.write_text(
        f'{{"ts":"{DAY}T11:00:00Z","model":"claude-sonnet-5","cost":0.5}}\n'
        f'{{"ts":"{DAY}T11:00:00Z","model":"agent-sdk","cost":0.25,"tier":"SDK"}}\n'
    )
    api.bill = {DAY: [line("300"), line("12", "claude-never-9")]}

    found = reconcile(DAY, config=config, now=NOON)

    rows = {row.model: row for row in found.rows}
    sonnet = rows["claude-sonnet-5"]
    assert (sonnet.sessions_usd, sonnet.telemetry_usd) == (D(2), D("0.5"))
    assert rows["agent-sdk"].overlap_usd == D("0.25")
    assert rows["claude-never-9"].unpriced_calls == 1
    assert found.causes == Causes(unlogged=D("0.5"), unpriced=D("0.12"))


def test_what_logs_know_of_batches_geographies_and_searches_is_no_difference(
    api: BillingApi, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    log = tmp_path / "claude" / "projects" / "-p" / "s.jsonl"
    log.parent.mkdir(parents=True)
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    extras = {"service_tier": "batch", "inference_geo": "us",
              "server_tool_use": {"web_search_requests": 2}}  # fmt: skip
    log.write_text(f"{reply(1, 'claude-opus-4-6', 1_000_000, str(DAY), extras)}\n")
    known = {"model": "claude-opus-4-6", "service_tier": "batch", "inference_geo": "us"}
    searched = line("2", None, cost_type="web_search", token_type=None)
    api.bill = {DAY: [line("275", **known), searched]}

    found = reconcile(DAY, config=config, now=NOON)

    assert (found.billed_usd, found.logged_usd, found.causes) == (D("2.77"), D("2.77"), Causes())


def test_a_discount_that_only_the_logs_know_of_is_a_cause(
    api: BillingApi, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    log = tmp_path / "claude" / "projects" / "-p" / "s.jsonl"
    log.parent.mkdir(parents=True)
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    batch = {"service_tier": "batch", "server_tool_use": {"web_search_requests": 2}}
    log.write_text(f"{reply(1, 'claude-opus-4-6', 1_000_000, str(DAY), batch)}\n")
    api.bill = {DAY: [line("500", "claude-opus-4-6")]}

    found = reconcile(DAY, config=config, now=NOON)

    assert (found.difference_usd, found.logged_usd) == (D("2.48"), D("2.52"))
    assert found.causes == Causes(batch=D("2.5"), web_search=D("-0.02"))
