"""Memory events: what a demo's memory recalled, and what became of it."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from attune_ops_nb.demo.lines import BROKEN, RHYTHM, Lines, days, moments, rng_of, stamp, text

EVENTS_A_DAY = 12
ROTATED = 20
RULES = ("utc-dates", "atomic-write", "no-float-money", "parse-at-the-edge", "name-the-field")


def made(now: datetime, count: int, seed: int) -> list[tuple[datetime, dict[str, Any]]]:
    """All events with their moments, in order."""
    rng = rng_of(seed, "memory")
    found = []
    for back, begin, length in days(now, count):
        busy = round(EVENTS_A_DAY * RHYTHM[back % len(RHYTHM)])
        for number, at in enumerate(moments(rng, begin, length, busy)):
            found.append((at, _event(rng, at, f"sess-{back:04d}-{number // 6}")))
    return found


def files(events: Sequence[tuple[datetime, dict[str, Any]]], now: datetime) -> dict[str, Lines]:
    """The live file and the one that was rotated away, by path in the home."""
    cut = now - timedelta(days=ROTATED)
    old = [event for at, event in events if at < cut]
    live = [event for at, event in events if at >= cut]
    found = {"telemetry/memory_events.jsonl": text(live, broken=BROKEN[:3])}
    if old:
        found[f"telemetry/memory_events.{cut:%Y-%m-%d}.jsonl"] = text(old)
    return found


def _event(rng: random.Random, at: datetime, session: str) -> dict[str, Any]:
    name = rng.choices(
        ["session_recall", "jit_recall", "session_stash", "memory_feedback", "memory_signal"],
        [3, 8, 2, 1, 4],
    )[0]
    tokens = rng.randint(60, 900)
    known: dict[str, Any] = {}
    match name:
        case "session_recall":
            known = {"entries": rng.randint(1, 9), "injected_chars": tokens * 4}
        case "jit_recall":
            rules = rng.sample(RULES, rng.randint(1, 2))
            known = {"tool": "Edit", "rules": rules, "injected_chars": tokens * 4}
        case "session_stash":
            return {**_common(at, name, session), "written": rng.randint(1, 5)}
        case "memory_feedback":
            source = rng.choice(["bug-predict", "security-audit"])
            return {**_common(at, name, session), "verdict": "rejected", "source": source,
                    "count": 1}  # fmt: skip
        case _:
            verdict = rng.choices(["acted_on", "ignored", "wrong", "unscored"], [6, 3, 1, 5])[0]
            return {**_common(at, name, session), "surfacing_id": f"{rng.getrandbits(32):08x}",
                    "item_id": rng.choice(RULES), "verdict": verdict}  # fmt: skip
    return {**_common(at, name, session), **known, "est_tokens": tokens}


def _common(at: datetime, name: str, session: str) -> dict[str, Any]:
    return {"v": "1.0", "ts": stamp(at), "event": name, "session_id": session}
