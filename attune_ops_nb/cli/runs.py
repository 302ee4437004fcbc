"""Runs: executions asked for, watched, stopped and looked at from a terminal."""

import argparse
import sys
from collections.abc import Callable

from attune_ops_nb.cli import conducting, output
from attune_ops_nb.cli.asking import execution_of, from_json, pairs
from attune_ops_nb.cli.following import followed
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic import phrases, schemas
from attune_ops_nb.model import Action, Execution, LogStream, Params, Status
from attune_ops_nb.work.embedded import Attune

MOST = 1000


def run(args: argparse.Namespace) -> int:
    """Ask for an execution, and watch it if that is wanted."""
    if args.timeout is not None and not 0 < args.timeout < float("inf"):
        raise Invalid("--timeout is a number of seconds above 0", problems={"timeout": "range"})
    with opened(args) as engine:
        parameters = _parameters(args, engine.actions.get(args.ref))
        execution = engine.executions.run(
            args.ref, parameters, scope=args.scope, timeout_seconds=args.timeout
        )
        return _asked(engine, execution, args)


def rerun(args: argparse.Namespace) -> int:
    """The same once more; or a workflow goes on from one of its tasks."""
    with opened(args) as engine:
        original = execution_of(engine, args.id)
        if conducting.goes_on(args):
            read = engine.executions.log_size(original.id)
            return _asked(engine, conducting.sent_on(engine, original, args), args, offset=read)
        parameters = _parameters(args, engine.actions.get(original.action_ref))
        return _asked(engine, engine.executions.rerun(original.id, parameters), args)


def watch(args: argparse.Namespace) -> int:
    """Print the log of an execution until it has ended; its exit code is ours."""
    with opened(args) as engine:
        return followed(engine, execution_of(engine, args.id), args)


def executions(args: argparse.Namespace) -> int:
    """Executions, newest first."""
    if not 1 <= args.limit <= MOST:
        raise Invalid(f"--limit is a number from 1 to {MOST}", problems={"limit": "range"})
    with opened(args) as engine:
        page = engine.executions.list(
            status=[_status(text) for text in args.status] or None,
            action_ref=args.action,
            scope=args.scope,
            top_level_only=args.top_level_only,
            before=args.before,
            per_page=args.limit,
        )
        now = engine.store.now()
    rows = [
        (
            each.id,
            f"{phrases.MARKS[each.status]} {each.status.value}",
            each.action_ref,
            "" if (seconds := phrases.elapsed(each, now)) is None else phrases.span(seconds),
            phrases.ago(each.created, now),
            phrases.shown(each.config),
        )
        for each in page.items
    ]
    columns = ("ID", "STATUS", "ACTION", "TIME", "ASKED", "PARAMETERS")
    empty = "nothing has run: `attune workflow list` shows what can"
    code = output.listing(args, page.items, columns, rows, empty)
    if page.next is not None and output.form(args) == "table":
        output.note(f"more with --before {page.next}")
    return code


def show(args: argparse.Namespace) -> int:
    """Everything about one execution."""
    with opened(args) as engine:
        found = execution_of(engine, args.id)
        now = engine.store.now()
        has_steps = conducting.is_workflow(found)
        state = engine.workflow_runs.state(found.id) if has_steps else None
    seconds = phrases.elapsed(found, now)
    shown: dict[str, object] = {
        "id": found.id,
        "action": found.action_ref,
        "status": f"{phrases.MARKS[found.status]} {found.status.value}",
        "reason": phrases.why(found),
        "scope": found.scope,
        "parameters": phrases.shown(found.config),
        "time": None if seconds is None else phrases.span(seconds),
        "exit code": phrases.exit_code(found),
        "asked": phrases.ago(found.created, now),
        "retries": f"{found.retry_count} of {found.max_retries}" if found.max_retries else None,
        "lines": found.line_count or None,
        "chained from": found.chained_from,
        "next": "\n".join(each.label or each.name or each.url or "" for each in found.suggestions),
    }
    code = output.facts(args, found, shown)
    if state is not None and output.form(args) == "table":
        output.say("")
        conducting.tell(state, now)
    return code


def logs(args: argparse.Namespace) -> int:
    """A log, whole or its end, and as it grows."""
    with opened(args) as engine:
        found = execution_of(engine, args.id)
        offset = 0 if args.lines is None else _offset_of(engine, found, args)
        return followed(engine, found, args, offset=offset, alive=args.follow)


def cancel(args: argparse.Namespace) -> int:
    """Stop an execution, after a question if somebody sits there."""
    with opened(args) as engine:
        found = execution_of(engine, args.id)
        if found.status.ended:
            raise Conflict(f"there is nothing to stop: {phrases.told(found)}")
        if sys.stdin.isatty() and not args.yes:
            answer = input(f"Stop execution {found.id} ({found.action_ref})? [y/N] ")
            if answer.strip().lower() not in ("y", "yes"):
                return 1
        stopped = engine.executions.cancel(found.id)
        if args.wait:
            stopped = engine.executions.wait(found.id)
    return _told(stopped, args)


def result(args: argparse.Namespace) -> int:
    """What an execution gave."""
    with opened(args) as engine:
        found = execution_of(engine, args.id)
    if not found.status.ended:
        raise Conflict(f"there is no result yet: {phrases.told(found)}")
    kind = args.format if output.form(args) == "table" else output.form(args)
    output.document(found.result, kind)
    return 0


def artifacts(args: argparse.Namespace) -> int:
    """What an execution left behind, and where."""
    with opened(args) as engine:
        found = engine.artifacts.list(execution_of(engine, args.id).id)
        rows = [
            (each.id, each.name, phrases.size(each.size_bytes), engine.artifacts.file(each.id))
            for each in found
        ]
    columns = ("ID", "NAME", "SIZE", "FILE")
    return output.listing(args, found, columns, rows, "it left nothing behind")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "execution artifacts": artifacts,
    "execution cancel": cancel,
    "execution list": executions,
    "execution logs": logs,
    "execution rerun": rerun,
    "execution result": result,
    "execution show": show,
    "execution watch": watch,
    "run": run,
}


def _asked(
    engine: Attune, execution: Execution, args: argparse.Namespace, *, offset: int = 0
) -> int:
    if args.watch:
        return followed(engine, execution, args, offset=offset, owner=True)
    if output.form(args) == "table":
        output.note(f"follow it with `attune execution logs {execution.id} -f`")
    return _told(execution, args)


def _told(execution: Execution, args: argparse.Namespace) -> int:
    if output.form(args) == "table":
        output.say(phrases.told(execution))
    else:
        output.document(execution, output.form(args))
    return 0


def _parameters(args: argparse.Namespace, action: Action) -> Params:
    texts = pairs([*args.values, *args.param])
    return {**from_json(args.params_json), **schemas.coerce(action.param_schema or {}, texts)}


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        line = f"--status is one of {', '.join(Status)}, not {text!r}"
        raise Invalid(line, problems={"status": "unknown"}) from error


def _offset_of(engine: Attune, execution: Execution, args: argparse.Namespace) -> int:
    """Where the last lines begin, looked for from the end."""
    stream = LogStream(args.stream)
    size = engine.executions.log_size(execution.id, stream)
    span = 64 * 1024
    while True:
        tail = engine.executions.log(execution.id, stream, offset=max(0, size - span), limit=span)
        lines = tail.splitlines(keepends=True)
        if len(lines) > args.lines or span >= size:
            return size - sum(map(len, lines[len(lines) - args.lines :] if args.lines else []))
        span *= 4
