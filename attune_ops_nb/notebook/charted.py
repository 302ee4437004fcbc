"""Charted: the records that a chart is made of, out of the DataFrames that `%attune …` gives.

What a user computed from such a frame will do as well, as long as it has the columns that the chart
needs; what else is missing counts as nothing.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeGuard, TypeVar

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import SessionUsageRow
from attune_ops_nb.readings.telemetry import UsageRow

Frame = Any
"""A pandas DataFrame. Whoever draws records does not wait for pandas."""
T = TypeVar("T", UsageRow, SessionUsageRow, Block)
COLUMNS = {
    "cost": ("cost_usd",),
    "savings": ("savings_usd",),
    "events": ("events", "replies"),
    "unpriced_events": ("unpriced",),
    "unpriced_replies": ("unpriced",),
    "cache_write_tokens": ("cache_write_tokens", "cache_write_5m_tokens"),
}
"""The columns of a field, where they have another name; the first that is there holds."""


def is_frame(given: object) -> TypeGuard[Frame]:
    """Whether it is a DataFrame."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(given, pandas.DataFrame)


def usage_rows(given: Iterable[UsageRow] | Frame, *needed: str) -> list[UsageRow]:
    """Rows about calls. Invalid, with the column that is missing, for a frame without `needed`."""
    return _records(given, UsageRow, needed)


def session_rows(given: Iterable[SessionUsageRow] | Frame) -> list[SessionUsageRow]:
    """Rows about conversations."""
    return _records(given, SessionUsageRow, ("first_at", "last_at"))


def blocks(given: Iterable[Block] | Frame) -> list[Block]:
    """Spans of five hours."""
    return _records(given, Block, ("start", "end", "cost_usd"))


def needs(frame: Frame, *columns: str) -> None:
    """Invalid unless the frame has the columns."""
    for name in columns:
        if name not in frame.columns:
            known = ", ".join(map(str, frame.columns))
            said = f"the frame has no such column; it has {known}"
            raise Invalid(f"{name}: {said}", problems={name: said})


def rows(frame: Frame) -> Iterator[dict[str, Any]]:
    """The rows, with None where a cell is empty and days where it holds the begin of one."""
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        day = row.get("day") or row.get("at")
        yield {**row, "day": day.date() if isinstance(day, datetime) else day}


def _records(given: Iterable[T] | Frame, kind: type[T], needed: Iterable[str]) -> list[T]:
    if not is_frame(given):
        return list(given)
    needs(given, *("at" if name == "day" and "at" in given.columns else name for name in needed))
    single = "events" not in given.columns and "replies" not in given.columns
    return [_record(row, kind, single=single) for row in rows(given)]


def _record(row: Mapping[str, Any], kind: type[T], *, single: bool) -> T:
    """`single`: each row is one call, which says itself whether it has a price."""
    known: dict[str, Any] = {}
    if single and kind is UsageRow and "at" in row:
        known = {"events": 1, "unpriced_events": int(row.get("cost_usd") is None)}
    for field in msgspec.structs.fields(kind):
        names = COLUMNS.get(field.name, (field.name,))
        value = next((row[name] for name in names if row.get(name) is not None), None)
        if value is not None and field.name != "models":
            known[field.name] = value
        elif field.required and field.name not in known:
            known[field.name] = 0 if field.name != "day" else None
    return kind(**known)


def days(frame: Frame) -> list[tuple[date, float]]:
    """What each day cost, oldest first."""
    needs(frame, "at" if "at" in frame.columns else "day", "cost_usd")
    found: dict[date, float] = {}
    for row in rows(frame):
        if row["day"] is not None:
            found[row["day"]] = found.get(row["day"], 0.0) + (row["cost_usd"] or 0.0)
    return sorted(found.items())
