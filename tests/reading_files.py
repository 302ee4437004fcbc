"""Files that readings read, as programs of a test leave them in its home."""

import json

from attune_ops_nb.config import Config

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
