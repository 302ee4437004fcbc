"""Notices: a demo's notice-board, with a run that goes on, one that died, and some that ended."""

from datetime import datetime, timedelta
from typing import Any

from attune_ops_nb.demo.lines import BROKEN, Lines, text


def files(now: datetime) -> dict[str, Lines]:
    """The board, by path in the home."""
    lines = [
        _notice(now, "code-review", 50, 46, "completed", "cli-desk-4711", "cli"),
        _notice(now, "release-prep", 180, 170, "running", "sched-nightly", "scheduled"),
        _notice(now, "test-gen", 30, 22, "failed", "dashboard-desk", "dashboard"),
        _notice(now, "security-audit", 4, 0, "running", "cc-6f1c02d9a4b7", "claude-code-session"),
    ]
    return {"bulletin/active.jsonl": text(lines, broken=BROKEN[1:2])}


def _notice(
    now: datetime, workflow: str, began: int, heard: int, status: str, actor: str, kind: str
) -> dict[str, Any]:
    """A line about a run that began and was last heard of so many minutes ago."""
    return {
        "actor_id": actor,
        "actor_kind": kind,
        "workflow": workflow,
        "run_id": f"{began:012x}",
        "started_at": (now - timedelta(minutes=began)).isoformat(),
        "last_heartbeat": (now - timedelta(minutes=heard)).isoformat(),
        "current_status": status,
        "scope": "src/billing" if workflow == "security-audit" else None,
        "hostname": None,
    }
