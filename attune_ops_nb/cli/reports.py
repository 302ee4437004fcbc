"""Reports: commands about the help of a project and what sweeps found in it."""

import argparse
from collections.abc import Callable

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import config_of, opened
from attune_ops_nb.errors import NotFound
from attune_ops_nb.readings import Readings
from attune_ops_nb.readings.sweep import Sweep, broken


def docs(args: argparse.Namespace) -> int:
    """What help there is about each feature."""
    with opened(args) as engine:
        found = engine.readings.help()
    if output.documented(args, found):
        return 0
    rows = [
        (each.name, f"{each.completeness_pct} %", each.is_stale, ", ".join(each.missing_kinds))
        for each in found.features
    ]
    if rows:
        output.table(("FEATURE", "COMPLETE", "STALE", "MISSING"), rows)
    else:
        output.note("no help: attune-ai writes it into .help/templates")
    return 0


def search(args: argparse.Namespace) -> int:
    """The pages of help that have some words."""
    with opened(args) as engine:
        found = engine.readings.help_pages(" ".join(args.text))
    rows = [(f"{each.feature}/{each.kind}", each.title, each.snippet) for each in found]
    return output.listing(args, found, ("PAGE", "TITLE", "TEXT"), rows, "no page has these words")


def page(args: argparse.Namespace) -> int:
    """One page of help, as Markdown."""
    feature, _, kind = args.page.partition("/")
    with opened(args) as engine:
        found = engine.readings.help_page(feature, kind or "concept")
    if output.form(args) == "table":
        output.say(found.body)
    else:
        output.document(found, output.form(args))
    return 0


def sweeps(args: argparse.Namespace) -> int:
    """What discovery-sweep found; with --path in one scope."""
    with opened(args) as engine:
        readings = engine.readings
        if args.path is None:
            found = readings.sweeps()
        else:
            found = _of_scope(readings, readings.sweep_chips(args.path).scope_hash)
    rows = [
        (
            part,
            each.severity,
            f"{each.file or ''}{f':{each.line}' if each.line else ''}",
            each.title,
        )
        for one in found
        for part, those in (
            ("queue", one.queue),
            ("question", [each.finding for each in one.questions]),
            ("rejected", [each.finding for each in one.rejected]),
        )
        for each in those
    ]
    columns = ("PART", "SEVERITY", "WHERE", "TITLE")
    unreadable = broken(config_of(args)) if args.path is None else []
    for problem in unreadable:
        output.note(problem)
    empty = "nothing was swept yet: run discovery-sweep on a scope"
    return output.listing(args, found, columns, rows, "no other" if unreadable else empty)


def _of_scope(readings: Readings, scope_hash: str) -> list[Sweep]:
    try:
        return [readings.sweep(scope_hash)]
    except NotFound:
        return []


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "docs": docs,
    "docs search": search,
    "docs show": page,
    "sweeps": sweeps,
}
