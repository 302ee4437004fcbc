"""The dashboard as a link, as a widget and as tabs of JupyterLab."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.programs import Lab, Ops

OUTPUT = ".jp-Cell-outputArea"
WIDGET_ALONE = """async () => {
  const widget = await import('/static/attune_ops/widget.js');
  document.body.innerHTML = '<div id="widget"></div>';
  const traits = { spec: { view: 'runs' }, server: null };
  const model = { get: (name) => traits[name], send() {}, on() {}, off() {} };
  widget.default.render({ model, el: document.getElementById('widget') });
}"""


def test_what_is_chosen_in_a_view_is_its_link(ops: Ops, page: Page, pictures: Path) -> None:
    page.goto(ops.page_url)
    expect(page.locator(".attune-keys")).to_contain_text("This month")
    page.screenshot(path=pictures / "home.png")
    page.get_by_role("button", name="Runs", exact=True).click()
    page.get_by_role("button", name="Failed").click()
    expect(page).to_have_url(re.compile(r"#/runs\?filter=failed$"))

    page.reload()

    expect(page.get_by_role("button", name="Failed")).to_have_attribute("aria-pressed", "true")


def test_a_link_names_the_scope(ops: Ops, page: Page) -> None:
    page.goto(f"{ops.page_url}#/workflows?scope=src/search")
    expect(page.get_by_role("combobox", name="Scope")).to_have_value(re.compile("src/search$"))

    page.get_by_role("button", name="Runs", exact=True).click()

    expect(page).to_have_url(re.compile(r"#/runs\?scope=src/search$"))


def test_what_is_selected_in_a_cell_is_selected_in_python(lab: Lab, page: Page) -> None:
    lab.open(page)
    lab.new_notebook(page)
    lab.run(page, "%load_ext attune_ops\n%attune run core.echo message=first")
    lab.run(page, "import attune_ops_nb\nshown = attune_ops_nb.Dashboard('runs')\nshown")
    expect(page.locator(f"{OUTPUT} .attune-table-row").first).to_be_visible()
    with page.expect_response(lambda answer: "/selections/" in answer.url):
        page.locator(f"{OUTPUT} .attune-table-row input").first.check()

    lab.run(page, "print([run['action_ref'] for run in shown.selected])")

    expect(page.locator(f"{OUTPUT} pre", has_text="['core.echo']")).to_be_visible()


def test_a_widget_loads_its_views_where_there_is_no_extension(lab: Lab, page: Page) -> None:
    lab.open(page)

    page.evaluate(WIDGET_ALONE)

    expect(page.get_by_role("group", name="Runs to show")).to_be_visible()


def test_a_tab_is_restored_at_its_place(lab: Lab, page: Page) -> None:
    lab.open(page)
    page.evaluate("() => window.jupyterapp.commands.execute('attune:open-runs')")
    with page.expect_response(
        lambda answer: "filter=completed" in (answer.request.post_data or "")
    ):
        page.get_by_role("button", name="Completed").click()

    page.reload()

    expect(page.get_by_role("button", name="Completed")).to_have_attribute("aria-pressed", "true")
