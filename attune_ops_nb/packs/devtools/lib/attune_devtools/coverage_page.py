"""The page of a coverage report: one file that needs no other, with what was missed marked."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Coverage</title>
<style>
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; display: flex; gap: 1rem; padding: .3rem 0; }
summary > :first-child { flex: 1; font-family: ui-monospace, monospace; }
meter { width: 10rem; }
.figure { width: 4rem; text-align: right; font-variant-numeric: tabular-nums; }
pre { margin: 0; overflow-x: auto; font: 12px/1.5 ui-monospace, monospace; }
.missed { background: color-mix(in srgb, crimson 20%, transparent); }
.number { display: inline-block; width: 4em; opacity: .5; user-select: none; }
</style>
"""


def page(root: Path, measured: dict[str, Any]) -> str:
    """The files that `coverage json` describes, those that are reached least first."""
    files = sorted(
        measured["files"].items(),
        key=lambda item: (item[1]["summary"]["percent_covered"], item[0]),
    )
    totals = measured["totals"]
    percent, missed = totals["percent_covered"], totals["missing_lines"]
    told = f"<p>{missed} of {totals['num_statements']} statements are not reached.</p>\n"
    parts = [_file(root, name, found) for name, found in files]
    return f"{HEAD}<h1>{percent:.1f} % covered</h1>\n{told}{''.join(parts)}</html>\n"


def _file(root: Path, name: str, found: dict[str, Any]) -> str:
    percent, missed = found["summary"]["percent_covered"], set(found["missing_lines"])
    told = f"{len(missed)} missed" if missed else ""
    return (
        f"<details><summary><span>{escape(name)}</span><span>{told}</span>"
        f'<meter min="0" max="100" value="{percent:.1f}"></meter>'
        f'<span class="figure">{percent:.1f} %</span></summary>\n'
        f"<pre>{_source(root / name, missed)}</pre></details>\n"
    )


def _source(path: Path, missed: set[int]) -> str:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # made and removed by the tests
        return "The file is not there any more."
    return "".join(_line(number, text, missed) for number, text in enumerate(lines, start=1))


def _line(number: int, text: str, missed: set[int]) -> str:
    kind = ' class="missed"' if number in missed else ""
    return f'<div{kind}><span class="number">{number}</span>{escape(text)}</div>'
