"""Limits: what an expression may cost, so that none can hang or fill the memory.

There are no loops in the language. What is left to bound is how long and how deeply nested the text
is, how large a single value becomes, and how many elements are looked at altogether.
"""

from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind

LONGEST_TEXT = 20_000
DEEPEST = 100
"""Levels of nesting, of the expression and of the values that it builds."""
MOST_ITEMS = 1_000_000
"""In one array."""
LONGEST_STRING = 16_000_000
MOST_WORK = 3_000_000
"""Elements that one evaluation looks at: about a second."""
CHARACTERS_PER_ELEMENT = 64
"""Characters are quicker than elements."""


class Budget:
    """What is left of the work that one evaluation may do."""

    __slots__ = ("left",)

    def __init__(self, left: int = MOST_WORK) -> None:
        self.left = left

    def spend(self, elements: int) -> None:
        """Take off `elements`; an error when nothing is left."""
        self.left -= elements
        if self.left < 0:
            raise beyond("the expression takes too long: it looks at too many elements")

    def items(self, count: int) -> None:
        """An array of `count` elements is about to be made."""
        if count > MOST_ITEMS:
            raise beyond(f"an array of {count:,} elements is longer than {MOST_ITEMS:,}")
        self.spend(count)

    def characters(self, count: int) -> None:
        """A string of `count` characters is about to be made."""
        if count > LONGEST_STRING:
            raise beyond(f"a string of {count:,} characters is longer than {LONGEST_STRING:,}")
        self.spend(count // CHARACTERS_PER_ELEMENT)


def beyond(what: str) -> ExpressionError:
    """The error of an expression that costs too much."""
    return ExpressionError(Kind.LIMIT, what)
