"""Tools: which interpreter has one, and how it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attune_devtools.run import Refused, Run, say

LIB = Path(__file__).resolve().parents[1]
ENVIRONMENTS = (".venv", "venv")
CHECK_SECONDS = 60
ASK = """
import importlib.util, sys
print(" ".join(name for name in sys.argv[1:] if importlib.util.find_spec(name) is not None))
"""
GRACE_SECONDS = 3


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """A Python that has what is wanted."""

    path: str
    own: bool
    """It is the project's, not the pack's."""
    sources: tuple[Path, ...] = ()
    """Folders of the project with packages that are not installed in it."""

    def environment(self, **changed: str) -> dict[str, str]:
        """Variables for a program run by it: as ours, with the project's sources on the path."""
        given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        others = [each for each in given if each and Path(each).resolve() != LIB]
        places = [*map(str, self.sources), *others, str(LIB)]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(places), **changed}


def interpreter(run: Run, *modules: str) -> Interpreter:
    """The Python that has `modules`: the one asked for, the project's own, else the pack's.

    Refused if the one asked for lacks them.
    """
    needed = f"no {' and no '.join(modules)}"
    if asked := run.parameters.get("python"):
        found = _program(run, asked)
        if (missing := _missing(found, modules)) is None:
            raise Refused(f"python: {asked} is no Python that starts")
        if missing:
            raise Refused(f"python: {asked} has no {' and no '.join(missing)}; install it there")
        return _told(run, found, "as asked", own=True)
    for found in _own(run):
        if _missing(found, modules) == []:
            return _told(run, found, "the project's own", own=True)
        say(f"Python: {run.shown(Path(found))} has {needed}, so another is taken")
    return _told(run, sys.executable, "of the pack", own=False)


def own_interpreter(run: Run) -> str | None:
    """The Python of the project, whatever it has."""
    asked = run.parameters.get("python")
    return _program(run, asked) if asked else next(iter(_own(run)), None)


def execute(argv: Sequence[str], env: Mapping[str, str], *, quiet: bool = False) -> int:
    """Run a tool that prints for itself, or not at all; its exit code.

    It ends when we are asked to end.
    """
    sys.stdout.flush()
    output = subprocess.DEVNULL if quiet else None
    child = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=output)
    try:
        return child.wait()
    finally:
        end(child)


def end(child: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """Make sure that the tool is gone."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _told(run: Run, path: str, why: str, *, own: bool) -> Interpreter:
    say(f"Python: {run.shown(Path(path))} ({why})")
    return Interpreter(path=path, own=own, sources=tuple(_sources(run, path)))


def _own(run: Run) -> list[str]:
    """The interpreters of environments that lie in the project, the nearest to the scope first."""
    places = (folder / name / "bin" / "python" for folder in run.folders() for name in ENVIRONMENTS)
    return [str(place) for place in places if os.access(place, os.X_OK)]


def _program(run: Run, text: str) -> str:
    path = Path(text).expanduser()
    if os.sep not in text:
        found = shutil.which(text)
    else:
        place = run.root / path
        found = str(place) if os.access(place, os.X_OK) and place.is_file() else None
    if found is None:
        raise Refused(f"python: there is no program {text}")
    return found


def _missing(python: str, modules: Sequence[str]) -> list[str] | None:
    """Which of `modules` it lacks; None if it does not even start."""
    try:
        asked = subprocess.run(
            [python, "-I", "-c", ASK, *modules],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=CHECK_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    has = asked.stdout.split()
    return [name for name in modules if name not in has]


def _sources(run: Run, python: str) -> list[Path]:
    """`src` folders whose packages are not installed: without help nobody could import them."""
    folders = [src for folder in run.folders() if (src := folder / "src").is_dir()]
    named = {src: _packages(src) for src in folders}
    missing = _missing(python, [name for names in named.values() for name in names]) or []
    return [src for src, names in named.items() if not names or set(names) & set(missing)]


def _packages(folder: Path) -> list[str]:
    found = {
        each.stem
        for each in folder.iterdir()
        if each.stem.isidentifier() and (each.suffix == ".py" or (each / "__init__.py").is_file())
    }
    return sorted(found)
