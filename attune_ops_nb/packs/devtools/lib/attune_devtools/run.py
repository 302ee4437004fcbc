"""The run: what an action was asked, and how it speaks to the engine and to people."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

USAGE = 2
"""Exit code of a run that was asked for something that cannot be."""


class Refused(Exception):
    """The run cannot go on. Its one line becomes the error that people see."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Run:
    """What was asked, and where."""

    parameters: dict[str, Any]
    root: Path
    """The project."""
    path: Path | None
    """The scope: a file or a folder of the project; none means all of it."""
    artifacts: Path
    """Every file left here is kept."""
    scratch: Path
    """A folder that is gone when the run ends."""

    def shown(self, path: Path | None) -> str:
        """`path` as people write it: from the root of the project."""
        if path is None or path == self.root:
            return "the whole project"
        return path.relative_to(self.root).as_posix() if self.holds(path) else str(path)

    def holds(self, path: Path) -> bool:
        """Whether `path` lies in the project."""
        return path.is_relative_to(self.root)

    def folders(self) -> list[Path]:
        """The folder of the scope and those above it, up to the root of the project."""
        if self.path is None:
            return [self.root]
        here = self.path if self.path.is_dir() else self.path.parent
        return [each for each in (here, *here.parents) if self.holds(each)]


def main(work: Callable[[Run], int]) -> NoReturn:
    """Do the work of an action; its exit code is that of the program."""
    signal.signal(signal.SIGTERM, _stopped)
    try:
        with tempfile.TemporaryDirectory(prefix="attune-") as scratch:
            code = work(_asked(Path(scratch)))
    except Refused as error:
        fail(str(error))
        code = error.code
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    sys.exit(code)


def say(text: str) -> None:
    """A line for people."""
    print(text, flush=True)


def by_hand(argv: Sequence[object]) -> None:
    """The command that does the same in a terminal."""
    say(f"$ {shlex.join(str(part) for part in argv)}")


def progress(percent: float | None, message: str) -> None:
    """How far the run is; None where nobody knows."""
    number = "-" if percent is None else f"{percent:.0f}"
    print(f"ATTUNE_PROGRESS {number} {' '.join(message.split())}", flush=True)


def suggest(run: Run, name: str, label: str, severity: str, path: Path | None) -> None:
    """What to run next, on `path`."""
    args = {} if path is None or path == run.root else {"args": {"path": str(path)}}
    known = {"kind": "next-workflow", "name": name, "label": label, "severity": severity}
    print(f"ATTUNE_REC {json.dumps({**known, **args})}", flush=True)


def fail(message: str) -> None:
    """Why the run failed, in one line."""
    print(" ".join(message.split()), file=sys.stderr, flush=True)


def keep(run: Run, name: str, value: Any) -> None:
    """Leave `value` as a JSON file."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    (run.artifacts / name).write_text(text + "\n", encoding="utf-8")


def result(value: Any) -> None:
    """The result of a run that succeeded: the last line that it prints."""
    progress(100, "done")
    print(json.dumps(value, ensure_ascii=False), flush=True)


def listed(names: Sequence[str], most: int = 3) -> str:
    """The first few of `names`, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def counted(number: int, word: str) -> str:
    """`1 test`, `2 tests`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _asked(scratch: Path) -> Run:
    parameters = json.loads(sys.stdin.read() or "{}")
    root = Path(os.environ.get("ATTUNE_PROJECT_ROOT") or Path.cwd()).resolve()
    os.chdir(root)
    artifacts = Path(os.environ.get("ATTUNE_ARTIFACTS_DIR") or scratch / "artifacts")
    artifacts.mkdir(parents=True, exist_ok=True)
    return Run(
        parameters=parameters,
        root=root,
        path=_scope(root, parameters.get("path")),
        artifacts=artifacts,
        scratch=scratch,
    )


def _scope(root: Path, text: str | None) -> Path | None:
    if not text:
        return None
    path = (root / text).resolve()
    if not path.is_relative_to(root):
        raise Refused(f"path: {text} lies outside the project {root}")
    if not path.exists():
        raise Refused(f"path: there is no {text} in {root}")
    return None if path == root else path


def _stopped(signum: int, frame: object) -> NoReturn:
    sys.exit(128 + signum)
