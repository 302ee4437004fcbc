"""devtools.lint and devtools.types on small projects."""

from pathlib import Path

from tests.packs.conftest import Run, write

UNUSED = "import os\n\nprint(1)\n"
WRONG = "def double(x: int) -> int:\n    return str(x)\n"


def test_clean_code_has_no_violations(run: Run, project: Path) -> None:
    write(project, a="print(1)\n")
    ran = run("devtools.lint")

    assert (ran.code, ran.result["violations"], ran.result["found"]) == (0, 0, [])


def test_violations_are_counted_told_and_left_as_they_are(run: Run, project: Path) -> None:
    write(project, src__a=UNUSED, src__b="print(x)\n")
    ran = run("devtools.lint")

    told = "2 violations in 2 files: 1 F401, 1 F821; 1 can be mended by `fix`\n"
    assert (ran.code, ran.stderr) == (1, told)
    report = ran.artifact("report.json")
    assert (report["rules"], report["changed_files"]) == ({"F401": 1, "F821": 1}, [])
    assert (project / "src" / "a.py").read_text() == UNUSED


def test_fix_mends_and_says_which_files_it_changed(run: Run, project: Path) -> None:
    write(project, src__a=UNUSED, src__b="print(2)\n")
    ran = run("devtools.lint", fix=True)

    assert (ran.code, ran.result["fixed"], ran.result["violations"]) == (0, 1, 0)
    assert "Changed: src/a.py" in ran.log and ran.result["changed_files"] == ["src/a.py"]
    assert (project / "src" / "a.py").read_text() == "\nprint(1)\n"
    assert "devtools.tests" in ran.suggested


def test_only_the_scope_is_linted(run: Run, project: Path) -> None:
    write(project, a__x=UNUSED, b__x="print(1)\n")

    assert run("devtools.lint", path="b").code == 0
    assert run("devtools.lint", path="a").suggested["devtools.lint"] == str(project / "a" / "x.py")


def test_only_the_rules_that_are_chosen_count(run: Run, project: Path) -> None:
    write(project, a=UNUSED)

    assert run("devtools.lint", select="E, W").code == 0


def test_a_folder_without_code_is_no_success(run: Run, project: Path) -> None:
    (project / "empty").mkdir()
    (project / "words.md").write_text("# Words\n")

    ended = [run(f"devtools.{name}", path="empty") for name in ("lint", "types")]
    assert [ran.code for ran in ended] == [4, 4]
    assert ended[0].stderr == "there is no .py or .pyi or .ipynb file in empty\n"
    assert run("devtools.lint", path="words.md").code == 4


def test_a_broken_configuration_of_ruff_is_an_error(run: Run, project: Path) -> None:
    write(project, a="print(1)\n")
    (project / "ruff.toml").write_text("nonsense = [\n")
    ran = run("devtools.lint")

    assert ran.code == 2 and ran.stderr.splitlines()[-1].startswith("ruff could not check")


def test_types_that_fit_are_a_success(run: Run, project: Path) -> None:
    write(project, src__shop____init__="", src__shop__cart="def f() -> int:\n    return 1\n")
    ran = run("devtools.types")

    assert (ran.code, ran.result["errors"], ran.result["checked_files"]) == (0, 0, 2)


def test_types_that_do_not_fit_are_told_with_place_and_rule(run: Run, project: Path) -> None:
    write(project, src__shop____init__="", src__shop__cart=WRONG)
    ran = run("devtools.types", path="src/shop")

    assert (ran.code, ran.stderr) == (1, "1 type error in 1 file: 1 return-value\n")
    (error,) = ran.artifact("report.json")["found"]
    assert error.items() >= {"file": "src/shop/cart.py", "line": 2, "rule": "return-value"}.items()
    assert any("cart.py:2" in line for line in ran.log)


def test_strict_asks_for_every_type(run: Run, project: Path) -> None:
    write(project, a="def f():\n    return 1\n")

    assert (run("devtools.types").code, run("devtools.types", strict=True).code) == (0, 1)


def test_packages_of_the_project_that_are_not_installed_are_no_type_errors(
    run: Run, project: Path
) -> None:
    write(project, a="import a_package_of_the_project\n")

    assert run("devtools.types").code == 0


def test_code_that_is_no_python_is_an_error_with_its_place(run: Run, project: Path) -> None:
    write(project, a="def\n")
    ran = run("devtools.types")

    assert ran.code == 2 and "in 1 file" in ran.stderr and "syntax" in ran.stderr
    assert ran.artifact("report.json")["found"][0]["line"] == 1
