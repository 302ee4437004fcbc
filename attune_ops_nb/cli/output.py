"""Output: answers as tables for people, or as JSON and YAML for scripts."""

import argparse
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

ENCODER = msgspec.json.Encoder(decimal_format="number")
"""Exact dollars are numbers with all their digits."""
COMMANDS_TO_TERMINALS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def form(args: argparse.Namespace) -> str:
    """table, json or yaml."""
    return getattr(args, "output", "table")


def say(line: str) -> None:
    """A line that belongs to the answer."""
    print(line)


def note(line: str) -> None:
    """A line about what is going on, for people: it stays out of a pipe."""
    print(line, file=sys.stderr, flush=True)


def documented(args: argparse.Namespace, value: Any) -> bool:
    """Whether `value` was asked for as a document, which is written then."""
    if form(args) == "table":
        return False
    document(value, form(args))
    return True


def document(value: Any, kind: str) -> None:
    """`value` as JSON or YAML."""
    encoded = ENCODER.encode(value)
    if kind == "yaml":
        import yaml

        print(
            yaml.safe_dump(msgspec.json.decode(encoded), sort_keys=False, allow_unicode=True),
            end="",
        )
    else:
        print(msgspec.json.format(encoded, indent=2).decode())


def listing(
    args: argparse.Namespace,
    found: Sequence[Any],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    empty: str,
) -> int:
    """Nouns as an aligned table; `empty` says what to do if there are none."""
    if form(args) != "table":
        document(list(found), form(args))
    elif not found:
        note(empty)
    else:
        table(columns, rows)
    return 0


def facts(args: argparse.Namespace, value: Any, shown: dict[str, object]) -> int:
    """One noun, a fact a line."""
    if form(args) != "table":
        document(value, form(args))
        return 0
    named = {name: text for name, what in shown.items() if (text := _text(what))}
    wide = max(map(len, named), default=0)
    for name, text in named.items():
        first, *more = text.split("\n")
        say(f"{name:<{wide}}  {first}")
        for line in more:
            say(f"{'':<{wide}}  {line}")
    return 0


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Aligned columns; the last is cut to the width of a terminal, and left whole in a pipe."""
    lines = [list(columns), *([_text(cell).replace("\n", " ") for cell in row] for row in rows)]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(columns))]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in lines:
        cells = [
            cell + " " * (wide - _width(cell)) for cell, wide in zip(line, widths, strict=True)
        ]
        text = "  ".join(cells).rstrip()
        say(text if not room or _width(text) <= room else f"{text[: room - 1]}…")


def coloured() -> bool:
    """Whether colours of a log are wanted where standard output goes."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return harmless(str(value))


def harmless(text: str) -> str:
    """Text from elsewhere with nothing in it that a terminal would take for a command."""
    return COMMANDS_TO_TERMINALS.sub("\N{REPLACEMENT CHARACTER}", text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
