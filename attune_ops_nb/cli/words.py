"""Words: the command line of `attune`, as argparse knows it. Nothing else is imported for it."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from attune_ops_nb import __version__

FOLLOWING = {
    "action": "execute list show",
    "briefing": "answer snooze",
    "bulletin": "announce archive heartbeat",
    "collab": "",
    "cost": "setup",
    "demo": "",
    "docs": "search show",
    "doctor": "",
    "engine": "start status stop",
    "execution": "artifacts cancel graph list logs pause rerun result resume show steps watch",
    "feature": "list",
    "health": "",
    "home": "",
    "inquiry": "answer cancel list show",
    "key": "create delete list show update",
    "memory": "",
    "ops": "",
    "pack": "environments list show",
    "prices": "",
    "reconcile": "",
    "run": "",
    "savings": "",
    "sessions": "",
    "spec": "candidates close dismiss list status",
    "spend": "",
    "status": "",
    "sweeps": "",
    "telemetry": "",
    "usage": "",
    "worker": "list",
    "workflow": "delete graph list rehearse show upload validate",
    "writes": "",
}
"""The words that are ours, each with the words that may follow it."""

GROUPS = {word: frozenset(words.split()) for word, words in FOLLOWING.items()}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = argparse.ArgumentParser(
        prog="attune",
        description="Run workflows, watch them live, keep what they left.",
        epilog="Other words go to the command line of attune-ai, where it is installed.",
        parents=[common()],
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"attune {__version__}")
    words = whole.add_subparsers(metavar="WORD", required=True)
    add_ops(words)
    run = _leaf(words, "run", "run a workflow or an action", command="run")
    _running(run)
    _actions(_group(words, "action", "what can be run"))
    _executions(_group(words, "execution", "what runs and what ran"))
    _packs(_group(words, "pack", "what is installed"))
    _workflows(_group(words, "workflow", "what can be picked, and graphs of actions"))
    _inquiries(_group(words, "inquiry", "questions that somebody waits on"))
    _keys(_group(words, "key", "secrets that executions may have"))
    _leaf(_group(words, "feature", "what can be a scope"), "list", "list them",
          command="feature list")  # fmt: skip
    _leaf(_group(words, "worker", "who runs it"), "list", "list them", command="worker list")
    _engine(words)
    _readings(words)
    _leaf(words, "status", "which project, which state, what runs", command="status")
    _demo(words)
    _leaf(words, "doctor", "look for what may be wrong, and say what to do", command="doctor")
    return whole


def common() -> argparse.ArgumentParser:
    """What may be said anywhere. Absent means not given: the same flag may stand elsewhere."""
    flags = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS, allow_abbrev=False
    )
    where = flags.add_argument_group("everywhere")
    where.add_argument("--project-root", metavar="DIR", help="the project (here)")
    where.add_argument("--home", metavar="DIR", help="where the state lies (~/.attune)")
    where.add_argument("--allow-run", action="store_true", help="let runs be started")
    form = where.add_mutually_exclusive_group()
    form.add_argument("--output", choices=["table", "json", "yaml"], help="how to answer (table)")
    form.add_argument("-j", "--json", dest="output", action="store_const", const="json",
                      help="answer in JSON")  # fmt: skip
    form.add_argument("-y", "--yaml", dest="output", action="store_const", const="yaml",
                      help="answer in YAML")  # fmt: skip
    where.add_argument("-v", "--verbose", action="store_true", help="say where an error arose")
    return flags


def add_ops(subparsers: Any) -> argparse.ArgumentParser:
    """`attune ops`, with its flags."""
    ops = _leaf(subparsers, "ops", "serve the page", command="ops")
    ops.add_argument("--host", help="address to serve on (127.0.0.1)")
    ops.add_argument("--port", type=int, help="port to serve on ($PORT, or 8765)")
    ops.add_argument("--no-browser", action="store_true", help="do not open a browser")
    ops.add_argument("--read-only", action="store_true", help="refuse to start runs")
    ops.add_argument("--specs-root", metavar="DIR", action="append", dest="specs_roots",
                     help="a folder with specs; may be given again")  # fmt: skip
    ops.add_argument("--trusted-host", metavar="HOST", action="append", dest="trusted_hosts",
                     help="a host name that requests may carry; may be given again")  # fmt: skip
    ops.add_argument("--runs-retention-days", metavar="N", type=int,
                     help="days a finished run is kept (30); 0 keeps all")  # fmt: skip
    candidates = ops.add_mutually_exclusive_group()
    for name, value in (("--specs-candidates", True), ("--no-specs-candidates", False)):
        candidates.add_argument(name, dest="specs_candidates_enabled", action="store_const",
                                const=value, help="look for finished specs, or do not; kept for "
                                "next time")  # fmt: skip
    return ops


def _actions(group: Any) -> None:
    listed = _leaf(group, "list", "list them", command="action list")
    listed.add_argument("--pack", metavar="REF", help="of one pack only")
    _leaf(group, "show", "one of them", command="action show").add_argument("ref", metavar="REF")
    execute = _leaf(group, "execute", "run one", command="run")
    _running(execute)


def _running(run: argparse.ArgumentParser) -> None:
    run.add_argument("ref", metavar="REF", help="the workflow or action")
    run.add_argument("values", nargs="*", metavar="key=value", help="parameters")
    _parameters(run)
    run.add_argument("--scope", "--path", metavar="SCOPE", help="a feature, a file or a folder")
    run.add_argument("--timeout", type=float, metavar="SECONDS", help="time it may take")
    run.add_argument("-w", "--watch", action="store_true", help="print its log until it has ended")


def _parameters(run: argparse.ArgumentParser) -> None:
    run.add_argument("--param", metavar="key=value", action="append", default=[],
                     help="a parameter; may be given again")  # fmt: skip
    run.add_argument("--params-json", metavar="JSON",
                     help="parameters as one object; - reads them from standard input")  # fmt: skip


def _executions(group: Any) -> None:
    listed = _leaf(group, "list", "list them, newest first", command="execution list")
    listed.add_argument("-s", "--status", metavar="STATUS", action="append", default=[],
                        help="in this state; may be given again")  # fmt: skip
    listed.add_argument("-a", "--action", metavar="REF", help="of one action")
    listed.add_argument("--scope", help="on one scope")
    listed.add_argument("--top-level-only", action="store_true", help="only those nobody called")
    listed.add_argument("-l", "--limit", type=int, default=50, metavar="N", help="how many (50)")
    listed.add_argument("--before", type=int, metavar="ID", help="only those older than ID")
    _of_one(group, "show", "everything about one")
    logs = _of_one(group, "logs", "its log")
    logs.add_argument("-f", "--follow", action="store_true", help="go on until it has ended")
    logs.add_argument("--stream", choices=["log", "stdout", "stderr"], default="log")
    logs.add_argument("-n", "--lines", type=int, metavar="N", help="only its last N lines")
    cancel = _of_one(group, "cancel", "stop one")
    cancel.add_argument("--yes", action="store_true", help="do not ask first")
    cancel.add_argument("--wait", action="store_true", help="return when it is gone")
    result = _of_one(group, "result", "what it gave")
    result.add_argument("-f", "--format", choices=["json", "yaml"], default="json")
    _of_one(group, "artifacts", "what it left behind")
    _of_one(group, "watch", "print its log until it has ended; its exit code is ours",
            optional=True)  # fmt: skip
    for name, summary in (("steps", "what a workflow came to"),
                          ("pause", "let a workflow begin nothing more"),
                          ("resume", "let a paused workflow go on")):  # fmt: skip
        _of_one(group, name, summary)
    drawn = _of_one(group, "graph", "draw a workflow, with the state of each task")
    _drawing(drawn)
    rerun = _of_one(group, "rerun", "run it once more, or let a workflow go on")
    rerun.add_argument("values", nargs="*", metavar="key=value", help="parameters to change")
    _parameters(rerun)
    rerun.add_argument("--from", dest="from_task", metavar="TASK",
                       help="let the workflow go on from its last step of this task")  # fmt: skip
    rerun.add_argument("--failed", action="store_true",
                       help="let it go on from all that ended badly")  # fmt: skip
    rerun.add_argument("--failed-items", action="store_true",
                       help="of a task with items only those that did not succeed")  # fmt: skip
    rerun.add_argument("--input", metavar="key=value", nargs="+", action="extend", default=[],
                       help="parts of the input of the task, in place of what it got"
                       )  # fmt: skip
    rerun.add_argument("-w", "--watch", action="store_true", help="print its log to its end")


def _of_one(
    group: Any, name: str, summary: str, *, optional: bool = False
) -> argparse.ArgumentParser:
    leaf = _leaf(group, name, summary, command=f"execution {name}")
    if optional:
        leaf.add_argument("id", metavar="ID", nargs="?", default="last", help="number, or last")
    else:
        leaf.add_argument("id", metavar="ID", help="its number, or last")
    return leaf


def _workflows(group: Any) -> None:
    listed = _leaf(group, "list", "list them", command="workflow list")
    listed.add_argument("--pack", metavar="REF", help="of one pack only")
    listed.add_argument("--tags", metavar="A,B", help="with one of these tags")
    listed.add_argument("--search", metavar="TEXT", help="with this in what they are called")
    _leaf(group, "show", "one that is a graph", command="workflow show").add_argument(
        "ref", metavar="REF")  # fmt: skip
    checked = _leaf(group, "validate", "everything that is wrong with files, with line and column",
                    command="workflow validate")  # fmt: skip
    checked.add_argument("files", metavar="FILE", nargs="+",
                         help="a graph, or an action that names one; - is standard input"
                         )  # fmt: skip
    drawn = _leaf(group, "graph", "draw one", command="workflow graph")
    drawn.add_argument("what", metavar="REF|FILE")
    _drawing(drawn)
    played = _leaf(group, "rehearse", "conduct one with given results; nothing is run",
                   command="workflow rehearse")  # fmt: skip
    played.add_argument("what", metavar="REF|FILE", nargs="?",
                        help="a workflow, or a file with one; - is standard input")  # fmt: skip
    played.add_argument("values", nargs="*", metavar="key=value", help="parameters")
    _parameters(played)
    played.add_argument("--results", metavar="FILE", help="by task what it ends with, as YAML")
    played.add_argument("--key", metavar="name=value", action="append", default=[],
                        help="what stands for a key; may be given again")  # fmt: skip
    played.add_argument("--execution", metavar="ID", help="what this one did, once more")
    played.add_argument("--save", metavar="FILE", help="keep that, for --results")
    upload = _leaf(group, "upload", "keep the workflow of a file", command="workflow upload")
    upload.add_argument("file", metavar="FILE", help="a graph, or an action that names one")
    upload.add_argument("--ref", help="its ref, where the file has none")
    upload.add_argument("-f", "--force", action="store_true", help="in the place of what is there")
    delete = _leaf(group, "delete", "remove one that was uploaded", command="workflow delete")
    delete.add_argument("ref", metavar="REF")
    delete.add_argument("--yes", action="store_true", help="do not ask first")


def _drawing(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("-f", "--format", choices=["text", "mermaid", "dot", "json"],
                      default="text", help="for a terminal, Mermaid, Graphviz or programs"
                      )  # fmt: skip


def _inquiries(group: Any) -> None:
    listed = _leaf(group, "list", "list them, newest first", command="inquiry list")
    listed.add_argument("-s", "--status", default="pending", help="in this state (pending)",
                        choices=["pending", "responded", "timeout", "cancelled", "any"]
                        )  # fmt: skip
    listed.add_argument("--execution", type=int, metavar="ID", help="of one execution")
    for name, summary in (("show", "one of them"), ("answer", "answer one"),
                          ("cancel", "take one back")):  # fmt: skip
        leaf = _leaf(group, name, summary, command=f"inquiry {name}")
        leaf.add_argument("id", metavar="ID", help="its number, or last")
        if name == "answer":
            leaf.add_argument("values", nargs="*", metavar="key=value|TEXT",
                              help="the answer; asked for if it is not given")  # fmt: skip
            leaf.add_argument("--params-json", metavar="JSON", help="the answer as an object; "
                              "- reads it from standard input")  # fmt: skip


def _keys(group: Any) -> None:
    owners = ["system", "pack", "action", "identity"]
    listed = _leaf(group, "list", "list them without their values", command="key list")
    listed.add_argument("--owner-type", choices=owners, help="of owners of one kind only")
    listed.add_argument("--owner", metavar="OWNER", help="of one pack, action or login only")
    shown = _leaf(group, "show", "one of them", command="key show")
    shown.add_argument("ref", metavar="REF")
    shown.add_argument("-d", "--decrypt", action="store_true",
                       help="with its value; without it a part of its SHA-256")  # fmt: skip
    made = _leaf(group, "create", "keep one; its value is read from standard input, or asked for",
                 command="key create")  # fmt: skip
    made.add_argument("--ref", required=True, help="its name among all keys, like my_pack.token")
    made.add_argument("--name", required=True, help="what workflows call it by: keystore.NAME")
    made.add_argument("--owner-type", choices=owners,
                      help="who may have it (system, which is everybody)")  # fmt: skip
    made.add_argument("--owner-pack-ref", metavar="REF", help="executions of this pack only")
    made.add_argument("--owner-action-ref", metavar="REF", help="executions of this action only")
    changed = _leaf(group, "update", "change one", command="key update")
    changed.add_argument("ref", metavar="REF")
    changed.add_argument("--name", help="what workflows call it by")
    changed.add_argument("--value", nargs="?", const="",
                         help="another value, from standard input, or asked for")  # fmt: skip
    made.add_argument("--value", nargs="?", help=argparse.SUPPRESS)
    for leaf, default in ((made, True), (changed, None)):
        leaf.add_argument("-e", "--encrypted", action=argparse.BooleanOptionalAction,
                          default=default, help="seal its value in the store (it is)"
                          )  # fmt: skip
    gone = _leaf(group, "delete", "remove one", command="key delete")
    gone.add_argument("ref", metavar="REF")
    gone.add_argument("--yes", action="store_true", help="do not ask first")


def _packs(group: Any) -> None:
    _leaf(group, "list", "list them", command="pack list")
    _leaf(group, "show", "one of them", command="pack show").add_argument("ref", metavar="REF")
    built = _leaf(group, "environments", "what is installed for one", command="pack environments")
    built.add_argument("ref", metavar="REF")
    built.add_argument("--remove", metavar="NAME",
                       help="remove one; the next run that needs it builds it again")  # fmt: skip


def _engine(words: Any) -> None:
    engine = _leaf(words, "engine", "the program that runs executions", command="engine")
    engine.add_argument("what", nargs="?", choices=["start", "status", "stop"], default="start",
                        help="start (if it is not there), status or stop")  # fmt: skip
    engine.add_argument("--role", choices=["all"], default="all", help="which parts run")
    engine.add_argument("--foreground", action="store_true", help="be the engine, in this terminal")


def _readings(words: Any) -> None:
    telemetry = _leaf(words, "telemetry", "what our own runs cost", command="telemetry")
    sides = ["day", "workflow", "stage", "tier", "model", "provider"]
    telemetry.add_argument("--by", choices=sides, help="a row for each; without it a summary")
    _days(telemetry)
    telemetry.add_argument("--prices", metavar="FILE", type=Path,
                           help="what all calls would cost by the prices in it")  # fmt: skip
    for flag, said in (("forms", "how questions were put to people"),
                       ("diagnoses", "why runs failed"),
                       ("gates", "what gates said about specs"),
                       ("reach", "how often the packages of the project are fetched")):  # fmt: skip
        telemetry.add_argument(f"--{flag}", dest="part", action="store_const", const=flag,
                               help=said)  # fmt: skip
    sessions = _leaf(words, "sessions", "what conversations used and cost", command="sessions")
    sessions.add_argument("--by", default="session", help="a row for each (session)",
                          choices=["session", "model", "day", "week", "month", "project", "block"]
                          )  # fmt: skip
    _days(sessions)
    sessions.add_argument("--list", action="store_true",
                          help="those of the project, with how they began")  # fmt: skip
    sessions.add_argument("--compat", choices=["ccusage"], help="count as that program does")
    sessions.add_argument("--timezone", default="UTC", metavar="ZONE", help="whose days (UTC)")
    cost = _leaf(words, "cost", "what the account spent", command="cost")
    _refresh(cost)
    cost.add_argument("--by", choices=["day", "model", "type", "workspace"],
                      help="a row for each; without it a summary")  # fmt: skip
    cost.add_argument("--run", metavar="ID", help="what one run cost: its number, or last")
    _leaf(cost.add_subparsers(metavar="WORD"), "setup",
          "store the admin key of the account, from a prompt or standard input, and try it",
          command="cost setup")  # fmt: skip
    _refresh(_leaf(words, "spend", "where the month is going, and whether that is usual",
                   command="spend"))  # fmt: skip
    reconcile = _leaf(words, "reconcile", "why the bill of a day and what was logged differ",
                      command="reconcile")  # fmt: skip
    reconcile.add_argument("day", type=_day, metavar="DAY", help="as 2026-01-31")
    usage = _leaf(words, "usage", "the tokens behind the bill", command="usage")
    _refresh(usage)
    usage.add_argument("--by", choices=["day", "model", "tier", "workspace"], default="day",
                       help="a row for each (day)")  # fmt: skip
    _leaf(words, "savings", "how runs of workflows ended, and what they may have saved",
          command="savings")  # fmt: skip
    _leaf(words, "prices", "what tokens cost", command="prices")
    _specs(_group(words, "spec", "what is to be built"))
    _waiting(words)
    _bulletin(_leaf(words, "bulletin", "who runs what on the project now", command="bulletin"))
    memory = _leaf(words, "memory", "what is kept from one session to the next", command="memory")
    memory.add_argument("text", nargs="*", metavar="TEXT", help="words that it must have")
    for flag, said in (("findings", "what sessions left for the next"),
                       ("signals", "what is known of its use"),
                       ("attention", "what of it should be looked at")):  # fmt: skip
        memory.add_argument(f"--{flag}", dest="part", action="store_const", const=flag, help=said)
    health = _leaf(words, "health", "how the project stands", command="health")
    health.add_argument("--take", action="store_true", help="measure it now; that takes seconds")


def _waiting(words: Any) -> None:
    _leaf(words, "home", "what is spent, and what wants to be looked at", command="home")
    writes = _leaf(words, "writes", "files that dashboards changed", command="writes")
    writes.add_argument("--temporary", action="store_true",
                        help="also those of projects in temporary folders")  # fmt: skip
    collab = _leaf(words, "collab", "what waits for somebody", command="collab")
    collab.add_argument("thread", nargs="?", metavar="THREAD", help="what is said in this one")
    briefing = _leaf(words, "briefing", "what the curator said last", command="briefing")
    items = briefing.add_subparsers(metavar="WORD")
    snooze = _leaf(items, "snooze", "leave an item out for two weeks", command="briefing snooze")
    snooze.add_argument("item", metavar="ITEM")
    answer = _leaf(items, "answer", "record what you choose for an item", command="briefing answer")
    answer.add_argument("item", metavar="ITEM")
    answer.add_argument("choice", metavar="CHOICE")
    docs = _leaf(words, "docs", "help about the features of the project", command="docs")
    pages = docs.add_subparsers(metavar="WORD")
    search = _leaf(pages, "search", "pages that have some words", command="docs search")
    search.add_argument("text", nargs="+", metavar="TEXT", help="words that it must have")
    _leaf(pages, "show", "one page", command="docs show").add_argument(
        "page", metavar="FEATURE/KIND", help="as auth/concept")  # fmt: skip
    sweeps = _leaf(words, "sweeps", "what discovery-sweep found", command="sweeps")
    sweeps.add_argument("--path", metavar="PATH", help="in one file or folder that was swept")


def _bulletin(leaf: argparse.ArgumentParser) -> None:
    words = leaf.add_subparsers(metavar="WORD")
    announce = _leaf(words, "announce", "say that you run something", command="bulletin announce")
    announce.add_argument("workflow", metavar="WORKFLOW")
    announce.add_argument("--scope", metavar="SCOPE", help="what it runs on")
    announce.add_argument("--run", metavar="RUN", help="the name of the run (one is made)")
    beat = _leaf(words, "heartbeat", "say that a run is alive, or how it ended",
                 command="bulletin heartbeat")  # fmt: skip
    beat.add_argument("run", metavar="RUN")
    beat.add_argument("--status", choices=["running", "completed", "failed", "cancelled"],
                      default="running", help="how it stands (running)")  # fmt: skip
    archive = _leaf(words, "archive", "notices of earlier days", command="bulletin archive")
    archive.add_argument("--since", type=_day, default=date.min, metavar="DAY",
                         help="from this UTC day on (all)")  # fmt: skip


def _specs(group: Any) -> None:
    _leaf(group, "list", "list them", command="spec list")
    _leaf(group, "candidates", "those that seem finished, and why", command="spec candidates")
    status = _leaf(group, "status", "put a status on a phase of one", command="spec status")
    for name in ("slug", "phase", "status"):
        status.add_argument(name, metavar=name.upper())
    for name, summary in (("close", "set one to complete"),
                          ("dismiss", "show a candidate no more for two weeks")):  # fmt: skip
        leaf = _leaf(group, name, summary, command=f"spec {name}")
        leaf.add_argument("slug", metavar="SLUG")


def _refresh(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--refresh", action="store_true",
                      help="ask for the bill now, also if that was just done")  # fmt: skip


def _days(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--since", type=_day, metavar="DAY", help="from this UTC day on")
    leaf.add_argument("--until", type=_day, metavar="DAY", help="before this UTC day")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-01-31") from None


def _demo(words: Any) -> None:
    demo = _leaf(words, "demo", "make a home with invented work in it, to look around (attune-demo,"
                 " or --home)", command="demo")  # fmt: skip
    demo.add_argument("--days", type=int, metavar="N", help="days of work (40)")
    demo.add_argument("--seed", type=int, metavar="N", help="another seed, other work (7)")
    demo.add_argument("--until", metavar="TIME", help="when it ends, as 2026-11-20T18:00Z (now)")
    demo.add_argument("--force", action="store_true", help="write over what is there")
    demo.add_argument("--live", action="store_true",
                      help="let its engine run something of each kind, now")  # fmt: skip


def _group(words: Any, name: str, summary: str) -> Any:
    group = words.add_parser(name, help=summary, description=summary, parents=[common()],
                             allow_abbrev=False)  # fmt: skip
    return group.add_subparsers(metavar="WORD", required=True)


def _leaf(words: Any, name: str, summary: str, *, command: str) -> argparse.ArgumentParser:
    leaf: argparse.ArgumentParser = words.add_parser(
        name, help=summary, description=summary, parents=[common()], allow_abbrev=False
    )
    leaf.set_defaults(command=command)
    return leaf
