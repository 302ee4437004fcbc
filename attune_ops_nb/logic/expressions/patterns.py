"""Patterns: regular expressions that cannot hang.

RE2 takes time that grows with the text alone, whatever the pattern; for that it has no look-around
and no references back to a group. Python's own engine would take a century over `(a+)+$`.
"""

from functools import lru_cache
from typing import Any

from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.limits import beyond

LONGEST_PATTERN = 1_000
LONGEST_TEXT = 1_000_000


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found anywhere in `text`."""
    if len(pattern) > LONGEST_PATTERN:
        raise beyond(f"the pattern is longer than {LONGEST_PATTERN:,} characters")
    if len(text) > LONGEST_TEXT:
        raise beyond(f"the text to be matched is longer than {LONGEST_TEXT:,} characters")
    return _compiled(pattern).search(text) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    import re2  # type: ignore[import-untyped]  # some milliseconds that most expressions never need

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else "unknown"
        raise ExpressionError(Kind.REGEX, f"the pattern cannot be read: {reason}") from None
