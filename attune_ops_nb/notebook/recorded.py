"""Recorded: what a workflow did, as text and as HTML."""

from collections.abc import Iterator
from html import escape

import msgspec

from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.recordings import Recording

MOST_ROWS = 60
LONGEST = 200
MARKS = {"succeeded": "✓", "failed": "✗", "timed_out": "⏱"}


def plain(found: Recording) -> str:
    """A line for each end of a task."""
    rows = list(_rows(found))
    width = max((len(name) for name, _, _ in rows), default=0)
    lines = [f"{mark} {name:<{width}}  {result}".rstrip() for name, mark, result in rows]
    return "\n".join([_head(found), *lines[:MOST_ROWS], *_left_out(len(rows)), _how(found)])


def html(found: Recording) -> str:
    """The same as a table."""
    rows = list(_rows(found))
    body = "".join(
        f"<tr><td>{escape(mark)}</td><td style='text-align:left'>{escape(name)}</td>"
        f"<td style='text-align:left'><code>{escape(result)}</code></td></tr>"
        for name, mark, result in rows[:MOST_ROWS]
    )
    more = "".join(f"<p>{line}</p>" for line in _left_out(len(rows)))
    return (
        f"<div class='attune-snapshot'><div><strong>{escape(_head(found))}</strong></div>"
        f"<table><tbody>{body}</tbody></table>{more}<small>{escape(_how(found))}</small></div>"
    )


def _head(found: Recording) -> str:
    return f"recording of {found.workflow}, execution {found.recorded}"


def _how(found: Recording) -> str:
    return f"rehearse it: %attune recording {found.recorded} --rehearse"


def _rows(found: Recording) -> Iterator[tuple[str, str, str]]:
    for task, mocks in found.results.items():
        for mock in mocks:
            yield _name(task, mock), MARKS.get(mock.status, "■"), _result(mock)


def _name(task: str, mock: Mock) -> str:
    """The task, which item of it, at which time, and on which route."""
    item = "" if mock.item is None else f"[{mock.item}]"
    time = "" if mock.iteration is None else f" ({mock.iteration + 1}.)"
    route = f" on {' '.join(mock.route)}" if isinstance(mock.route, tuple) and mock.route else ""
    return f"{task}{item}{time}{route}"


def _result(mock: Mock) -> str:
    if mock.result is None:
        return ""
    text = msgspec.json.encode(mock.result).decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _left_out(count: int) -> list[str]:
    return [f"… and {count - MOST_ROWS} more"] if count > MOST_ROWS else []
