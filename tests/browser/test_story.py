"""What a user sees: a cell, the sidebar, the page, and a run that outlives them."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.programs import Lab, Ops

PANEL = "#attune-ops-panel"
OUTPUT = ".jp-Cell-outputArea"


def open_panel(page: Page) -> None:
    """Bring the sidebar to the front."""
    page.evaluate("() => window.jupyterapp.shell.activateById('attune-ops-panel')")


def test_a_cell_fills_and_the_sidebar_shows_the_same_run(
    lab: Lab, page: Page, pictures: Path
) -> None:
    lab.open(page)
    lab.new_notebook(page)
    open_panel(page)
    lab.run(page, "%load_ext attune_ops")

    lab.run(page, "%attune run core.echo message='hello from a cell'")

    expect(
        page.locator(f"{OUTPUT} .attune-line-text", has_text="hello from a cell")
    ).to_be_visible()
    expect(page.locator(f"{PANEL} [aria-label=Recent] .attune-item").first).to_contain_text("cho")
    page.screenshot(path=pictures / "cell.png")


def test_a_run_outlives_the_jupyterlab_that_started_it(lab: Lab, page: Page) -> None:
    lab.open(page)
    lab.new_notebook(page)
    lab.run(page, "%load_ext attune_ops")
    lab.run(page, "%attune run core.sleep seconds=3 --no-wait")

    lab.stop()
    lab.start()
    lab.open(page)
    open_panel(page)

    run = page.locator(f"{PANEL} [aria-label=Recent] .attune-item", has_text="leep")
    run.locator("button").first.click(timeout=30_000)
    ended = page.locator(".attune-line-remark", has_text="completed after 3")
    expect(ended).to_be_visible(timeout=30_000)


def test_a_feature_is_run_from_the_page(ops: Ops, page: Page, pictures: Path) -> None:
    page.goto(f"{ops.page_url}#/workflows")
    page.get_by_label("Scope").select_option(label="search")

    page.get_by_role("button", name="Run Check").click()

    expect(page.locator(".attune-line-text", has_text="src/search")).to_be_visible()
    expect(page.locator(".attune-run-header", has_text="completed")).to_be_visible()
    page.screenshot(path=pictures / "page.png")
