"""Reconcile: the bill of a day beside session logs and telemetry, and why they differ."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic import reconciling
from attune_ops_nb.logic.days import DAY, day_of
from attune_ops_nb.logic.pricing import PriceTable
from attune_ops_nb.logic.reconciling import Billed, Factors, Logged, Reconciliation
from attune_ops_nb.readings import anthropic_fetching
from attune_ops_nb.readings.anthropic_cost import COST, PATIENT, Patience, fetch_bill
from attune_ops_nb.readings.anthropic_report import CostItem, CostReport, UsageItem
from attune_ops_nb.readings.anthropic_usage import PRIORITY, USAGE, added
from attune_ops_nb.readings.logged import of_sessions, of_telemetry
from attune_ops_nb.readings.prices import table

LATE = timedelta(hours=1)
"""After this the bill has all of a day, by far."""


def reconcile(
    day: date,
    *,
    config: Config,
    now: datetime,
    logged: Iterable[Logged] | None = None,
    patience: Patience = PATIENT,
) -> Reconciliation:
    """The UTC day `day` of the account beside what was logged of it, model by model.

    `logged` takes the place of session logs and telemetry. If the bill cannot be asked for, the one
    that was fetched last is taken, and a note says so. Invalid for a day that has not begun,
    Unavailable if there is no bill to compare with.
    """
    if day > day_of(now):
        said = f"{day.isoformat()} has not begun in UTC"
        raise Invalid(f"day: {said}", problems={"day": said})
    asked = _bill(day, config, now, patience)
    bill = asked.report
    notes = [asked.note] if asked.note else []
    if bill.problem:
        notes.append(f"the bill is not complete: {bill.problem}")
    if logged is None:
        sessions, remarks = of_sessions(config, day)
        entries = [*sessions, *of_telemetry(config, day)]
        notes += remarks
    else:
        entries = list(logged)
    if asked.note:  # who just gave no answer is not waited for once more
        patience = replace(patience, pause_seconds=0.0)
    usage = _usage(day, config, now, patience, notes)
    priority = [item for item in usage or [] if (item.service_tier or "").startswith(PRIORITY)]
    if priority:
        tokens = added(priority).all_tokens
        notes.append(f"{tokens} tokens of the Priority Tier were used, which the bill leaves out")
    return reconciling.reconcile(
        day,
        [_billed(item) for item in bill.items if item.day == day],
        entries,
        billed_tokens=None if usage is None else _tokens(usage),
        factors=_factors(table(config)),
        complete=bill.complete,
        settled=day < day_of(asked.at - LATE),
        notes=notes,
    )


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A bill, when it was asked for, and what is to be known about that."""

    report: CostReport
    at: datetime
    note: str = ""


def _bill(day: date, config: Config, now: datetime, patience: Patience) -> Asked:
    found = anthropic_fetching.fetched(
        COST, refresh=False, config=config, now=now, patience=patience
    )
    if found.report is not None and found.fetched_at is not None and day in found.report.days:
        return Asked(report=found.report, at=found.fetched_at)
    why = found.failure.message if found.failure else ""
    if not why:
        alone, error = fetch_bill(day, day + DAY, config=config, patience=patience)
        if alone is not None:
            return Asked(report=alone, at=now)
        why = error.message if error else ""
    last = found.last
    if last is None or day not in last.report.days:
        raise Unavailable(f"cannot reconcile {day.isoformat()}: {why}")
    at = last.fetched_at
    note = f"the bill is that of {at:%Y-%m-%d %H:%M} UTC, for it cannot be asked for now: {why}"
    return Asked(report=last.report, at=at, note=note)


def _usage(
    day: date, config: Config, now: datetime, patience: Patience, notes: list[str]
) -> list[UsageItem] | None:
    """The usage of the day, or None and a note: the bill can be read without it."""
    found = anthropic_fetching.fetched(
        USAGE, refresh=False, config=config, now=now, patience=patience
    )
    kept = found.last.report if found.last else None
    for report in (found.report, kept):
        if report is not None and day in report.days and report.complete:
            return [item for item in report.items if item.day == day]
    why = found.failure.message if found.failure else found.report and found.report.problem
    notes.append(f"the tokens of the bill are not known: {why or 'the day is too long ago'}")
    return None


def _billed(item: CostItem) -> Billed:
    return Billed(
        model=item.model,
        usd=item.usd,
        cost_type=item.cost_type,
        service_tier=item.service_tier,
        geography=item.geography,
    )


def _tokens(usage: list[UsageItem]) -> dict[str, int]:
    models: dict[str, list[UsageItem]] = {}
    for item in usage:
        models.setdefault(item.model or "", []).append(item)
    return {model: added(items).all_tokens for model, items in models.items()}


def _factors(prices: PriceTable) -> Factors:
    return Factors(batch=prices.batch or Decimal(1), geography=prices.geography)
