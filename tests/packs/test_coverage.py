"""devtools.coverage on small projects."""

from pathlib import Path

import pytest

from tests.packs.conftest import Run, write

CART = "def add(x):\n    return x\n\n\ndef never(x):\n    if x:\n        return 1\n    return 2\n"
TESTED = "from shop.cart import add\ndef test_add():\n    assert add(1)\n"


@pytest.fixture
def shop(project: Path) -> Path:
    """A package of which a test reaches a part, and one that nothing reaches."""
    write(project, src__shop____init__="", src__shop__cart=CART, src__other__none="x = 1\n")
    write(project, src__other____init__="", tests__test_shop=TESTED)
    return project


def test_what_tests_reach_is_measured_by_file(run: Run, shop: Path) -> None:
    ran = run("devtools.coverage")

    files = {each["file"]: each["percent"] for each in ran.result["files"]}
    assert ran.code == 0 and ran.result["tests"] == {"passed": 1, "failed": 0, "skipped": 0}
    assert files == {
        "src/other/none.py": 0,
        "src/shop/cart.py": 50,
        "src/other/__init__.py": 100,
        "src/shop/__init__.py": 100,
    }


def test_only_the_scope_is_measured_by_its_own_tests(run: Run, shop: Path) -> None:
    write(shop, tests__test_other="import other.none\ndef test_it():\n    assert 0\n")
    ran = run("devtools.coverage", path="src/shop")

    assert (ran.code, ran.result["percent"]) == (0, 50)
    assert ran.suggested["devtools.types"] == str(shop / "src" / "shop" / "cart.py")


def test_too_little_is_a_failure(run: Run, shop: Path) -> None:
    ran = run("devtools.coverage", path="src/shop", fail_under=80)

    assert (ran.code, ran.stderr) == (
        2,
        "the tests reach 50 % of the code, less than 80 %; least in src/shop/cart.py\n",
    )


def test_what_the_project_asks_for_holds(run: Run, shop: Path) -> None:
    (shop / ".coveragerc").write_text("[report]\nfail_under = 51\n")

    assert run("devtools.coverage", path="src/shop").code == 2


def test_tests_that_fail_fail_the_run_and_are_measured(run: Run, shop: Path) -> None:
    write(shop, tests__test_shop=TESTED.replace("add(1)", "add(0)"))
    ran = run("devtools.coverage", path="src/shop")

    assert (ran.code, ran.artifact("summary.json")["percent"]) == (1, 50)
    assert ran.stderr == "1 of 1 test failed: tests/test_shop.py::test_add\n"


def test_the_page_shows_what_was_missed_and_needs_no_other_file(run: Run, shop: Path) -> None:
    page = (run("devtools.coverage").artifacts / "coverage.html").read_text("utf-8")

    assert page.count('class="missed"') == 4 and "<h1>42.9 % covered</h1>" in page
    assert not {"src=", "href=", "url(", "<script"} & set(page.split())


def test_branches_count_if_asked_for(run: Run, shop: Path) -> None:
    ran = run("devtools.coverage", path="src/shop", branch=True)

    assert ran.result["percent"] == 37.5


def test_nothing_is_left_in_the_project(run: Run, shop: Path) -> None:
    run("devtools.coverage")

    assert not list(shop.glob(".coverage*")) and not (shop / "htmlcov").exists()


def test_measuring_in_parallel_is_added_up(run: Run, shop: Path) -> None:
    (shop / ".coveragerc").write_text("[run]\nparallel = true\n")

    assert run("devtools.coverage", path="src/shop").result["percent"] == 50
