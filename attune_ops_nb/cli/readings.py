"""Readings: commands that show what is worked out from files."""

import argparse
from collections.abc import Callable, Sequence

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.logic import phrases
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry import TelemetrySummary

MOST_NAMED = 20


def telemetry(args: argparse.Namespace) -> int:
    """What our own runs cost: at a glance, or row by row."""
    with opened(args) as engine:
        if args.by is None:
            return _telemetry_summary(args, engine.readings.telemetry())
        rows = engine.readings.telemetry_rows([args.by], since=args.since, until=args.until)
    cells = [
        (
            getattr(row, args.by) or "(none)",
            row.events,
            phrases.usd(row.cost, row.unpriced_events),
            row.input_tokens,
            row.output_tokens,
            row.cache_read_tokens,
        )
        for row in rows
    ]
    columns = (args.by.upper(), "CALLS", "COST", "INPUT", "OUTPUT", "CACHE READ")
    return output.listing(args, rows, columns, cells, NO_CALLS)


NO_CALLS = "no calls yet: telemetry/usage.jsonl in the home gets a line for each"


def _telemetry_summary(args: argparse.Namespace, found: TelemetrySummary) -> int:
    cost = phrases.usd(found.total_cost, found.unpriced_events)
    shown: dict[str, object] = {
        "calls": found.total_events,
        "cost": cost,
        "saved": phrases.usd(found.total_savings) if found.total_savings else None,
        "last": None if found.last_event_at is None else phrases.stamp(found.last_event_at),
        "by workflow": _lines(found.by_workflow),
        "by day": _lines(found.by_day),
        "undated": found.undated_events or None,
        "in the future": found.future_events or None,
        "malformed lines": found.malformed_lines or None,
    }
    code = output.facts(args, found, shown)
    say_malformed(args, found.malformed)
    if not found.total_events:
        output.note(NO_CALLS)
    return code


def _lines(rows: Sequence[tuple[object, int, float]]) -> str:
    wide = max((len(str(name)) for name, _, _ in rows), default=0)
    return "\n".join(
        f"{name!s:<{wide}}  {phrases.usd(cost)} in {events} calls" for name, events, cost in rows
    )


def say_malformed(args: argparse.Namespace, malformed: Sequence[Malformed]) -> None:
    """What could not be read, for people; --json has it in its answer."""
    if output.form(args) != "table":
        return
    for each in malformed[:MOST_NAMED]:
        output.note(f"{each.file}, byte {each.offset}: {each.reason}")
    if len(malformed) > MOST_NAMED:
        output.note(f"… and {len(malformed) - MOST_NAMED} more; --json names them")


READING_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "telemetry": telemetry,
}
