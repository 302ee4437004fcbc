"""JSON values: which Python values can be kept, sent and read again as JSON."""

import math
from typing import Any

DEEPEST = 100
LARGEST = 2**63


def objection(value: Any) -> str | None:
    """Why `value` is no JSON value that every store can keep; None if it is one."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > DEEPEST:
            return f"it is nested deeper than {DEEPEST} levels"
        if isinstance(each, dict):
            waiting += [(inner, depth + 1) for pair in each.items() for inner in pair]
            if not all(isinstance(key, str) for key in each):
                return "the keys of an object must be text"
        elif isinstance(each, list | tuple):
            waiting += [(inner, depth + 1) for inner in each]
        elif (why := _objection(each)) is not None:
            return why
    return None


def _objection(value: Any) -> str | None:
    """The same for a value that holds no others."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, bool | None):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{value} is no number of JSON"
    if isinstance(value, int):
        return None if -LARGEST <= value < LARGEST else "the number is too large"
    return f"it must be a value of JSON, not a {type(value).__name__}"


def _of_text(text: str) -> str | None:
    if "\0" in text:
        return "it must not contain a NUL character"
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        return "it contains half of a character (a lone surrogate)"
    return None
