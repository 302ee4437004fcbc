"""A workflow that runs, as it is seen: its graph, its questions, and what is done with it."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.programs import Ops

ASKING = """
version: 1.0.0
label: Release
tasks:
- {name: build, action: core.echo, input: {message: built}, next: [{do: approve}]}
- name: approve
  action: core.ask
  input: {prompt: "Ship it?", response_schema: {approved: {type: boolean}, note: {type: string}}}
  next: [{when: "{{ result().response.approved }}", do: ship}]
- {name: ship, action: core.echo, input: {message: shipped}}
"""
LATE = """
version: 1.0.0
label: Late
tasks:
- {name: begin, action: core.echo, input: {message: begun}, next: [{do: wait}]}
- name: wait
  action: core.sleep
  timeout: 1
  input: {seconds: 60}
  next: [{when: "{{ succeeded() }}", do: end}]
- {name: end, action: core.noop}
"""


def begin(ops: Ops, page: Page, name: str, text: str) -> None:
    """Register a workflow, run it and look at it."""
    ref = f"adhoc.{name}"
    ask(ops, page, "workflows/register", {"text": text, "ref": ref})
    run = ask(ops, page, "executions/execute", {"action_ref": ref})
    page.goto(f"{ops.page_url}#/runs/{run['id']}")
    expect(page.get_by_role("group", name="Graph of the workflow")).to_be_visible()


def ask(ops: Ops, page: Page, path: str, body: object) -> dict[str, object]:
    """What the server answers."""
    base, _, token = ops.page_url.partition("?token=")
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    answer = page.request.post(f"{base}api/v1/{path}", headers=headers, data=json.dumps(body))
    assert answer.ok, answer.text()
    answered: dict[str, object] = answer.json()["data"]
    return answered


def a_task(page: Page, task: str, stands: str) -> None:
    """Wait until the graph says of a task how it stands."""
    named = re.compile(f"^{task}, .*{stands}")
    expect(page.get_by_role("button", name=named)).to_be_visible(timeout=30_000)


def test_a_question_is_answered_beside_the_graph_and_the_workflow_goes_on(
    ops: Ops, page: Page, pictures: Path
) -> None:
    begin(ops, page, "asking", ASKING)
    a_task(page, "approve", "waits for an answer")
    page.screenshot(path=pictures / "workflow.png")

    page.get_by_role("button", name="✓ Approve").click()

    a_task(page, "ship", "succeeded")
    expect(page.locator(".attune-run-header")).to_contain_text("completed")


def test_a_question_is_answered_among_the_approvals(ops: Ops, page: Page, pictures: Path) -> None:
    begin(ops, page, "approvals", ASKING.replace("Ship it?", "Ship it today?"))
    page.get_by_role("button", name=re.compile(r"Approvals \d+ waiting")).click(timeout=30_000)
    question = page.locator(".attune-question", has_text="Ship it today?")
    question.get_by_label("note").fill("not today")
    page.screenshot(path=pictures / "approvals.png")

    question.get_by_role("button", name="✗ Decline").click()

    expect(page.locator(".attune-answered-item").first).to_contain_text("note: not today")
    expect(question).to_have_count(0)


def test_a_workflow_that_is_paused_begins_nothing_until_it_goes_on(ops: Ops, page: Page) -> None:
    begin(ops, page, "pausing", ASKING)
    a_task(page, "approve", "waits for an answer")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    page.get_by_role("button", name="✓ Approve").click()
    a_task(page, "ship", "held back")

    page.get_by_role("button", name="Resume").click()

    a_task(page, "ship", "succeeded")


def test_a_task_that_failed_is_rerun_with_other_input(ops: Ops, page: Page, pictures: Path) -> None:
    begin(ops, page, "late", LATE)
    expect(page.locator(".attune-run-header")).to_contain_text("failed", timeout=30_000)
    page.locator("[data-box=wait]").click()
    page.get_by_role("button", name="Rerun from here").click()
    page.get_by_label("seconds").fill("0")
    page.screenshot(path=pictures / "rerun.png")

    page.get_by_role("button", name="Rerun from wait").click()

    a_task(page, "end", "succeeded")


def test_a_narrow_place_shows_the_steps_one_below_the_other(ops: Ops, page: Page) -> None:
    begin(ops, page, "narrow", ASKING)
    a_task(page, "approve", "waits for an answer")

    page.set_viewport_size({"width": 390, "height": 800})

    steps = page.get_by_role("list", name="3 tasks of the workflow")
    expect(steps.get_by_role("button")).to_contain_text(["build", "approve", "ship"])
