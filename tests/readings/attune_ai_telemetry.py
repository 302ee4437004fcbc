"""Run by the interpreter of a real attune-ai: its own trackers write, its own readers tell."""

import json
import os
import sys
from pathlib import Path

CALLS = 1_234
ROTATE_BYTES = 64 * 1024


def write() -> None:
    from attune.gates.lifecycle import ledger
    from attune.gates.lifecycle.protocol import GateReceipt
    from attune.models.telemetry.data_models import DiagnosisHypothesis, DiagnosisRecord
    from attune.models.telemetry.storage import TelemetryStore
    from attune.telemetry import form_events, memory_events, usage_tracker

    home = Path(os.environ["ATTUNE_HOME"])
    tracker = usage_tracker.UsageTracker(home / "telemetry", max_file_size_mb=ROTATE_BYTES / 2**20)
    for number in range(CALLS):
        tracker.track_llm_call(
            workflow=("fix", "code-review", "ü-sweep")[number % 3],
            stage="plan" if number % 2 else None,
            tier=("CHEAP", "CAPABLE", "PREMIUM")[number % 3],
            model="claude-sonnet-5",
            provider="anthropic",
            cost=number / 1e6,
            tokens={"input": number, "output": 2},
            cache_hit=number % 5 == 0,
            cache_type="hash" if number % 5 == 0 else None,
            duration_ms=number,
            prompt_cache_hit=number % 4 == 0,
            prompt_cache_creation_tokens=3 if number % 4 == 0 else 0,
            prompt_cache_read_tokens=7 if number % 4 == 0 else 0,
        )
    tracker.flush()
    for number in range(30):
        memory_events.log_memory_event(
            "jit_recall", f"s{number % 3}", rules=["a", "b"], est_tokens=number
        )
    verdicts = ("acted_on", "ignored", "wrong", "unscored")
    for number, verdict in enumerate(verdicts):
        memory_events.log_memory_event(
            "memory_signal", "s", surfacing_id="f", item_id=str(number), verdict=verdict
        )
    memory_events.log_memory_event("memory_feedback", verdict="rejected", source="x", count=2)
    memory_events.log_memory_event("session_stash", written=8)
    form_events.log_surface_decision("widget", agreed=False)
    form_events.log_surface_decision("ask", agreed=True)
    form_events.log_submission("f1")
    store = TelemetryStore()
    for status in ("open", "verified"):
        store.log_diagnosis(
            DiagnosisRecord(
                diagnosis_id="d1",
                source_run_id="r1",
                workflow_name="fix",
                created_at="2026-11-20T10:00:00+00:00",
                status=status,
                symptom="it fails",
                hypotheses=[DiagnosisHypothesis("the clock", 1, "high")],
            )
        )
    for state in ("BLOCKED", "PASS"):
        ledger.append(GateReceipt("g1", "design", "docs/specs/bulk/design.md", state, ["x"]))


def read() -> None:
    from attune.diagnosis.store import load_diagnoses
    from attune.ops import data
    from attune.ops.config import build_config
    from attune.telemetry import form_events

    config = build_config(Path(sys.argv[2]))
    memory = data.read_memory_summary()
    summary = data.read_telemetry_summary(config)
    found = {
        "live": [summary.total_requests, summary.total_cost],
        "memory": memory,
        "signal": data.read_memory_signal(),
        "intervention": data.estimate_intervention_signal(),
        "feedback": data.estimate_feedback_signal(),
        "forms": form_events.surface_mix(home=config.attune_home),
        "diagnoses": [[each.diagnosis_id, each.status] for each in load_diagnoses()[0]],
    }
    print("found " + json.dumps(found, default=vars))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]]()
