"""Two people look at one run."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import DemoOps


def test_what_one_stops_is_stopped_for_the_other(
    ops: DemoOps, page: Page, browser: Browser
) -> None:
    page.goto(f"{ops.page_url}#/workflows")
    page.get_by_role("button", name="Run Watch orders").click()
    expect(page.locator(".attune-line-text", has_text="order 40212:")).to_be_visible()
    other = browser.new_context().new_page()
    other.goto(f"{ops.page_url}#{page.url.partition('#')[2]}")
    expect(other.locator(".attune-line-text", has_text="order 40212:")).to_be_visible()

    other.get_by_role("button", name="Stop").click()

    for each in (page, other):
        expect(each.locator(".attune-run-header", has_text="stopped")).to_be_visible()
    other.context.close()
