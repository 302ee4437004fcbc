"""The first page: its numbers, and what wants to be looked at."""

import json
from datetime import timedelta
from decimal import Decimal as D

from attune_ops_nb.config import Config
from attune_ops_nb.readings import account, bulletin
from attune_ops_nb.readings.home import home
from tests.readings.asking import NOON, TODAY, days_before
from tests.readings.billing_api import BillingApi, line


def call(config: Config, usd: float, back: int = 0) -> None:
    config.telemetry_path.parent.mkdir(parents=True, exist_ok=True)
    with config.telemetry_path.open("a") as file:
        said = {"ts": f"{days_before(back)}T10:00:00Z", "workflow": "w", "cost": usd}
        file.write(json.dumps(said) + "\n")


def test_numbers_are_of_telemetry_until_the_bill_was_asked_for(api: BillingApi, config: Config):
    call(config, 0.5)
    api.bill = {TODAY: [line("150")]}

    before = home(config, NOON)
    account.fetched(config, NOON, refresh=False)
    after = home(config, NOON + timedelta(seconds=90))

    assert before.spend is not None
    assert (before.spend.source, before.spend.numbers.today_usd) == ("local", D("0.5"))
    assert (before.bill_age_seconds, before.calls_today) == (None, 1)
    assert after.spend is not None
    assert (after.spend.source, after.spend.numbers.today_usd) == ("account", D("1.5"))
    assert after.bill_age_seconds == 90


def test_looking_asks_nobody(api: BillingApi, config: Config):
    home(config, NOON)
    assert api.asked == []


def test_an_alarm_is_urgent_and_comes_first(config: Config):
    config.telemetry_path.parent.mkdir(parents=True, exist_ok=True)
    config.telemetry_path.write_text("{broken\n")
    for back in range(1, 8):
        call(config, 1.0 + back / 100, back)
    call(config, 50.0)

    matters = home(config, NOON).matters

    assert [(each.kind, each.urgent) for each in matters[:1]] == [("spend alarm", True)]
    assert {each.kind: each.count for each in matters}["malformed lines"] == 1


def test_a_run_that_went_silent_is_told(config: Config):
    long_ago = NOON - timedelta(hours=1)
    bulletin.announce(config, long_ago, "review")
    (matter,) = (each for each in home(config, NOON).matters if each.kind == "silent runs")
    assert matter.text == "1 run never said how it ended"


def test_what_cannot_be_read_is_unknown_and_hides_nothing_else(config: Config):
    config.telemetry_path.mkdir(parents=True)
    bulletin.announce(config, NOON - timedelta(hours=1), "review")

    found = home(config, NOON)

    assert (found.spend, found.calls_today) == (None, None)
    assert "usage.jsonl" in found.unknown[0]
    assert [each.kind for each in found.matters] == ["silent runs"]
