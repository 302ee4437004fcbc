"""Charts: what the readings say, as pictures that show themselves in a notebook.

They take the DataFrames that `%attune …` gives, and the records that the readings give. An amount
with "≥" leaves out what has no known price.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from attune_ops_nb.logic.pricing import Prices, PriceTable
from attune_ops_nb.notebook import charted, drawing
from attune_ops_nb.notebook.charted import Frame
from attune_ops_nb.notebook.drawing import Bar, Chart
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import SessionUsageRow
from attune_ops_nb.readings.spend import Spend
from attune_ops_nb.readings.telemetry import UsageRow

__all__ = ["Chart", "blocks", "cache", "models", "sessions", "spend", "telemetry"]

MOST_PARTS = 5
"""Parts of a column that have a colour of their own; all others share one."""
MOST_BARS = 12
OTHERS = "others"
NAMELESS = "(none)"
MILLION = 1_000_000


def spend(found: Spend | Frame, daily: Iterable[tuple[date, Decimal]] = ()) -> Chart:
    """What each day cost, beside a usual day; of the last week, or of the days of `daily`.

    Of a frame by day, each of its days; of `%attune spend`, its amounts.
    """
    if charted.is_frame(found):
        return _amounts(found) if "what" in found.columns else _days(found)
    days = list(daily) or found.numbers.series
    numbers = found.numbers
    least = "≥ " if found.unpriced or not found.complete else ""
    said = [
        f"today {least}{money(numbers.today_usd)}",
        f"7 days {least}{money(numbers.seven_day_usd)}",
        f"month {least}{money(numbers.month_to_date_usd)}",
    ]
    if found.forecast:
        said.append(f"about {money(found.forecast.month_usd)} by its end")
    if found.budget:
        said.append(f"of {money(found.budget.limit_usd)}")
    usual = ("a usual day", float(found.forecast.daily_usd)) if found.forecast else None
    return drawing.columns(
        "Spend of the account" if found.source == "account" else "Spend that telemetry knows of",
        ", ".join(said),
        [f"{day:%m-%d}" for day, _ in days],
        {"cost": [float(usd) for _, usd in days]},
        money,
        limit=usual,
    )


def _days(frame: Frame) -> Chart:
    days = charted.days(frame)
    said = f"{money(sum(usd for _, usd in days))} in {len(days)} days"
    if days:
        dearest, usd = max(days, key=lambda each: each[1])
        said += f"; the dearest was {dearest:%m-%d}: {money(usd)}"
    labels = [f"{day:%m-%d}" for day, _ in days]
    return drawing.columns("Spend by day", said, labels, {"cost": [usd for _, usd in days]}, money)


def _amounts(frame: Frame) -> Chart:
    known = [row for row in charted.rows(frame) if row["cost_usd"] is not None]
    values = [
        (row["what"], row["cost_usd"], _money(row["cost_usd"], row.get("unpriced") or 0))
        for row in known
    ]
    said = ", ".join(f"{what} {words}" for what, _, words in values[:MOST_PARTS])
    return drawing.bars("Spend", said, values, ["what", "cost"])


def telemetry(
    rows: Iterable[UsageRow] | Frame, by: Literal["workflow", "tier", "model"] = "workflow"
) -> Chart:
    """What each day cost, by workflow, tier or model: of rows by day and that."""
    known = charted.usage_rows(rows, "day", by, "cost_usd")
    sums = _sums(known, by)
    named = [name for name, _ in sorted(sums.items(), key=lambda each: (-each[1], each[0]))]
    days = sorted({row.day for row in known if row.day})
    series = {
        name: _daily([row for row in known if _name(row, by) == name], days)
        for name in named[:MOST_PARTS]
        if sums[name]
    }
    if rest := [row for row in known if _name(row, by) not in series and row.cost]:
        series[OTHERS] = _daily(rest, days)
    events = sum(row.events for row in known)
    return drawing.columns(
        f"Cost of calls by {by}",
        f"{_amount(known)} in {events:,} calls; most of it: {', '.join(list(series)[:2])}",
        [f"{day:%m-%d}" for day in days],
        series,
        money,
    )


def models(rows: Iterable[UsageRow] | Frame) -> Chart:
    """What each model cost: of rows by model."""
    known = charted.usage_rows(rows, "model", "cost_usd")
    ordered = sorted(known, key=lambda row: (-row.cost, row.model or ""))[:MOST_BARS]
    unpriced = frozenset(
        row.model or NAMELESS
        for row in ordered
        if row.unpriced_events and row.unpriced_events == row.events
    )
    values = [(row.model or NAMELESS, row.cost, _told(row)) for row in ordered]
    said = f"{_amount(ordered)} in all"
    if ordered and ordered[0].cost:
        whole = sum(row.cost for row in ordered)
        said += f"; {ordered[0].model or NAMELESS} is {ordered[0].cost / whole:.0%} of it"
    return drawing.bars("Cost by model", said, values, ["model", "cost"], marked=unpriced)


def cache(rows: Iterable[UsageRow] | Frame, prices: Prices | PriceTable) -> Chart:
    """Tokens of prompts by where they came from, and what that saved: of rows by day and model."""
    known = charted.usage_rows(rows, "day", "model", "input_tokens", "cache_read_tokens")
    days = sorted({row.day for row in known if row.day})
    parts = {
        "read from the cache": "cache_read_tokens",
        "written to it": "cache_write_tokens",
        "sent without it": "input_tokens",
    }
    series = {name: _daily(known, days, field) for name, field in parts.items()}
    prompts = sum(map(sum, series.values()))
    share = sum(series["read from the cache"]) / prompts if prompts else 0.0
    rates = Prices(prices) if isinstance(prices, PriceTable) else prices
    saved = Decimal(0)
    for row in known:
        saved += _saved(row, rates)
    return drawing.columns(
        "Tokens of prompts and the provider's cache",
        f"{share:.0%} came from the cache, which saved {money(saved)} against no cache",
        [f"{day:%m-%d}" for day in days],
        series,
        tokens,
    )


def blocks(found: Iterable[Block] | Frame) -> Chart:
    """What each five-hour block of sessions cost; the one that goes on is told apart."""
    spans = [each for each in charted.blocks(found) if not each.gap]
    unpriced = sum(each.unpriced_replies for each in spans)
    whole = sum(each.cost for each in spans)
    dearest = max(spans, key=lambda each: each.cost, default=None)
    said = f"{_money(whole, unpriced)} in {len(spans)} blocks"
    if dearest:
        said += f"; the dearest began {dearest.start:%m-%d %H:%M} UTC: {money(dearest.cost)}"
    series = {"ended": [0.0 if each.active else each.cost for each in spans]}
    if any(each.active for each in spans):
        series["goes on"] = [each.cost if each.active else 0.0 for each in spans]
    labels = [f"{each.start:%m-%d %Hh}" for each in spans]
    return drawing.columns("Cost of five-hour blocks", said, labels, series, money, side="block")


def sessions(found: Iterable[SessionUsageRow] | Frame) -> Chart:
    """When sessions were, by project: of rows by session."""
    bars = [
        Bar(
            group=each.project or NAMELESS,
            start=each.first_at,
            end=each.last_at,
            words=f"{(each.session or NAMELESS)[:8]}, {_money(each.cost, each.unpriced_replies)}",
        )
        for each in charted.session_rows(found)
        if each.first_at and each.last_at
    ]
    bars.sort(key=lambda bar: bar.start)
    groups = len({bar.group for bar in bars})
    said = f"{len(bars)} sessions in {groups} project{'s' * (groups != 1)}"
    return drawing.timeline(
        "Sessions", said, bars, ["project", "from (UTC)", "to (UTC)", "session and cost"]
    )


def money(usd: float | Decimal) -> str:
    """Dollars and cents."""
    return f"${usd:,.2f}"


def tokens(count: float) -> str:
    """Tokens, in thousands or millions where there are so many."""
    if count >= MILLION:
        return f"{count / MILLION:.1f} M"
    return f"{count / 1000:.0f} k" if count >= 1000 else f"{count:.0f}"


def _money(usd: float, unpriced: int) -> str:
    return f"≥ {money(usd)} (+{unpriced} unpriced)" if unpriced else money(usd)


def _amount(rows: Sequence[UsageRow]) -> str:
    return _money(sum(row.cost for row in rows), sum(row.unpriced_events for row in rows))


def _told(row: UsageRow) -> str:
    return f"{_amount([row])}, {row.events:,} calls" if row.events else _amount([row])


def _name(row: UsageRow, by: str) -> str:
    return getattr(row, by) or NAMELESS


def _sums(rows: Iterable[UsageRow], by: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        found[_name(row, by)] = found.get(_name(row, by), 0.0) + row.cost
    return found


def _daily(rows: Iterable[UsageRow], days: Sequence[date], field: str = "cost") -> list[float]:
    found = dict.fromkeys(days, 0.0)
    for row in rows:
        if row.day:
            found[row.day] += getattr(row, field)
    return list(found.values())


def _saved(row: UsageRow, prices: Prices) -> Decimal:
    """Dollars that the same prompts would have cost more without a cache; none if unpriced."""
    if row.day is None or row.model is None:
        return Decimal(0)
    rates = prices.rates(row.model, datetime(row.day.year, row.day.month, row.day.day))
    if rates is None or rates.input is None:
        return Decimal(0)
    read = row.cache_read_tokens * (rates.input - (rates.cache_read or rates.input))
    written = row.cache_write_tokens * (rates.input - (rates.cache_write_5m or rates.input))
    return (read + written) / MILLION
