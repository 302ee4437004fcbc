"""Project: commands about specs, the bulletin, the memory and health."""

import argparse
from collections.abc import Callable
from typing import Any

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.cli.readings import say_malformed
from attune_ops_nb.errors import NotFound
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.readings.memory import Attention
from attune_ops_nb.readings.memory_events import MemorySignals
from attune_ops_nb.readings.specs import StatusWritten


def specs(args: argparse.Namespace) -> int:
    """What is to be built, and how far it is."""
    with opened(args) as engine:
        found = engine.readings.specs()
    rows = [(each.slug, each.status, each.lifecycle, each.stage, each.next_action)
            for each in found]  # fmt: skip
    columns = ("SLUG", "STATUS", "LIFECYCLE", "STAGE", "NEXT")
    return output.listing(args, found, columns, rows, "no specs: `specs_roots` says where to look")


def candidates(args: argparse.Namespace) -> int:
    """Specs that seem finished, and why."""
    with opened(args) as engine:
        found = engine.readings.candidates()
        looked = engine.config.specs_candidates_enabled
    rows = [(each.slug, each.current_status, "; ".join(each.evidence)) for each in found]
    empty = (
        "none seems finished" if looked else "nobody looks: switch on `specs_candidates_enabled`"
    )
    return output.listing(args, found, ("SLUG", "STATUS", "EVIDENCE"), rows, empty)


def set_status(args: argparse.Namespace) -> int:
    """Put a status on a phase of a spec."""
    with opened(args) as engine:
        return _written(args, engine.readings.set_spec_status(args.slug, args.phase, args.status))


def close(args: argparse.Namespace) -> int:
    """Set a spec to complete."""
    with opened(args) as engine:
        return _written(args, engine.readings.close_spec(args.slug))


def dismiss(args: argparse.Namespace) -> int:
    """Show a candidate no more for two weeks, or until it changes."""
    with opened(args) as engine:
        hashes = {each.slug: each.snapshot_hash for each in engine.readings.candidates()}
        if args.slug not in hashes:
            raise NotFound(f"there is no candidate {args.slug!r}{nearest(args.slug, hashes)}")
        found = engine.readings.dismiss_candidate(args.slug, hashes[args.slug])
    return output.facts(args, found, {"dismissed": args.slug, "for days": found.ttl_days})


def bulletin(args: argparse.Namespace) -> int:
    """Who runs what on the project now."""
    with opened(args) as engine:
        found = engine.readings.bulletin()
        now = engine.store.now()
    if output.documented(args, found):
        return 0
    rows = [
        (each.workflow, each.current_status, each.actor_id, phrases.ago(each.last_heartbeat, now))
        for each in (*found.active, *found.stale)
    ]
    if rows:
        output.table(("WORKFLOW", "STATUS", "ACTOR", "HEARD"), rows)
    else:
        output.note("nobody runs anything now")
    say_malformed(args, found.malformed)
    return 0


def announce(args: argparse.Namespace) -> int:
    """Say on the bulletin that something runs; the name of the run is what heartbeats need."""
    with opened(args) as engine:
        notice = engine.readings.announce(
            args.workflow, run_id=args.run, scope=args.scope, actor_kind="cli"
        )
    return output.facts(args, notice, {"run": notice.run_id, "workflow": notice.workflow})


def heartbeat(args: argparse.Namespace) -> int:
    """Say on the bulletin that a run is alive, or how it ended."""
    with opened(args) as engine:
        notice = engine.readings.heartbeat(args.run, args.status)
    return output.facts(args, notice, {"run": notice.run_id, "status": notice.current_status})


def archive(args: argparse.Namespace) -> int:
    """Notices of earlier days."""
    with opened(args) as engine:
        found = engine.readings.bulletin_archive(args.since)
    rows = [
        (phrases.stamp(each.last_heartbeat), each.workflow, each.current_status, each.actor_id)
        for each in found
    ]
    columns = ("HEARD", "WORKFLOW", "STATUS", "ACTOR")
    return output.listing(args, found, columns, rows, "nothing lies in the archive")


def memory(args: argparse.Namespace) -> int:
    """What is kept from one session to the next, or what is known of it."""
    with opened(args) as engine:
        if args.part == "signals":
            return _signals(args, engine.readings.memory_signals())
        found = engine.readings.memory(" ".join(args.text))
    if args.part == "findings":
        left = [(phrases.stamp(each.at), each.text) for each in found.findings]
        return output.listing(args, found.findings, ("LEFT", "FINDING"), left, "nothing was left")
    if args.part == "attention":
        return _attention(args, found.attention)
    if output.documented(args, found):
        return 0
    if found.nodes:
        rows = [(each.key, each.kind, each.description) for each in found.nodes]
        output.table(("KEY", "KIND", "DESCRIPTION"), rows)
    else:
        output.note("nothing is kept" if not args.text else "nothing has all these words")
    say_malformed(args, found.malformed)
    return 0


def _signals(args: argparse.Namespace, found: MemorySignals) -> int:
    memory, shown, feedback = found.memory, found.intervention, found.feedback
    rate = None if memory.wrong_rate is None else f"{memory.wrong_rate:.0%}"
    told: dict[str, object] = {
        "wrong": rate or "nothing was scored",
        "scored": memory.scored,
        "unscored": memory.unscored,
        "rules shown": f"{shown.rule_surfacings} times, {shown.distinct_rules} rules",
        "": shown.caption,
        "thrown out": f"{feedback.rejected} findings of {feedback.findings_written}",
        " ": feedback.caption,
    }
    return output.facts(args, found, told)


def _attention(args: argparse.Namespace, found: Attention) -> int:
    told: dict[str, object] = {
        "newest page": None if found.newest is None else phrases.stamp(found.newest),
        "changed since": "\n".join(found.changed_since),
        "undescribed": "\n".join(found.undescribed),
    }
    return output.facts(args, found, told)


def health(args: argparse.Namespace) -> int:
    """How the project stands; with --take it is measured first."""
    with opened(args) as engine:
        if args.take:
            engine.readings.take_health()
        found = engine.readings.health()
    if output.documented(args, found):
        return 0
    say_malformed(args, found.malformed)
    if found.snapshot is None:
        output.note("nothing was measured yet: `attune health --take`")
        return 0
    rows = [
        (name, each.status, each.reason or _measured(each.value))
        for name, each in found.snapshot.signals.items()
    ]
    output.table(("SIGNAL", "STATUS", "FOUND"), rows)
    age = "; too old to go by, --take measures anew" if found.is_stale else ""
    output.note(f"measured {phrases.stamp(found.snapshot.collected_at)}{age}")
    return 0


def _measured(value: dict[str, Any] | None) -> str:
    """`coverage_percent 77.42, source coverage.xml`: what stands in a value, but for its lists."""
    known = value or {}
    plain = {name: each for name, each in known.items() if not isinstance(each, list | dict)}
    return ", ".join(f"{name} {each}" for name, each in plain.items())


def _written(args: argparse.Namespace, written: StatusWritten) -> int:
    shown: dict[str, object] = {"spec": written.slug, "phase": written.phase,
                                "status": written.status, "file": written.path}  # fmt: skip
    return output.facts(args, written, shown)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "bulletin": bulletin,
    "bulletin announce": announce,
    "bulletin archive": archive,
    "bulletin heartbeat": heartbeat,
    "health": health,
    "memory": memory,
    "spec candidates": candidates,
    "spec close": close,
    "spec dismiss": dismiss,
    "spec list": specs,
    "spec status": set_status,
}
