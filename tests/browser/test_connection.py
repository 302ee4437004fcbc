"""The server is killed and comes back under an open page and an open notebook (R18)."""

import os
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import DemoLab, DemoOps, OnDemo
from tests.browser.screenshots import page_of

ROUNDS = int(os.environ.get("ATTUNE_TEST_ROUNDS", "0"))
"""Given, the seconds that are promised are looked at too, which a loaded machine may miss."""
AWAY_SECONDS, BACK_SECONDS = (3, 2) if ROUNDS else (20, 20)
AWAY = "The server does not answer"
OUTPUT = ".jp-Cell-outputArea"
MILLION = 1_000_000


# Requests of the usual page wait for us, and we for the server.
@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_of(browser, "light", 1280) as opened:
        yield opened


@pytest.mark.timeout(120 + 60 * (ROUNDS or 1))
def test_a_page_says_that_the_server_is_gone_and_finds_it_again(ops: DemoOps, page: Page) -> None:
    page.goto(f"{ops.page_url}#/runs/{a_drip(ops)}")
    lines_come(page, "body")

    rounds(ops, page, 1)

    lines_come(page, "body")
    assert every_line_once(page, "body")


@pytest.mark.timeout(120 + 60 * (ROUNDS or 1))
def test_a_notebook_says_that_the_server_is_gone_and_finds_it_again(
    demo_lab: DemoLab, page: Page
) -> None:
    demo_lab.open(page)
    demo_lab.new_notebook(page)
    demo_lab.run(page, f"%load_ext attune_ops\n%attune watch {a_drip(demo_lab)} --no-wait")
    demo_lab.run(page, "import attune_ops_nb\nattune_ops_nb.Dashboard('runs')")
    lines_come(page, OUTPUT)

    rounds(demo_lab, page, 2)

    lines_come(page, OUTPUT)
    assert every_line_once(page, OUTPUT)


@pytest.mark.timeout(400)
def test_of_a_million_lines_none_is_lost_and_none_comes_twice(ops: DemoOps, page: Page) -> None:
    page.goto(f"{ops.page_url}#/runs/{a_drip(ops, lines=10_000, beats=MILLION // 10_000)}")
    page.wait_for_function(f"() => {COUNTED} > 100_000", timeout=60_000)
    ops.kill()
    is_away(page, 1)
    seen = page.evaluate(COUNTED)
    after(page, 3)
    ops.start()
    is_back(page)
    expect(page.locator(".attune-line", has_text="the last line")).to_be_visible(timeout=120_000)

    assert seen < MILLION / 2
    page.get_by_role("button", name="Regular expression").click()
    (first,) = shown_by_search(page, "line 1 of the flood")
    for number in (seen, seen + 1, seen + 100_000, MILLION):
        assert shown_by_search(page, f"line {number} of the flood") == [first + number - 1]
    assert shown_by_search(page, "the last line") == [first + MILLION]


@pytest.mark.parametrize("where", ["page", "notebook"])
def test_nothing_is_asked_for_but_the_feed_when_the_server_is_back(
    where: str, request: pytest.FixtureRequest, page: Page
) -> None:
    server: OnDemo = request.getfixturevalue("ops" if where == "page" else "demo_lab")
    show_workers(server, page)
    server.kill()
    is_away(page, 1)
    server.start()
    is_back(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    after(page, 5)

    assert len([each for each in asked if "/attune/" in each]) <= 2


def a_drip(server: OnDemo, **values: int) -> int:
    """A run that prints ten lines a second for as long as we look, or as many as it is told."""
    told = [f"{name}={value}" for name, value in values.items()]
    server.attune("run", "flood.drip", "--allow-run", *told)
    return server.runs()["flood.drip"]


def show_workers(server: OnDemo, page: Page) -> None:
    """The workers, on the page or in a cell."""
    if isinstance(server, DemoOps):
        page.goto(f"{server.page_url}#/workers")
    elif isinstance(server, DemoLab):
        server.open(page)
        server.new_notebook(page)
        server.run(page, "import attune_ops_nb\nattune_ops_nb.Dashboard('workers')")
    expect(page.get_by_role("grid")).to_be_visible()


def rounds(server: OnDemo, page: Page, views: int) -> None:
    """Kill the server and start it again; so many views say so each time, and in time."""
    away, back = [], []
    for _ in range(ROUNDS or 1):
        began = time.monotonic()
        server.kill()
        is_away(page, views)
        away.append(round(time.monotonic() - began, 2))
        server.start()
        began = time.monotonic()
        is_back(page)
        back.append(round(time.monotonic() - began, 2))
    print(f"away after {sorted(away)} s, back after {sorted(back)} s")
    assert max(away) <= AWAY_SECONDS, away
    assert max(back) <= BACK_SECONDS, back


def is_away(page: Page, views: int) -> None:
    page.wait_for_function(f"(views) => {SAID} >= views", arg=views)


def is_back(page: Page) -> None:
    page.wait_for_function(f"() => {SAID} === 0")


SAID = f"""[...document.querySelectorAll('.attune-notice-text')]
  .filter((note) => note.checkVisibility() && note.textContent.startsWith('{AWAY}')).length"""
COUNTED = """Number(
  document.querySelector('.attune-log-foot')?.textContent.match(/[\\d,]+/)[0].replaceAll(',', '')
)"""
SHOWN = """(where) => [...document.querySelectorAll(`${where} .attune-line`)].map((line) => [
  Number(line.querySelector('.attune-line-number').textContent),
  line.querySelector('.attune-line-text').textContent])"""


def shown(page: Page, where: str) -> list[tuple[int, str]]:
    """The lines of the log that are drawn, with their numbers."""
    found: list[tuple[int, str]] = page.evaluate(SHOWN, where)
    return found


def shown_by_search(page: Page, text: str) -> list[int]:
    """The numbers of the lines that are exactly that, when the whole log was searched for it."""
    page.get_by_placeholder("Search").fill(f"^{text}$")
    expect(page.locator(".attune-search .attune-hits")).to_have_text("1 of 1", timeout=60_000)
    line = page.locator(".attune-line-current", has_text=re.compile(f"{text}$"))
    expect(line).to_be_visible()
    return [number for number, found in shown(page, "body") if found == text]


def lines_come(page: Page, where: str) -> None:
    """Wait until the log goes on."""
    expect(page.locator(f"{where} .attune-line", has_text="of the flood")).not_to_have_count(0)
    last = shown(page, where)[-1]
    page.wait_for_function(
        f"([where, last]) => ({SHOWN})(where).at(-1)[0] > last", arg=[where, last[0]]
    )


def every_line_once(page: Page, where: str) -> bool:
    """A line that was lost or came twice would move all that follow."""
    lines = [(at, re.findall(r"line (\d+) of", text)) for at, text in shown(page, where)]
    apart = {at - int(number[0]) for at, number in lines if number}
    return len(apart) == 1


def after(page: Page, seconds: float) -> None:
    """Come back in so many seconds by the clock of the page."""
    page.wait_for_function("(until) => Date.now() > until", arg=1000 * (time.time() + seconds))
