"""What days of spending add up to, on every day of four years."""

import random
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from attune_ops_nb.logic.spend import Budget, budget, daily, forecast, kpis

FIRST = date(2023, 11, 1)
COSTS = {FIRST + timedelta(days=n): D(n * n % 997) / 1000 for n in range(1600)}
EVERY_DAY = [date(2024, 1, 1) + timedelta(days=n) for n in range(1461)]


def flat(usd: str, first: date, last: date) -> dict[date, D]:
    return {first + timedelta(days=n): D(usd) for n in range((last - first).days + 1)}


def test_the_numbers_of_any_day_of_four_years_are_right():
    for today in EVERY_DAY:
        found = kpis(COSTS, today)
        back = {day: today.toordinal() - day.toordinal() for day in COSTS}
        month = [day for day in COSTS if f"{day:%Y%m}" == f"{today:%Y%m}" and back[day] >= 0]
        assert found.month_to_date_usd == sum(COSTS[day] for day in month)
        assert found.today_usd == COSTS[today]
        assert found.seven_day_usd == sum(usd for _, usd in found.series)
        assert found.thirty_day_usd == sum(u for d, u in COSTS.items() if 0 <= back[d] < 30)
        assert [back[day] for day, _ in found.series] == [6, 5, 4, 3, 2, 1, 0]


def test_days_without_spending_are_zero_in_the_series():
    found = kpis({date(2026, 3, 1): D(2)}, date(2026, 3, 2))

    assert [usd for _, usd in found.series] == [0, 0, 0, 0, 0, 2, 0]
    assert (found.yesterday_usd, found.month_to_date_usd) == (2, 2)


def test_spending_is_added_by_day_exactly():
    day = date(2026, 3, 1)

    assert daily([(day, D("0.1"))] * 1000) == {day: D(100)}


@pytest.mark.parametrize("today", [date(2026, 2, 1), date(2024, 2, 29), date(2026, 12, 31)])
def test_a_month_of_equal_days_is_forecast_exactly(today: date):
    days = flat("2", today - timedelta(days=40), today)

    found = forecast(days, today)

    length = {2: 29 if today.year == 2024 else 28, 12: 31}[today.month]
    assert found is not None
    assert found.month_usd == found.low_usd == found.high_usd == 2 * length
    assert (found.daily_usd, found.baseline_days) == (2, 28)


def test_a_day_that_has_begun_counts_as_a_usual_one_until_it_costs_more():
    today = date(2026, 6, 30)
    days = flat("2", date(2026, 6, 1), date(2026, 6, 29))

    cheap, dear = forecast(days | {today: D("0.5")}, today), forecast(days | {today: D(9)}, today)

    assert cheap is not None
    assert dear is not None
    assert (cheap.month_usd, dear.month_usd) == (60, 67)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_days_tell_nothing_of_a_month(count: int):
    today = date(2026, 6, 15)

    assert forecast(flat("2", today - timedelta(days=count), today), today) is None


def test_nine_of_ten_months_end_within_the_forecast():
    seeded = random.Random(1)
    today, inside = date(2026, 6, 15), 0
    for _ in range(300):
        days = {date(2026, 5, 1) + timedelta(days=n): D(seeded.randrange(100, 900)) / 100
                for n in range(61)}  # fmt: skip
        known = {day: usd for day, usd in days.items() if day < today}
        found = forecast(known, today)
        assert found is not None
        actual = sum(usd for day, usd in days.items() if day.month == 6)
        inside += found.low_usd <= actual <= found.high_usd
    assert 250 <= inside <= 290


TODAY = date(2026, 6, 10)
TWO_A_DAY = flat("2", date(2026, 5, 1), TODAY)


@pytest.mark.parametrize(
    ("limit", "level", "until"),
    [
        ("100", "ok", None),
        ("60", "ok", None),
        ("59.99", "ahead", date(2026, 6, 30)),
        ("41", "ahead", date(2026, 6, 21)),
        ("25", "near", date(2026, 6, 13)),
        ("20", "near", date(2026, 6, 11)),
        ("19", "exceeded", date(2026, 6, 10)),
        ("5", "exceeded", date(2026, 6, 3)),
    ],
)
def test_a_budget_says_until_when_it_lasts(limit: str, level: str, until: date | None):
    found = budget(D(limit), TWO_A_DAY, TODAY)

    assert found is not None
    assert (found.level, found.lasts_until) == (level, until)


def test_a_budget_says_what_is_left():
    assert budget(D(40), TWO_A_DAY, TODAY) == Budget(
        limit_usd=D(40), spent_usd=D(20), left_usd=D(20), used_pct=50.0, month_pct=33.3,
        level="ahead", lasts_until=date(2026, 6, 21),
    )  # fmt: skip


def test_no_limit_is_no_budget():
    assert budget(D(0), TWO_A_DAY, TODAY) is None
