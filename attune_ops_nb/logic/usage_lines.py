"""Usage lines: a line of `usage.jsonl` as a value.

An absent field and null are the same. A field that is read and has a type that it cannot have makes
the line a bad one, whatever else is in it: half a line would be a guess. Fields that nobody reads
may be anything.
"""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

MOST_TOKENS = 10**12
MOST_DOLLARS = 1e6

Count = Annotated[int, Meta(ge=0, le=MOST_TOKENS)]
Dollars = Annotated[float, Meta(ge=-MOST_DOLLARS, le=MOST_DOLLARS)]


class Tokens(msgspec.Struct, gc=False):
    """What went in and came out, without the prompt cache."""

    input: Count | None = None
    output: Count | None = None


class Cache(msgspec.Struct, gc=False):
    """Whether our own cache had the answer."""

    hit: bool | None = None


class PromptCache(msgspec.Struct, gc=False):
    """What was written to and read from the cache of the provider."""

    creation_tokens: Count | None = None
    read_tokens: Count | None = None


class UsageLine(msgspec.Struct, gc=False):
    """The fields of a line that are read, in the order of the writer: so they are found at once."""

    ts: datetime | None = None
    workflow: str | None = None
    tier: str | None = None
    model: str | None = None
    provider: str | None = None
    cost: Dollars | None = None
    tokens: Tokens | None = None
    cache: Cache | None = None
    duration_ms: Count | None = None
    stage: str | None = None
    prompt_cache: PromptCache | None = None
    savings: Dollars | None = None
    total_cost: Dollars | UnsetType | None = UNSET
    timestamp: datetime | None = None
    event_type: str | None = None

    @property
    def at(self) -> datetime | None:
        """When it was, in UTC; a time without a zone is UTC."""
        return in_utc(self.ts) or in_utc(self.timestamp)

    @property
    def name(self) -> str:
        """What ran."""
        return self.workflow or self.event_type or "unknown"

    @property
    def dollars(self) -> float | None:
        """What it cost. `total_cost` goes first, even if it is null."""
        return self.cost if self.total_cost is UNSET else self.total_cost


DECODER = msgspec.json.Decoder(UsageLine)
HALF = re.compile(rb"\\u[dD]")
"""What half of a surrogate pair begins with, when it is escaped."""


def in_utc(at: datetime | None) -> datetime | None:
    """The same moment in UTC, if it is one that can be told."""
    if at is None or at.tzinfo is UTC:
        return at
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        return None


def tolerant(line: bytes) -> UsageLine:
    """A line that is written in another way than usual. ValueError, with the field, if it is bad.

    A time that cannot be read is none: the line still counts, on no day.
    """
    found = json_object(line)
    tokens = part(found, "tokens")
    cache = part(found, "cache")
    prompt_cache = part(found, "prompt_cache")
    return UsageLine(
        ts=moment(found, "ts"),
        timestamp=moment(found, "timestamp"),
        workflow=text(found, "workflow"),
        event_type=text(found, "event_type"),
        stage=text(found, "stage"),
        model=text(found, "model"),
        tier=text(found, "tier"),
        provider=text(found, "provider"),
        cost=dollars(found, "cost"),
        savings=dollars(found, "savings"),
        total_cost=dollars(found, "total_cost") if "total_cost" in found else UNSET,
        tokens=Tokens(input=count(tokens, "input"), output=count(tokens, "output")),
        cache=Cache(hit=switch(cache, "hit")),
        prompt_cache=PromptCache(
            creation_tokens=count(prompt_cache, "creation_tokens"),
            read_tokens=count(prompt_cache, "read_tokens"),
        ),
        duration_ms=count(found, "duration_ms"),
    )


def json_object(line: bytes) -> dict[str, Any]:
    """The object in a line. ValueError if there is something else."""
    try:
        found = msgspec.json.decode(line)
    except ValueError:
        if HALF.search(line) is None:
            raise
        found = msgspec.json.decode(_without_halves(line))
    if not isinstance(found, dict):
        raise ValueError(f"it is {_kind(found)}, not an object")
    return found


def moment(found: dict[str, Any], name: str) -> datetime | None:
    """A time in any form of ISO 8601; None if the text is another."""
    written = text(found, name)
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        return None


def text(found: dict[str, Any], name: str) -> str | None:
    """A text, if there is one."""
    value = found.get(name)
    if value is None or isinstance(value, str):
        return value
    raise _misfit(name, value, "a text")


def count(found: dict[str, Any], name: str) -> int | None:
    """A whole number of things; a fraction is rounded."""
    value = number(found, name, most=MOST_TOKENS)
    if value is not None and value < 0:
        raise ValueError(f"`{name}` is {value}")
    return None if value is None else round(value)


def number(found: dict[str, Any], name: str, *, most: float) -> float | None:
    """A number, at most `most` to both sides of zero."""
    value = found.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _misfit(name, value, "a number")
    if not -most <= value <= most:
        raise ValueError(f"`{name}` is {value:.3g}, which it cannot be")
    return value


def dollars(found: dict[str, Any], name: str) -> float | None:
    """A sum of money."""
    return number(found, name, most=MOST_DOLLARS)


def switch(found: dict[str, Any], name: str) -> bool | None:
    """True or false, if either is said."""
    value = found.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise _misfit(name, value, "true or false")


def part(found: dict[str, Any], name: str) -> dict[str, Any]:
    """An object in the object; an empty one if there is none."""
    value = found.get(name)
    if value is None or isinstance(value, dict):
        return value or {}
    raise _misfit(name, value, "an object")


def _without_halves(line: bytes) -> bytes:
    """The line with question marks for halves of surrogate pairs, which Python's writer writes."""
    found = json.loads(line.decode(), parse_constant=_refuse)
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _misfit(name: str, value: Any, wanted: str) -> ValueError:
    return ValueError(f"`{name}` is {_kind(value)}, not {wanted}")


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else kinds.get(type(value), "a number")
