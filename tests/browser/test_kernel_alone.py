"""A notebook whose front end cannot reach our server, as in VS Code: the kernel answers for it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.programs import Lab

OUTPUT = ".jp-Cell-outputArea"


class Alone(Lab):
    """A JupyterLab without our extension of the lab and of the server."""

    def command(self) -> list[str]:
        page_config = self.folder / "config" / "labconfig" / "page_config.json"
        page_config.parent.mkdir(parents=True, exist_ok=True)
        page_config.write_text(json.dumps({"disabledExtensions": {"attune-ops": True}}))
        ours = "--ServerApp.jpserver_extensions={'attune_ops_nb': False, 'jupyterlab': True}"
        kept = [each for each in super().command() if "AttuneOps" not in each]
        return [*kept, ours]

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "ATTUNE__OPS__ALLOW_RUN": "true"}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    program = Alone(tmp_path_factory.mktemp("alone"))
    try:
        program.start()
        yield program
    finally:
        program.stop()


def begin(alone: Alone, page: Page) -> None:
    """A notebook in which something has run."""
    alone.open(page)
    alone.new_notebook(page)
    alone.run(page, "%load_ext attune_ops\n%attune run core.echo message=first")
    alone.run(page, "import attune_ops_nb")


def test_the_kernel_sends_the_views_and_what_they_show(alone: Alone, page: Page) -> None:
    begin(alone, page)

    alone.run(page, "attune_ops_nb.Dashboard('costs')")

    expect(page.locator(f"{OUTPUT} h1", has_text="Costs")).to_be_visible()
    expect(page.locator(OUTPUT).get_by_text("Connect billing").first).to_be_visible()


def test_it_goes_on_while_the_kernel_works(alone: Alone, page: Page) -> None:
    begin(alone, page)
    alone.run(page, "attune_ops_nb.Dashboard('runs')")
    expect(page.locator(f"{OUTPUT} .attune-table-row").first).to_be_visible()
    alone.start_cell(page, "import time\nfor each in range(120): time.sleep(0.5)")

    page.get_by_role("button", name="Workflows", exact=True).click()

    expect(page.locator(f"{OUTPUT} h1", has_text="Workflows")).to_be_visible()
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')")


def test_a_saved_notebook_can_be_read_without_a_kernel(alone: Alone, page: Page) -> None:
    begin(alone, page)
    alone.run(page, "attune_ops_nb.Dashboard('runs')")
    expect(page.locator(f"{OUTPUT} .attune-table-row").first).to_be_visible()

    path = alone.save(page)

    cells = json.loads(Path(alone.folder / "notebooks" / path).read_text())["cells"]
    (html,) = [
        "".join(output["data"]["text/html"])
        for output in cells[-1]["outputs"]
        if "text/html" in output.get("data", {})
    ]
    assert "core.echo" in html
    assert "<script" not in html
