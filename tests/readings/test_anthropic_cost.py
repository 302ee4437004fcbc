"""The cost of an account: sums, days and the cache."""

import random
import stat
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.anthropic_cost import (
    CostReport,
    Patience,
    clear_cache,
    fetch_bill,
    summarize,
)
from attune_ops_nb.readings.anthropic_report import CostItem
from tests.readings.asking import NOON, TODAY, days_before, error_of, summary_of
from tests.readings.billing_api import BillingApi, line, throttled


def test_a_bill_is_summed_by_day_model_kind_and_workspace(api: BillingApi, config: Config):
    api.bill = {
        TODAY: [line("123.45"), line("10", None, cost_type="web_search", workspace_id="ws_1")],
        days_before(6): [line("0.1", "claude-opus-5")],
        days_before(29): [line("200")],
        days_before(30): [line("999")],
    }

    summary = summary_of(config)

    assert (summary.today_usd, summary.seven_day_usd) == (D("1.3345"), D("1.3355"))
    # The first day of a month of 31 days lies thirty days back.
    assert (summary.thirty_day_usd, summary.month_to_date_usd) == (D("3.3355"), D("13.3255"))
    assert [len(summary.by_day), *summary.by_day[-1]] == [30, TODAY, D("1.3345")]
    assert summary.by_model == [
        ("claude-sonnet-5", D("3.2345")), ("(none)", D("0.1")), ("claude-opus-5", D("0.001"))
    ]  # fmt: skip
    assert summary.by_cost_type == [("tokens", D("3.2355")), ("web_search", D("0.1"))]
    assert summary.by_workspace == [("default", D("3.2355")), ("ws_1", D("0.1"))]
    assert (summary.source, summary.complete, summary.fetched_at) == ("live", True, NOON)


def test_the_api_is_asked_as_it_wants_to_be(api: BillingApi, config: Config):
    summary_of(config)

    first, second = api.asked
    assert first.query == {
        "starting_at": ["2026-09-27T00:00:00Z"], "ending_at": ["2026-11-01T00:00:00Z"],
        "bucket_width": ["1d"], "group_by[]": ["description", "workspace_id"], "limit": ["31"],
    }  # fmt: skip
    assert second.query == first.query | {"page": ["page_2026-10-28"]}
    assert first.headers["user-agent"].startswith("attune-ops-nb")


def test_sums_of_many_pages_are_right_to_the_last_digit(api: BillingApi, config: Config):
    seeded = random.Random(7)
    cents = [f"{seeded.randrange(10**9)}.{seeded.randrange(10**13):013}" for _ in range(4000)]
    first = days_before(400)
    for number, amount in enumerate(cents):
        api.bill.setdefault(first + timedelta(days=number % 400), []).append(line(amount))

    report, error = fetch_bill(first, TODAY, config=config)

    assert error is None
    assert report is not None
    scale = 10**15
    oracle = sum(int(D(amount).scaleb(13)) for amount in cents)
    assert sum(int(item.usd * scale) for item in report.items) == oracle
    assert (len(report.days), len(api.asked), report.complete) == (400, 13, True)


def test_a_thousand_tenths_of_a_cent_are_a_dollar(api: BillingApi, config: Config):
    api.bill = {TODAY: [line("0.1")] * 1000}

    assert summary_of(config).today_usd == D("1")


def test_nothing_used_is_zero_and_complete(config: Config):
    summary = summary_of(config)

    assert (summary.today_usd, summary.thirty_day_usd, summary.complete) == (0, 0, True)
    assert summary.by_model == []


def test_a_fresh_report_is_taken_from_the_cache_also_after_a_restart(
    api: BillingApi, config: Config
):
    api.bill = {TODAY: [line("100")]}
    live = summary_of(config)
    api.bill = {TODAY: [line("200")]}
    later = NOON + timedelta(minutes=14)

    cached = summary_of(config, now=later)

    assert (live.source, cached.source) == ("live", "cached")
    assert (cached.today_usd, cached.fetched_at) == (D(1), NOON)
    assert summary_of(config, now=later, refresh=True).today_usd == D(2)
    assert summary_of(config, now=later + timedelta(minutes=15)).source == "live"
    assert stat.S_IMODE((config.ops_dir / "anthropic-cost.cache").stat().st_mode) == 0o600


def test_a_cache_knows_nothing_of_a_day_that_began_after_it(api: BillingApi, config: Config):
    evening = datetime(2026, 10, 31, 23, 55, tzinfo=UTC)
    summary_of(config, now=evening)
    api.bill = {date(2026, 11, 1): [line("300")]}

    summary = summary_of(config, now=evening + timedelta(minutes=6))

    assert (summary.source, summary.today_usd, summary.month_to_date_usd) == ("live", D(3), D(3))


def test_a_cache_is_of_one_account(
    api: BillingApi, config: Config, monkeypatch: pytest.MonkeyPatch
):
    summary_of(config)
    monkeypatch.setenv("ANTHROPIC_ADMIN_API_KEY", "sk-ant-admin01-another")

    error = error_of(config)

    assert (error.kind, error.last) == ("auth_failed", None)


def test_a_torn_cache_is_fetched_anew(api: BillingApi, config: Config):
    api.bill = {TODAY: [line("100")]}
    summary_of(config)
    path = config.ops_dir / "anthropic-cost.cache"
    whole = path.read_bytes()
    for cut in range(0, len(whole), 97):
        path.write_bytes(whole[:cut])
        summary = summary_of(config)
        assert (summary.source, summary.today_usd) == ("live", D(1))


def test_any_byte_of_a_cache_may_be_another(api: BillingApi, config: Config):
    api.bill = {TODAY: [line("100")]}
    summary_of(config)
    path = config.ops_dir / "anthropic-cost.cache"
    good = path.read_bytes()
    for place in range(0, len(good), 23):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert (summary_of(config).source, summary_of(config).today_usd) == ("live", D(1))


def test_a_cache_from_the_future_is_none(api: BillingApi, config: Config):
    summary_of(config)

    assert summary_of(config, now=NOON - timedelta(hours=1)).source == "live"


def test_a_disk_that_takes_nothing_costs_only_the_restart(api: BillingApi, config: Config):
    config.attune_home.mkdir(parents=True)
    config.ops_dir.write_text("a file where a folder should be")
    live = summary_of(config)

    assert (live.source, summary_of(config).source) == ("live", "cached")
    clear_cache(config)
    assert summary_of(config).source == "live"


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Pacific/Kiritimati"])
def test_the_day_is_that_of_the_bill_wherever_the_clock_stands(
    api: BillingApi, config: Config, zone: str
):
    api.bill = {TODAY: [line("100")], days_before(1): [line("200")]}
    last_second = datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)

    summary = summary_of(config, now=last_second.astimezone(ZoneInfo(zone)))

    assert (summary.today, summary.today_usd) == (TODAY, 1)
    assert summary_of(config, now=last_second.replace(tzinfo=None)).source == "cached"


def test_a_failure_comes_with_the_last_that_was_known(
    api: BillingApi, config: Config, patience: Patience
):
    api.bill = {TODAY: [line("100")]}
    summary_of(config)
    api.script.append(throttled(600))

    error = error_of(config, now=NOON + timedelta(hours=3), patience=patience)

    assert error.last is not None
    assert (error.last.today_usd, error.last.source) == (D(1), "cached")
    assert error.last.fetched_at == NOON


def test_a_failure_is_not_asked_for_again_at_once_unless_somebody_insists(
    api: BillingApi, config: Config, patience: Patience
):
    api.script.append(throttled(600))
    error_of(config, patience=patience)

    assert error_of(config, now=NOON + timedelta(seconds=599)).kind == "rate_limited"
    assert len(api.asked) == 1
    assert summary_of(config, refresh=True).source == "live"


def test_a_cleared_cache_is_fetched_anew(api: BillingApi, config: Config):
    summary_of(config)
    clear_cache(config)

    assert summary_of(config).source == "live"


def test_any_day_of_four_years_has_its_own_month_week_and_today():
    first = date(2023, 11, 1)
    costs = {first + timedelta(days=n): D(n * n % 997) for n in range(1540)}
    for day in costs:
        if not 2024 <= day.year <= 2027:
            continue
        since = day - timedelta(days=34)
        kept = [each for each in costs if since <= each <= day]
        items = [CostItem(day=each, usd=costs[each]) for each in kept]
        report = CostReport(since=since, until=day, days=kept, items=items)
        found = summarize(report, today=day, fetched_at=NOON, source="live")
        month = f"{day:%Y-%m}"
        assert found.month_to_date_usd == sum(costs[d] for d in kept if f"{d:%Y-%m}" == month)
        ordinals = [day.toordinal() - d.toordinal() for d in kept]
        for count, usd in (
            (1, found.today_usd),
            (7, found.seven_day_usd),
            (30, found.thirty_day_usd),
        ):
            assert usd == sum(
                costs[d] for d, back in zip(kept, ordinals, strict=True) if back < count
            )
