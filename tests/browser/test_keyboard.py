"""Everything can be done with the keyboard, and where it is can be seen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.demo import DemoOps

FOCUSED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
}"""
MOST = 60


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called `name`; on the way it can always be seen."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)
        said = page.evaluate(
            "() => [document.activeElement.ariaLabel, document.activeElement.textContent,"
            " document.activeElement.placeholder].join(' ')"
        )
        if name in said:
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_a_view_is_opened_filtered_and_sorted_and_a_row_opened(ops: DemoOps, page: Page) -> None:
    page.goto(ops.page_url)
    expect(page.get_by_role("button", name="Runs", exact=True)).to_be_visible()
    tab_to(page, "Runs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    tab_to(page, "Failed")
    page.keyboard.press("Space")
    tab_to(page, "Duration")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/runs\?filter=failed&order=.*duration"))
    tab_to(page, "Open run")
    page.keyboard.press("Enter")
    expect(page.locator(".attune-run-header", has_text="failed")).to_be_visible()


def test_a_workflow_is_started_and_stopped(ops: DemoOps, page: Page) -> None:
    page.goto(f"{ops.page_url}#/workflows")
    expect(page.get_by_role("button", name="Run Watch orders")).to_be_visible()
    tab_to(page, "Run Watch orders")
    page.keyboard.press("Enter")
    expect(page.locator(".attune-line-text", has_text="order 40211:")).to_be_visible()
    tab_to(page, "Stop")
    page.keyboard.press("Enter")
    expect(page.locator(".attune-run-header", has_text="stopped")).to_be_visible()


def test_a_table_is_walked_with_the_arrows(ops: DemoOps, page: Page) -> None:
    page.goto(f"{ops.page_url}#/specs")
    grid = page.get_by_role("grid")
    expect(grid).to_be_visible()
    grid.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"#/specs\?.*=[\w-]+"))
