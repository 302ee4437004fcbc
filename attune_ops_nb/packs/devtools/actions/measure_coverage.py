"""devtools.coverage: what the tests reach, by coverage and pytest."""

from __future__ import annotations

from typing import Any

from attune_devtools import coverage_report
from attune_devtools.coverage_page import page
from attune_devtools.run import Run, fail, keep, main, progress, result, suggest
from attune_devtools.tests import Outcome, test
from attune_devtools.tools import interpreter

TOO_LITTLE = 2
"""Exit code, as coverage's own, of tests that pass and reach too little."""
TOLD = 100
"""Files in the result; all of them are in coverage.json."""


def measure(run: Run) -> int:
    python = interpreter(run, "pytest", "coverage")
    settings = coverage_report.settings(run, python)
    options = coverage_report.options(run, settings)
    outcome = test(
        run, python, before=["-m", "coverage", "run", *options], **coverage_report.variables(run)
    )
    progress(None, "adding up what was reached")
    measured = coverage_report.make(run, python, outcome.error)
    (run.artifacts / "coverage.html").write_text(page(run.root, measured), encoding="utf-8")
    asked = run.parameters.get("fail_under") or settings["fail_under"]
    return _end(run, outcome, measured, asked)


def _end(run: Run, outcome: Outcome, measured: dict[str, Any], asked: float) -> int:
    totals, files = measured["totals"], measured["files"]
    percent = round(totals["percent_covered"], 1)
    least = sorted(files.items(), key=lambda item: item[1]["summary"]["percent_covered"])
    found = {
        "percent": percent,
        "statements": totals["num_statements"],
        "missing": totals["missing_lines"],
        "tests": {name: outcome.counts[name] for name in ("passed", "failed", "skipped")},
        "files": [
            {
                "file": name,
                "percent": round(each["summary"]["percent_covered"], 1),
                "missing": each["summary"]["missing_lines"],
            }
            for name, each in least
        ],
    }
    keep(run, "summary.json", {**found, "failures": outcome.counts["failures"]})
    _suggest(run, outcome, found["files"])
    if outcome.error is not None:
        fail(outcome.error)
        return outcome.code
    if percent < asked:
        worst = f"; least in {found['files'][0]['file']}" if len(files) > 1 else ""
        fail(f"the tests reach {percent:g} % of the code, less than {asked:g} %{worst}")
        return TOO_LITTLE
    result({**found, "files": found["files"][:TOLD]})
    return 0


def _suggest(run: Run, outcome: Outcome, files: list[dict[str, Any]]) -> None:
    if outcome.error is not None:
        suggest(run, "devtools.tests", "Run the tests alone", "high", run.path)
        return
    least = files[0] if files else None
    if least is not None and least["percent"] < 100 and (run.root / least["file"]).is_file():
        path = run.root / least["file"]
        label = f"Check the types of {path.name}, of which tests reach {least['percent']:g} %"
        suggest(run, "devtools.types", label, "medium" if least["percent"] < 50 else "low", path)
    suggest(run, "devtools.lint", "Look for what the tests cannot see", "low", run.path)


if __name__ == "__main__":
    main(measure)
