"""Files that readings read, as programs of a test leave them in its home."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings import bulletin, specs, sweep
from tests.readings.billing_api import KEY, BillingApi, line

CALLS = [
    {"ts": "2026-01-30T10:00:00Z", "workflow": "review", "model": "claude-a", "cost": 0.5,
     "tokens": {"input": 100, "output": 20}},
    {"ts": "2026-01-31T10:00:00Z", "workflow": "review", "model": "claude-b", "cost": 1.25,
     "tokens": {"input": 10, "output": 2}},
    {"ts": "2026-01-31T11:00:00Z", "workflow": "tests", "model": "claude-b",
     "tokens": {"input": 1, "output": 1}},
]  # fmt: skip


def telemetry(config: Config) -> None:
    """Three calls, of which one says no cost, and a line that is none."""
    lines = [json.dumps(call) for call in CALLS]
    config.telemetry_path.parent.mkdir(parents=True, exist_ok=True)
    config.telemetry_path.write_text("\n".join([*lines[:2], "{broken", lines[2], ""]))


def call_of(config: Config, execution: int) -> None:
    """One call of a model, now, that names its run."""
    call = {**CALLS[0], "ts": datetime.now(UTC).isoformat(), "run_id": str(execution)}
    config.telemetry_path.parent.mkdir(parents=True, exist_ok=True)
    with config.telemetry_path.open("a") as file:
        file.write(json.dumps(call) + "\n")


@contextmanager
def billed(monkeypatch: pytest.MonkeyPatch, key: str | None = KEY) -> Iterator[BillingApi]:
    """A billing API that knows of today and yesterday; who asks has `key`."""
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY", raising=False)
    monkeypatch.setenv("HOME", os.environ["ATTUNE_HOME"])
    if key is not None:
        monkeypatch.setenv("ANTHROPIC_ADMIN_API_KEY", key)
    today = datetime.now(UTC).date()
    with BillingApi() as api:
        api.bill = {
            today: [line("150"), line("0.1", model="claude-haiku-9")],
            today - timedelta(days=1): [line("25")],
        }
        api.usage = {today: [BILLED]}
        monkeypatch.setenv("ATTUNE__OPS__ANTHROPIC_API_URL", api.url)
        yield api


def project(config: Config) -> None:
    """A spec, a run on the bulletin and a page of the memory."""
    now = datetime.now(UTC)
    requirements = specs.roots(config)[0] / "login" / "requirements.md"
    requirements.parent.mkdir(parents=True)
    requirements.write_text("# Login\n**Status:** approved\n")
    notice = bulletin.Notice(
        actor_id="cli-here", actor_kind="cli", workflow="code-review", run_id="a1",
        started_at=now, last_heartbeat=now,
    )  # fmt: skip
    bulletin.append(config, notice, now)
    page = config.attune_home / "memory" / "deploy.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\nname: deploy\ndescription: how we ship\n---\nwith care\n")


def sessions(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversation with two replies on two days, and a line that is none."""
    folder = config.attune_home / "claude"
    log = folder / "projects" / str(config.project_root).replace("/", "-") / "s1.jsonl"
    log.parent.mkdir(parents=True)
    usage = {"input_tokens": 1000, "output_tokens": 100}
    lines = [
        json.dumps(
            {"timestamp": at, "requestId": f"r{at}",
             "message": {"id": f"m{at}", "model": model, "usage": usage}},
            separators=(",", ":"),
        )
        for at, model in (("2026-01-30T10:00:00.000Z", "claude-sonnet-4-6"),
                          ("2026-01-31T20:00:00.000Z", "claude-unheard-of"))
    ]  # fmt: skip
    log.write_text("\n".join([*lines, '{"usage": broken', ""]))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(folder))


BILLED = {
    "uncached_input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 300,
    "cache_creation": {"ephemeral_5m_input_tokens": 4, "ephemeral_1h_input_tokens": 5},
    "server_tool_use": {"web_search_requests": 6}, "model": "claude-sonnet-5",
    "service_tier": "standard", "workspace_id": None,
}  # fmt: skip


def kept(config: Config) -> None:
    """A page of help, a sweep, a briefing, a finding of a session and two runs of workflows."""
    home, project = config.attune_home, config.project_root
    page = "---\ngenerated_at: 2026-01-30T10:00:00Z\n---\n# Signing in\nBy password.\n"
    found = {"severity": "high", "title": "weak hash", "file": "a.py", "line": 7}
    swept = {"queue": [found], "questions": [{"finding": found, "reason": "sure?"}],
             "rejected": [], "metadata": {"spent_usd": 0.5}}  # fmt: skip
    item = {"id": "i1", "title": "look", "severity": "warn", "rationale": "old", "sources": ["s"]}
    said = {"summary": "one thing", "items": [item], "cached_at": "2026-01-30T10:00:00+00:00"}
    left = {"id": "f", "ts": datetime.now(UTC).timestamp(), "text": "mind the gap", "topics": []}
    run = {"workflow_name": "review", "started_at": "2026-01-30T10:00:00", "success": True,
           "total_cost": 0.25, "baseline_cost": 1.0, "duration_ms": 2000}  # fmt: skip
    for path, text in (
        (project / ".help" / "templates" / "auth" / "concept.md", page),
        (config.ops_dir / "sweep-results" / f"{sweep.hash_of(str(project))}.json",
         json.dumps(swept)),
        (home / "curator-cache" / "0123456789abcdef.json", json.dumps(said)),
        (home / "session_stash" / "findings.jsonl", json.dumps(left) + "\n"),
        (config.telemetry_path.with_name("workflow_runs.jsonl"), json.dumps(run) + "\n"),
    ):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
