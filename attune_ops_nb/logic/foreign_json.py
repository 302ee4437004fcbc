"""Foreign JSON: values that a program printed, in a form that every store can keep."""

from typing import Any

import msgspec

DEEPEST = 100
NUL = "\\u0000"
"""PostgreSQL cannot keep it in a text."""


def value(text: str, deepest: int = DEEPEST) -> Any:
    """The value in `text`. ValueError for what is no JSON, among it NaN, or is too deep."""
    try:
        # Unlike the json module it takes no NaN, no 1e999 and no half of a surrogate pair.
        found = msgspec.json.decode(text)
    except (RecursionError, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from error
    if depth(found, deepest + 1) > deepest:
        raise ValueError(f"it is nested deeper than {deepest} levels")
    return _without_nul(found) if NUL in text else found


def depth(found: Any, most: int) -> int:
    """How many containers lie in each other; it stops counting at `most`."""
    level, counted = [found], 0
    while counted < most:
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            break
        counted += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return counted


def _without_nul(found: Any) -> Any:
    if isinstance(found, str):
        return found.replace("\0", "")
    if isinstance(found, list):
        return [_without_nul(each) for each in found]
    if isinstance(found, dict):
        return {key.replace("\0", ""): _without_nul(each) for key, each in found.items()}
    return found
