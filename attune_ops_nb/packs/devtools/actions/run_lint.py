"""devtools.lint: mistakes and style, by ruff."""

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
    say,
    suggest,
)
from attune_devtools.tools import execute, interpreter

TOLD = 500
"""Violations in the result; all of them are in report.json."""


def lint(run: Run) -> int:
    in_scope(run, ".py", ".pyi", ".ipynb")
    python = interpreter(run, "ruff")
    target = "." if run.path is None else run.shown(run.path)
    rules = (run.parameters.get("select") or "").replace(" ", "")
    options = [f"--select={rules}"] if rules else []
    fix = bool(run.parameters.get("fix"))
    progress(None, "linting")
    before = ruff.violations(python, options, target)
    contents = _contents(run, before) if fix else {}
    shown = [*options, *(["--fix", "--show-fixes"] if fix else []), target]
    by_hand([run.shown(Path(python.path)), "-m", "ruff", "check", *shown])
    code = execute(ruff.command(python, *shown), python.environment())
    if code not in (0, 1):
        raise Refused(ruff.REFUSED, code)
    after = ruff.violations(python, options, target) if fix else before
    changed = sorted(
        run.shown(path) for path, text in contents.items() if path.read_bytes() != text
    )
    return _report(run, after, changed, fixed=len(before) - len(after), code=code)


def _report(
    run: Run, violations: list[dict[str, Any]], changed: list[str], *, fixed: int, code: int
) -> int:
    told = [ruff.told(run, each) for each in violations]
    rules = Counter(each["code"] or "syntax" for each in violations)
    found = {
        "violations": len(told),
        "fixable": sum(each["fixable"] for each in told),
        "fixed": fixed,
        "changed_files": changed,
        "rules": dict(rules.most_common()),
    }
    keep(run, "report.json", {**found, "found": told})
    if changed:
        say(f"Changed: {', '.join(changed)}")
    elif run.parameters.get("fix"):
        say("Changed: no file")
    _suggest(run, told, changed)
    if code:
        worst = listed([f"{number} {rule}" for rule, number in rules.most_common()])
        hint = f"; {found['fixable']} can be mended by `fix`" if found["fixable"] else ""
        files = counted(len({each["file"] for each in told}), "file")
        fail(f"{counted(len(told), 'violation')} in {files}: {worst}{hint}")
        return code
    result({**found, "found": told[:TOLD]})
    return 0


def _suggest(run: Run, told: list[dict[str, Any]], changed: list[str]) -> None:
    if changed:
        suggest(run, "devtools.tests", "See that the tests still pass", "high", run.path)
    files = {each["file"] for each in told}
    if len(files) == 1 and (only := run.root / files.pop()) != run.path:
        suggest(run, "devtools.lint", f"Look at {only.name} alone", "medium", only)
    if told:
        label = "See whether tests notice what was found"
        suggest(run, "devtools.tests", label, "medium", run.path)
    suggest(run, "devtools.types", "Check the types too", "low", run.path)


def _contents(run: Run, violations: list[dict[str, Any]]) -> dict[Path, bytes]:
    return {path: path.read_bytes() for each in violations if (path := Path(each["filename"]))}


if __name__ == "__main__":
    main(lint)
