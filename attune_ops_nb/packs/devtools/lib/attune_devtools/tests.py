"""Tests of the project, run by pytest; what became of them."""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attune_devtools.folders import NOTHING
from attune_devtools.run import Refused, Run, by_hand, counted, listed, progress, say
from attune_devtools.selection import select
from attune_devtools.tools import Interpreter, execute

NOT_INSTALLED = ("ModuleNotFoundError", "No module named")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a session of pytest ended."""

    code: int
    counts: dict[str, Any]
    error: str | None
    """Why it is no success, in one line."""

    @property
    def failing_files(self) -> list[str]:
        """The files of the tests that failed, from the root of the project."""
        return list(dict.fromkeys(it["test"].partition("::")[0] for it in self.counts["failures"]))


def test(
    run: Run, python: Interpreter, *, before: Sequence[str] = (), **environment: str
) -> Outcome:
    """Run the tests of the scope. `before` is what stands before `-m pytest`."""
    targets = select(run)
    say(f"Tests: {', '.join(targets) or 'all of the project'}")
    asked = [*_options(run), *targets]
    by_hand([run.shown(Path(python.path)), "-m", "pytest", *asked])
    report = run.scratch / "report.json"
    plumbing = [
        *("-p", "attune_devtools.pytest_progress", f"--attune-report={report}", "--color=yes"),
        *(f"--rootdir={run.root}", f"--junitxml={run.artifacts / 'junit.xml'}"),
    ]
    progress(None, "collecting tests")
    env = python.environment(**environment)
    env.pop("FORCE_COLOR", None)  # the tests may look at what colourless programs print
    code = execute([python.path, *before, "-m", "pytest", *plumbing, *asked], env)
    return _outcome(run, python, code, report)


def _options(run: Run) -> list[str]:
    asked = run.parameters
    chosen = []
    if keyword := asked.get("keyword"):
        chosen += ["-k", keyword]
    if marker := asked.get("marker"):
        chosen += ["-m", marker]
    if asked.get("last_failed"):
        chosen += ["--last-failed"]
    if stop_after := asked.get("stop_after"):
        chosen += [f"--maxfail={stop_after}"]
    return chosen


def _outcome(run: Run, python: Interpreter, code: int, report: Path) -> Outcome:
    if code < 0:
        raise Refused(f"pytest was killed by {signal.Signals(-code).name}", 128 - code)
    if not report.is_file():
        hint = _hint(python, [], always=True)
        raise Refused(f"pytest did not start: its reason stands above{hint}", code or 1)
    counts = json.loads(report.read_text(encoding="utf-8"))
    if code == 5:
        raise Refused(f"no test was run: {_why_none(run)}", NOTHING)
    return Outcome(code=code, counts=counts, error=_error(python, code, counts) if code else None)


def _why_none(run: Run) -> str:
    filters = [
        f"{name} {run.parameters[name]!r}"
        for name in ("keyword", "marker")
        if run.parameters.get(name)
    ]
    return f"none fits {' and '.join(filters)}" if filters else "pytest collected none"


def _error(python: Interpreter, code: int, counts: dict[str, Any]) -> str:
    failures = counts["failures"]
    if counts["not_collected"]:
        first = failures[0]
        what = f"{counted(counts['not_collected'], 'file')} could not be collected: "
        what += f"{first['test']}: {first['message']}"
    elif counts["failed"]:
        total = sum(counts[name] for name in ("passed", "failed", "skipped", "expected_failures"))
        names = listed([each["test"] for each in failures])
        what = f"{counts['failed']} of {counted(total, 'test')} failed: {names}"
    else:
        what = f"pytest ended with exit code {code}: its reason stands above"
    return what + _hint(python, [each["message"] for each in failures])


def _hint(python: Interpreter, messages: Sequence[str], *, always: bool = False) -> str:
    lacks = any(word in each for each in messages for word in NOT_INSTALLED)
    if python.own or not (always or lacks):
        return ""
    return (
        "; the pack's environment has none of the project's packages: "
        "give `python`, or make a .venv with pytest in the project"
    )
