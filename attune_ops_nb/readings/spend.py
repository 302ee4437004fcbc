"""Spend: today, this week and this month, where it is going, and whether that is usual.

The bill of the account is believed where there is one, because it knows of every machine; else our
own telemetry is, and the answer says so and why.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.days import day_of
from attune_ops_nb.logic.spend import Budget, Forecast, Kpis, budget, daily, forecast, kpis
from attune_ops_nb.logic.spend_alarm import SpendAlarm, spend_alarm
from attune_ops_nb.readings.anthropic_cost import (
    COST,
    PATIENT,
    CostFetchError,
    CostFetchErrorKind,
    Patience,
    fetch_error,
)
from attune_ops_nb.readings.anthropic_fetching import fetched
from attune_ops_nb.readings.anthropic_report import CostReport
from attune_ops_nb.readings.logged import LocalCost, local_costs

DAYS = 35
"""Days before today that tell what is usual."""
NOTHING_KNOWN = "nothing is known to be spent: no call was logged yet, and there is no bill"


class Spend(msgspec.Struct, frozen=True, kw_only=True):
    """What is spent, in exact dollars by UTC day."""

    source: Literal["account", "local"]
    known: bool
    """If not, there is no bill and no call was ever logged: the zeros below say nothing."""
    today: date
    numbers: Kpis
    forecast: Forecast | None
    """None until three whole days tell what is usual."""
    alarm: SpendAlarm
    budget: Budget | None
    """None where `monthly_budget_usd` is 0."""
    unpriced: int = 0
    """Calls of the last thirty days without a price: the amounts are the least it can be."""
    complete: bool = True
    """If not, a part of the bill is missing, and the amounts are the least it can be."""
    problem: str | None = None
    """Why the bill is not complete, or why there is none."""
    problem_kind: CostFetchErrorKind | None = None
    """None for a bill that came in part."""
    fetched_at: datetime | None = None
    """When the bill was asked for, where that is the source; telemetry is of now."""


def spend(
    config: Config,
    *,
    now: datetime,
    local: Iterable[LocalCost] | None = None,
    refresh: bool = False,
    robust: bool = False,
    patience: Patience = PATIENT,
) -> Spend:
    """The spending of the account as it stands `now`, or else of our telemetry.

    A bill that was fetched earlier today stands in for one that cannot be asked for. `local` takes
    the place of the telemetry. Unavailable if that is needed and cannot be read.
    """
    today = day_of(now)
    found = fetched(COST, refresh=refresh, config=config, now=now, patience=patience)
    bill, at, last = found.report, found.fetched_at, found.last
    if bill is None and last is not None and day_of(last.fetched_at) == today:
        bill, at = last.report, last.fetched_at
    if local is None:
        local = [] if _knows(bill, today) else local_costs(config)
    error = fetch_error(found)
    said = judged(config, local, bill, error, today=today, robust=robust)
    return replace(said, fetched_at=at) if said.source == "account" else said


def judged(
    config: Config,
    local: Iterable[LocalCost],
    bill: CostReport | None,
    error: CostFetchError | None = None,
    *,
    today: date,
    robust: bool = False,
) -> Spend:
    """What `bill` says, if it knows of today; else what `local` says."""
    known = list(local)
    source: Literal["account", "local"] = "local"
    if bill is not None and _knows(bill, today):
        source, unpriced = "account", 0
        days = daily((item.day, item.usd) for item in bill.items)
    else:
        days = daily((each.day, each.usd) for each in known)
        unpriced = sum(each.unpriced for each in known if 0 <= (today - each.day).days < 30)
    limit = Decimal(str(config.monthly_budget_usd))
    numbers = kpis(days, today)
    return Spend(
        source=source,
        known=source == "account" or bool(known),
        today=today,
        numbers=numbers,
        forecast=forecast(days, today),
        alarm=spend_alarm(
            {day: float(usd) for day, usd in days.items() if 0 <= (today - day).days <= DAYS},
            today=today,
            monthly_ceiling=config.monthly_budget_usd,
            source=source,
            month_to_date=float(numbers.month_to_date_usd),
            robust=robust,
        ),
        budget=budget(limit, days, today),
        unpriced=unpriced,
        complete=bill.complete if source == "account" and bill else True,
        problem=error.message if error else bill.problem if bill else None,
        problem_kind=error.kind if error else None,
    )


def told(found: Spend) -> str:
    """`today $1.20, 7 days $9.00, month $30.00, by the bill`; what is not known is no zero."""
    if not found.known:
        return NOTHING_KNOWN
    numbers = found.numbers
    return (
        f"today {money(found, numbers.today_usd)}, "
        f"7 days {money(found, numbers.seven_day_usd)}, "
        f"month {money(found, numbers.month_to_date_usd)}, "
        f"by the {'bill' if found.source == 'account' else 'telemetry'}"
    )


def money(found: Spend, amount: Decimal) -> str:
    """One of the numbers; with "≥" where calls have no price or a part of the bill is missing."""
    text = phrases.usd(amount, found.unpriced)
    return text if found.complete or found.unpriced else f"≥ {text}"


def _knows(bill: CostReport | None, today: date) -> bool:
    """It has days. One that broke off may lack today: that is no day without spending."""
    return bill is not None and bool(bill.days) and (bill.complete or today in bill.days)
