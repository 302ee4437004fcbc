"""`attune ops`: the page, served until somebody stops it."""

import argparse
import os
from collections.abc import Callable

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import config_of
from attune_ops_nb.config import Config
from attune_ops_nb.engine.settings import Settings
from attune_ops_nb.errors import Invalid

GIVEN = (
    "host",
    "specs_roots",
    "trusted_hosts",
    "runs_retention_days",
    "specs_candidates_enabled",
)


def serve(args: argparse.Namespace) -> int:
    """Serve; the exit code."""
    if args.read_only and getattr(args, "allow_run", False):
        raise Invalid("--read-only and --allow-run exclude each other")
    given = {name: getattr(args, name, None) for name in GIVEN}
    config = config_of(args, port=_port(args), read_only=args.read_only or None, **given)
    if args.specs_candidates_enabled is not None:
        Settings(config, login="", running=bool).keep(
            specs_candidates_enabled=args.specs_candidates_enabled
        )
    for line in introduction(config):
        output.note(line)
    # A face knows another only by the front door.
    from attune_ops_nb import serve as serve_page

    return int(serve_page(config, open_browser=not args.no_browser))


def introduction(config: Config) -> list[str]:
    """What is served, before it is."""
    return [
        f"project  {config.project_root}",
        f"state    {config.attune_home}",
        f"runs     {_switch(config)}",
    ]


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ops": serve,
}


def _switch(config: Config) -> str:
    if Settings(config, login="", running=bool).runs_allowed():
        return "switched on"
    return "read-only" if config.read_only else "switched off (--allow-run)"


def _port(args: argparse.Namespace) -> int | None:
    if args.port is not None:
        port: int = args.port
        return port
    text = os.environ.get("PORT")
    if text and not text.isdecimal():
        raise Invalid(f"PORT: {text!r} is no port", problems={"port": "no number"})
    return int(text) if text else None
