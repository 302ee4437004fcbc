"""Foreign values: what stands in JSON that other programs wrote.

They are read one by one, because a value of the wrong type counts as absent and must not hide its
neighbours.
"""

import json
import math
from datetime import UTC, datetime
from typing import Any

import msgspec


def mapping_in(content: bytes) -> dict[str, Any]:
    """The object that `content` is. ValueError, with the reason, if it is none.

    As Python's own reader it takes NaN, as absent, and halves of surrogate pairs; they and bad
    bytes are replaced.
    """
    try:
        found = msgspec.json.decode(content)
    except (ValueError, RecursionError):
        found = _leniently(content)
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    return found


def text(value: Any) -> str | None:
    """A text, in a form that every face can show."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def whole(value: Any) -> int | None:
    """A whole number that a double can hold; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**53:
        return None
    return value


def number(value: Any) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 2**1000 and math.isfinite(value) else None


def moment(value: Any) -> datetime | None:
    """A time in UTC; one without a zone is UTC already."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def mapping(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The texts in a list."""
    if not isinstance(value, list):
        return []
    return [each for each in map(text, value) if each is not None]


def _leniently(content: bytes) -> Any:
    try:
        found = json.loads(content.decode("utf-8", "replace"), parse_constant=lambda _: None)
        return _encodable(found)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from error


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    return value
