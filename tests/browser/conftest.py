"""A real Chromium that looks at a real JupyterLab and a real `attune ops`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser.chromium import FLAGS, chromium
from tests.browser.demo import DemoLab, DemoOps
from tests.browser.programs import ROOT, Lab, Program

P = TypeVar("P", bound=Program)
AXE = ROOT / "attune_ops_nb" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=20_000)


# pytest-jupyter runs an event loop around every test; Playwright brings its own.
@pytest.fixture
def jp_asyncio_loop() -> None:
    return None


@pytest.fixture
def jp_server_cleanup() -> None:
    return None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For a module, not the session: while Playwright is open no other event loop can run."""
    if (path := chromium()) is None:
        why = "no Chromium: apt-get install chromium, or playwright install chromium"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of its own."""
    return context.new_page()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody's browser, which can reach this machine only; if it tried more its test fails."""
    strangers: list[str] = []

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost", None):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.route("**/*", guard)
    yield context
    context.close()
    assert strangers == []


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for all tests; a test may restart it."""
    yield from _running(Lab(tmp_path_factory.mktemp("lab")))


@pytest.fixture(scope="session")
def ops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoOps]:
    """One `attune ops` on a demo for all tests: what runs in it needs no environment."""
    yield from _running(DemoOps(tmp_path_factory.mktemp("ops")))


@pytest.fixture(scope="session")
def demo_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoLab]:
    """One JupyterLab on a demo for all tests that need more than a fresh home."""
    yield from _running(DemoLab(tmp_path_factory.mktemp("demo-lab")))


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for what keeps somebody out."""
    if not AXE.exists():
        why = "no axe-core: npm ci in attune_ops_nb/frontend"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def pictures() -> Path:
    """Where a test may leave screenshots; git ignores it."""
    folder = Path(__file__).parents[1] / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


def _running(program: P) -> Iterator[P]:
    try:
        program.start()
        yield program
    finally:
        program.stop()
