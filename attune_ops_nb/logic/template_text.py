"""Template text: a string taken apart into text and the expressions in its braces."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from attune_ops_nb.logic.dotted_paths import dotted
from attune_ops_nb.logic.expressions import Expression, ExpressionError, Kind, parse

OPEN, CLOSE = "{{", "}}"


class Piece(msgspec.Struct, frozen=True):
    """An expression in a template, after `start` characters."""

    expression: Expression
    start: int


class Template(msgspec.Struct, frozen=True):
    """Text and expressions in turn."""

    text: str
    parts: tuple[str | Piece, ...]
    pure: Piece | None
    """The expression, where there is one and only space around it."""

    def pieces(self) -> Iterator[Piece]:
        """The expressions in it."""
        return (part for part in self.parts if isinstance(part, Piece))


@lru_cache(maxsize=10_000)
def template(text: str) -> Template:
    """The text as a template. ExpressionError for an expression in it that cannot be read.

    Braces that are never closed are text.
    """
    parts = _parts(text, parse)
    said = [part for part in parts if isinstance(part, Piece) or part.strip()]
    return Template(text, parts, _only(said))


@lru_cache(maxsize=10_000)
def rule_template(text: str) -> Template:
    """The same with paths as rules have them (`a.0.b`); space around an expression is text."""
    parts = _parts(text, dotted)
    return Template(text, parts, _only(parts))


@lru_cache(maxsize=10_000)
def condition_text(text: str) -> Piece:
    """The expression of a condition, which may have one pair of braces around the whole."""
    if not text.lstrip().startswith(OPEN):
        return _piece(text, 0, len(text))
    whole = template(text)
    if whole.pure is None:
        raise ExpressionError(
            Kind.PARSE,
            "a condition is one expression: put one pair of braces around the whole of it, or none",
            column=1,
            text=text,
        )
    return whole.pure


def unclosed(text: str) -> int | None:
    """Where braces are opened that are never closed."""
    parts = template(text).parts
    last = parts[-1] if parts else ""
    if not isinstance(last, str) or OPEN not in last:
        return None
    return len(text) - len(last) + last.index(OPEN)


def _parts(text: str, read: Callable[[str], Expression]) -> tuple[str | Piece, ...]:
    parts: list[str | Piece] = []
    place = 0
    while (opened := text.find(OPEN, place)) >= 0:
        start = opened + len(OPEN)
        end = _end(text, start)
        if end < 0:
            break
        if opened > place:
            parts.append(text[place:opened])
        parts.append(_piece(text, start, end, read))
        place = end + len(CLOSE)
    if place < len(text):
        parts.append(text[place:])
    return tuple(parts)


def _piece(text: str, start: int, end: int, read: Callable[[str], Expression] = parse) -> Piece:
    try:
        return Piece(read(text[start:end]), start)
    except ExpressionError as error:
        raise error.within(text, start) from None


def _only(parts: Sequence[str | Piece]) -> Piece | None:
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Piece) else None


def _end(text: str, start: int) -> int:
    """Where the braces are closed; those in a string literal close nothing. -1: never."""
    place, quote = start, ""
    while place < len(text):
        letter = text[place]
        if quote:
            place += letter == "\\"
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif text.startswith(CLOSE, place):
            return place
        place += 1
    # A quote that nobody closed has swallowed the rest. The first braces show the mistake.
    return text.find(CLOSE, start)
