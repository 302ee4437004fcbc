"""devtools.types: whether the types fit, by mypy."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attune_devtools.folders import in_scope
from attune_devtools.run import (
    Refused,
    Run,
    by_hand,
    counted,
    fail,
    keep,
    listed,
    main,
    progress,
    result,
    suggest,
)
from attune_devtools.tools import Interpreter, end, interpreter, own_interpreter

TOLD = 500
"""Errors in the result; all of them are in report.json."""
CHARSET = "\x1b(B"
"""Chosen again after each colour; it means nothing outside of terminals."""
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\x1b\(B")
LINE = re.compile(
    r"(?P<file>[^:]+):(?P<line>\d+)(?::(?P<column>\d+))?: error: "
    r"(?P<message>.*?)(?:  \[(?P<rule>[a-z0-9-]+)\])?"
)
CHECKED = re.compile(r"\(checked (\d+) source files?\)|in (\d+) source files?")


def check(run: Run) -> int:
    in_scope(run, ".py", ".pyi")
    python = interpreter(run, "mypy")
    argv = _options(run, python)
    by_hand([run.shown(Path(python.path)), "-m", "mypy", *argv])
    progress(None, "checking types")
    lines: list[str] = []
    code = _execute([python.path, "-m", "mypy", *argv], _environment(run, python), lines)
    errors = list(_errors(lines))
    if code and not errors:
        told = next((line for line in lines if "error:" in line), "".join(lines[-1:]))
        raise Refused(f"mypy could not check: {told}", code)
    return _report(run, errors, _checked(lines), code)


def _report(run: Run, errors: list[dict[str, Any]], checked: int, code: int) -> int:
    rules = Counter(each["rule"] or "other" for each in errors)
    files = {each["file"] for each in errors}
    found = {"errors": len(errors), "checked_files": checked, "rules": dict(rules.most_common())}
    keep(run, "report.json", {**found, "found": errors})
    _suggest(run, files)
    if code:
        worst = listed([f"{number} {rule}" for rule, number in rules.most_common()])
        fail(f"{counted(len(errors), 'type error')} in {counted(len(files), 'file')}: {worst}")
        return code
    result({**found, "found": errors[:TOLD]})
    return 0


def _suggest(run: Run, files: set[str]) -> None:
    if not files:
        suggest(run, "devtools.tests", "Run the tests", "low", run.path)
        return
    if len(files) == 1 and (only := run.root / min(files)) != run.path and only.is_file():
        suggest(run, "devtools.types", f"Check {only.name} alone", "medium", only)
    suggest(run, "devtools.tests", "See whether tests notice it", "medium", run.path)
    suggest(run, "devtools.lint", "Look for mistakes that are easier to mend", "low", run.path)


def _options(run: Run, python: Interpreter) -> list[str]:
    chosen = ["--show-column-numbers", "--show-error-codes", "--no-pretty"]
    if run.parameters.get("strict"):
        chosen.append("--strict")
    own = python.path if python.own else own_interpreter(run)
    if own is None:
        # Nothing that the project imports is installed in the pack's environment.
        chosen.append("--ignore-missing-imports")
    elif own != python.path:
        chosen.append(f"--python-executable={run.shown(Path(own))}")
    if run.path is not None:
        return [*chosen, run.shown(run.path)]
    return [*chosen, *_whole(run)]


def _whole(run: Run) -> list[str]:
    """What mypy is told itself to check, else the sources."""
    if any(_declares(run.root / name) for name in ("mypy.ini", ".mypy.ini", "setup.cfg")):
        return []
    if _declares(run.root / "pyproject.toml"):
        return []
    return ["src"] if (run.root / "src").is_dir() else ["."]


def _declares(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    section = re.search(r"^\[(?:tool\.)?mypy\]\s*$(.*?)(?=^\[|\Z)", text, re.M | re.S)
    return bool(section and re.search(r"^(files|packages|modules)\s*=", section[1], re.M))


def _environment(run: Run, python: Interpreter) -> dict[str, str]:
    sources = [str(src) for folder in run.folders() if (src := folder / "src").is_dir()]
    # Without the name of a terminal it has no colours.
    environment = python.environment(MYPYPATH=":".join(sources), TERM="xterm-256color")
    environment.pop("PYTHONPATH")  # what lies there would be checked as well
    return environment


def _execute(argv: list[str], environment: dict[str, str], lines: list[str]) -> int:
    """Run mypy, showing what it says as it comes; `lines` are that without colours."""
    child = subprocess.Popen(
        argv,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            sys.stdout.write(line.replace(CHARSET, ""))
            sys.stdout.flush()
            lines.append(COLOUR.sub("", line).rstrip())
        return child.wait()
    finally:
        end(child)
        child.stdout.close()


def _errors(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if match := LINE.fullmatch(line):
            yield {
                "file": match["file"],
                "line": int(match["line"]),
                "column": int(match["column"] or 1),
                "rule": match["rule"],
                "message": match["message"],
            }


def _checked(lines: list[str]) -> int:
    found = CHECKED.search(lines[-1]) if lines else None
    return int(found[1] or found[2]) if found else 0


if __name__ == "__main__":
    main(check)
