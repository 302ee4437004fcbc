"""When spending is called unusual: the known arithmetic to the digit, and the robust one."""

from datetime import date, timedelta
from typing import Any

import pytest

from attune_ops_nb.logic.spend_alarm import SpendAlarm, spend_alarm

TODAY = date(2026, 10, 20)


def judged(today: float, before: list[float], **more: Any) -> SpendAlarm:
    """`before` are the days before today, the newest last."""
    days = {TODAY - timedelta(days=n): usd for n, usd in enumerate(reversed(before), start=1)}
    return spend_alarm({**days, TODAY: today}, today=TODAY, **{"month_to_date": 0.0, **more})


@pytest.mark.parametrize(
    ("today", "before", "level", "method", "z"),
    [
        (5.05, [5, 5, 5.01], "alarm", "zscore", 8.09),
        (8.0, [4, 5, 6], "alarm", "zscore", 3.0),
        (7.994, [4, 5, 6], "ok", "zscore", 2.99),
        (7.996, [4, 5, 6], "alarm", "zscore", 3.0),
        (15.0, [5, 5, 5], "ok", "multiplier", None),
        (15.00004, [5, 5, 5], "ok", "multiplier", None),
        (15.0001, [5, 5, 5], "alarm", "multiplier", None),
        (1200.0, [5, 5], "insufficient_data", "none", None),
        (1200.0, [5, 0, 5, 0], "insufficient_data", "none", None),
        (0.0, [4, 5, 6], "ok", "zscore", -5.0),
    ],
)
def test_the_arithmetic_is_the_known_one(
    today: float, before: list[float], level: str, method: str, z: float | None
):
    found = judged(today, before)

    assert (found.level, found.method, found.z_score) == (level, method, z)
    assert found.triggered_by == (("daily_anomaly",) if level == "alarm" else ())


def test_the_mean_is_rounded_before_it_is_used():
    assert judged(5.05, [5, 5, 5.01]).baseline_mean == 5.0033


def test_an_old_outlier_hides_the_next_one_but_not_from_the_robust_way():
    before = [5.0, 6.0, 4.0, 5.5, 1200.0, 5.0, 4.5]

    assert judged(1200.0, before).level == "ok"
    found = judged(1200.0, before, robust=True)
    assert (found.level, found.method, found.baseline_mean) == ("alarm", "robust", 5.0)


@pytest.mark.parametrize(("today", "level"), [(5.05, "ok"), (8.7, "ok"), (8.75, "alarm")])
def test_the_robust_way_does_not_cry_over_cents(today: float, level: str):
    assert judged(today, [5, 5, 5.01], robust=True).level == level


def test_the_robust_way_looks_at_four_weeks_and_never_ahead():
    old = {TODAY - timedelta(days=n): 500.0 for n in range(29, 60)}
    ahead = {TODAY + timedelta(days=1): 500.0}
    recent = {TODAY - timedelta(days=n): 5.0 for n in range(1, 4)}

    found = spend_alarm({**old, **ahead, **recent, TODAY: 50.0}, today=TODAY, robust=True)

    assert (found.baseline_days, "daily_anomaly" in found.triggered_by) == (3, True)


@pytest.mark.parametrize(
    ("spent", "ceiling", "percent", "level"),
    [
        (280.0, 350.0, 80.0, "alarm"),
        (279.9999, 350.0, 80.0, "insufficient_data"),
        (400.0, 350.0, 114.3, "alarm"),
        (400.0, 0.0, 0.0, "insufficient_data"),
        (8.0, 10.0, 80.0, "alarm"),
    ],
)
def test_the_ceiling_alarms_without_any_history(
    spent: float, ceiling: float, percent: float, level: str
):
    found = judged(0.0, [], month_to_date=spent, monthly_ceiling=ceiling)

    assert (found.level, found.ceiling_pct) == (level, percent)
    assert found.triggered_by == (("ceiling",) if level == "alarm" else ())


def test_without_a_month_its_days_are_added():
    days = {date(2026, 10, 1): 100.0, date(2026, 9, 30): 999.0, TODAY: 1.00004}

    assert spend_alarm(days, today=TODAY).month_to_date == 101.0


def test_the_detail_names_all_that_is_to_be_said():
    found = judged(100.0, [4, 5, 6], month_to_date=300.0)

    assert found.detail == (
        "today $100.00, 20.0 times the usual $5.00 (z 95); $300.00 this month, 85.7 % of $350; "
        "what other machines and CI spend is not seen here"
    )
    assert judged(5.0, [4, 5, 6], source="account").detail == "today $5.00 is as usual"
    assert judged(5.0, [4], source="account").detail == (
        "1 earlier day with spending; 3 are needed to tell what is usual"
    )
