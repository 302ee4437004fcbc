"""Left: which files a demo made, so that one written over it does not stand beside it."""

import json
from pathlib import Path

from attune_ops_nb.store import whole

LIST = "ops/demo.json"


def files(home: Path) -> set[str]:
    """All files in the home, by path."""
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


def note(home: Path, before: set[str]) -> None:
    """Write down what was made since the home had the files `before`."""
    made = sorted(files(home) - before - {LIST})
    whole.write(home / LIST, json.dumps(made, indent=2).encode() + b"\n")


def taken_away(home: Path) -> None:
    """Remove what the demo before this one made; what else is there stays."""
    try:
        made = json.loads((home / LIST).read_bytes())
    except (OSError, ValueError):
        return
    for path in made:
        if (home / path).resolve().is_relative_to(home.resolve()):
            (home / path).unlink(missing_ok=True)
