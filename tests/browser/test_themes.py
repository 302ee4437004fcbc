"""JupyterLab turns dark, and what we show in it turns with it."""

from playwright.sync_api import Page, expect

from tests.browser.programs import Lab

THEME = """(selector) => {
  const { color, colorScheme } = getComputedStyle(document.querySelector(selector));
  const [red, green, blue] = color.match(/[0-9.]+/g).map(Number);
  const text = red + green + blue > 3 * 128 ? 'dark' : 'light';
  return text === colorScheme ? text : `${text} text where the scheme is ${colorScheme}`;
}"""


def test_sidebar_tab_and_log_follow_the_theme(lab: Lab, page: Page) -> None:
    lab.open(page)
    lab.new_notebook(page)
    lab.run(page, "%load_ext attune_ops\n%attune run core.echo message=themed")
    expect(page.locator(".attune-line-text", has_text="themed")).to_be_visible()
    page.evaluate("() => window.jupyterapp.shell.activateById('attune-ops-panel')")
    shown = ["#attune-ops-panel", ".jp-Cell-outputArea .attune-line-text"]

    seen = []
    for theme in ("light", "dark"):
        lab.theme(page, theme)
        seen.append([page.evaluate(THEME, selector) for selector in shown])
    page.evaluate("() => window.jupyterapp.commands.execute('attune:open-runs').then(() => null)")
    tab = page.locator(".attune-lab .attune-main").last
    expect(tab).to_be_visible()

    assert seen == [["light"] * 2, ["dark"] * 2]
    assert page.evaluate(THEME, ".attune-lab .attune-view-header h1") == "dark"
