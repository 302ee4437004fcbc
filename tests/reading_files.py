"""Files that readings read, as programs of a test leave them in its home."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings import bulletin, specs
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
