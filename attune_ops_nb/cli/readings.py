"""Readings: commands that show what is worked out from files."""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import config_of
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import phrases, pricing
from attune_ops_nb.logic.pricing import Prices
from attune_ops_nb.readings import prices, usage_events
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import Compat, SessionUsage, SessionUsageRow
from attune_ops_nb.readings.session_verbs import SessionVerbs
from attune_ops_nb.readings.sessions import Session
from attune_ops_nb.readings.telemetry import Side, TelemetrySummary, UsageRow
from attune_ops_nb.readings.telemetry_verbs import TelemetryVerbs

MOST_NAMED = 20


def telemetry(args: argparse.Namespace) -> int:
    """What our own runs cost: at a glance, or row by row."""
    readings = TelemetryVerbs(config_of(args))
    if args.part is not None:
        _alone(f"--{args.part}", args, "by", "since", "until", "prices")
        from attune_ops_nb.cli.telemetry_parts import PARTS

        return PARTS[args.part](args, readings)
    if args.prices is not None:
        _alone("--prices", args, "by")
        return _repriced(args)
    # A summary is of all that was logged: some days of it are told day by day.
    by: Side | None = args.by or ("day" if args.since or args.until else None)
    if by is None:
        found = readings.telemetry()
        return _telemetry_summary(args, found, readings.telemetry_rows(["day", "workflow"]))
    rows = readings.telemetry_rows([by], since=args.since, until=args.until)
    cells = [
        (
            getattr(row, by) or "(none)",
            row.events,
            phrases.usd(row.cost, row.unpriced_events),
            row.input_tokens,
            row.output_tokens,
            row.cache_write_tokens,
            row.cache_read_tokens,
        )
        for row in rows
    ]
    columns = (by.upper(), "CALLS", "COST", "INPUT", "OUTPUT", "CACHE WRITE", "CACHE READ")
    return output.listing(args, rows, columns, cells, NO_CALLS)


def _repriced(args: argparse.Namespace) -> int:
    """What all calls would cost, whatever was logged; nothing is changed."""
    config = config_of(args)
    chosen = Prices(prices.table(config).with_changes(prices.read(args.prices)))
    found = usage_events.repriced(config, chosen, since=args.since, until=args.until)
    cost = pricing.at_least(found.nanos, found.unpriced) if found.priced else "unknown"
    shown = {"calls": found.priced + found.unpriced, "would cost": cost}
    unpriced = ", ".join(each or "(none)" for each in found.unpriced_models)
    return output.facts(args, found, {**shown, "unpriced": unpriced or None})


def _alone(flag: str, args: argparse.Namespace, *others: str) -> None:
    """Invalid if something was said beside `flag` that would change nothing."""
    if said := [f"--{other}" for other in others if getattr(args, other) is not None]:
        what = f"{flag} stands alone, without {' and '.join(said)}"
        raise Invalid(what, problems={flag.removeprefix("--"): what})


NO_CALLS = "no calls yet: telemetry/usage.jsonl in the home gets a line for each"


def _telemetry_summary(
    args: argparse.Namespace, found: TelemetrySummary, rows: Sequence[UsageRow]
) -> int:
    unpriced: Counter[object] = Counter()
    for row in rows:
        unpriced[row.day] += row.unpriced_events
        unpriced[row.workflow] += row.unpriced_events
    nothing = not found.total_events
    shown: dict[str, object] = {
        "calls": found.total_events,
        "cost": None if nothing else phrases.usd(found.total_cost, found.unpriced_events),
        "saved": phrases.usd(found.total_savings) if found.total_savings else None,
        "last": None if found.last_event_at is None else phrases.stamp(found.last_event_at),
        "by workflow": _lines(found.by_workflow, unpriced),
        "by day": None if nothing else _lines(found.by_day, unpriced),
        "undated": found.undated_events or None,
        "in the future": found.future_events or None,
        "malformed lines": found.malformed_lines or None,
    }
    code = output.facts(args, found, shown)
    say_malformed(args, found.malformed)
    if nothing:
        output.note(NO_CALLS)
    return code


def _lines(rows: Sequence[tuple[object, int, float]], unpriced: Counter[object]) -> str:
    wide = max((len(str(name)) for name, _, _ in rows), default=0)
    return "\n".join(
        f"{name!s:<{wide}}  {phrases.usd(cost, unpriced[name])} "
        f"in {events} call{'s' * (events != 1)}"
        for name, events, cost in rows
    )


def say_malformed(args: argparse.Namespace, malformed: Sequence[Malformed]) -> None:
    """What could not be read, for people; --json has it in its answer."""
    if output.form(args) != "table":
        return
    for each in malformed[:MOST_NAMED]:
        output.note(output.harmless(f"{each.file}, byte {each.offset}: {each.reason}"))
    if len(malformed) > MOST_NAMED:
        output.note(f"… and {len(malformed) - MOST_NAMED} more; --json names them")


def sessions(args: argparse.Namespace) -> int:
    """What conversations used and cost, row by row."""
    compat: Compat | None = "ccusage-20" if args.compat else None
    readings = SessionVerbs(config_of(args))
    if args.list:
        _alone("--list", args, "since", "until", "compat")
        return _conversations(args, readings.conversations())
    if args.by == "block":
        found_blocks = readings.session_blocks(since=args.since, until=args.until, compat=compat)
        return _blocks(args, found_blocks)
    found = readings.sessions(
        [args.by], since=args.since, until=args.until, compat=compat, zone=args.timezone
    )
    if output.documented(args, found):
        return 0
    if found.rows:
        _table(args.by, found)
    else:
        output.note(NO_CONVERSATIONS)
    say_malformed(args, [*found.unreadable, *found.malformed])
    return 0


def _table(by: str, found: SessionUsage) -> None:
    """A row for each, and the sum; sessions in the order in which they went on last."""
    columns: tuple[str, ...] = (by.upper(),)
    rows = found.rows
    cells: list[tuple[object, ...]] = [(getattr(row, by) or "(none)",) for row in rows]
    if by == "session":
        columns = ("SESSION", "PROJECT", "LAST")
        rows = sorted(rows, key=_last)
        cells = [(row.session, row.project, phrases.stamp(_last(row))) for row in rows]
    lines = [(*each, *_used(row)) for each, row in zip(cells, rows, strict=True)]
    total = ("all", *[""] * (len(columns) - 1), *_used(found.total))
    output.table((*columns, "REPLIES", "TOKENS", "COST"), [*lines, total])


def _last(row: SessionUsageRow) -> datetime:
    assert row.last_at is not None  # a row has at least one reply
    return row.last_at


NO_CONVERSATIONS = "no conversations: CLAUDE_CONFIG_DIR says where their logs lie"


def _conversations(args: argparse.Namespace, found: Sequence[Session]) -> int:
    rows = [
        (
            each.id,
            "" if each.started_at is None else phrases.stamp(each.started_at),
            phrases.span(each.duration_seconds),
            each.message_count,
            each.starter_prompt,
        )
        for each in found
    ]
    columns = ("SESSION", "STARTED", "LASTED", "MESSAGES", "BEGAN WITH")
    return output.listing(args, found, columns, rows, NO_CONVERSATIONS)


def _blocks(args: argparse.Namespace, found: Sequence[Block]) -> int:
    rows = [
        (phrases.stamp(each.start), "active" if each.active else "", *_used(each))
        for each in found
        if not each.gap
    ]
    columns = ("FROM", "", "REPLIES", "TOKENS", "COST")
    return output.listing(args, found, columns, rows, NO_CONVERSATIONS)


def _used(each: SessionUsageRow | Block) -> tuple[int, int, str]:
    return each.replies, each.total_tokens, phrases.usd(each.cost, each.unpriced_replies)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "sessions": sessions,
    "telemetry": telemetry,
}
