"""Plain HTML: tables and folds without script or style sheet, from text that may say anything."""

from collections.abc import Iterable, Sequence
from html import escape

Cells = Sequence[object]


def table(headings: Sequence[str], rows: Iterable[Cells]) -> str:
    """The rows below their headings."""
    head = "".join(f"<th style='text-align:left'>{escape(each)}</th>" for each in headings)
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:left'>{escape(str(cell))}</td>" for cell in row)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def folded(title: str, content: str) -> str:
    """What is shown on demand."""
    return f"<details><summary>{escape(title)}</summary>{content}</details>"


def line(text: str) -> str:
    """A sentence."""
    return f"<p>{escape(text)}</p>"
