"""Money: what the account spent, where it is going, and what tokens cost, as tables."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.pricing import Price, PriceTable, Rates
from attune_ops_nb.logic.reconciling import Reconciliation
from attune_ops_nb.notebook.frames.table import COUNT, DOLLARS, SECONDS, TIME, WORDS, Table, table
from attune_ops_nb.readings.anthropic_cost import CostSummary
from attune_ops_nb.readings.anthropic_usage import UsageSummary
from attune_ops_nb.readings.run_cost import RunCost
from attune_ops_nb.readings.spend import Spend
from attune_ops_nb.readings.workflow_runs import RunRow

COST_COLUMNS: dict[str, dict[str, str]] = {
    "day": {"day": TIME, "cost_usd": DOLLARS},
    "model": {"model": WORDS, "cost_usd": DOLLARS},
    "type": {"type": WORDS, "cost_usd": DOLLARS},
    "workspace": {"workspace": WORDS, "cost_usd": DOLLARS},
}
"""By what each row is about. Days are those of the bill, UTC."""
_TOKENS = {
    "input_tokens": COUNT,
    "output_tokens": COUNT,
    "cache_read_tokens": COUNT,
    "cache_write_5m_tokens": COUNT,
    "cache_write_1h_tokens": COUNT,
    "web_searches": COUNT,
    "total_tokens": COUNT,
}
RUN_COST_COLUMNS = {
    "model": WORDS,
    "calls": COUNT,
    "cost_usd": DOLLARS,
    "unpriced": COUNT,
    "input_tokens": COUNT,
    "output_tokens": COUNT,
    "cache_write_tokens": COUNT,
    "cache_read_tokens": COUNT,
}
"""`unpriced` counts the calls without a price: `cost_usd` is then the least it can be."""
USAGE_COLUMNS: dict[str, dict[str, str]] = {
    "day": {"day": TIME, **_TOKENS},
    "model": {"model": WORDS, **_TOKENS},
    "tier": {"tier": WORDS, **_TOKENS},
    "workspace": {"workspace": WORDS, **_TOKENS},
}
"""By what each row is about. Days are UTC; `input_tokens` are those that no cache served."""
SAVINGS_COLUMNS = {
    "day": TIME,
    "workflow": WORDS,
    "runs": COUNT,
    "failed": COUNT,
    "cost_usd": DOLLARS,
    "baseline_usd": DOLLARS,
    "estimated_savings_usd": DOLLARS,
    "mean_duration_seconds": SECONDS,
}
"""`baseline_usd` is an estimate of what the dearest model would have cost; nobody knows that."""
SPEND_COLUMNS = {"what": WORDS, "cost_usd": DOLLARS, "unpriced": COUNT, "detail": WORDS}
"""`unpriced` counts the calls without a price: `cost_usd` is then the least it can be."""
RECONCILE_COLUMNS = {
    "model": WORDS,
    "billed_usd": DOLLARS,
    "logged_usd": DOLLARS,
    "difference_usd": DOLLARS,
    "unlogged_usd": DOLLARS,
    "unpriced_usd": DOLLARS,
    "batch_usd": DOLLARS,
    "web_search_usd": DOLLARS,
    "geography_usd": DOLLARS,
    "other_usd": DOLLARS,
    "sessions_usd": DOLLARS,
    "telemetry_usd": DOLLARS,
    "overlap_usd": DOLLARS,
    "calls": COUNT,
    "unpriced_calls": COUNT,
}
"""The causes add up to the difference."""
PRICE_COLUMNS = {
    "model": WORDS,
    "valid_from_day": TIME,
    "above_tokens": COUNT,
    "input_usd": DOLLARS,
    "output_usd": DOLLARS,
    "cache_write_5m_usd": DOLLARS,
    "cache_write_1h_usd": DOLLARS,
    "cache_read_usd": DOLLARS,
    "fast_factor": DOLLARS,
}
"""Dollars a million tokens, for requests whose prompt is longer than `above_tokens`."""


def cost(summary: CostSummary, by: str = "day") -> Table:
    """What the account spent in the last thirty days."""
    rows: dict[str, Any] = {
        "day": summary.by_day,
        "model": summary.by_model,
        "type": summary.by_cost_type,
        "workspace": summary.by_workspace,
    }
    return table(COST_COLUMNS[by], rows[by], lambda row: (row[0], float(row[1])))


def run_cost(found: RunCost) -> Table:
    """What one run cost, a row for each model, the dearest first."""
    return table(
        RUN_COST_COLUMNS,
        found.by_model,
        lambda each: (
            each.model,
            each.calls,
            None if each.usd is None else float(each.usd),
            each.unpriced_calls,
            each.input_tokens,
            each.output_tokens,
            each.cache_write_tokens,
            each.cache_read_tokens,
        ),
    )


def usage(summary: UsageSummary, by: str = "day") -> Table:
    """What the account used in the last thirty days."""
    rows: dict[str, Any] = {
        "day": summary.by_day,
        "model": summary.by_model,
        "tier": summary.by_service_tier,
        "workspace": summary.by_workspace,
    }
    return table(
        USAGE_COLUMNS[by],
        rows[by],
        lambda row: (row[0], *msgspec.structs.astuple(row[1]), row[1].all_tokens),
    )


def savings(found: Iterable[RunRow]) -> Table:
    """How runs of workflows ended, by day and workflow."""
    return table(
        SAVINGS_COLUMNS,
        found,
        lambda each: (
            each.day,
            each.workflow,
            each.runs,
            each.failed,
            each.cost,
            each.baseline_cost,
            each.estimated_savings,
            each.mean_duration_ms / 1000,
        ),
    )


def spend(found: Spend) -> Table:
    """The numbers of the first page, a row each."""
    return table(SPEND_COLUMNS, _spent(found), lambda row: row)


def reconcile(found: Reconciliation) -> Table:
    """Bill and logs of a day, model by model, and why they differ."""
    return table(
        RECONCILE_COLUMNS,
        found.rows,
        lambda row: (
            row.model,
            float(row.billed_usd),
            float(row.logged_usd),
            float(row.difference_usd),
            float(row.causes.unlogged),
            float(row.causes.unpriced),
            float(row.causes.batch),
            float(row.causes.web_search),
            float(row.causes.geography),
            float(row.causes.other),
            float(row.sessions_usd),
            float(row.telemetry_usd),
            float(row.overlap_usd),
            row.calls,
            row.unpriced_calls,
        ),
    )


def prices(found: PriceTable) -> Table:
    """A row for each model, day from which on it costs that, and length of the prompt."""
    return table(PRICE_COLUMNS, _priced(found), lambda row: row)


def _spent(found: Spend) -> Iterator[tuple[str, float, int, str | None]]:
    numbers = found.numbers
    for what, usd in (
        ("today", numbers.today_usd),
        ("yesterday", numbers.yesterday_usd),
        ("7 days", numbers.seven_day_usd),
        ("month to date", numbers.month_to_date_usd),
        ("30 days", numbers.thirty_day_usd),
    ):
        yield what, float(usd), found.unpriced, None
    if found.forecast:
        low, high = phrases.usd(found.forecast.low_usd), phrases.usd(found.forecast.high_usd)
        detail = f"{low} to {high}, nine times of ten"
        yield "month, forecast", float(found.forecast.month_usd), found.unpriced, detail
    if found.budget:
        left = f"{phrases.usd(found.budget.left_usd)} left, {found.budget.level}"
        yield "month, budget", float(found.budget.limit_usd), 0, left


def _priced(found: PriceTable) -> Iterator[tuple[Any, ...]]:
    for model, versions in found.models.items():
        for price in versions:
            yield _rates(model, price, 0, price)
            for band in price.bands:
                yield _rates(model, price, band.above, band)


def _rates(model: str, price: Price, above: int, rates: Rates) -> tuple[Any, ...]:
    known: list[Decimal | None] = [
        rates.input,
        rates.output,
        rates.cache_write_5m,
        rates.cache_write_1h,
        rates.cache_read,
        price.fast,
    ]
    dollars = (None if each is None else float(each) for each in known)
    return (model, price.valid_from, above, *dollars)
