"""No view keeps somebody out: axe finds nothing, in either theme."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.demo import DemoOps
from tests.browser.screenshots import QUIET, VIEWS, page_of

ASKED = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}"""
RUNS = ("core.sleep", "paperclip.tax_rates", "paperclip.check", "paperclip.release")


def found(page: Page, address: str, axe: str) -> list[str]:
    """What axe has to say of an address."""
    page.goto(address)
    page.wait_for_selector(".attune-main > :nth-child(2)")
    page.wait_for_load_state("networkidle")
    page.wait_for_function(QUIET)
    page.evaluate(axe)
    said: list[str] = page.evaluate(ASKED)
    return said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_everybody_can_use(
    ops: DemoOps, browser: Browser, axe: str, view: str, theme: Literal["light", "dark"]
) -> None:
    with page_of(browser, theme, 1280) as page:
        assert found(page, f"{ops.page_url}#/{view}", axe) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ref", RUNS)
def test_everybody_can_read_a_run_of(
    ops: DemoOps, browser: Browser, axe: str, ref: str, theme: Literal["light", "dark"]
) -> None:
    with page_of(browser, theme, 1280) as page:
        assert found(page, f"{ops.page_url}#/runs/{ops.runs()[ref]}", axe) == []


@pytest.mark.parametrize("view", ["home", "runs", "costs", "settings"])
def test_everybody_can_use_it_where_it_is_narrow(
    ops: DemoOps, browser: Browser, axe: str, view: str
) -> None:
    with page_of(browser, "light", 240) as page:
        assert found(page, f"{ops.page_url}#/{view}", axe) == []
