"""Table: a DataFrame from nouns, with the same columns and types also when there are none.

Times and days are UTC, durations are float64 seconds, money is float64 dollars, counts and ids are
Int64, words are strings. Whoever computes with money to the last digit asks the engine instead.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from attune_ops_nb.logic import phrases

WORDS, COUNT, SECONDS, TIME, SWITCH = "string", "Int64", "float64", "datetime64[us, UTC]", "boolean"
DOLLARS = NUMBER = "float64"
MOST_ROWS = 60
"""Rows that are drawn; the frame itself has all."""


class Table(pd.DataFrame):  # type: ignore[misc]
    """A DataFrame that is drawn for reading. What is computed from it is an ordinary DataFrame."""

    @property
    def _constructor(self) -> type:
        return pd.DataFrame  # type: ignore[no-any-return]

    def _repr_html_(self) -> str:
        """A table without an index, whole words, marks for states, times in UTC."""
        if self.empty:
            return f"<p><em>none yet</em> ({escape(', '.join(self.columns))})</p>"
        head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in self.columns)
        rows = [
            f"<tr>{''.join(_cell(name, value, row) for name, value in row.items())}</tr>"
            for row in self.head(MOST_ROWS).to_dict("records")
        ]
        left_out = len(self) - len(rows)
        more = f"<p>… and {left_out} more rows</p>" if left_out else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


def table(
    columns: dict[str, str], nouns: Iterable[Any], row: Callable[[Any], Sequence[Any]]
) -> Table:
    """A row for each noun, with `columns` by name and dtype."""
    rows = [row(noun) for noun in nouns]
    return Table(
        {
            name: pd.Series([_moment(values[place]) for values in rows], dtype=dtype)
            for place, (name, dtype) in enumerate(columns.items())
        }
    )


def known(cost: float, unpriced: int, number: int) -> float | None:
    """What `number` things cost, of which `unpriced` have no price: unknown if none of them has."""
    return None if number and unpriced == number else cost


def _moment(value: Any) -> Any:
    """A day as the moment at which it begins in UTC; all else as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


def _cell(name: str, value: Any, row: Mapping[str, Any]) -> str:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    align = "right" if right else "left"
    text = escape(_shown(name, value, row))
    return f"<td style='text-align:{align};white-space:pre-wrap'>{text}</td>"


def _shown(name: str, value: Any, row: Mapping[str, Any]) -> str:
    if name == "cost_usd":
        return phrases.usd(None if pd.isna(value) else value, row.get("unpriced", 0))
    if pd.isna(value):
        return ""
    if isinstance(value, datetime):
        form = "%Y-%m-%d" if name == "day" or name.endswith("_day") else "%Y-%m-%d %H:%M:%S"
        return value.astimezone(UTC).strftime(form)
    if name.endswith("_usd"):
        return phrases.usd(value)
    if name == "duration_seconds":
        return phrases.span(value)
    if name == "size_bytes":
        return phrases.size(value)
    if name in ("status", "last_status"):
        return f"{phrases.MARKS.get(value, '')} {value}".strip()
    return str(value)
