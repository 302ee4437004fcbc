"""Reports: what other programs left in a demo: sweeps, a briefing, help, memory and drafts."""

import json
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from attune_ops_nb.demo.lines import Lines, text
from attune_ops_nb.readings import sweep

FINDINGS = (
    ("critical", "The invoice number is put into SQL as text", "src/billing/report.py", 1),
    ("high", "Amounts are floats", "src/billing/report.py", 2),
    ("medium", "A month without orders divides by zero", "src/reports/report.py", 2),
    ("low", "The docstring names another module", "src/search/__init__.py", 1),
)
HELP = {
    "auth": ("concept", "task", "troubleshooting", "faq"),
    "billing": ("concept", "reference", "quickstart"),
    "search": ("concept",),
}
MEMORY = {
    "money/decision.md": ("Money is integers", "Prices are whole cents; floats lost three."),
    "money/pattern.md": ("Rounding", "Round once, at the end, half to even."),
    "deploy/troubleshooting.md": (
        "A deploy that hangs",
        "The lock of the last is still there.",
    ),
    "search/reference.md": ("Words of the index", "Lower case, without accents."),
}
LEFT = (
    ("The tax table is loaded twice when the report is asked for by month", ["billing"]),
    ("tests/search needs the index to be built first", ["search", "tests"]),
    ("gift-cards waits for the decision about expiry", ["specs"]),
)


def files(now: datetime, root: Path) -> dict[str, Lines]:
    """The files by path in the home; `root` is the project."""
    edited = root / "docs" / "specs" / "tax-engine" / "tasks.md"
    found = {
        f"ops/sweep-results/{_hash(root, 'src/billing')}.json": _json(_sweep(FINDINGS)),
        f"ops/sweep-results/{_hash(root, 'src/search')}.json": _json(_sweep(FINDINGS[3:])),
        "curator-cache/5eed5eed5eed5eed.json": _json(_briefing(now)),
        "session_stash/findings.jsonl": text(_left(now)),
        "ops/pending_writes.jsonl": text([_write(now, edited, root)]),
        f"docs-outbox/{now - timedelta(days=3):%Y%m%d-%H%M}-lesson-rounding.md": _page(
            "kind: lesson\nslug: rounding\ntarget: docs/lessons.md",
            "- **Round once.** Sums of rounded parts were three cents off.",
        ),
        f"bulletin/archive/{now - timedelta(days=1):%Y-%m-%d}.jsonl": text(
            _archived(now - timedelta(days=1))
        ),
    }
    for path, (title, what) in MEMORY.items():
        found[f"memory/{path}"] = _page(
            f"name: {title}\ndescription: {what}", f"# {title}\n\n{what}"
        )
    return found


def pages(now: datetime) -> dict[str, str]:
    """Help about the features, by path in the project."""
    head = f"generated_at: {now - timedelta(days=12):%Y-%m-%dT%H:%M:%SZ}\nsource_hash: {'0' * 64}"
    return {
        f".help/templates/{feature}/{kind}.md": _page(
            head, f"# {feature.capitalize()}: {kind}\n\nWhat the {kind} of {feature} is about."
        ).text.decode()
        for feature, kinds in HELP.items()
        for kind in kinds
    }


def age(home: Path, now: datetime) -> None:
    """Give the pages of the memory the times they would have."""
    for number, path in enumerate(sorted((home / "memory").rglob("*.md"))):
        edited = (now - timedelta(days=3 + 5 * number)).timestamp()
        os.utime(path, (edited, edited))


def _hash(root: Path, scope: str) -> str:
    return sweep.hash_of(str(root / scope))


def _sweep(found: Iterable[tuple[str, str, str, int]]) -> dict[str, Any]:
    queue: list[dict[str, Any]] = [
        {"source": "bug-predict", "severity": severity, "title": title, "description": title,
         "file": file, "line": line, "evidence": None, "confidence": 0.8, "tags": []}
        for severity, title, file, line in found
    ]  # fmt: skip
    twice = {**queue[-1], "title": "The index is built twice", "description": None, "line": 3}
    asked = {"finding": twice, "reason": "it may be meant so", "next_step": "ask its author"}
    thrown = {"finding": {**queue[-1], "title": "A name is long"}, "rule": "style is not swept"}
    facts = {"spent_usd": 0.42, "budget_usd": 2.0, "sources": ["bug-predict", "security-audit"],
             "failures": [], "duration_ms": 81_000}  # fmt: skip
    return {"queue": queue, "questions": [asked], "rejected": [thrown], "metadata": facts}


def _briefing(now: datetime) -> dict[str, Any]:
    def item(id: str, severity: str, title: str, why: str, action: dict[str, Any]) -> Any:
        return {"id": id, "title": title, "severity": severity, "rationale": why,
                "sources": [f"spec:{id}"], "suggested_action": action}  # fmt: skip

    ask = {"kind": "ask", "label": "Decide", "question": "Do gift cards expire?",
           "choices": ["never", "after three years"]}  # fmt: skip
    run = {"kind": "run", "label": "Audit", "workflow": "security-audit", "scope": "src/billing"}
    items = [
        item("gift-cards", "nudge", "gift-cards stands still", "Nobody edited it for weeks.", ask),
        item("billing", "block", "SQL from text in billing", "A sweep found it.", run),
    ]
    return {"summary": "Billing has a hole, and one spec stands still.", "items": items,
            "sources_consulted": ["specs", "sweep"], "cost_usd": 0.0312,
            "cached_at": (now - timedelta(minutes=25)).isoformat(), "model": "claude-sonnet-4-6",
            }  # fmt: skip


def _left(now: datetime) -> list[dict[str, Any]]:
    return [
        {"id": f"f{number}", "ts": (now - timedelta(days=number, hours=2)).timestamp(),
         "text": said, "session_id": f"sess-{number:04d}-0", "topics": topics, "cwd": None}
        for number, (said, topics) in enumerate(LEFT)
    ]  # fmt: skip


def _write(now: datetime, path: Path, root: Path) -> dict[str, Any]:
    """A status that a dashboard set, whose process has ended since."""
    return {
        "action": "set_spec_status",
        "after_sha256": sha256(path.read_bytes()).hexdigest(),
        "before_sha256": "0" * 64,
        "dashboard_pid": None,
        "endpoint": "PUT /api/specs/{slug}/{phase}/status",
        "file_path": path.relative_to(root).as_posix(),
        "project_root": str(root),
        "session_id": "dashboard-4711",
        "ts": (now - timedelta(hours=5)).isoformat(),
    }


def _archived(day: datetime) -> list[dict[str, Any]]:
    return [
        {"actor_id": "sched-nightly", "actor_kind": "scheduled", "workflow": workflow,
         "run_id": f"a{number:011x}", "started_at": day.isoformat(),
         "last_heartbeat": (day + timedelta(minutes=4)).isoformat(), "current_status": "completed",
         "scope": None, "hostname": None}
        for number, workflow in enumerate(("release-prep", "code-review"))
    ]  # fmt: skip


def _page(head: str, body: str) -> Lines:
    return Lines(f"---\n{head}\n---\n{body}\n".encode())


def _json(value: dict[str, Any]) -> Lines:
    return Lines(json.dumps(value, indent=2).encode() + b"\n")
