"""Session files: where Claude Code keeps its conversation logs, and whose each of them is."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from attune_ops_nb.errors import Invalid, Unavailable

ENDING = ".jsonl"
ASIDES = "subagents"
VARIABLE = "CLAUDE_CONFIG_DIR"


def folders(environ: Mapping[str, str] | None = None) -> list[Path]:
    """The folders with a folder for each project: those that CLAUDE_CONFIG_DIR lists, else usual.

    Invalid if it lists none that exists. Where nothing is listed, there may be none.
    """
    environ = os.environ if environ is None else environ
    listed = environ.get(VARIABLE)
    if listed is None:
        return _existing(_usual(environ))
    found = _existing([_expanded(part.strip(), environ) for part in listed.split(",") if part])
    if not found:
        raise Invalid(
            f"{VARIABLE}: {listed!r} names no folder with projects/ in it; correct or unset it",
            problems={VARIABLE: "no such folder"},
        )
    return found


def paths(roots: list[Path]) -> list[Path]:
    """All logs below `roots`, in the order of their names. Unavailable if a root cannot be read."""
    found = {path for root in roots for path in _logs(str(root))}
    return [Path(path) for path in sorted(found, key=os.fsencode)]


def home(path: Path) -> tuple[str, str]:
    """The project folder and the session of a log.

    The logs of agents lie in a folder of their session, at times in one of their own in that.
    """
    parts = path.parts
    below = len(parts) - 1 - parts[::-1].index("projects") if "projects" in parts else 0
    inside = parts[below + 1 :]
    if len(inside) < 2:
        return "Unknown Project", path.name
    if len(inside) == 2:
        return inside[0], path.name.removesuffix(ENDING)
    last = len(inside) - 2
    if inside[last] == ASIDES and last >= 2:
        last -= 1
    return "/".join(inside[:last]), inside[last]


def _usual(environ: Mapping[str, str]) -> list[Path]:
    home = Path(environ.get("HOME") or Path.home())
    settings = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    return [settings / "claude", home / ".claude"]


def _expanded(name: str, environ: Mapping[str, str]) -> Path:
    if name == "~" or name.startswith("~/"):
        return Path(environ.get("HOME") or Path.home(), name[2:])
    return Path(name)


def _existing(places: list[Path]) -> list[Path]:
    """The folders of projects in `places`, each once."""
    found: dict[str, Path] = {}
    for place in places:
        projects = place / "projects"
        if not projects.is_dir() and place.name == "projects":
            projects = place
        if projects.is_dir():
            found.setdefault(os.path.realpath(projects), projects.absolute())
    return list(found.values())


def _logs(folder: str, *, root: bool = True) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        if not root:
            return  # of a folder that vanished or is closed to us nothing can be known
        raise Unavailable(f"cannot read {folder}: {error.strerror}") from error
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _logs(entry.path, root=False)
        elif entry.name.endswith(ENDING):
            yield entry.path
