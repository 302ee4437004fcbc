"""Demo: a home with invented work in it."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from attune_ops_nb import demo
from attune_ops_nb.cli import demo_live, output
from attune_ops_nb.errors import Invalid

PLACE = "attune-demo"
"""Without --home it goes here, and not to where the work of somebody lies."""


def make(args: argparse.Namespace) -> int:
    """Write it, and say how to look at it."""
    written = demo.write(
        Path(getattr(args, "home", None) or PLACE),
        now=_moment(args.until),
        days=demo.DAYS if args.days is None else args.days,
        seed=demo.SEED if args.seed is None else args.seed,
        force=args.force,
    )
    going = demo_live.begin(Path(written.home)) if args.live else None
    broken = "\n".join(f"{count} in {path}" for path, count in written.malformed.items())
    shown: dict[str, object] = {
        "home": written.home,
        "project": written.project_root,
        "calls": written.calls,
        "sessions": written.sessions,
        "runs": written.runs,
        "runs of its engine": going,
        "specs": written.specs,
        "broken lines": broken,
        "look at it": f"attune ops --home {written.home}\n"
        f"CLAUDE_CONFIG_DIR={written.claude_config_dir} has its session logs read",
    }
    return output.facts(args, written, shown)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": make,
}


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        said = f"{text!r} is no time; write it as 2026-11-20T18:00Z"
        raise Invalid(f"until: {said}", problems={"until": said}) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
