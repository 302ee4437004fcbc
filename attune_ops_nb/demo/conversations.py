"""Conversations: session logs of Claude Code about the demo's project."""

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.demo import tasks
from attune_ops_nb.demo.lines import BROKEN, RHYTHM, Lines, days, rng_of, text
from attune_ops_nb.logic.pricing import Usage

FOLDER = "claude"
"""In the home; what CLAUDE_CONFIG_DIR has to be."""
MODELS = (("claude-sonnet-4-6", 6), ("claude-opus-4-8", 3), ("claude-haiku-4-5", 2))
GOES_ON_SINCE = timedelta(minutes=35)
Asked = Mapping[tuple[str, ...], Iterator[str]]
"""What is asked for next, by its kind: nothing twice before all of a kind was."""


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A session: its file, its lines, and what of them costs."""

    path: str
    lines: list[dict[str, Any]]
    usages: list[Usage]


def made(project_root: Path, now: datetime, count: int, seed: int) -> list[Conversation]:
    """All sessions, by their beginning; in half of the days one is in a worktree."""
    rng = rng_of(seed, "conversations")
    asked: Asked = {kind: itertools.cycle(kind) for kind in tasks.KINDS}
    key = re.sub(r"[/\\:]", "-", str(project_root))
    found = []
    for back, begin, length in days(now, count):
        for number in range(round(2.6 * RHYTHM[back % len(RHYTHM)]) or 1):
            folder = f"{key}--claude-worktrees-tax-rates" if number == 2 and back % 2 else key
            start = begin + length * min(0.3 + 0.22 * number + rng.random() * 0.1, 0.9)
            ends = min(start + timedelta(hours=rng.uniform(0.4, 2.5)), now)
            found.append(_conversation(rng, asked, folder, project_root, start, ends))
    found.append(_going_on(asked, project_root, key, now, seed))
    return found


def files(conversations: Sequence[Conversation]) -> dict[str, Lines]:
    """A file for each session, by path in the home; the last one is torn."""
    found = {each.path: text(each.lines) for each in conversations}
    last = conversations[-1]
    return {**found, last.path: text(last.lines, broken=BROKEN[:2])}


def _going_on(asked: Asked, root: Path, folder: str, now: datetime, seed: int) -> Conversation:
    """The one that somebody has at the moment."""
    rng = rng_of(seed, "going on")
    # All of it is of today, so that a demo that is made after midnight says the same.
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start = max(now - GOES_ON_SINCE, midnight)
    return _conversation(rng, asked, folder, root, start, max(start, now - timedelta(minutes=2)))


def _conversation(
    rng: random.Random, asked: Asked, folder: str, root: Path, start: datetime, ends: datetime
) -> Conversation:
    session = f"{rng.getrandbits(32):08x}-0000-4000-8000-{rng.getrandbits(48):012x}"
    model = rng.choices([name for name, _ in MODELS], [weight for _, weight in MODELS])[0]
    common = {
        "isSidechain": False,
        "userType": "external",
        "cwd": str(root),
        "sessionId": session,
        "version": "2.0.31",
        "gitBranch": "main",
    }
    task = next(asked[rng.choice(tasks.KINDS)])
    lines: list[dict[str, Any]] = [
        {"type": "queue-operation", "timestamp": _time(start), "sessionId": session,
         "content": task},
        {**common, "type": "user", "timestamp": _time(start),
         "message": {"role": "user", "content": [{"type": "text", "text": task}]},
         "uuid": _id(rng)},
    ]  # fmt: skip
    usages = []
    turns = rng.randint(12, 45)
    for turn in range(1, turns + 1):
        at = start + (ends - start) * (turn / turns)
        usage = _usage(rng, model, at, turn)
        usages.append(usage)
        lines.append({**common, **_reply(rng, usage)})
    return Conversation(
        path=f"{FOLDER}/projects/{folder}/{session}.jsonl", lines=lines, usages=usages
    )


def _usage(rng: random.Random, model: str, at: datetime, turn: int) -> Usage:
    hour = rng.random() < 0.2
    written = rng.randint(400, 6_000)
    return Usage(
        model=model,
        at=at,
        input_tokens=rng.randint(3, 240),
        output_tokens=rng.randint(60, 1_900),
        cache_write_5m_tokens=0 if hour else written,
        cache_write_1h_tokens=written if hour else 0,
        cache_read_tokens=min(14_000 + turn * rng.randint(1_200, 3_000), 160_000),
    )


def _reply(rng: random.Random, usage: Usage) -> dict[str, Any]:
    five, hour = usage.cache_write_5m_tokens, usage.cache_write_1h_tokens
    return {
        "type": "assistant",
        "timestamp": _time(usage.at),
        "message": {
            "id": f"msg_{_id(rng)}",
            "type": "message",
            "role": "assistant",
            "model": usage.model,
            "content": [{"type": "text", "text": "Done; the tests pass."}],
            "stop_reason": None,
            "usage": {
                "input_tokens": usage.input_tokens,
                "cache_creation_input_tokens": five + hour,
                "cache_read_input_tokens": usage.cache_read_tokens,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": five,
                    "ephemeral_1h_input_tokens": hour,
                },
                "output_tokens": usage.output_tokens,
                "service_tier": "standard",
            },
        },
        "requestId": f"req_{_id(rng)}",
        "uuid": _id(rng),
    }


def _id(rng: random.Random) -> str:
    return f"{rng.getrandbits(64):016x}"


def _time(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
