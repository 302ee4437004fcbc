"""Session corpora: folders of conversation logs made from a seed, whole and broken."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2026, 9, 20, tzinfo=UTC)
MODELS = [
    "claude-sonnet-4-5-20250929",
    "claude-opus-4-6",
    "claude-haiku-4-5-20251001",
    "claude-opus-4-1-20250805",
    "claude-sonnet-4-20250514",
    "claude-sonnet-4-6[1m]",
    "claude-opus-4-8",
    "claude-opus-5-5",
    "us.anthropic.claude-opus-4-6-v1",
    "anthropic/claude-sonnet-4.5",
    "mystery-model",
    "<synthetic>",
]
FILES = [
    "-p-one/s1.jsonl",
    "-p-one/s2.jsonl",
    "-p-one/s1/extra.jsonl",
    "-p-one/s1/subagents/agent-a.jsonl",
    "-p-two/s3.jsonl",
    "-p-two/s1.jsonl",
    "-p-one-wt/s4.jsonl",
]
TEXT = (
    'The value was null, so "usage" was never written — see src/billing/report.py:118.\n'
    "def total(rows):\n    return sum(row.cost for row in rows if row.cost is not None)\n"
)
PROSE = [
    "Read src/billing/report.py and add a total below the table; keep the rounding as it is.\n"
    "def total(rows):\n    return sum(row.cost for row in rows if row.cost is not None)\n" * 2,
    "The table is wide — the last column is cut off. │ model │ cost │ ✓ 41 passed in 2.31s\n" * 2,
    TEXT,
]
"""Texts of which the first is most frequent: plain, with signs beyond ASCII, with odd words."""
Line = dict[str, Any]


def fuzzed(folder: Path, seed: int, start: datetime = START) -> None:
    """A small corpus under `folder/projects` in which everything odd happens often.

    Its days are `start` and later ones.
    """
    rng = random.Random(seed)
    ids = [f"msg_{number}" for number in range(rng.choice([3, 12, 60]))]
    files: dict[str, list[bytes]] = {
        name: [] for name in rng.sample(FILES, rng.randint(1, len(FILES)))
    }
    said: list[Line] = []
    for _ in range(rng.choice([3, 20, 80])):
        line = (
            _again(rng, said, start)
            if said and rng.random() < 0.35
            else _odd_reply(rng, ids, start)
        )
        said.append(line)
        text = _odd_text(rng, line)
        files[rng.choice(list(files))].append(text)
    for name, lines in files.items():
        path = folder / "projects" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(line + b"\n" for line in lines))


def large(folder: Path, megabytes: int, seed: int = 1) -> int:
    """A big corpus as it is on a busy machine: long texts, and each reply written in parts.

    Returns its size in bytes.
    """
    rng = random.Random(seed)
    written, number = 0, 0
    while written < megabytes * 1_000_000:
        number += 1
        name = f"{number:08x}-0000-4000-8000-{rng.getrandbits(48):012x}"
        path = folder / "projects" / f"-home-me-project-{number % 12}" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for line in _conversation(rng, name, rng.randint(100, 900)):
                written += file.write(dumps(line) + b"\n")
    return written


def dumps(line: Line) -> bytes:
    """A line as the program writes it."""
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()


def _conversation(rng: random.Random, session: str, turns: int) -> Iterator[Line]:
    at = START + timedelta(seconds=rng.randint(0, 55 * 86400))
    project = f"/home/me/project-{rng.randint(0, 11)}"
    model = rng.choices(MODELS[:5], [5, 5, 2, 1, 1])[0]
    for turn in range(turns):
        at += timedelta(milliseconds=rng.randint(500, 90_000))
        envelope = {
            "parentUuid": f"{rng.getrandbits(64):016x}",
            "isSidechain": False,
            "userType": "external",
            "cwd": project,
            "sessionId": session,
            "version": "2.0.31",
            "gitBranch": "main",
        }
        yield _question(rng, envelope, at, turn)
        request, message = f"req_{rng.getrandbits(64):016x}", f"msg_{rng.getrandbits(64):016x}"
        usage = _usage(rng)
        for part in range(rng.choices([1, 2, 3], [3, 4, 3])[0]):
            at += timedelta(milliseconds=rng.randint(10, 3_000))
            yield {
                **envelope,
                "message": {
                    "model": model,
                    "id": message,
                    "type": "message",
                    "role": "assistant",
                    "content": [_content(rng, part)],
                    "stop_reason": None,
                    "stop_sequence": None,
                    "usage": usage,
                },
                "requestId": request,
                "type": "assistant",
                "uuid": f"{rng.getrandbits(64):016x}",
                "timestamp": _time(at),
            }


def _question(rng: random.Random, envelope: Line, at: datetime, turn: int) -> Line:
    text = _prose(rng)
    content: Any = f"{turn}: {text}"
    if turn:
        result = text * rng.choices([1, 6, 20], [6, 3, 1])[0]
        content = [{"tool_use_id": f"toolu_{turn}", "type": "tool_result", "content": result}]
    return {
        **envelope,
        "type": "user",
        "message": {"role": "user", "content": content},
        "uuid": f"{rng.getrandbits(64):016x}",
        "timestamp": _time(at),
    }


def _content(rng: random.Random, part: int) -> Line:
    text = _prose(rng) * rng.choices([1, 3, 8], [6, 3, 1])[0]
    if part == 0:
        return {"type": "text", "text": text}
    return {"type": "tool_use", "id": f"toolu_{part}", "name": "Edit", "input": {"text": text}}


def _prose(rng: random.Random) -> str:
    return rng.choices(PROSE, [70, 26, 4])[0]


def _usage(rng: random.Random) -> Line:
    write = rng.randint(0, 4_000)
    hour = write if rng.random() < 0.3 else 0
    return {
        "input_tokens": rng.randint(1, 900),
        "cache_creation_input_tokens": write,
        "cache_read_input_tokens": rng.randint(0, 150_000),
        "cache_creation": {
            "ephemeral_5m_input_tokens": write - hour,
            "ephemeral_1h_input_tokens": hour,
        },
        "output_tokens": rng.randint(1, 2_500),
        "service_tier": "standard",
    }


def _odd_reply(rng: random.Random, ids: list[str], start: datetime) -> Line:
    line: Line = {
        "type": "assistant",
        "timestamp": _odd_time(rng, start),
        "cwd": "/p/one",
        "sessionId": rng.choice(["s1", "s2", "s3"]),
        "version": rng.choice(["2.0.31", "1.0.128-beta"]),
        "requestId": f"req_{rng.randint(1, 4)}",
        "isSidechain": rng.random() < 0.25,
        "message": {
            "id": rng.choice(ids),
            "model": rng.choice(MODELS),
            "role": "assistant",
            "content": [{"type": "text", "text": TEXT}],
            "usage": _odd_usage(rng),
        },
    }
    if rng.random() < 0.2:
        line["costUSD"] = rng.choice([0, 0.5, 0.0123456, 3])
    for name in ("sessionId", "requestId", "isSidechain", "version"):
        if rng.random() < 0.08:
            del line[name]
    for name in ("id", "model"):
        if rng.random() < 0.05:
            del line["message"][name]
    if rng.random() < 0.1:
        return _nested(rng, line, start)
    return line


def _nested(rng: random.Random, line: Line, start: datetime) -> Line:
    """The reply of an agent, inside a line that tells how far it has come."""
    inner = {name: value for name, value in line.items() if name not in ("cwd", "version")}
    outer = {"type": "progress", "sessionId": rng.choice(["s1", "s2"]), "data": {"message": inner}}
    return outer if rng.random() < 0.2 else {**outer, "timestamp": _odd_time(rng, start)}


def _odd_usage(rng: random.Random) -> Line:
    scale = rng.choice([10, 1000, 150_000, 400_000])
    usage: Line = {"input_tokens": rng.randint(0, scale), "output_tokens": rng.randint(0, scale)}
    if rng.random() < 0.7:
        usage["cache_read_input_tokens"] = rng.randint(0, scale)
    if rng.random() < 0.6:
        usage["cache_creation_input_tokens"] = rng.randint(0, scale)
    if rng.random() < 0.4:
        kinds = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"]
        usage["cache_creation"] = {
            kind: rng.randint(0, scale) for kind in rng.sample(kinds, rng.randint(0, 2))
        }
    if rng.random() < 0.25:
        usage["speed"] = rng.choice(["standard", "fast"])
    if rng.random() < 0.2:
        usage["service_tier"] = rng.choice(["standard", "batch", None])
        usage["inference_geo"] = rng.choice(["us", "global", None])
        usage["server_tool_use"] = {"web_search_requests": rng.randint(0, 3)}
    return usage


def _again(rng: random.Random, said: list[Line], start: datetime) -> Line:
    """A line that was there before, with or without a difference."""
    line: Line = json.loads(json.dumps(rng.choice(said)))
    place = line["data"]["message"] if "data" in line else line
    change = rng.randint(0, 5)
    if change == 0:
        place["isSidechain"] = not place.get("isSidechain")
        place["requestId"] = f"req_{rng.randint(5, 7)}"
    elif change == 1:
        place["message"]["usage"]["output_tokens"] += rng.randint(0, 50)
    elif change == 2:
        place["timestamp"] = _odd_time(rng, start)
    elif change == 3:
        place["message"]["usage"]["speed"] = "standard"
    elif change == 4:
        place["sessionId"] = rng.choice(["s1", "s2"])
    return line


def _odd_text(rng: random.Random, line: Line) -> bytes:
    text = dumps(line)
    return rng.choice(ODDITIES)(rng, line, text) if rng.random() < 0.2 else text


def _odd_time(rng: random.Random, start: datetime) -> str:
    at = start + timedelta(
        days=rng.choice([0, 0, 0, 1, 8, 40]), milliseconds=rng.randint(0, 86_400_000)
    )
    if rng.random() < 0.15:
        at = at.replace(minute=0, second=0, microsecond=0)
    if rng.random() < 0.05:
        return at.strftime("%Y-%m-%dT%H:%M:%S") + rng.choice(["Z", "+02:00", "-07:30"])
    return _time(at)


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _with(path: str, value: Any) -> Callable[[random.Random, Line, bytes], bytes]:
    """The line with another value at `path`."""

    def oddity(rng: random.Random, line: Line, text: bytes) -> bytes:
        changed: Line = json.loads(text)
        place = changed
        *parents, name = path.split(".")
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = value
        return dumps(changed)

    return oddity


ODDITIES: list[Callable[[random.Random, Line, bytes], bytes]] = [
    lambda rng, line, text: text[: rng.randint(0, len(text))],
    lambda rng, line, text: text + text,
    lambda rng, line, text: b"",
    lambda rng, line, text: b"\x00" * 40,
    lambda rng, line, text: b"Traceback (most recent call last):",
    lambda rng, line, text: json.dumps(line).encode(),
    lambda rng, line, text: b"  " + text + b" \r",
    lambda rng, line, text: text.replace(b"never", b"n\xff"),
    lambda rng, line, text: text.replace(b"never", b"\\ud800"),
    lambda rng, line, text: text.replace(b'"role":"assistant"', b'"role":NaN'),
    lambda rng, line, text: text.replace(b'"msg_', b'"m\\u0073g_'),
    lambda rng, line, text: b"[" + text + b"]",
    *(
        _with(path, value)
        for path, values in {
            "cwd": [None, 5],
            "costUSD": [None, "1"],
            "version": [None, "1.0", 7],
            "sessionId": [None, ""],
            "requestId": [None, "", 4],
            "isSidechain": [None, "yes"],
            "isApiErrorMessage": [None, True],
            "timestamp": [
                None,
                "2026-10-01",
                "2026-10-01T10:00:05.1Z",
                "2026-10-01T10:00:05.123456Z",
                "2026-10-01T10:00:60Z",
                "2026-02-30T10:00:00Z",
                "2026-10-01T10:00:05",
            ],
            "message.id": [None, "", 5],
            "message.model": [None, "", 5],
            "message.content": [None, 'say "cwd":null', [{"input": {"id": None}}]],
            "message.usage.input_tokens": [None, -1, 1.5, "7"],
            "message.usage.output_tokens": [None, True],
            "message.usage.speed": [None, "slow"],
            "message.usage.cache_creation": [None, {}, {"ephemeral_5m_input_tokens": None}],
            "message.usage.cache_read_input_tokens": [None, "1"],
            "message.usage.cache_creation_input_tokens": [None, -2],
            "message.usage": [None, {}],
            "message": [None, "text", {}],
        }.items()
        for value in values
    ),
]
"""What can be wrong with a line."""
