"""Spending comes from the account where it answers, from our telemetry where it does not."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.readings.anthropic_cost import Patience
from attune_ops_nb.readings.logged import LocalCost
from attune_ops_nb.readings.spend import NOTHING_KNOWN, spend, told
from tests.readings.asking import NOON, TODAY, days_before
from tests.readings.billing_api import BillingApi, Reply, line, throttled

LOCAL = [LocalCost(day=days_before(back), usd=D("0.25"), unpriced=back % 2) for back in range(40)]


def test_the_account_is_believed_where_it_answers(api: BillingApi, config: Config):
    api.bill = {days_before(back): [line("500")] for back in range(40)}

    found = spend(config, local=LOCAL, now=NOON)

    assert (found.source, found.unpriced, found.problem) == ("account", 0, None)
    assert (found.numbers.today_usd, found.numbers.seven_day_usd) == (5, 35)
    # The 31st: a month to date of 31 days, and all of it in the forecast.
    assert found.numbers.month_to_date_usd == 155
    assert found.forecast is not None
    assert found.forecast.month_usd == 155
    assert (found.alarm.source, found.alarm.level, found.alarm.baseline_days) == (
        "account", "ok", 34,
    )  # fmt: skip
    assert found.budget is not None
    assert (found.budget.limit_usd, found.budget.left_usd) == (350, 195)


def test_a_bill_of_nothing_is_an_answer(config: Config):
    found = spend(config, local=LOCAL, now=NOON)

    assert (found.source, found.numbers.thirty_day_usd) == ("account", 0)


def test_without_a_bill_the_telemetry_counts_and_it_is_said(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")

    found = spend(config, local=LOCAL, now=NOON)

    assert (found.source, found.problem_kind) == ("local", "no_key")
    assert (found.numbers.today_usd, found.numbers.thirty_day_usd) == (D("0.25"), D("7.5"))
    assert found.unpriced == 15
    assert "not seen here" in found.alarm.detail
    assert "ANTHROPIC_ADMIN_API_KEY" in (found.problem or "")


def test_nothing_is_known_where_no_call_was_logged_and_there_is_no_bill(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    assert told(spend(config, local=[], now=NOON)).startswith("today $0.00")
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")

    found = spend(config, local=[], now=NOON)

    assert (found.known, told(found)) == (False, NOTHING_KNOWN)


def test_a_bill_of_earlier_today_stands_in_for_one_that_cannot_be_asked_for(
    api: BillingApi, config: Config, patience: Patience
):
    api.bill = {TODAY: [line("500")]}
    spend(config, local=LOCAL, now=NOON)
    api.script.extend([Reply(500)] * 3)

    found = spend(config, local=LOCAL, now=NOON + timedelta(hours=2), patience=patience)

    assert (found.source, found.numbers.today_usd, found.fetched_at) == ("account", 5, NOON)
    assert "HTTP 500" in (found.problem or "")


def test_a_bill_of_another_day_says_nothing_of_today(
    api: BillingApi, config: Config, patience: Patience
):
    spend(config, local=LOCAL, now=NOON - timedelta(days=1))
    api.script.extend([Reply(500)] * 3)

    found = spend(config, local=LOCAL, now=NOON, patience=patience)

    assert (found.source, found.fetched_at) == ("local", None)


def test_a_bill_that_breaks_off_before_today_is_not_a_day_without_spending(
    api: BillingApi, config: Config, patience: Patience
):
    api.bill = {days_before(20): [line("500")], TODAY: [line("700")]}
    api.script.extend([None, *[Reply(500)] * 3])

    found = spend(config, local=LOCAL, now=NOON, patience=patience)

    assert (found.source, found.numbers.today_usd) == ("local", D("0.25"))
    assert "HTTP 500" in (found.problem or "")


def test_a_bill_with_a_line_that_makes_no_sense_is_the_least_it_can_be(
    api: BillingApi, config: Config
):
    api.bill = {TODAY: [line("700"), line("many")]}

    found = spend(config, local=[], now=NOON)

    assert (found.source, found.complete, found.numbers.today_usd) == ("account", False, 7)


def test_a_throttled_account_falls_back_and_says_for_how_long(
    api: BillingApi, config: Config, patience: Patience
):
    api.script.append(throttled(90))

    found = spend(config, local=LOCAL, now=NOON, patience=patience)

    assert (found.source, found.problem_kind) == ("local", "rate_limited")
    assert "in 90 s" in (found.problem or "")


def test_the_ceiling_is_the_budget(api: BillingApi, config: Config):
    api.bill = {days_before(3): [line("900")]}
    tight = Config(
        attune_home=config.attune_home, anthropic_api_url=api.url, monthly_budget_usd=10.0
    )

    found = spend(tight, local=[], now=NOON)

    assert (found.alarm.triggered_by, found.alarm.ceiling_pct) == (("ceiling",), 90.0)
    assert found.budget is not None
    assert found.budget.level == "near"


def test_the_robust_alarm_is_there_on_request(api: BillingApi, config: Config):
    usual = {days_before(back): [line("500")] for back in range(1, 10)}
    api.bill = usual | {days_before(4): [line("120000")], TODAY: [line("120000")]}

    plain = spend(config, local=[], now=NOON)
    robust = spend(config, local=[], now=NOON + timedelta(seconds=1), robust=True)

    assert (plain.alarm.method, "daily_anomaly" in plain.alarm.triggered_by) == ("zscore", False)
    assert (robust.alarm.method, "daily_anomaly" in robust.alarm.triggered_by) == ("robust", True)


def test_without_a_budget_nothing_is_measured_against_it(api: BillingApi, config: Config):
    free = Config(attune_home=config.attune_home, anthropic_api_url=api.url, monthly_budget_usd=0)

    found = spend(free, local=LOCAL, now=NOON)

    assert (found.budget, found.alarm.ceiling_pct) == (None, 0.0)


def write_telemetry(config: Config, *events: str) -> None:
    config.telemetry_path.parent.mkdir(parents=True)
    config.telemetry_path.write_text("".join(f"{event}\n" for event in events))


def test_telemetry_is_read_where_there_is_no_bill(config: Config, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    write_telemetry(
        config,
        *[f'{{"ts":"{TODAY}T0{n}:00:00Z","model":"a","cost":0.1}}' for n in range(3)],
        f'{{"ts":"{TODAY}T04:00:00Z","model":"b"}}',
        f'{{"ts":"{days_before(1)}T04:00:00Z","model":"b","cost":0.000001}}',
    )

    found = spend(config, now=NOON)

    assert (found.numbers.today_usd, found.unpriced) == (D("0.3"), 1)
    assert found.numbers.yesterday_usd == D("0.000001")


def test_telemetry_that_cannot_be_read_matters_only_where_there_is_no_bill(
    api: BillingApi, config: Config, monkeypatch: pytest.MonkeyPatch
):
    config.attune_home.mkdir(parents=True)
    config.telemetry_path.parent.write_text("a file where a folder should be")

    assert spend(config, now=NOON).source == "account"
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    with pytest.raises(Unavailable, match="cannot read"):
        spend(config, now=NOON)


def test_what_is_usual_is_told_by_the_last_five_weeks(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    local = [LocalCost(day=days_before(back), usd=D(1)) for back in range(-5, 100)]

    assert spend(config, local=local, now=NOON).alarm.baseline_days == 35
