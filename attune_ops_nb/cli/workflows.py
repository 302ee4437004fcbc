"""Workflows on the command line: what can be picked, and graphs: check, draw, keep them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.cli.sources import STANDARD_INPUT, Source, source_of
from attune_ops_nb.engine.packs import ADHOC
from attune_ops_nb.errors import Conflict
from attune_ops_nb.logic import documents, phrases
from attune_ops_nb.logic.workflows import drawing
from attune_ops_nb.logic.workflows.verdicts import WorkflowVerdict
from attune_ops_nb.work.embedded import Attune


def listed(args: argparse.Namespace) -> int:
    """What can be picked."""
    with opened(args) as engine:
        tags = {action.ref: set(action.tags) for action in engine.actions.list(args.pack)}
        wanted = set(args.tags.split(",")) if args.tags else None
        found = [
            each
            for each in engine.readings.workflows()
            if each.ref in tags
            and (wanted is None or wanted & tags[each.ref])
            and (args.search or "").casefold() in f"{each.ref} {each.name}".casefold()
        ]
    rows = [
        (
            each.ref,
            each.concern,
            None if each.path_arg is None else each.path_arg.parameter,
            _mark(each.last_status),
            each.description,
        )
        for each in found
    ]
    columns = ("REF", "CONCERN", "SCOPE", "LAST RUN", "DESCRIPTION")
    empty = "no pack brings such a workflow" if args.search or args.tags or args.pack else ""
    return output.listing(args, found, columns, rows, empty or "no pack brings a workflow")


def show(args: argparse.Namespace) -> int:
    """One that is a graph."""
    with opened(args) as engine:
        found = engine.workflows.get(args.ref)
        drawn = engine.workflows.graph(args.ref)
    shown: dict[str, object] = {
        "ref": found.ref,
        "label": found.label,
        "description": found.description,
        "pack": found.pack_ref,
        "version": found.version,
        "tags": " ".join(found.tags),
        "parameters": "\n".join(found.param_schema or {}),
        "tasks": drawing.text(drawn),
    }
    return output.facts(args, found, shown)


def validate(args: argparse.Namespace) -> int:
    """Everything that is wrong with some files."""
    sources = [source_of(each) for each in args.files]
    with opened(args) as engine:
        verdicts = {each.name: _verdict(engine, each) for each in sources}
    if output.form(args) != "table":
        output.document(verdicts, output.form(args))
    else:
        for name, verdict in verdicts.items():
            _tell(name, verdict)
    return 0 if all(each.ok for each in verdicts.values()) else 1


def graph(args: argparse.Namespace) -> int:
    """How one is drawn."""
    with opened(args) as engine:
        if args.what == STANDARD_INPUT or Path(args.what).is_file():
            source = source_of(args.what)
            verdict = _verdict(engine, source)
            if verdict.graph is None:
                return _refused(verdict)
            drawn = verdict.graph
            for line in verdict.lines:
                output.note(line)
        else:
            drawn = engine.workflows.graph(args.what)
    kind = output.form(args) if args.format == "text" else args.format
    if kind in ("json", "yaml"):
        output.document(drawn, kind)
    else:
        output.say(drawing.FORMS["text" if kind == "table" else kind](drawn))
    return 0


def upload(args: argparse.Namespace) -> int:
    """Keep the workflow of a file."""
    source = source_of(args.file)
    with opened(args) as engine:
        verdict = _verdict(engine, source)
        if not verdict.ok:
            return _refused(verdict)
        ref = _ref(source, args.ref)
        if not args.force and _is_known(engine, ref):
            raise Conflict(f"{ref} is there already; say --force to put this in its place")
        kept = engine.workflows.register(
            source.text, ref=ref, action=source.action, name=source.name
        )
    for line in verdict.lines:
        output.note(line)
    if output.form(args) != "table":
        output.document(kept, output.form(args))
    else:
        output.say(f"{kept.ref} is kept: attune run {kept.ref}")
    return 0


def delete(args: argparse.Namespace) -> int:
    """Remove one that was uploaded."""
    with opened(args) as engine:
        found = engine.workflows.get(args.ref)
        if sys.stdin.isatty() and not args.yes:
            said = input(f"Remove {found.ref}? [y/N] ")
            if said.strip().lower() not in ("y", "yes"):
                return 1
        engine.workflows.delete(found.ref)
    output.note(f"{found.ref} is gone")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "workflow delete": delete,
    "workflow graph": graph,
    "workflow list": listed,
    "workflow show": show,
    "workflow upload": upload,
    "workflow validate": validate,
}


def _verdict(engine: Attune, source: Source) -> WorkflowVerdict:
    return engine.workflows.validate(source.text, action=source.action, name=source.name)


def _refused(verdict: WorkflowVerdict) -> int:
    for line in verdict.lines:
        output.note(line)
    return 1


def _tell(name: str, verdict: WorkflowVerdict) -> None:
    for line in verdict.lines:
        output.say(line)
    if verdict.ok and verdict.graph is not None:
        tasks = sum(1 for node in verdict.graph.nodes if node.action is not None)
        output.note(f"{name}: nothing is wrong that would stop its {tasks} tasks")


def _ref(source: Source, given: str | None) -> str:
    """The ref that the file says, or the one given, or the name of the file."""
    said: Any = source.action or documents.read(source.text, source.name).value
    if isinstance(said, dict) and said.get("ref"):
        return str(said["ref"])
    ref = given or Path(source.name).name.partition(".")[0]
    return ref if "." in ref else f"{ADHOC}.{ref}"


def _is_known(engine: Attune, ref: str) -> bool:
    return any(each.ref == ref for each in engine.workflows.list())


def _mark(status: str | None) -> str:
    return "" if status is None else f"{phrases.MARKS[status]} {status}"
