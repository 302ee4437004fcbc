"""Operators: what they make of two values."""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.limits import CHARACTERS_PER_ELEMENT, Budget
from attune_ops_nb.logic.expressions.names import meant
from attune_ops_nb.logic.expressions.values import (
    ARRAY,
    FLOAT,
    NUMBERS,
    OBJECT,
    STRING,
    compare,
    equal,
    floating,
    integer,
    kind,
    mistyped,
    noun,
)

Operator = Callable[[Any, Any, Budget], Any]


def add(left: Any, right: Any, budget: Budget) -> Any:
    """The sum of numbers; strings or arrays one after the other."""
    one, other = kind(left), kind(right)
    if one in NUMBERS and other in NUMBERS:
        return _number(left + right)
    if one == STRING == other:
        budget.characters(len(left) + len(right))
        return left + right
    if one == ARRAY == other:
        budget.items(len(left) + len(right))
        return [*left, *right]
    hint = "; write string(…) around what is none" if STRING in (one, other) else ""
    raise mistyped(f"`+` cannot join {noun(left)} and {noun(right)}", hint)


def subtract(left: Any, right: Any, budget: Budget) -> Any:
    """The difference of numbers."""
    _numbers("-", left, right)
    return _number(left - right)


def multiply(left: Any, right: Any, budget: Budget) -> Any:
    """The product of numbers."""
    _numbers("*", left, right)
    return _number(left * right)


def divide(left: Any, right: Any, budget: Budget) -> Any:
    """The quotient: an integer where two integers leave no remainder."""
    _divisible("/", left, right)
    if FLOAT in (kind(left), kind(right)) or left % right:
        return _quotient(left, right)
    return integer(left // right)


def remainder(left: Any, right: Any, budget: Budget) -> Any:
    """What division leaves, with the sign of the dividend."""
    _divisible("%", left, right)
    if FLOAT in (kind(left), kind(right)):
        return math.fmod(floating(left), floating(right))
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def contains(needle: Any, hay: Any, budget: Budget) -> bool:
    """Whether `needle` is an element of an array, a key of an object or a part of a string."""
    sort = kind(hay)
    if sort == ARRAY:
        budget.spend(len(hay))
        if type(needle) is str:
            return needle in hay  # only a string is equal to one, for Python too
        return any(equal(needle, each, budget) for each in hay)
    if sort not in (OBJECT, STRING):
        raise mistyped(f"`in` looks into an array, an object or a string, not {noun(hay)}")
    if kind(needle) != STRING:
        raise mistyped(f"`in` looks for a string in {noun(hay)}, not {noun(needle)}")
    budget.spend(len(hay) // CHARACTERS_PER_ELEMENT if sort == STRING else 0)
    return needle in hay


def negative(value: Any) -> Any:
    """The number with the other sign."""
    if kind(value) not in NUMBERS:
        raise mistyped(f"`-` turns the sign of a number, not of {noun(value)}")
    return _number(-value)


def element(value: Any, key: Any, *, constant: bool) -> Any:
    """`value[key]`: of an array or a string by place, of an object by name.

    A key that is not `constant` may be a secret, and is not told.
    """
    sort = kind(value)
    if sort == OBJECT:
        if kind(key) != STRING:
            raise mistyped(f"the key of an object is a string, not {noun(key)}")
        if constant or key in value:
            return member(value, key)
        raise ExpressionError(Kind.UNKNOWN_NAME, "the object has no field of that name")
    if sort not in (ARRAY, STRING):
        raise mistyped(f"[…] looks into an array, an object or a string, not {noun(value)}")
    if kind(key) != "integer":
        raise mistyped(f"the place in {noun(value)} is a whole number, not {_shown(key)}")
    if not -len(value) <= key < len(value):
        raise ExpressionError(
            Kind.INDEX, f"there is no [{key}] in {noun(value)} of length {len(value)}"
        )
    return value[key]


def member(value: Any, name: str) -> Any:
    """`value.name`: a key of an object, and nothing of anything else."""
    if kind(value) != OBJECT:
        raise mistyped(f"`.{name}` is a field of an object, not of {noun(value)}")
    try:
        return value[name]
    except KeyError:
        raise _unknown_key(value, name) from None


def _unknown_key(value: Mapping[str, Any], name: str) -> ExpressionError:
    return ExpressionError(Kind.UNKNOWN_NAME, f"unknown field `{name}`", hint=meant(name, value))


def _numbers(sign: str, left: Any, right: Any) -> None:
    if kind(left) not in NUMBERS or kind(right) not in NUMBERS:
        raise mistyped(f"`{sign}` takes numbers, not {noun(left)} and {noun(right)}")


def _divisible(sign: str, left: Any, right: Any) -> None:
    _numbers(sign, left, right)
    if right == 0:
        raise ExpressionError(Kind.DIVISION_BY_ZERO, f"`{sign}` by zero")


def _number(value: int | float) -> int | float:
    return floating(value) if isinstance(value, float) else integer(value)


def _quotient(left: int | float, right: int | float) -> float:
    try:
        return floating(left / right)
    except OverflowError:
        return floating(math.inf)


def _shown(key: Any) -> str:
    return f"{key}" if kind(key) == FLOAT else noun(key)


COMPARABLE = frozenset({int, float, str})
"""Two of one of these types are compared as Python does it."""
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
OPERATORS: dict[str, Operator] = {
    "==": equal,
    "!=": lambda left, right, budget: not equal(left, right, budget),
    "<": lambda left, right, budget: compare(left, right, budget) < 0,
    ">": lambda left, right, budget: compare(left, right, budget) > 0,
    "<=": lambda left, right, budget: compare(left, right, budget) <= 0,
    ">=": lambda left, right, budget: compare(left, right, budget) >= 0,
    "in": contains,
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
}
