"""Memory totals: lines of `memory_events.jsonl` added up, with the last verdict on each item."""

from collections.abc import Iterable
from datetime import datetime
from math import isfinite
from typing import Any

import msgspec

from attune_ops_nb.logic.json_lines import BadLine, values
from attune_ops_nb.logic.usage_lines import in_utc, json_object

VERDICTS = ("acted_on", "ignored", "wrong", "unscored")
DECODER = msgspec.json.Decoder(dict[str, Any])

Count = tuple[int, int]
"""How many, and their estimated tokens."""
Surfacing = tuple[str, str, str]
"""Session, surfacing and item."""


class MemoryTotals:
    """The totals of one file. What is counted stands under its kind and its name."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], Count] = {}
        self.signals: dict[Surfacing, str] = {}
        self._changed: set[tuple[str, ...]] = set()

    def take(self, block: bytes, start: int) -> list[BadLine]:
        """Add whole lines."""
        found, bad = values(block, start, DECODER, json_object)
        for event in found:
            self._add(event)
        return bad

    def changes(self) -> list[tuple[bytes, bytes]]:
        """The cells that have changed, for `restore`."""
        changed, self._changed = self._changed, set()
        return [
            (msgspec.json.encode(key), msgspec.json.encode(self._value(key))) for key in changed
        ]

    def restore(self, cells: Iterable[tuple[bytes, bytes]]) -> None:
        """Begin with cells that were kept. ValueError if they are none."""
        for key, value in cells:
            name = msgspec.json.decode(key, type=tuple[str, ...])
            if len(name) == 3:
                self.signals[name[0], name[1], name[2]] = msgspec.json.decode(value, type=str)
            else:
                self.counts[name[0], name[1]] = msgspec.json.decode(value, type=tuple[int, int])

    def _value(self, key: tuple[str, ...]) -> Count | str:
        return self.signals[key] if len(key) == 3 else self.counts[key]  # type: ignore[index]

    def _add(self, event: dict[str, Any]) -> None:
        name = _text(event.get("event")) or "unknown"
        tokens = _number(event.get("est_tokens"))
        self._count("event", name, tokens=tokens)
        self._count("day", _day(event.get("ts")), tokens=tokens)
        if session := _text(event.get("session_id")):
            self._count("session", session, tokens=tokens)
        match name:
            case "jit_recall":
                for rule in _texts(event.get("rules")):
                    self._count("rule", rule)
            case "memory_feedback" if event.get("verdict") == "rejected":
                self._count("rejected", _text(event.get("source")) or "unknown", _count(event))
            case "session_stash":
                self._count("written", "", _number(event.get("written")))
            case "memory_signal" if event.get("verdict") in VERDICTS:
                self._signal(event)

    def _signal(self, event: dict[str, Any]) -> None:
        key = (
            _text(event.get("session_id")),
            _text(event.get("surfacing_id")),
            _text(event.get("item_id")),
        )
        self.signals[key] = event["verdict"]
        self._changed.add(key)

    def _count(self, kind: str, name: str, more: int = 1, tokens: int = 0) -> None:
        number, before = self.counts.get((kind, name), (0, 0))
        self.counts[kind, name] = number + more, before + tokens
        self._changed.add((kind, name))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _number(value: Any) -> int:
    """Zero for what is no number, as the writer of these files wants it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return 0
    return round(value)


def _count(event: dict[str, Any]) -> int:
    return _number(event["count"]) if "count" in event else 1


def _day(value: Any) -> str:
    """The day in UTC; nothing if there is no time that can be read."""
    try:
        at = in_utc(datetime.fromisoformat(_text(value)))
    except ValueError:
        return ""
    return at.date().isoformat() if at else ""
