"""Patterns: regular expressions that cannot hang.

RE2 takes time that grows with the text and with the steps of the pattern, no more; for that it has
no look-around and no references back to a group. Python's own engine would take a century over
`(a+)+$`.
"""

from functools import lru_cache
from typing import Any

from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.limits import Budget, beyond
from attune_ops_nb.logic.expressions.values import mistyped

LONGEST_PATTERN = 1_000
CHARACTERS_PER_ELEMENT = 64
"""Times steps of the pattern: in the worst case each of them is tried at each character."""


def matches(pattern: str, text: str, budget: Budget) -> bool:
    """Whether `pattern` is found anywhere in `text`."""
    if len(pattern) > LONGEST_PATTERN:
        raise beyond(f"the pattern is longer than {LONGEST_PATTERN:,} characters")
    compiled = _compiled(pattern)
    budget.spend(len(text) * compiled.programsize // CHARACTERS_PER_ELEMENT)
    try:
        return compiled.search(text) is not None
    except UnicodeEncodeError:
        raise mistyped("the text contains half of a character (a lone surrogate)") from None


def found(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`; not if that cannot be told."""
    try:
        return _compiled(pattern).search(text) is not None
    except (ExpressionError, UnicodeEncodeError):
        return False


def objection(pattern: str) -> str | None:
    """Why `pattern` is none; a pattern of RE2 looks neither ahead nor back."""
    try:
        _compiled(pattern)
    except ExpressionError as error:
        return f"{error.what}; a pattern cannot look ahead or back, or name a group again"
    return None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    import re2  # type: ignore[import-untyped]  # milliseconds that most expressions never need

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        # After a colon stands a part of the pattern, which may have been made from a secret.
        reason = error.args[0].decode("utf-8", "replace").partition(": ")[0]
        raise ExpressionError(Kind.REGEX, f"the pattern cannot be read: {reason}") from None
    except UnicodeEncodeError:
        raise ExpressionError(Kind.REGEX, "the pattern contains half of a character") from None
