"""Lines: files of JSON lines with broken ones among them, and the moments they tell of."""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

RHYTHM = (1.0, 0.9, 1.15, 0.3, 0.2, 1.05, 0.85)
"""How busy days are, counted back from the last one: two of seven are quiet."""
BROKEN = (
    b'{"v":"1.0","ts":"2026-10-12T10:25:09.297579Z","workflow":"code-re',
    b"Traceback (most recent call last):",
    b"\x00" * 48,
    b'["not","an","object"]',
    b'{"v":"1.0","workflow":"caf\xe9","cost":0.1}',
    b'{"v":"1.0","cost":0.01}{"v":"1.0","cost":0.02}',
)
"""Lines as crashes, full disks and other programs leave them."""


class Lines(NamedTuple):
    """The text of a file, and how many of its lines are broken."""

    text: bytes
    broken: int = 0


def text(values: Iterable[dict[str, Any]], *, broken: Iterable[bytes] = ()) -> Lines:
    """A line for each value, with the broken ones spread among them."""
    found = [json.dumps(value, separators=(",", ":")).encode() for value in values]
    planted = list(broken)
    for number, line in enumerate(planted, start=1):
        found.insert(len(found) * number // (len(planted) + 1), line)
    return Lines(b"".join(line + b"\n" for line in found), len(planted))


def days(now: datetime, count: int) -> Iterator[tuple[int, datetime, timedelta]]:
    """The days that end with `now`, oldest first: how long ago, their beginning, their length."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(count - 1, -1, -1):
        begin = midnight - timedelta(days=back)
        yield back, begin, now - begin if back == 0 else timedelta(days=1)


def moments(rng: random.Random, begin: datetime, length: timedelta, count: int) -> list[datetime]:
    """`count` moments of a day, in order, most of them in the middle of it."""
    shares = sorted(min(max(rng.gauss(0.56, 0.14), 0.02), 0.98) for _ in range(count))
    return [begin + length * share for share in shares]


def stamp(at: datetime) -> str:
    """UTC with microseconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def rng_of(seed: int, part: str) -> random.Random:
    """A source for each part, so that none depends on how much another one takes."""
    return random.Random(f"{seed} {part}")
