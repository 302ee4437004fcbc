"""Waiting: commands about what wants to be looked at, answered, committed or sent."""

import argparse
from collections.abc import Callable

from attune_ops_nb.cli import output
from attune_ops_nb.cli.money import spent
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.cli.readings import say_malformed
from attune_ops_nb.logic import phrases
from attune_ops_nb.readings.threads import ThreadText


def home(args: argparse.Namespace) -> int:
    """What is spent, and what wants to be looked at."""
    with opened(args) as engine:
        found = engine.readings.home()
    shown: dict[str, object] = {"at": phrases.stamp(found.at)}
    if found.spend is not None:
        shown |= spent(found.spend)
    shown |= {
        "calls today": found.calls_today,
        "look at": "\n".join(f"{'! ' * each.urgent}{each.text}" for each in found.matters),
        "not known": "\n".join(found.unknown),
    }
    return output.facts(args, found, shown)


def writes(args: argparse.Namespace) -> int:
    """Files that dashboards changed, and what became of each."""
    with opened(args) as engine:
        found = engine.readings.pending_writes(temporary=args.temporary)
    if output.documented(args, found):
        return 0
    rows = [
        (
            each.file_path,
            each.action,
            phrases.span(each.age_seconds),
            "?" if each.is_committed is None else each.is_committed,
            each.matches_journal,
        )
        for each in found.pending
    ]
    if rows:
        output.table(("FILE", "ACTION", "AGE", "COMMITTED", "UNCHANGED"), rows)
    else:
        output.note("no dashboard changed a file")
    say_malformed(args, found.malformed)
    return 0


def briefing(args: argparse.Namespace) -> int:
    """What the curator said last."""
    with opened(args) as engine:
        found = engine.readings.briefing()
    if output.documented(args, found):
        return 0
    if found.cached_at is None:
        output.note("there was no briefing yet: attune-ai's curator writes it")
    else:
        output.say(output.harmless(found.summary))
        output.note(f"as of {phrases.stamp(found.cached_at)}")
    if found.items:
        rows = [(each.id, each.severity, each.title) for each in found.items]
        output.table(("ITEM", "SEVERITY", "TITLE"), rows)
    say_malformed(args, found.malformed)
    return 0


def answer(args: argparse.Namespace) -> int:
    """Record what was chosen for an item of the briefing."""
    with opened(args) as engine:
        given = engine.readings.answer_item(args.item, args.choice)
    return output.facts(args, given, {"item": given.item_id, "choice": given.choice})


def snooze(args: argparse.Namespace) -> int:
    """Leave an item out of the briefing for two weeks."""
    with opened(args) as engine:
        until = engine.readings.snooze_item(args.item)
    said = {"item": args.item, "until": until}
    return output.facts(args, said, {**said, "until": phrases.stamp(until)})


def collab(args: argparse.Namespace) -> int:
    """What waits for somebody: threads, handoffs, reviews and drafts; or what a thread says."""
    with opened(args) as engine:
        if args.thread:
            return _thread(args, engine.readings.thread(args.thread))
        found = engine.readings.collab()
    if output.documented(args, found):
        return 0
    rows: list[tuple[object, ...]] = [
        ("thread", each.id, f"{each.messages} messages") for each in found.open_threads
    ]
    rows += [("handoff", each.slug, each.reason) for each in found.handoffs]
    if found.untriaged_reviews:
        rows.append(("review", "receipts.md", f"{found.untriaged_reviews} are not triaged"))
    rows += [
        ("draft", each.file, "; ".join(each.problems) or each.target)
        for each in found.outbox.drafts
    ]
    if rows:
        output.table(("KIND", "NAME", "WHY"), rows)
    else:
        output.note("nothing waits for anybody")
    for line in (*found.unknown, found.threads):
        if line:
            output.note(line)
    return 0


def _thread(args: argparse.Namespace, found: ThreadText) -> int:
    if output.documented(args, found):
        return 0
    for each in found.messages:
        output.say(output.harmless(f"{each.author}, {each.kind}: {each.body}"))
    if found.malformed:
        output.note(f"{found.malformed} messages say nothing")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "briefing": briefing,
    "briefing answer": answer,
    "briefing snooze": snooze,
    "collab": collab,
    "home": home,
    "writes": writes,
}
