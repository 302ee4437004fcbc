"""The page of `attune ops`: runs of other programs, and a network without WebSockets."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.programs import Ops

ID = "0123456789abcdef0123456789abcdef"


def leave_a_record(home: Path) -> None:
    """A record as attune-ai writes it."""
    ended = datetime.now(UTC)
    record = {
        "id": ID,
        "workflow": "code-review",
        "status": "failed",
        "exit_code": 2,
        "started_at": (ended - timedelta(seconds=65)).isoformat(),
        "completed_at": ended.isoformat(),
        "duration_seconds": 65.0,
        "lines": ["reading src/auth", "\x1b[31mno model answered\x1b[0m"],
        "report": {"score": 71},
    }
    folder = home / "ops" / "runs" / "code-review"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{ID}.json").write_text(json.dumps(record))


def test_a_run_of_attune_ai_is_found_among_ours_and_opened(
    ops: Ops, page: Page, pictures: Path
) -> None:
    leave_a_record(ops.folder / "attune")
    page.goto(f"{ops.page_url}#/runs")

    page.locator(".attune-table-row", has_text="code-review").first.click()

    expect(page).to_have_url(re.compile(f"#/records/code-review/{ID}$"))
    expect(page.locator(".attune-line-text", has_text="no model answered")).to_be_visible()
    for fact in ("failed", "1:05 min", "attune-ai", "score: 71"):
        expect(page.locator(".attune-run", has_text=fact)).to_be_visible()
    page.screenshot(path=pictures / "record.png")


def test_a_run_is_watched_where_no_websocket_gets_through(
    ops: Ops, page: Page, pictures: Path
) -> None:
    page.route_web_socket("**/attune/ws*", lambda socket: socket.close())
    page.goto(f"{ops.page_url}#/workflows")
    expect(page.get_by_text("Live connection blocked, looking every 2 s.")).to_be_visible()
    page.get_by_role("button", name="Run Check").click()

    expect(page.locator(".attune-line-text", has_text="2 findings in 14 files")).to_be_visible()
    expect(page.locator(".attune-run-header", has_text="completed")).to_be_visible()
    page.screenshot(path=pictures / "polling.png")
