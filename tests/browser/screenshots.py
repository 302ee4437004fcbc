"""Screenshots of every view of a demo, in both themes and three widths; or the README's pictures.

python -m tests.browser.screenshots FOLDER [--pictures] [VIEW …]
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeVar

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.chromium import FLAGS, chromium
from tests.browser.demo import DemoLab, DemoOps
from tests.browser.programs import ROOT, Lab, Ops, Program

P = TypeVar("P", bound=Program)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = {"wide": 1280, "tab": 400, "narrow": 240}
INDEX = (ROOT / "attune_ops_nb" / "frontend" / "src" / "views" / "index.ts").read_text()
VIEWS = tuple(re.findall(r"^  (\w+): \{ label", INDEX, re.MULTILINE))
QUIET = "() => !document.querySelector('[aria-busy=true], .attune-coming')"
PICTURE = ViewportSize(width=1100, height=640)


def main() -> None:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("views", nargs="*")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    path = chromium()
    if path is None:
        raise SystemExit("there is no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        (pictures if args.pictures else screenshots)(
            browser, Path(folder), args.folder.absolute(), args.views
        )
        browser.close()


def screenshots(browser: Browser, folder: Path, into: Path, views: list[str]) -> None:
    """Every view of a demo and of a home in which nothing has happened, and JupyterLab."""
    with started(DemoOps(folder / "demo")) as ops:
        runs = ops.runs()
        shown = views or [*VIEWS, *(f"runs/{id}" for id in runs.values())]
        for theme in THEMES:
            for size, width in WIDTHS.items():
                with page_of(browser, theme, width) as page:
                    for view in shown:
                        shoot(page, f"{ops.page_url}#/{view}", into / name(view, theme, size))
        if not views:
            with page_of(browser, "light", WIDTHS["wide"]) as page:
                shoot(page, f"{ops.page_url}#/home", into / "offline.png", ops.stop)
    if views:
        return
    with started(Ops(folder / "empty")) as ops, page_of(browser, "light", WIDTHS["wide"]) as page:
        for view in VIEWS:
            shoot(page, f"{ops.page_url}#/{view}", into / f"empty-{view}.png")
    with started(DemoLab(folder / "lab")) as lab:
        for theme in THEMES:
            with page_of(browser, theme, 1400) as page:
                show_lab(lab, page, theme)
                page.screenshot(path=into / f"lab-{theme}.png")


def pictures(browser: Browser, folder: Path, into: Path, _: list[str]) -> None:
    """What the README shows."""
    with started(DemoOps(folder / "demo")) as ops:
        failed = f"runs/{ops.runs()['paperclip.tax_rates']}"
        for view, file in (("home", "home"), ("costs", "costs"), (failed, "run")):
            with page_of(browser, "light", 1100) as page:
                page.set_viewport_size(PICTURE)
                shoot(page, f"{ops.page_url}#/{view}", into / f"{file}.png")
    with started(DemoLab(folder / "lab")) as lab, page_of(browser, "dark", 1100) as page:
        page.set_viewport_size(PICTURE)
        show_lab(lab, page, "dark")
        page.screenshot(path=into / "jupyterlab.png")


def shoot(page: Page, address: str, path: Path, then: object = None) -> None:
    """A picture of an address, when all that it reads is there."""
    page.goto(address)
    page.wait_for_selector(".attune-main > :nth-child(2)")
    page.wait_for_load_state("networkidle")
    page.wait_for_function(QUIET)
    if callable(then):
        then()
        page.get_by_text("The server does not answer").wait_for()
    page.screenshot(path=path)


def show_lab(lab: Lab, page: Page, theme: str) -> None:
    """JupyterLab with a log in a cell, the sidebar beside it and the costs in a tab below."""
    lab.open(page)
    lab.theme(page, theme)
    lab.new_notebook(page)
    page.evaluate("() => window.jupyterapp.shell.activateById('attune-ops-panel')")
    lab.run(page, "%load_ext attune_ops")
    lab.run(page, "%attune run paperclip.check --scope billing")
    lab.run(page, "spending = %attune telemetry --by model\nspending.head(3)")
    page.wait_for_selector(".jp-Cell-outputArea .attune-run-header")
    page.wait_for_selector("#attune-ops-panel .attune-item")
    page.wait_for_load_state("networkidle")


def name(view: str, theme: str, size: str) -> str:
    """The file of a view."""
    return f"{view.replace('/', '-')}-{size}-{theme}.png"


@contextmanager
def page_of(browser: Browser, theme: Theme, width: int) -> Iterator[Page]:
    """A page of that theme and width."""
    height = 900 if width > 600 else 1000
    size = ViewportSize(width=width, height=height)
    context = browser.new_context(
        viewport=size, color_scheme="dark" if theme == "dark" else "light"
    )
    yield context.new_page()
    context.close()


@contextmanager
def started(program: P) -> Iterator[P]:
    """The program while it runs."""
    try:
        program.start()
        yield program
    finally:
        program.stop()


if __name__ == "__main__":
    main()
