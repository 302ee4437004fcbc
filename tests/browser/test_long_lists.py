"""A log of a million lines and a list of a hundred thousand runs are looked at like short ones."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from attune_ops_nb.config import build_config
from attune_ops_nb.work.embedded import open_engine
from benchmarks.lists import FILL
from tests.browser.demo import DemoOps
from tests.browser.programs import Ops

RUNS = 100_000
LINE = ".attune-line-text"
GROWN = "(height) => document.querySelector('.attune-table-rows').scrollHeight > height"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ops]:
    """An `attune ops` in which a hundred thousand runs have ended."""
    program = Ops(tmp_path_factory.mktemp("busy"))
    engine = open_engine(build_config(program.project, attune_home=program.home))
    at = "2026-01-01T00:00:00.000000Z"
    engine.store.tx(lambda tx: tx.connection.exec_driver_sql(FILL, (RUNS, at, at)))
    engine.close()
    try:
        program.start()
        yield program
    finally:
        program.stop()


def test_the_newest_of_many_runs_are_there_at_once(busy: Ops, page: Page) -> None:
    page.goto(f"{busy.page_url}#/runs")

    expect(page.locator(".attune-table-row").first).to_contain_text(f"#{RUNS}")


def test_many_runs_are_filtered_by_the_server(busy: Ops, page: Page) -> None:
    page.goto(f"{busy.page_url}#/runs")

    page.get_by_role("button", name="Failed").click()

    expect(page.locator(".attune-table-row").nth(9)).to_contain_text("#91000")


def test_older_runs_come_while_one_scrolls(busy: Ops, page: Page) -> None:
    page.goto(f"{busy.page_url}#/runs")
    expect(page.locator(".attune-table-row").first).to_be_visible()

    rows = page.locator(".attune-table-rows")
    for _ in range(3):
        height = rows.evaluate("(rows) => rows.scrollHeight")
        rows.evaluate("(rows) => rows.scrollTo(0, 1e9)")
        page.wait_for_function(GROWN, arg=height)
    rows.evaluate("(rows) => rows.scrollTo(0, 1e9)")

    older = re.compile(r"#99[0-6]\d\d")
    expect(page.locator(".attune-table-row", has_text=older)).not_to_have_count(0)


def test_a_million_lines_are_searched_and_left_and_followed_again(ops: DemoOps, page: Page) -> None:
    ops.attune("run", "flood.million", "--allow-run", "--watch")
    page.goto(f"{ops.page_url}#/runs/{ops.runs()['flood.million']}")
    expect(page.locator(LINE, has_text="the last line")).to_be_visible(timeout=60_000)

    page.get_by_placeholder("Search").fill("line 500000 of")
    page.keyboard.press("Enter")
    expect(page.locator(LINE, has_text="line 500000 of the flood")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Follow").click()

    expect(page.locator(LINE, has_text="the last line")).to_be_visible()
