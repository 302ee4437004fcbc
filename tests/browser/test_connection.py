"""The server goes and comes back under an open page (R18)."""

import os
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import DemoOps
from tests.browser.screenshots import page_of

ROUNDS = int(os.environ.get("ATTUNE_TEST_ROUNDS", "0"))
"""Given, the seconds that are promised are looked at too, which a loaded machine may miss."""
AWAY_WITHIN, BACK_WITHIN = (3_000, 2_000) if ROUNDS else (20_000, 20_000)


# Requests of the usual page wait for us, and we for the server.
@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_of(browser, "light", 1280) as opened:
        yield opened


AWAY = "The server does not answer"


@pytest.mark.timeout(120 + 60 * (ROUNDS or 2))
def test_a_page_says_that_the_server_is_gone_and_finds_it_again(ops: DemoOps, page: Page) -> None:
    page.goto(f"{ops.page_url}#/runs")
    page.get_by_role("button", name="Running").click()
    page.locator(".attune-table-row", has_text="Watch orders").last.click()
    expect(page.locator(".attune-line-text", has_text="order")).not_to_have_count(0)
    for _ in range(ROUNDS or 2):
        ops.stop_server()
        expect(page.get_by_text(AWAY)).to_be_visible(timeout=AWAY_WITHIN)
        ops.start()
        expect(page.get_by_text(AWAY)).to_be_hidden(timeout=BACK_WITHIN)

    before = lines(page)
    page.wait_for_function(f"last => ({LINES})().at(-1) !== last", arg=before[-1])
    after = lines(page)
    assert len(after) == len(set(after)) > 0


def test_a_page_asks_for_nothing_more_than_the_feed_when_it_is_back(
    ops: DemoOps, page: Page
) -> None:
    page.goto(f"{ops.page_url}#/workers")
    expect(page.get_by_role("grid")).to_be_visible()
    ops.stop_server()
    expect(page.get_by_text(AWAY)).to_be_visible()
    ops.start()
    expect(page.get_by_text(AWAY)).to_be_hidden()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    until = time.monotonic() + 3
    page.wait_for_function(f"() => Date.now() > {1000 * (time.time() + until - time.monotonic())}")

    assert len(asked) <= 2


LINES = """() => [...document.querySelectorAll('.attune-line-text')]
  .map((line) => line.textContent).filter((text) => text.startsWith('order'))"""


def lines(page: Page) -> list[str]:
    """The lines of the log that are drawn."""
    found: list[str] = page.evaluate(LINES)
    return found
