"""Spend: what days of spending add up to, where the month is going, and what is left of a budget.

Amounts are exact dollars; a day that is not in `daily` cost nothing.
"""

import statistics
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import sqrt
from typing import Literal

import msgspec

from attune_ops_nb.logic.days import DAY, days_in_month, month_to_date, window
from attune_ops_nb.logic.dollars import CENT, ZERO, rounded, total

Daily = Mapping[date, Decimal]
BASELINE_DAYS = 28
"""Whole weeks, so that weekends weigh as much as they should."""
FEWEST_DAYS = 3
NINE_OF_TEN = 1.645
"""Deviations to both sides of the mean that hold nine of ten outcomes."""
NEARLY = Decimal("0.8")


class Kpis(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the first page."""

    today_usd: Decimal
    yesterday_usd: Decimal
    seven_day_usd: Decimal
    month_to_date_usd: Decimal
    thirty_day_usd: Decimal
    series: list[tuple[date, Decimal]]
    """The last seven days, oldest first, also those on which nothing was spent."""


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole month will cost if the days go on as they did, in whole cents."""

    month_usd: Decimal
    low_usd: Decimal
    """Here and `high_usd`: nine of ten months end between them."""
    high_usd: Decimal
    daily_usd: Decimal
    """What a day costs on average."""
    baseline_days: int
    """How many days that is taken from."""


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """How a month's budget stands."""

    limit_usd: Decimal
    spent_usd: Decimal
    left_usd: Decimal
    """Below zero if it is exceeded."""
    used_pct: float
    month_pct: float
    """How much of the month has begun, by days."""
    level: Literal["ok", "ahead", "near", "exceeded"]
    """`ahead`: it will not last if the days go on as they did. `near`: 80 % are used."""
    lasts_until: date | None
    """The first day on which it is exceeded, if that is in this month."""


def daily(spent: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    """Sums by day."""
    days: dict[date, list[Decimal]] = {}
    for day, usd in spent:
        days.setdefault(day, []).append(usd)
    return {day: total(days[day]) for day in sorted(days)}


def kpis(daily: Daily, today: date) -> Kpis:
    """The numbers as they stand on `today`."""

    def spent(days: Iterable[date]) -> Decimal:
        return total(daily.get(day, ZERO) for day in days)

    return Kpis(
        today_usd=spent([today]),
        yesterday_usd=spent([today - DAY]),
        seven_day_usd=spent(window(today, 7)),
        month_to_date_usd=spent(month_to_date(today)),
        thirty_day_usd=spent(window(today, 30)),
        series=[(day, daily.get(day, ZERO)) for day in window(today, 7)],
    )


def forecast(daily: Daily, today: date) -> Forecast | None:
    """Where the month of `today` ends. None if fewer than three whole days tell what is usual.

    Today counts as what it has cost so far, or as a usual day if that is more.
    """
    baseline = _whole_days(daily, today)
    if len(baseline) < FEWEST_DAYS:
        return None
    usual = rounded(total(baseline) / len(baseline), CENT)
    spent = daily.get(today, ZERO)
    before = total(daily.get(day, ZERO) for day in month_to_date(today)[:-1])
    left = days_in_month(today) - today.day
    month = total([before, max(spent, usual), usual * left])
    open_days = left + (spent < usual)
    # The mean itself is as uncertain as the days it is taken from, over all the days to come.
    spread = statistics.stdev(map(float, baseline))
    width = Decimal(NINE_OF_TEN * spread * sqrt(open_days + open_days**2 / len(baseline)))
    known = total([before, spent])
    return Forecast(
        month_usd=rounded(month, CENT),
        low_usd=rounded(max(known, month - width), CENT),
        high_usd=rounded(month + width, CENT),
        daily_usd=usual,
        baseline_days=len(baseline),
    )


def budget(limit_usd: Decimal, daily: Daily, today: date) -> Budget | None:
    """How the budget of the month stands. None if there is no limit."""
    if limit_usd <= 0:
        return None
    spent = total(daily.get(day, ZERO) for day in month_to_date(today))
    ends = _lasts_until(limit_usd, spent, daily, today)
    level: Literal["ok", "ahead", "near", "exceeded"] = "ok"
    if spent > limit_usd:
        level = "exceeded"
    elif spent >= limit_usd * NEARLY:
        level = "near"
    elif ends is not None:
        level = "ahead"
    return Budget(
        limit_usd=limit_usd,
        spent_usd=spent,
        left_usd=limit_usd - spent,
        used_pct=round(float(spent / limit_usd * 100), 1),
        month_pct=round(today.day / days_in_month(today) * 100, 1),
        level=level,
        lasts_until=ends,
    )


def _lasts_until(limit: Decimal, spent: Decimal, daily: Daily, today: date) -> date | None:
    """The first day of the month on which more than `limit` is spent, or will be."""
    if spent > limit:
        return _exceeded(limit, [(day, daily.get(day, ZERO)) for day in month_to_date(today)])
    expected = forecast(daily, today)
    if expected is None:
        return None
    month = window(today + DAY * (days_in_month(today) - today.day), days_in_month(today))
    usual = expected.daily_usd
    this_day = max(daily.get(today, ZERO), usual)
    return _exceeded(
        limit,
        [
            (day, daily.get(day, ZERO) if day < today else this_day if day == today else usual)
            for day in month
        ],
    )


def _exceeded(limit: Decimal, days: list[tuple[date, Decimal]]) -> date | None:
    spent = ZERO
    for day, usd in days:
        spent = total([spent, usd])
        if spent > limit:
            return day
    return None


def _whole_days(daily: Daily, today: date) -> list[Decimal]:
    """The days before today, at most four weeks, from the first with spending on."""
    first = min((day for day, usd in daily.items() if usd), default=today)
    days = window(today - DAY, BASELINE_DAYS)
    return [daily.get(day, ZERO) for day in days if day >= first]
