"""What somebody who never saw it does in JupyterLab: from a bill to a DataFrame."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import DemoLab

SIDEBAR = "#attune-ops-panel"
TABS = "#jp-main-dock-panel .lm-DockPanel-widget:not(.lm-mod-hidden)"


def test_nobody_has_to_leave_jupyterlab(demo_lab: DemoLab, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    demo_lab.open(page)
    page.evaluate("() => window.jupyterapp.shell.activateById('attune-ops-panel')")

    see_what_yesterday_cost_and_why(page)
    run_on_a_feature(page, "Drip", "billing")
    stop(page)
    read_why_it_failed(page, "Fetch tax rates")
    run_it_with(page, "rate_file", "copy")
    copied = copy_the_calls_of_the_month_by_model(page)

    demo_lab.new_notebook(page)
    demo_lab.run(
        page, f"{copied}\nimport pandas\nprint(isinstance(df, pandas.DataFrame), *df['model'])"
    )
    expect(shown(page, ".jp-OutputArea-output pre")).to_have_text(
        re.compile("True .*claude-sonnet-4-6")
    )
    expect(page.get_by_role("dialog")).to_have_count(0)


def see_what_yesterday_cost_and_why(page: Page) -> None:
    """From the sidebar to the view of costs, and what it says of the day before."""
    page.locator(SIDEBAR).get_by_role("button", name=re.compile("today")).first.click()
    button(page, "Costs").click()
    yesterday = shown(page, ".attune-key", has_text="Yesterday")
    cost = re.search(r"\$[\d.]+", yesterday.inner_text())
    assert cost is not None
    button(page, "Compare bill and logs").click()
    billed = shown(page, ".attune-key", has_text="Billed")
    expect(billed).to_contain_text(cost[0])
    expect(shown(page, "[aria-label='Causes of the difference'] li")).not_to_have_count(0)


def run_on_a_feature(page: Page, workflow: str, feature: str) -> None:
    page.locator(SIDEBAR).get_by_label("Scope").select_option(label=feature)
    page.locator(SIDEBAR).get_by_role("button", name=f"Run {workflow}").click()
    expect(shown(page, ".attune-run-header")).to_contain_text(f"src/{feature}")
    expect(shown(page, ".attune-line", has_text="of the flood").first).to_be_visible()


def stop(page: Page) -> None:
    button(page, "Stop").click()
    expect(shown(page, ".attune-run-header")).to_contain_text("stopped")


def read_why_it_failed(page: Page, workflow: str) -> None:
    """The newest run of it among the recent ones."""
    recent = page.locator(f"{SIDEBAR} [aria-label=Recent] .attune-item", has_text=workflow)
    recent.locator("button").first.click()
    expect(shown(page, "[role=alert]")).to_contain_text("give rate_file=copy")


def run_it_with(page: Page, name: str, value: str) -> None:
    """Run what is shown once more with another parameter."""
    button(page, "Change…").click()
    field(page, name).fill(value)
    button(page, "Run with these").click()
    expect(shown(page, ".attune-run-header")).to_contain_text("completed")
    expect(shown(page, ".attune-line", has_text="fetching tax rates from copy")).to_be_visible()


def copy_the_calls_of_the_month_by_model(page: Page) -> str:
    """The line of Python that the table of calls gives."""
    page.evaluate("() => window.jupyterapp.commands.execute('attune:open-telemetry')")
    button(page, "This month").click()
    button(page, "model").click()
    below_a_table = shown(page, ".attune-copying", has_text="Copy as CSV").first
    below_a_table.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Python copied")).to_be_visible()
    copied: str = page.evaluate("() => navigator.clipboard.readText()")
    return copied


def shown(page: Page, what: str, has_text: str | None = None) -> Locator:
    """In the tab in front."""
    return page.locator(f"{TABS} {what}", has_text=has_text).locator("visible=true")


def button(page: Page, name: str) -> Locator:
    found = page.locator(TABS).get_by_role("button", name=re.compile(f"{name}$"))
    return found.locator("visible=true").first


def field(page: Page, name: str) -> Locator:
    return page.locator(TABS).get_by_label(name, exact=True).locator("visible=true")
