"""Values: the kinds there are, when two are equal, which comes first, and how one is written.

Only values of JSON take part. Nothing else has a kind, and nothing reaches into a Python object.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.limits import (
    CHARACTERS_PER_ELEMENT,
    DEEPEST,
    Budget,
    beyond,
)

NULL, BOOL, INTEGER, FLOAT = "null", "bool", "integer", "float"
STRING, ARRAY, OBJECT, FOREIGN = "string", "array", "object", "foreign"

KINDS: dict[type, str] = {
    type(None): NULL,
    bool: BOOL,
    int: INTEGER,
    float: FLOAT,
    str: STRING,
    list: ARRAY,
    tuple: ARRAY,
    dict: OBJECT,
}
NUMBERS = frozenset({INTEGER, FLOAT})
SMALLEST, LARGEST = -(2**63), 2**63 - 1
NOUNS = {
    NULL: "null",
    BOOL: "a bool",
    INTEGER: "a number",
    FLOAT: "a number",
    STRING: "a string",
    ARRAY: "an array",
    OBJECT: "an object",
    FOREIGN: "no value of JSON",
}


def kind(value: Any) -> str:
    """What kind of value it is."""
    return KINDS.get(type(value)) or _inherited(value)


def _inherited(value: Any) -> str:
    """The kind of a value whose class is derived, or of an object that is read lazily."""
    if isinstance(value, Mapping):
        return OBJECT
    for known in (str, int, float, list, tuple):
        if isinstance(value, known):
            return KINDS[known]
    return FOREIGN


def noun(value: Any) -> str:
    """The kind of `value` in a sentence."""
    return NOUNS[kind(value)]


def mistyped(what: str, hint: str = "") -> ExpressionError:
    """The error of an operator or function that got values of the wrong kind."""
    return ExpressionError(Kind.TYPE, what, hint=hint)


def foreign(value: Any) -> ExpressionError:
    """The error of a value that does not come from JSON."""
    return mistyped(f"a {type(value).__name__} is no value of JSON")


def integer(value: int) -> int:
    """`value`, if it has 64 bits."""
    if SMALLEST <= value <= LARGEST:
        return value
    raise beyond("the result does not fit into an integer of 64 bits")


def floating(value: float) -> float:
    """`value`, if it is a number of JSON."""
    if math.isfinite(value):
        return value
    raise beyond("the result is too large for a number")


def equal(left: Any, right: Any, budget: Budget) -> bool:
    """Whether both are the same, all the way down. A bool is no number; 1 is 1.0."""
    one, other = kind(left), kind(right)
    if one != other:
        return one in NUMBERS and other in NUMBERS and bool(left == right)
    if one == ARRAY:
        return _equal_arrays(left, right, budget)
    if one == OBJECT:
        return _equal_objects(left, right, budget)
    if one == FOREIGN:
        raise foreign(left)
    return bool(left == right)


def _equal_arrays(left: Sequence[Any], right: Sequence[Any], budget: Budget) -> bool:
    budget.spend(min(len(left), len(right)))
    return len(left) == len(right) and all(
        equal(one, other, budget) for one, other in zip(left, right, strict=True)
    )


def _equal_objects(left: Mapping[str, Any], right: Mapping[str, Any], budget: Budget) -> bool:
    budget.spend(min(len(left), len(right)))
    return left.keys() == right.keys() and all(
        equal(value, right[key], budget) for key, value in left.items()
    )


def compare(left: Any, right: Any, budget: Budget) -> int:
    """Below 0 if `left` comes first, above if `right` does. Only like is compared with like."""
    one, other = kind(left), kind(right)
    if one == ARRAY == other:
        budget.spend(min(len(left), len(right)))
        for pair in zip(left, right, strict=False):
            if order := _compare(*pair, "the elements of arrays"):
                return order
        return len(left) - len(right)
    return _compare(left, right, "")


def _compare(left: Any, right: Any, of: str) -> int:
    one, other = kind(left), kind(right)
    if (one in NUMBERS and other in NUMBERS) or one == STRING == other:
        return int(left > right) - int(left < right)
    what = (
        f"{of} that are {noun(left)} and {noun(right)}" if of else f"{noun(left)} and {noun(right)}"
    )
    raise mistyped(f"there is no order between {what}")


def sorted_keys(value: Mapping[str, Any]) -> list[str]:
    """The keys of an object in order."""
    if all(isinstance(each, str) for each in value):
        return sorted(value)
    raise mistyped("the keys of an object must be strings")


def text(value: Any, budget: Budget) -> str:
    """A string as it is, anything else as compact JSON with sorted keys."""
    match kind(value):
        case "string":
            return str(value)
        case "null":
            return "null"
        case "bool":
            return "true" if value else "false"
        case "integer":
            return str(int(value))
    weigh(value, budget)
    try:
        written = str(ENCODER.encode(value), "utf-8")
    except (OverflowError, TypeError, UnicodeEncodeError) as error:
        raise mistyped(f"the value cannot be written as JSON: {error}") from None
    budget.characters(len(written))
    return written


def weigh(value: Any, budget: Budget) -> None:
    """Pay for all that is in `value`; for what is in it twice, twice."""
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise beyond(f"the value is nested deeper than {DEEPEST} levels")
        level = [inner for outer in level for inner in _parts(outer, budget)]
        depth += 1


def _parts(value: Any, budget: Budget) -> Iterator[Any]:
    sort = kind(value)
    if sort == ARRAY:
        budget.spend(len(value))
        yield from value
    elif sort == OBJECT:
        budget.spend(len(value))
        yield from value.values()
    elif sort == STRING:
        budget.spend(len(value) // CHARACTERS_PER_ELEMENT)
    elif sort == FOREIGN:
        raise foreign(value)


def key(value: Any, budget: Budget) -> Any:
    """Something that can be hashed, and is equal where values are."""
    match kind(value):
        case "array":
            budget.spend(len(value))
            return ("array", *(key(each, budget) for each in value))
        case "object":
            budget.spend(len(value))
            return ("object", frozenset((name, key(each, budget)) for name, each in value.items()))
        case "bool":
            return ("bool", value)
        case "foreign":
            raise foreign(value)
    return value


def _plain(value: Any) -> Any:
    """An object that is read lazily, as a dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError


ENCODER = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")
