"""Tokens: the words that the text of an expression consists of, with their columns."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Any, NamedTuple

from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind

LARGEST = 2**63 - 1
KEYWORDS = frozenset({"true", "false", "null", "and", "or", "not", "in"})


class Is(Enum):
    """What sort of token it is."""

    NUMBER = auto()
    STRING = auto()
    NAME = auto()
    KEYWORD = auto()
    SYMBOL = auto()
    END = auto()


class Token(NamedTuple):
    """A word of an expression."""

    sort: Is
    text: str
    value: Any
    column: int


PATTERN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<float>[0-9]+\.[0-9]+)
    | (?P<integer>[0-9]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<symbol>[=!<>]=|[<>+\-*/%.,()\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
"""Any other backslash stays where it is, except before the quote that surrounds the string."""
ELSEWHERE = {
    "=": "; to compare, write `==`",
    "&": "; write `and`",
    "|": "; write `or`; there are no filters: call a function, as in lower(x)",
    "!": "; write `not`",
    "?": "; there is no such operator: write `and` and `or`",
    "{": "; braces stand around an expression, never in it",
    "}": "; braces stand around an expression, never in it",
}
"""What other languages write so, and what is written here."""


def tokens(text: str) -> Iterator[Token]:
    """All tokens of `text`, the last of which is its end."""
    place = 0
    while place < len(text):
        found = PATTERN.match(text, place)
        if found is None:
            raise _no_token(text, place)
        if found.lastgroup != "space":
            yield _token(found)
        place = found.end()
    yield Token(Is.END, "", None, len(text) + 1)


def _token(found: re.Match[str]) -> Token:
    text, column = found.group(), found.start() + 1
    match found.lastgroup:
        case "integer":
            return Token(Is.NUMBER, text, _integer(text, column), column)
        case "float":
            return Token(Is.NUMBER, text, _float(text, column), column)
        case "string":
            return Token(Is.STRING, text, _string(text), column)
        case "name":
            return Token(Is.KEYWORD if text in KEYWORDS else Is.NAME, text, text, column)
    return Token(Is.SYMBOL, text, text, column)


def _integer(text: str, column: int) -> int:
    # Python refuses to read thousands of digits, with words of its own.
    if len(text.lstrip("0")) > 19 or int(text) > LARGEST:
        raise ExpressionError(
            Kind.PARSE, "the number is too large: integers have 64 bits", column=column
        )
    return int(text)


def _float(text: str, column: int) -> float:
    value = float(text)
    if value == float("inf"):
        raise ExpressionError(Kind.PARSE, "the number is too large", column=column)
    return value


def _string(quoted: str) -> str:
    inner, quote = quoted[1:-1], quoted[0]
    if "\\" not in inner:
        return inner
    known = {**ESCAPED, quote: quote}
    return ESCAPE.sub(lambda found: known.get(found.group(1), found.group()), inner)


def _no_token(text: str, place: int) -> ExpressionError:
    letter = text[place]
    if letter in "'\"":
        return ExpressionError(Kind.PARSE, "the string that begins is not ended", column=place + 1)
    named = "" if not letter.isalpha() else '; write ["…"] for what has such a name'
    hint = ELSEWHERE.get(letter, named)
    return ExpressionError(
        Kind.PARSE, f"unexpected character `{letter}`", hint=hint, column=place + 1
    )
