"""Installed: commands that show what can be run, on what, and who runs it."""

import argparse
from collections.abc import Callable

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.logic import phrases


def features(args: argparse.Namespace) -> int:
    """What can be a scope."""
    with opened(args) as engine:
        found = engine.readings.features()
    rows = [(each.name, each.path, each.description) for each in found]
    columns = ("NAME", "PATH", "DESCRIPTION")
    return output.listing(
        args, found, columns, rows, "no features: any path of the project will do"
    )


def actions(args: argparse.Namespace) -> int:
    """What can be run."""
    with opened(args) as engine:
        found = engine.actions.list(args.pack)
    rows = [(each.ref, each.runtime_ref, each.description or each.label) for each in found]
    columns = ("REF", "RUNTIME", "DESCRIPTION")
    return output.listing(args, found, columns, rows, "no such actions: `attune pack list`")


def action(args: argparse.Namespace) -> int:
    """One action, with its parameters."""
    with opened(args) as engine:
        found = engine.actions.get(args.ref)
    parameters = [_parameter(name, entry) for name, entry in (found.param_schema or {}).items()]
    shown: dict[str, object] = {
        "ref": found.ref,
        "label": found.label,
        "description": found.description,
        "pack": found.pack_ref,
        "runtime": found.runtime_ref,
        "timeout": None if found.timeout_seconds is None else phrases.span(found.timeout_seconds),
        "parameters": "\n".join(parameters),
        "next": " ".join(found.ops.next) if found.ops else None,
    }
    return output.facts(args, found, shown)


def packs(args: argparse.Namespace) -> int:
    """What is installed, and what is wrong with it."""
    with opened(args) as engine:
        found = engine.packs.list()
    rows = [
        (each.ref, each.version, f"broken: {each.problem}" if each.problem else each.description)
        for each in found
    ]
    return output.listing(args, found, ("REF", "VERSION", "DESCRIPTION"), rows, "no packs")


def pack(args: argparse.Namespace) -> int:
    """One pack."""
    with opened(args) as engine:
        found = engine.packs.get(args.ref)
        brought = engine.actions.list(found.ref)
    shown: dict[str, object] = {
        "ref": found.ref,
        "label": found.label,
        "version": found.version,
        "description": found.description,
        "problem": found.problem,
        "path": found.storage_path,
        "needs": " ".join(found.dependencies),
        "actions": "\n".join(each.ref for each in brought),
    }
    return output.facts(args, found, shown)


def environments(args: argparse.Namespace) -> int:
    """What is installed for a pack; with --remove, one of it less."""
    with opened(args) as engine:
        ref = engine.packs.get(args.ref).ref
        if args.remove is not None:
            engine.readings.remove_pack_environment(ref, args.remove)
            output.note(f"{ref}/{args.remove} is removed; the next run that needs it builds it")
        found = engine.readings.pack_environments(ref)
    rows = [
        (
            each.name,
            "not complete" if each.built_at is None else phrases.stamp(each.built_at),
            phrases.size(each.size),
            each.folder,
        )
        for each in found
    ]
    columns = ("NAME", "BUILT", "SIZE", "FOLDER")
    none = "none is built: the first run that needs one builds it"
    return output.listing(args, found, columns, rows, none)


def workers(args: argparse.Namespace) -> int:
    """Who runs it."""
    with opened(args) as engine:
        found = engine.workers.list()
        now = engine.store.now()
    rows = [
        (
            each.id,
            each.name,
            each.status.value,
            each.pid,
            phrases.ago(each.last_heartbeat, now),
            " ".join(each.capabilities.get("runtimes", [])),
        )
        for each in found
    ]
    columns = ("ID", "NAME", "STATUS", "PID", "HEARD", "RUNTIMES")
    empty = "no workers yet: one comes with the first run"
    return output.listing(args, found, columns, rows, empty)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "action list": actions,
    "action show": action,
    "feature list": features,
    "pack environments": environments,
    "pack list": packs,
    "pack show": pack,
    "worker list": workers,
}


def _parameter(name: str, entry: object) -> str:
    if not isinstance(entry, dict):
        return name
    words = [f"{name}: {entry.get('type', 'any')}"]
    if entry.get("required"):
        words.append("needed")
    if entry.get("default") is not None:
        words.append(f"default {entry['default']}")
    if entry.get("description"):
        words.append(str(entry["description"]))
    return ", ".join(words)
