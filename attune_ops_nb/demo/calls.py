"""Calls: the calls of models that a demo's workflows made, and the telemetry that tells of them."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from attune_ops_nb.demo.lines import BROKEN, RHYTHM, Lines, days, moments, rng_of, stamp, text
from attune_ops_nb.logic.pricing import Prices, Usage, dollars
from attune_ops_nb.readings import prices

CALLS_A_DAY = 60
SPIKE = 9
"""Days ago, when something repeated itself far too often."""
ROTATED = 15
"""Days whose lines are still in the live file."""
USER = "9f2a61c07b3d4e58"


class Kind(NamedTuple):
    """What a workflow usually does. Tokens are those that no cache serves."""

    workflow: str
    stage: str | None
    tier: str
    model: str
    input: int
    output: int
    weight: int
    cached: int = 0


KINDS = (
    Kind("code-review", "scan", "CHEAP", "claude-haiku-4-5", 3_200, 420, 18),
    Kind("code-review", "review", "CAPABLE", "claude-sonnet-4-6", 5_800, 1_300, 16, 24_000),
    Kind("security-audit", "audit", "CAPABLE", "claude-sonnet-4-6", 7_400, 1_600, 9, 30_000),
    Kind("security-audit", "verdict", "PREMIUM", "claude-opus-4-8", 6_000, 1_900, 4, 41_000),
    Kind("bug-predict", None, "CAPABLE", "claude-sonnet-4-6", 4_100, 800, 8, 12_000),
    Kind("test-gen", "write", "CAPABLE", "claude-sonnet-4-6", 3_900, 3_400, 7, 18_000),
    Kind("doc-gen", "draft", "CHEAP", "claude-haiku-4-5", 2_600, 1_900, 11),
    Kind("release-prep", "summary", "PREMIUM", "claude-opus-4-8", 9_000, 2_200, 2, 52_000),
    Kind("refactor-plan", None, "SDK", "agent-sdk", 14_000, 4_800, 3),
    Kind("local-summaries", None, "CHEAP", "orion-8b-local", 2_200, 300, 3),
)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a model."""

    at: datetime
    kind: Kind
    input_tokens: int
    output_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    cost: float | None
    """In dollars; None where nobody knows a price."""
    duration_ms: int
    cache_hit: bool
    old: bool
    """Written in the form of an earlier version."""


def made(now: datetime, count: int, seed: int) -> list[Call]:
    """All calls, in order."""
    rng = rng_of(seed, "calls")
    known = Prices(prices.read(prices.SHIPPED))
    found = []
    for back, begin, length in days(now, count):
        busy = RHYTHM[back % len(RHYTHM)] * (3.2 if back == SPIKE else rng.uniform(0.8, 1.2))
        for at in moments(rng, begin, length, round(CALLS_A_DAY * busy)):
            found.append(_call(rng, known, at))
    return found


def files(calls: Sequence[Call], now: datetime) -> dict[str, Lines]:
    """The live file and the one that was rotated away, by path in the home."""
    cut = now - timedelta(days=ROTATED)
    old = [_line(call, number) for number, call in enumerate(calls, 1) if call.at < cut]
    live = [_line(call, number) for number, call in enumerate(calls, 1) if call.at >= cut]
    found = {"telemetry/usage.jsonl": text(live, broken=BROKEN)}
    if old:
        found[f"telemetry/usage.{cut:%Y-%m-%d}.jsonl"] = text(old, broken=BROKEN[:1])
    return {**found, "telemetry/workflow_runs.jsonl": text(_workflow_runs(calls))}


def _call(rng: random.Random, known: Prices, at: datetime) -> Call:
    kind = rng.choices(KINDS, [each.weight for each in KINDS])[0]
    first = kind.cached and rng.random() < 0.18
    used = Usage(
        model=kind.model,
        at=at,
        input_tokens=_about(rng, kind.input),
        output_tokens=_about(rng, kind.output),
        cache_write_5m_tokens=_about(rng, kind.cached) if first else 0,
        cache_read_tokens=_about(rng, kind.cached) if kind.cached and not first else 0,
    )
    nanos = known.price(used)
    cost = None if nanos is None else dollars(nanos)
    if kind.tier == "SDK":
        cost = rng.uniform(0.05, 0.4)
    hit = kind.tier == "CHEAP" and rng.random() < 0.22
    return Call(
        at=at,
        kind=kind,
        input_tokens=used.input_tokens,
        output_tokens=used.output_tokens,
        cache_write_tokens=used.cache_write_5m_tokens,
        cache_read_tokens=used.cache_read_tokens,
        cost=None if cost is None else 0.0 if hit else round(cost, 6),
        duration_ms=40 if hit else round(900 + used.output_tokens * rng.uniform(9, 16)),
        cache_hit=hit,
        old=cost is not None and kind.tier == "CHEAP" and rng.random() < 0.05,
    )


def _about(rng: random.Random, tokens: int) -> int:
    return round(tokens * rng.lognormvariate(0, 0.35))


def _line(call: Call, seq: int) -> dict[str, Any]:
    tokens = {"input": call.input_tokens, "output": call.output_tokens}
    if call.old:
        return {
            "timestamp": call.at.replace(tzinfo=None).isoformat(),
            "event_type": call.kind.workflow,
            "model": call.kind.model,
            "tier": call.kind.tier,
            "total_cost": call.cost,
            "savings": round((call.cost or 0.0) * 4, 6),
            "tokens": tokens,
        }
    line: dict[str, Any] = {
        "v": "1.0",
        "ts": stamp(call.at),
        "workflow": call.kind.workflow,
        "tier": call.kind.tier,
        "model": call.kind.model,
        "provider": "local" if call.cost is None else "anthropic",
        "cost": call.cost,
        "tokens": tokens,
        "cache": {"hit": True, "type": "hash"} if call.cache_hit else {"hit": False},
        "duration_ms": call.duration_ms,
        "user_id": USER,
        "seq": seq,
    }
    if call.kind.stage:
        line["stage"] = call.kind.stage
    if call.cache_write_tokens or call.cache_read_tokens:
        line["prompt_cache"] = {
            "hit": call.cache_read_tokens > 0,
            "creation_tokens": call.cache_write_tokens,
            "read_tokens": call.cache_read_tokens,
        }
    return line


def _workflow_runs(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """Every twelfth call as the run that made it."""
    return [_workflow_run(call, number) for number, call in enumerate(calls[::12], 1)]


def _workflow_run(call: Call, number: int) -> dict[str, Any]:
    cost, well = call.cost or 0.0, number % 9 != 0
    ended = call.at + timedelta(milliseconds=call.duration_ms)
    error = None if well else "rate limited"
    stage = {
        "stage_name": call.kind.stage or call.kind.workflow,
        "tier": call.kind.tier.lower(),
        "model_id": call.kind.model,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost": cost,
        "latency_ms": call.duration_ms,
        "success": well,
        "skipped": False,
        "skip_reason": None,
        "error": error,
    }
    return {
        "run_id": f"{number:012x}",
        "workflow_name": call.kind.workflow,
        "started_at": call.at.replace(tzinfo=None).isoformat(),
        "completed_at": ended.replace(tzinfo=None).isoformat(),
        "user_id": USER,
        "session_id": None,
        "trigger": "manual",
        "project": "paperclip",
        "stages": [stage],
        "total_input_tokens": call.input_tokens,
        "total_output_tokens": call.output_tokens,
        "total_cost": cost,
        "baseline_cost": round(cost * 2.4, 6),
        "savings": round(cost * 1.4, 6),
        "savings_percent": 58.3,
        "total_duration_ms": call.duration_ms,
        "success": well,
        "error": error,
        "providers_used": ["anthropic"],
        "tiers_used": [call.kind.tier.lower()],
    }
