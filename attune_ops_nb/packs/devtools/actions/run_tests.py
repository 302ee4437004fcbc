"""devtools.tests: the project's tests, by pytest."""

from __future__ import annotations

from attune_devtools.run import Run, counted, fail, keep, main, result, suggest
from attune_devtools.tests import Outcome, test
from attune_devtools.tools import interpreter


def run_tests(run: Run) -> int:
    outcome = test(run, interpreter(run, "pytest"))
    keep(run, "summary.json", outcome.counts)
    _suggest(run, outcome)
    if outcome.error is not None:
        fail(outcome.error)
        return outcome.code
    result(outcome.counts)
    return 0


def _suggest(run: Run, outcome: Outcome) -> None:
    if outcome.error is None:
        suggest(run, "devtools.coverage", "See what the tests do not reach", "low", run.path)
        suggest(run, "devtools.lint", "Look for what the tests cannot see", "low", run.path)
        return
    failing = [run.root / name for name in outcome.failing_files]
    if len(failing) == 1 and failing[0] != run.path and failing[0].is_file():
        label = f"Run {failing[0].name} alone"
        suggest(run, "devtools.tests", label, "high", failing[0])
    number = counted(len(outcome.counts["failures"]), "failing test")
    suggest(run, "devtools.types", f"Check the types behind {number}", "medium", run.path)
    suggest(run, "devtools.lint", "Look for undefined names", "medium", run.path)


if __name__ == "__main__":
    main(run_tests)
