"""devtools.security: code that lets others in, by the rules of flake8-bandit that ruff knows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from attune_devtools import ruff
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
from attune_devtools.tools import execute, interpreter

TOLD = 500
"""Findings in the result; all of them are in report.json."""
TESTS = ("test_*.py", "*_test.py", "**/tests/**", "conftest.py")
ASSERTS = ",".join(f"{pattern}:S101" for pattern in TESTS)
"""Tests consist of `assert`; elsewhere `python -O` takes it away."""


def check(run: Run) -> int:
    in_scope(run, ".py", ".pyi", ".ipynb")
    python = interpreter(run, "ruff")
    target = "." if run.path is None else run.shown(run.path)
    ignored = (run.parameters.get("ignore") or "").replace(" ", "")
    options = ["--select=S", f"--extend-per-file-ignores={ASSERTS}"]
    options += [f"--ignore={ignored}"] if ignored else []
    progress(None, "looking for ways in")
    by_hand([run.shown(Path(python.path)), "-m", "ruff", "check", *options, target])
    code = execute(ruff.command(python, *options, target), python.environment())
    if code not in (0, 1):
        raise Refused(ruff.REFUSED, code)
    return _report(run, [ruff.told(run, each) for each in _found(python, options, target)])


def _found(python: Any, options: list[str], target: str) -> list[dict[str, Any]]:
    """A file that cannot be read as Python is for the linter to tell."""
    found = ruff.violations(python, options, target)
    return [each for each in found if (each["code"] or "").startswith("S")]


def _report(run: Run, told: list[dict[str, Any]]) -> int:
    rules = Counter(each["rule"] for each in told)
    found = {"findings": len(told), "rules": dict(rules.most_common())}
    keep(run, "report.json", {**found, "found": told})
    files = {each["file"] for each in told}
    if len(files) == 1 and (only := run.root / files.pop()) != run.path:
        suggest(run, "devtools.security", f"Look at {only.name} alone", "high", only)
    if told:
        worst = listed([f"{number} {rule}" for rule, number in rules.most_common()])
        where = counted(len({each["file"] for each in told}), "file")
        fail(f"{counted(len(told), 'finding')} in {where}: {worst}")
        return 1
    result({**found, "found": told[:TOLD]})
    return 0


if __name__ == "__main__":
    main(check)
