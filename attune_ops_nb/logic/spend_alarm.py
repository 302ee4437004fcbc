"""The spend alarm: is today unusual, and is the month nearly used up?

Two ways to call a day unusual. `spend_alarm` is the arithmetic of attune-ai, to the digit: a
z-score over all earlier days with spending, or a multiple of them where they are all the same.
It cries over cents in a history that is nearly flat, and one old outlier hides the next. With
`robust=True` the median and the spread around it take the place of mean and deviation.
"""

import statistics
from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from attune_ops_nb.logic.days import DAY

CEILING = 350.0
FRACTION = 0.8
THRESHOLD = 3.0
FLAT_MULTIPLIER = 3.0
BASELINE_DAYS = 3
ROBUST_WINDOW = 28
"""Days before today that the robust way looks at."""
SPREAD_OF_NORMAL = 1.4826
"""The deviation of a normal distribution is this many times its median deviation."""
LEAST_SPREAD = 0.25
"""A median day varies by a quarter at least, however even the days were."""

Method = Literal["zscore", "multiplier", "robust", "none"]
Trigger = Literal["daily_anomaly", "ceiling"]


class SpendAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of today's spending, in dollars."""

    level: Literal["ok", "alarm", "insufficient_data"]
    triggered_by: tuple[Trigger, ...]
    today_cost: float
    baseline_mean: float
    """The median, if the method is robust."""
    baseline_days: int
    method: Method
    z_score: float | None
    month_to_date: float
    monthly_ceiling: float
    ceiling_pct: float
    source: Literal["account", "local"]
    detail: str


def spend_alarm(
    daily: Mapping[date, float],
    *,
    today: date,
    monthly_ceiling: float = CEILING,
    ceiling_fraction: float = FRACTION,
    z_threshold: float = THRESHOLD,
    flat_multiplier: float = FLAT_MULTIPLIER,
    min_baseline_days: int = BASELINE_DAYS,
    source: Literal["account", "local"] = "local",
    month_to_date: float | None = None,
    robust: bool = False,
) -> SpendAlarm:
    """Judge `daily`, the dollars of each day. Without `month_to_date` its days are added up.

    The ceiling alarms on its own, also without any history; 0 or less switches it off.
    """
    today_cost = round(daily.get(today, 0.0), 4)
    month = round(_month(daily, today) if month_to_date is None else month_to_date, 4)
    percent = round(month / monthly_ceiling * 100, 1) if monthly_ceiling > 0 else 0.0
    baseline = _recent(daily, today) if robust else _others(daily, today)
    usual = statistics.median if robust else statistics.fmean
    mean = round(usual(baseline), 4) if baseline else 0.0
    method: Method = "none"
    z: float | None = None
    said: list[str] = []
    triggers: list[Trigger] = []
    if len(baseline) >= min_baseline_days:
        method, z = _score(baseline, mean, today_cost, robust=robust)
        if (z >= z_threshold) if z is not None else (today_cost > mean * flat_multiplier):
            triggers.append("daily_anomaly")
            said.append(_unusual(today_cost, mean, z))
    if monthly_ceiling > 0 and month >= monthly_ceiling * ceiling_fraction:
        triggers.append("ceiling")
        said.append(f"${month:.2f} this month, {percent:g} % of ${monthly_ceiling:g}")
    enough = len(baseline) >= min_baseline_days
    if not said:
        said.append(_calm(today_cost, len(baseline), None if enough else min_baseline_days))
    if source == "local":
        said.append("what other machines and CI spend is not seen here")
    return SpendAlarm(
        level="alarm" if triggers else "ok" if enough else "insufficient_data",
        triggered_by=tuple(triggers),
        today_cost=today_cost,
        baseline_mean=mean,
        baseline_days=len(baseline),
        method=method,
        z_score=z,
        month_to_date=month,
        monthly_ceiling=monthly_ceiling,
        ceiling_pct=percent,
        source=source,
        detail="; ".join(said),
    )


def _score(
    baseline: list[float], mean: float, today: float, *, robust: bool
) -> tuple[Method, float | None]:
    """How many deviations above the usual today is; None if the days before were all the same."""
    if robust:
        deviation = statistics.median(abs(cost - mean) for cost in baseline)
        spread = max(SPREAD_OF_NORMAL * deviation, LEAST_SPREAD * mean)
        # Median and spread are of days with spending, and rounding alone can make them zero.
        return "robust", round((today - mean) / spread, 2) if spread else None
    deviation = statistics.stdev(baseline) if len(baseline) > 1 else 0.0
    if deviation == 0:
        return "multiplier", None
    return "zscore", round((today - mean) / deviation, 2)


def _others(daily: Mapping[date, float], today: date) -> list[float]:
    """All other days with spending, as attune-ai takes them."""
    return [cost for day, cost in daily.items() if day != today and cost > 0]


def _recent(daily: Mapping[date, float], today: date) -> list[float]:
    """The days with spending in the four weeks before today."""
    first = today - DAY * ROBUST_WINDOW
    return [cost for day, cost in daily.items() if first <= day < today and cost > 0]


def _month(daily: Mapping[date, float], today: date) -> float:
    month = (today.year, today.month)
    return sum(cost for day, cost in daily.items() if (day.year, day.month) == month)


def _unusual(today: float, mean: float, z: float | None) -> str:
    times = f", {today / mean:.1f} times" if mean else ", more than"
    score = "" if z is None else f" (z {z:g})"
    return f"today ${today:.2f}{times} the usual ${mean:.2f}{score}"


def _calm(today: float, days: int, needed: int | None) -> str:
    if needed is not None:
        s = "" if days == 1 else "s"
        return f"{days} earlier day{s} with spending; {needed} are needed to tell what is usual"
    return f"today ${today:.2f} is as usual"
