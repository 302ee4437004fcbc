"""devtools.tests on small projects."""

import signal
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.packs.conftest import Run, Start, write

GREEN = "def test_one(): pass\ndef test_two(): pass\n"
RED = "def test_sum():\n    assert 1 + 1 == 3\n"


def test_tests_that_pass_end_with_their_numbers(run: Run, project: Path) -> None:
    write(
        project,
        tests__test_a=GREEN,
        tests__test_b="import pytest\npytest.skip('later', allow_module_level=True)",
    )
    ran = run("devtools.tests")

    counts = {"passed": 2, "failed": 0, "failures": [], "not_collected": 0}
    assert ran.code == 0 and ran.result.items() >= counts.items()


def test_a_test_that_fails_is_told_in_one_line(run: Run, project: Path) -> None:
    write(project, tests__test_a=GREEN + RED)
    ran = run("devtools.tests")

    assert (ran.code, ran.stderr) == (
        1,
        "1 of 3 tests failed: tests/test_a.py::test_sum\n",
    )
    (failure,) = ran.artifact("summary.json")["failures"]
    assert failure["test"] == "tests/test_a.py::test_sum" and "1 + 1" in failure["message"]


def test_a_test_whose_fixture_breaks_has_failed_once(run: Run, project: Path) -> None:
    fixture = "import pytest\n@pytest.fixture\ndef bad():\n    yield\n    1 / 0\n"
    write(project, test_a=f"{fixture}def test_x(bad):\n    assert False\n")

    counts = (ran := run("devtools.tests")).artifact("summary.json")
    assert (counts["passed"], counts["failed"], len(counts["failures"])) == (0, 1, 1), ran.stdout


def test_the_log_names_each_test_as_it_ends_and_has_colours(run: Run, project: Path) -> None:
    write(project, tests__test_a=GREEN)
    ran = run("devtools.tests")

    lines = [line for line in ran.log if "::test_" in line]
    assert [line.partition(" ")[0] for line in lines] == [
        "tests/test_a.py::test_one",
        "tests/test_a.py::test_two",
    ]
    assert all("\x1b[32mPASSED" in line for line in lines)


def test_progress_grows_with_every_test(run: Run, project: Path) -> None:
    write(project, tests__test_a=GREEN + RED)

    assert run("devtools.tests").progress == [
        "- collecting tests",
        "33 1 of 3 tests",
        "66 2 of 3 tests",
        "100 3 of 3 tests, 1 failed",
    ]


def test_markers_leave_no_empty_lines_between_tests(run: Run, project: Path) -> None:
    write(project, tests__test_a=GREEN)
    log = run("devtools.tests").log

    (first,) = [number for number, line in enumerate(log) if "test_one" in line]
    assert "test_two" in log[first + 1]


def test_a_report_for_other_programs_is_left(run: Run, project: Path) -> None:
    write(project, tests__test_a=GREEN + RED)
    ran = run("devtools.tests")

    suite = ElementTree.parse(ran.artifacts / "junit.xml").getroot().find("testsuite")
    assert suite is not None and (suite.get("tests"), suite.get("failures")) == ("3", "1")


def test_the_tests_of_a_scope_are_chosen_and_named(run: Run, project: Path) -> None:
    write(project, src__auth__login="x = 1\n", src__shop____init__="")
    write(project, tests__auth__test_a="from auth.login import x\ndef test_x(): assert x\n")
    write(project, tests__test_shop=RED)
    ran = run("devtools.tests", path="src/auth")

    assert (ran.code, ran.result["passed"]) == (0, 1)
    assert "Tests: tests/auth" in ran.log


def test_keyword_and_stop_after_are_passed_on(run: Run, project: Path) -> None:
    write(project, test_a=f"{GREEN}{RED}{RED.replace('sum', 'sum_again')}")

    assert run("devtools.tests", keyword="one").result["passed"] == 1
    ran = run("devtools.tests", keyword="sum", stop_after=1)
    assert ran.artifact("summary.json")["failed"] == 1


def test_last_failed_runs_what_failed(run: Run, project: Path) -> None:
    write(project, test_a=GREEN + RED)
    run("devtools.tests")
    ran = run("devtools.tests", last_failed=True)

    assert ran.stderr == "1 of 1 test failed: test_a.py::test_sum\n"


def test_a_keyword_that_fits_nothing_is_an_error(run: Run, project: Path) -> None:
    write(project, test_a=GREEN)
    ran = run("devtools.tests", keyword="three")

    assert (ran.code, ran.stderr) == (4, "no test was run: none fits keyword 'three'\n")


def test_a_file_that_cannot_be_imported_is_an_error_with_a_hint(run: Run, project: Path) -> None:
    write(project, test_a="import a_package_of_the_project\n")
    ran = run("devtools.tests")

    assert ran.code == 2 and "1 file could not be collected: test_a.py" in ran.stderr
    assert "No module named 'a_package_of_the_project'" in ran.stderr
    assert "make a .venv with pytest in the project" in ran.stderr


def test_a_pytest_that_does_not_start_is_an_error(run: Run, project: Path) -> None:
    write(project, test_a=GREEN)
    (project / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    ran = run("devtools.tests")

    assert ran.code == 4 and "--no-such-option" in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("pytest did not start")


def test_the_projects_own_python_is_taken_if_it_has_pytest(run: Run, project: Path) -> None:
    write(project, test_a="import sys\ndef test_it(): print(sys.executable)\n")
    for name, executable in ((".venv", "/bin/true"), ("venv", sys.executable)):
        (project / name / "bin").mkdir(parents=True)
        (project / name / "bin" / "python").symlink_to(executable)
    ran = run("devtools.tests")

    assert "Python: venv/bin/python (the project's own)" in ran.log
    assert "Python: .venv/bin/python has no pytest, so another is taken" in ran.log


@pytest.mark.parametrize(
    ("python", "told"),
    [
        ("no/such", "python: there is no program no/such\n"),
        ("/bin/true", "python: /bin/true has no pytest; install it there\n"),
    ],
)
def test_a_python_that_cannot_be_taken_is_an_error(
    run: Run, project: Path, python: str, told: str
) -> None:
    write(project, test_a=GREEN)
    ran = run("devtools.tests", python=python)

    assert (ran.code, ran.stderr) == (2, told)


@pytest.mark.parametrize(("path", "told"), [("..", "lies outside"), ("x.py", "there is no x.py")])
def test_a_scope_outside_the_project_is_an_error(
    run: Run, project: Path, path: str, told: str
) -> None:
    write(project, test_a=GREEN)
    ran = run("devtools.tests", path=path)

    assert ran.code == 2 and told in ran.stderr


def test_what_to_do_next_depends_on_the_outcome(run: Run, project: Path) -> None:
    write(project, tests__test_a=GREEN, tests__test_b=RED)
    tests = project / "tests"

    green = run("devtools.tests", path="tests/test_a.py")
    red = run("devtools.tests", path="tests")

    a = str(tests / "test_a.py")
    assert green.suggested == {"devtools.coverage": a, "devtools.lint": a}
    assert red.suggested == {
        "devtools.tests": str(tests / "test_b.py"),
        "devtools.types": str(tests),
        "devtools.lint": str(tests),
    }


def test_tests_do_not_see_that_the_log_has_colours(run: Run, project: Path) -> None:
    write(project, test_a="import os\ndef test_it(): assert 'FORCE_COLOR' not in os.environ\n")

    assert run("devtools.tests").code == 0


def test_a_run_that_is_stopped_ends_and_leaves_nothing(
    start: Start, project: Path, tmp_path: Path
) -> None:
    wait = "import pathlib, signal\ndef test_it():\n    pathlib.Path('begun').touch()\n"
    write(project, test_a=f"{wait}    print('now')\n    signal.pause()\n")
    (project / "pytest.ini").write_text("[pytest]\naddopts = -s\n")
    with start("devtools.tests") as child:
        assert child.stdout is not None
        while "now" not in child.stdout.readline():
            pass
        child.send_signal(signal.SIGTERM)
        rest, _ = child.communicate()

    assert (child.returncode, rest) == (128 + signal.SIGTERM, "")
    assert list((tmp_path / "scratch").iterdir()) == []
