"""Coverage: what is measured, and the reports of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attune_devtools.folders import NOTHING, files
from attune_devtools.run import Refused, Run
from attune_devtools.tools import Interpreter, execute

ASK = """
import json, sys
from coverage import Coverage
ask = Coverage().get_option
settings = {
    "chosen": bool(ask("run:source") or ask("run:source_pkgs") or ask("run:include")),
    "omits": bool(ask("run:omit") or ask("report:omit")),
    "fail_under": ask("report:fail_under") or 0,
}
with open(sys.argv[1], "w") as file:
    json.dump(settings, file)
"""
TESTS = ("*/test_*.py", "*/*_test.py", "*/conftest.py")
TEST_FOLDERS = ("tests", "test")


def settings(run: Run, python: Interpreter) -> dict[str, Any]:
    """What the project tells coverage. Refused if that cannot be read."""
    path = run.scratch / "settings.json"
    code = execute([python.path, "-c", ASK, str(path)], python.environment())
    if code:
        raise Refused("coverage cannot read its settings: the reason stands above", code)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def variables(run: Run) -> dict[str, str]:
    """Where coverage keeps what it measured: not in the project."""
    return {"COVERAGE_FILE": str(run.scratch / "coverage")}


def options(run: Run, settings: dict[str, Any]) -> list[str]:
    """What `coverage run` is to measure: the scope, unless that is made of tests."""
    chosen = ["--branch"] if run.parameters.get("branch") else []
    if not settings["omits"]:
        folders = [f"{run.root}/**/{name}/*" for name in TEST_FOLDERS]
        chosen.append(f"--omit={','.join([*TESTS, *folders])}")
    if run.path is not None and not _is_tests(run, run.path):
        what = "source" if run.path.is_dir() else "include"
        return [*chosen, f"--{what}={run.path}"]
    return chosen if settings["chosen"] else [*chosen, f"--source={','.join(_code(run.root))}"]


def make(run: Run, python: Interpreter, failure: str | None) -> dict[str, Any]:
    """Print the report, keep it, and give it.

    Refused if nothing was measured; then `failure` is why, if the tests failed.
    """
    env = python.environment(**variables(run))
    coverage = [python.path, "-m", "coverage"]
    if any(run.scratch.glob("coverage.*")):  # of several programs, each its own
        execute([*coverage, "combine", "--append", "-q", str(run.scratch)], env, quiet=True)
    path = run.artifacts / "coverage.json"
    reported = execute([*coverage, "report", "-i", "--show-missing", "--fail-under=0"], env)
    if reported or execute([*coverage, "json", "-i", "-q", "--fail-under=0", "-o", str(path)], env):
        raise Refused(failure or f"nothing of {run.shown(run.path)} was reached", NOTHING)
    measured: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return measured


def _is_tests(run: Run, path: Path) -> bool:
    """Whether there is nothing but tests in `path`."""
    if any(part in TEST_FOLDERS for part in path.relative_to(run.root).parts):
        return True
    code = files(path, ".py") if path.is_dir() else [path]
    return all(any(each.match(pattern) for pattern in TESTS) for each in code)


def _code(root: Path) -> list[str]:
    """Where the code of a project is that does not say it."""
    if (root / "src").is_dir():
        return ["src"]
    packages = [
        each.name
        for each in sorted(root.iterdir())
        if (each / "__init__.py").is_file() and each.name not in TEST_FOLDERS
    ]
    return packages or ["."]
