"""devtools.security, devtools.dependencies, and the health check that combines all checks."""

from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.logic.mocks import failed
from attune_ops_nb.logic.rehearsal import Rehearsal, rehearse
from tests.packs.conftest import PACKS, Run, write

FLOW = PACKS / "devtools" / "actions" / "workflows" / "health-check.workflow.yaml"
RESULTS = {
    "tests": {"passed": 3},
    "types": {"checked_files": 2},
    "dependencies": {"declared": 0},
}
CHECKS = {
    "tests": {"passed": True, "told": "3 passed"},
    "lint": {"passed": False, "nothing": False, "told": "2 violations"},
    "types": {"passed": False, "nothing": True, "told": "there is no .py file"},
}


def rehearsed(healthy: bool, **results: Any) -> Rehearsal:
    said = {"healthy": healthy, "summary": "", "checks": {}}
    return rehearse(FLOW.read_text(), {"path": "src"}, {**RESULTS, "summary": said, **results})


def test_code_that_lets_others_in_is_found(run: Run, project: Path) -> None:
    write(project, src__a='import os\nos.system("ls " + input())\n', src__b="print(1)\n")
    ran = run("devtools.security")

    assert (ran.code, ran.stderr) == (1, "1 finding in 1 file: 1 S605\n")
    assert ran.artifact("report.json")["found"][0]["file"] == "src/a.py"
    assert ran.suggested["devtools.security"] == str(project / "src" / "a.py")


def test_tests_may_assert(run: Run, project: Path) -> None:
    write(project, test_a="assert 1\n")

    assert (run("devtools.security").code, run("devtools.security", path="test_a.py").code) == (
        0,
        0,
    )


def test_rules_that_are_meant_can_be_left_out(run: Run, project: Path) -> None:
    write(project, a="assert 1\n")

    assert [run("devtools.security", ignore=rules).code for rules in ("", "S101")] == [1, 0]


def test_a_project_that_needs_nothing_has_all_it_needs(run: Run, project: Path) -> None:
    assert run("devtools.dependencies").result == {"declared": 0, "problems": []}


def test_what_is_missing_or_too_old_is_told(run: Run, project: Path) -> None:
    (project / "requirements.txt").write_text("no-such-thing>=2  # why\npip<1\n-r x.txt\n")
    ran = run("devtools.dependencies", python="python")

    assert ran.code == 1 and "no-such-thing>=2 is missing" in ran.stderr
    assert [each["what"] for each in ran.artifact("report.json")["problems"]] == [
        "missing",
        "version",
    ]


def test_without_an_environment_there_is_nothing_to_look_into(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\ndependencies = ["x"]\n')
    ran = run("devtools.dependencies")

    assert (ran.code, ran.stderr[:26]) == (4, "there is no .venv or venv ")


def test_verdicts_tell_failures_from_what_had_nothing_to_check(run: Run, project: Path) -> None:
    ran = run("devtools.verdicts", checks=CHECKS)

    verdicts = {name: each["verdict"] for name, each in ran.result["checks"].items()}
    assert verdicts == {"tests": "passed", "lint": "failed", "types": "nothing to check"}
    assert (ran.result["healthy"], ran.result["summary"]) == (False, "1 of 3 found something: lint")
    assert list(ran.suggested) == ["devtools.lint"]


def test_a_project_without_failures_is_healthy(run: Run, project: Path) -> None:
    assert run("devtools.verdicts", checks={"tests": CHECKS["tests"]}).result["healthy"] is True


@pytest.mark.parametrize("healthy", [True, False])
def test_a_health_check_completes_only_if_the_project_is_healthy(healthy: bool) -> None:
    played = rehearsed(healthy)

    assert played.status == ("completed" if healthy else "failed")
    assert played.output["healthy"] is healthy


def test_a_check_that_fails_stops_no_other_and_reaches_the_summary() -> None:
    played = rehearsed(False, lint=failed("2 violations"))

    assert played.sequence[:6] == ("tests", "lint", "types", "security", "dependencies", "summary")
    summary = dict(played.inputs)["summary"]
    assert summary["checks"]["lint"] == CHECKS["lint"]
    assert summary["path"] == "src"
