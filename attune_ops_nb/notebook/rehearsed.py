"""Rehearsed: what would have happened in a workflow, as text and as HTML."""

from html import escape
from typing import Any

import msgspec

from attune_ops_nb.logic.rehearsal import Rehearsal

MOST_ROWS = 60
LONGEST = 400
MARKS = {"completed": ("✓", "#1d7f45"), "failed": ("✗", "#c4342b"), "timeout": ("⏱", "#c4342b")}


def plain(found: Rehearsal) -> str:
    """A line for each part that there is."""
    facts = {name: what for name, what in _facts(found).items() if what}
    width = max(map(len, facts))
    return "\n".join(f"{name:<{width}}  {what}" for name, what in facts.items())


def html(found: Rehearsal) -> str:
    """The same, and what each execution would have got."""
    mark, colour = MARKS.get(found.status, ("■", "#6b7280"))
    facts = _facts(found)
    facts.pop("rehearsal")
    rows = "".join(
        f"<tr><th style='text-align:left;vertical-align:top'>{escape(name)}</th>"
        f"<td style='text-align:left;white-space:pre-wrap'>{escape(what)}</td></tr>"
        for name, what in facts.items()
        if what
    )
    return (
        f"<div class='attune-snapshot'><div><strong style='color:{colour}'>{mark} rehearsed:"
        f" {escape(found.status)}</strong> <small>· nothing was run</small></div>"
        f"<table><tbody>{rows}</tbody></table>{_inputs(found)}</div>"
    )


def _facts(found: Rehearsal) -> dict[str, str]:
    split = {number: " ".join(way) for number, way in enumerate(found.routes) if way}
    return {
        "rehearsal": found.status,
        "sequence": " → ".join(found.sequence),
        "routes": "\n".join(f"{number}: {way}" for number, way in split.items()),
        "published": _json(found.published),
        "output": _json(found.output),
        "errors": "\n".join(_fault(each) for each in found.errors),
        "no more": "\n".join(found.left_out),
    }


def _fault(fault: Any) -> str:
    return f"{fault.task}: {fault.message}" if fault.task else str(fault.message)


def _inputs(found: Rehearsal) -> str:
    if not found.inputs:
        return ""
    rows = "".join(
        f"<tr><td style='text-align:left'>{escape(name)}</td>"
        f"<td style='text-align:left'><code>{escape(_json(input) or '{}')}</code></td></tr>"
        for name, input in found.inputs[:MOST_ROWS]
    )
    left_out = len(found.inputs) - MOST_ROWS
    more = f"<p>… and {left_out} more</p>" if left_out > 0 else ""
    return (
        f"<details><summary>what each would have got</summary><table><tbody>{rows}</tbody></table>"
        f"{more}</details>"
    )


def _json(value: Any) -> str:
    """A value as JSON, cut where it is long; nothing for an empty one."""
    if not value:
        return ""
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
