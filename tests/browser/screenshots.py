"""Screenshots of every view of a demo, in both themes and three widths; or the README's pictures.

Besides them what is inside the views, and what is seen where not all is well.

python -m tests.browser.screenshots FOLDER [--pictures] [VIEW …]
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from attune_ops_nb import demo
from attune_ops_nb.demo import conversations
from tests.browser import crowded
from tests.browser.chromium import FLAGS, chromium
from tests.browser.crowded import CrowdedOps
from tests.browser.demo import DemoLab, DemoOps
from tests.browser.programs import ROOT, Lab, Ops, Program

P = TypeVar("P", bound=Program)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = {"wide": 1280, "tab": 400, "narrow": 240}
INDEX = (ROOT / "attune_ops_nb" / "frontend" / "src" / "views" / "index.ts").read_text()
VIEWS = tuple(re.findall(r"^  (\w+): \{ label", INDEX, re.MULTILINE))
SESSION = Path(conversations.made(ROOT, datetime.now(UTC), 1, demo.SEED)[-1].path).stem
"""The one that goes on."""
INSIDE = {
    "runs-compared": "runs?compare=1,6",
    "runs-none": "runs?text=nowhere",
    "workflows-none": "workflows?text=nowhere",
    "sessions-none": "sessions?text=nowhere",
    "sessions-open": f"sessions?session={SESSION}",
    "specs-none": "specs?text=nowhere",
    "specs-open": "specs?spec=tax-engine",
    "memory-none": "memory?text=nowhere",
    "costs-runs": "costs?of=runs&by=model",
    "costs-sessions": "costs?of=sessions",
    "telemetry-model": "telemetry?by=model",
    "bulletin-archive": "bulletin?archive=2020-01-01",
    "health-sweeps": "health?part=sweeps",
    "health-help": "health?part=help",
    "health-writes": "health?part=writes",
    "health-system": "health?part=system",
    "packs-action": "packs?action=devtools.tests",
    "packs-none": "packs?text=nowhere",
    "no-run": "runs/999999",
    "runs-on-scope": "runs?here=1&scope=src/billing",
    "costs-on-scope": "costs?scope=src/billing",
}
"""What is inside a view, or left of it by a filter, by the address that shows it."""
CROWDED = {
    "home": "home",
    "runs": "runs",
    "runs-on-scope": f"runs?here=1&scope={crowded.FOLDER}",
    "runs-compared": f"runs?compare={crowded.RUNS},{crowded.RUNS + 1}",
    "workflows": "workflows?text=reconciliation",
    "specs": f"specs?spec={crowded.SPEC}",
    "packs": f"packs?action={crowded.ACTION}",
}
"""Where long names and many rows are seen."""
QUIET = """() => !document.querySelector("[aria-busy=true], .attune-coming")
    && !/Reading the log…|Looking up what it cost…/.test(document.body.textContent)"""
WITHOUT_LAUNCHER = """() => [...window.jupyterapp.shell.widgets("main")]
    .filter(({ id }) => id.startsWith("launcher"))
    .forEach((each) => each.close())"""
PICTURE = ViewportSize(width=1100, height=640)


class ReadOnly(DemoOps):
    """`attune ops` on a demo in which nothing may be written."""

    def command(self) -> list[str]:
        return [word.replace("--allow-run", "--read-only") for word in super().command()]


class RunsOff(Ops):
    """`attune ops` as it is started without a word."""

    def command(self) -> list[str]:
        return [word for word in super().command() if word != "--allow-run"]


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
        if views:
            return
        inside(browser, ops, into)
        troubled(browser, ops, into)
    with started(ReadOnly(folder / "demo")) as ops:
        restricted(browser, ops, into, "read-only")
    with started(RunsOff(folder / "off")) as ops:
        restricted(browser, ops, into, "runs-off")
    with started(Ops(folder / "empty")) as ops, page_of(browser, "light", WIDTHS["wide"]) as page:
        for view in VIEWS:
            shoot(page, f"{ops.page_url}#/{view}", into / f"empty-{view}.png")
    crowd(browser, folder, into)
    with started(DemoLab(folder / "lab")) as lab:
        for theme in THEMES:
            with page_of(browser, theme, 1400) as page:
                show_lab(lab, page, theme)
                page.screenshot(path=into / f"lab-{theme}.png")
                around_lab(lab, page, into, theme)


def inside(browser: Browser, ops: Ops, into: Path) -> None:
    """What the views have inside, wide and light, and as a dark tab."""
    sizes: tuple[tuple[Theme, str], ...] = (("light", "wide"), ("dark", "tab"))
    for theme, size in sizes:
        with page_of(browser, theme, WIDTHS[size]) as page:
            for view, address in INSIDE.items():
                shoot(page, f"{ops.page_url}#/{address}", into / name(view, theme, size))


def troubled(browser: Browser, ops: DemoOps, into: Path) -> None:
    """A reading that takes long, one that cannot be made, and a server that is gone."""
    with page_of(browser, "light", WIDTHS["wide"]) as page:
        held: list[Route] = []
        page.route("**/api/ops/telemetry*", lambda route: held.append(route))
        page.goto(f"{ops.page_url}#/telemetry")
        page.locator(".attune-coming").first.wait_for()
        page.screenshot(path=into / "loading.png")
        for each in held:
            each.abort()
    with page_of(browser, "light", WIDTHS["wide"]) as page:
        calls = ops.home / "telemetry" / "usage.jsonl"
        calls.rename(calls.with_suffix(".aside"))
        calls.mkdir()
        shoot(page, f"{ops.page_url}#/telemetry", into / "unreadable.png")
        calls.rmdir()
        calls.with_suffix(".aside").rename(calls)
    with page_of(browser, "light", WIDTHS["wide"]) as page:
        shoot(page, f"{ops.page_url}#/home", into / "offline.png", ops.stop)


def restricted(browser: Browser, ops: Ops, into: Path, file: str) -> None:
    """What is seen where nothing may be started, or nothing written."""
    sizes: tuple[tuple[Theme, str], ...] = (("light", "wide"), ("dark", "tab"))
    for theme, size in sizes:
        with page_of(browser, theme, WIDTHS[size]) as page:
            for view in ("home", "workflows", "specs", "settings"):
                shoot(page, f"{ops.page_url}#/{view}", into / name(f"{file}-{view}", theme, size))


def crowd(browser: Browser, folder: Path, into: Path) -> None:
    """Where there is much and its names are long."""
    sizes: tuple[tuple[Theme, str], ...] = (("light", "wide"), ("dark", "tab"), ("light", "narrow"))
    with started(CrowdedOps(folder / "crowded")) as ops:
        for theme, size in sizes:
            with page_of(browser, theme, WIDTHS[size]) as page:
                for view, address in {**CROWDED, "run": f"runs/{ops.run}"}.items():
                    shoot(
                        page,
                        f"{ops.page_url}#/{address}",
                        into / name(f"crowded-{view}", theme, size),
                    )


def around_lab(lab: Lab, page: Page, into: Path, theme: str) -> None:
    """What stands in JupyterLab's own places: launcher, palette, file menu, and a tab."""

    def taken(file: str, selector: str) -> None:
        page.locator(selector).locator("visible=true").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=into / f"lab-{file}-{theme}.png")

    def command(id: str) -> None:
        page.evaluate("(id) => window.jupyterapp.commands.execute(id).then(() => null)", id)

    command("launcher:create")
    taken("launcher", ".jp-LauncherCard")
    command("attune:open-costs")
    taken("tab", ".attune-lab .attune-figure")
    command("apputils:activate-command-palette")
    page.keyboard.type("attune")
    taken("palette", ".lm-CommandPalette-item")
    page.keyboard.press("Escape")
    command("filebrowser:activate")
    page.locator(".jp-DirListing-item").first.click(button="right")
    taken("menu", ".lm-Menu-item")
    page.keyboard.press("Escape")


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
    for chosen in page.locator(".attune-detail").all():
        chosen.evaluate("(chosen) => chosen.scrollIntoView({ block: 'nearest' })")
    if callable(then):
        then()
        page.get_by_text("The server does not answer").wait_for()
    page.screenshot(path=path)


def show_lab(lab: Lab, page: Page, theme: str) -> None:
    """JupyterLab with a log in a cell, the sidebar beside it and the costs in a tab below."""
    lab.open(page)
    lab.theme(page, theme)
    lab.new_notebook(page)
    page.evaluate(WITHOUT_LAUNCHER)
    page.evaluate("() => window.jupyterapp.shell.activateById('attune-ops-panel')")
    lab.run(page, "%load_ext attune_ops")
    lab.run(page, "%attune run paperclip.check --scope billing")
    lab.run(page, "spending = %attune telemetry --by model\nspending.head(3)")
    page.wait_for_selector(".jp-Cell-outputArea .attune-run-header")
    page.wait_for_selector("#attune-ops-panel .attune-item")
    page.wait_for_load_state("networkidle")
    page.locator(".jp-Cell").first.scroll_into_view_if_needed()


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
