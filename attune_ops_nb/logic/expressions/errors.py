"""Error of an expression: what is wrong with it, and at which column."""

from enum import StrEnum

from attune_ops_nb.errors import Invalid


class Kind(StrEnum):
    """What can be wrong."""

    PARSE = "parse"
    UNKNOWN_NAME = "unknown_name"
    TYPE = "type"
    DIVISION_BY_ZERO = "division_by_zero"
    INDEX = "index"
    UNKNOWN_FUNCTION = "unknown_function"
    ARITY = "arity"
    REGEX = "regex"
    LIMIT = "limit"


class ExpressionError(Invalid):
    """An expression that cannot be read, or cannot be evaluated with the names that there are."""

    def __init__(
        self,
        kind: Kind,
        what: str,
        *,
        hint: str = "",
        column: int | None = None,
        text: str = "",
        pointer: str = "",
    ) -> None:
        place = f" at column {column}" if column else ""
        super().__init__(f"{pointer}: {what}{place}{hint}" if pointer else f"{what}{place}{hint}")
        self.kind = kind
        self.what = what
        self.hint = hint
        self.column = column
        """In characters of `text`, from 1; None as long as nobody knows it."""
        self.text = text
        """The expression; for one in a template, the whole template."""
        self.pointer = pointer
        """Where the template stands in the value it was found in, as a JSON pointer."""

    def at(self, column: int) -> "ExpressionError":
        """The same at `column`, unless the place is known already."""
        return self if self.column else self._but(column=column)

    def of(self, text: str) -> "ExpressionError":
        """The same, of the expression `text`."""
        return self._but(text=text)

    def within(self, template: str, start: int) -> "ExpressionError":
        """The same, of an expression that begins after `start` characters of a template."""
        column = self.column + start if self.column else start + 1
        return self._but(column=column, text=template)

    def under(self, pointer: str) -> "ExpressionError":
        """The same, in the value that `pointer` leads to."""
        return self._but(pointer=pointer)

    def _but(self, **other: object) -> "ExpressionError":
        kept = {
            "hint": self.hint,
            "column": self.column,
            "text": self.text,
            "pointer": self.pointer,
        }
        return ExpressionError(self.kind, self.what, **{**kept, **other})  # type: ignore[arg-type]
