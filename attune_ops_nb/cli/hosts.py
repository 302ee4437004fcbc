"""Hosts: the engine's own program, and how things stand."""

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import config_of, opened
from attune_ops_nb.config import Config, environment_of
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import phrases
from attune_ops_nb.model import Status
from attune_ops_nb.work import host

AT_WORK = [status for status in Status if not status.ended]
MOST_SHOWN = 20
SECONDS_TO_START = 15.0


def engine(args: argparse.Namespace) -> int:
    """Start it, be it, stop it, or say whether it is there."""
    config = config_of(args)
    if args.what == "stop":
        output.say("stopped" if host.stop(config) else "there was none")
        return 0
    if args.what == "status":
        return _facts(args, config)
    if args.foreground:
        from attune_ops_nb.work import engine_host

        os.environ.update(environment_of(config))
        return engine_host.main([])
    if not host.ensure(config):
        output.say("it runs already")
        return 0
    return _started(config)


def status(args: argparse.Namespace) -> int:
    """Which project, which state, and what runs."""
    with opened(args) as attune:
        info = attune.settings.info()
        stats = attune.executions.stats()
        page = attune.executions.list(status=AT_WORK, per_page=MOST_SHOWN)
    now = datetime.now(UTC)
    shown: dict[str, object] = {
        "project": info.project_root,
        "state": info.attune_home,
        "database": info.database,
        "runs": "switched on" if info.allow_run else "switched off (--allow-run)",
        "engine": "running" if info.engine_running else "asleep; it wakes when something runs",
        "executions": ", ".join(f"{count} {name}" for name, count in stats.items() if count),
        "at work": "\n".join(phrases.told(each, now) for each in page.items),
    }
    return output.facts(args, {"info": info, "executions": stats, "at_work": page.items}, shown)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "engine": engine,
    "status": status,
}


def _started(config: Config) -> int:
    deadline = time.monotonic() + SECONDS_TO_START
    while not (host.running(config) and host.facts(config)):
        if time.monotonic() > deadline:
            raise Unavailable(f"it did not start: {config.ops_dir / 'host.log'} says why")
        time.sleep(0.05)
    output.say("started")
    return 0


def _facts(args: argparse.Namespace, config: Config) -> int:
    running = host.running(config)
    facts = host.facts(config) if running else {}
    known = {"running": running, **facts}
    shown = {"engine": "running" if running else "not running", **facts}
    output.facts(args, known, dict(shown))
    return 0 if running else 1
