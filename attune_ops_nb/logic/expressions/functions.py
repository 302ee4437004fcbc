"""Functions: the table of what an expression can call. A function's annotations are its types.

`length`, `index_of` and `slice` count characters, where other languages of this family count bytes.
"""

import inspect
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Any

import msgspec

from attune_ops_nb.logic.expressions import operators, patterns
from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.limits import Budget
from attune_ops_nb.logic.expressions.values import (
    ARRAY,
    BOOL,
    FLOAT,
    INTEGER,
    NUMBERS,
    OBJECT,
    STRING,
    compare,
    equal,
    floating,
    integer,
    key,
    kind,
    mistyped,
    noun,
    sorted_keys,
    text,
)

Array = Sequence[Any]
Object = Mapping[str, Any]
Number = int | float

WANTED: dict[Any, tuple[frozenset[str], str]] = {
    str: (frozenset({STRING}), "a string"),
    int: (frozenset({INTEGER}), "a whole number"),
    int | None: (frozenset({INTEGER}), "a whole number"),
    Number: (NUMBERS, "a number"),
    Array: (frozenset({ARRAY}), "an array"),
    Object: (frozenset({OBJECT}), "an object"),
    Array | str: (frozenset({ARRAY, STRING}), "an array or a string"),
    Number | str: (NUMBERS | {STRING}, "a number or a string"),
    Number | str | bool: (NUMBERS | {STRING, BOOL}, "a number, a string or a bool"),
    Array | Object | str: (frozenset({ARRAY, OBJECT, STRING}), "an array, an object or a string"),
    Any: (frozenset(), "anything"),
}
"""Which kinds an annotation takes, and what they are called."""
NUMERAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,30}", re.ASCII)


class Builtin(msgspec.Struct, frozen=True, kw_only=True):
    """A function of the table."""

    name: str
    usage: str
    summary: str
    fewest: int
    most: int
    parameters: tuple[tuple[str, frozenset[str], str], ...]
    run: Callable[..., Any]
    budgeted: bool

    def call(self, arguments: Sequence[Any], budget: Budget) -> Any:
        """What it makes of `arguments`."""
        if not self.fewest <= len(arguments) <= self.most:
            raise ExpressionError(Kind.ARITY, self.miscounted(len(arguments)))
        for value, (name, kinds, wanted) in zip(arguments, self.parameters, strict=False):
            sort = kind(value)
            if kinds and sort not in kinds:
                raise mistyped(f"{self.name}() takes {wanted} as `{name}`, not {noun(value)}")
            if sort in (ARRAY, OBJECT):
                budget.spend(len(value))
            elif sort == STRING:
                budget.characters(len(value))
        return self.run(budget, *arguments) if self.budgeted else self.run(*arguments)

    def miscounted(self, count: int) -> str:
        """What is wrong with a call that has `count` arguments."""
        several = f"{self.fewest} to {self.most}"
        wanted = several if self.fewest != self.most else str(self.most)
        plural = "" if wanted == "1" else "s"
        return f"{self.usage} takes {wanted} argument{plural}, not {count}"


FUNCTIONS: dict[str, Builtin] = {}


def function(run: Callable[..., Any]) -> Callable[..., Any]:
    """Put `run` into the table, under its name without the underscore that Python may want."""
    named = list(inspect.signature(run).parameters.values())
    budgeted = named[0].name == "budget"
    own = named[1:] if budgeted else named
    name = run.__name__.rstrip("_")
    needed = [each for each in own if each.default is each.empty]
    spare = "".join(f"[, {each.name}]" for each in own[len(needed) :])
    FUNCTIONS[name] = Builtin(
        name=name,
        usage=f"{name}({', '.join(each.name for each in needed)}{spare})",
        summary=inspect.cleandoc(run.__doc__ or ""),
        fewest=len(needed),
        most=len(own),
        parameters=tuple((each.name, *WANTED[each.annotation]) for each in own),
        run=run,
        budgeted=budgeted,
    )
    return run


@function
def string(budget: Budget, value: Any) -> str:
    """A string as it is; null, numbers and bools as written; else compact JSON, keys sorted."""
    return text(value, budget)


@function
def number(value: Number | str | bool) -> Number:
    """A number as it is; a numeric string or a bool as a float."""
    if isinstance(value, str):
        return floating(float(_numeral(value)))
    return float(value) if isinstance(value, bool) else value


@function
def int_(value: Number | str | bool) -> int:
    """An integer, cut off towards zero."""
    if isinstance(value, str):
        value = int(value) if WHOLE.fullmatch(value) else float(_numeral(value))
    return integer(int(floating(value)))


@function
def bool_(value: Any) -> bool:
    """False for null, false, 0, "", [] and {}; true for all else."""
    return bool(value)


@function
def type_of(value: Any) -> str:
    """null, bool, number, string, array or object."""
    sort = kind(value)
    return "number" if sort in NUMBERS else sort


@function
def length(value: Array | Object | str) -> int:
    """Elements of an array, keys of an object, characters of a string."""
    return len(value)


@function
def keys(object: Object) -> list[str]:
    """The keys, sorted."""
    return sorted_keys(object)


@function
def values(object: Object) -> list[Any]:
    """The values, in the order of their keys."""
    return [object[name] for name in sorted_keys(object)]


@function
def abs_(number: Number) -> Number:
    """The number without its sign."""
    size = abs(number)
    return size if isinstance(size, float) else integer(size)


@function
def floor(number: Number) -> int:
    """The next integer below."""
    return integer(math.floor(floating(number)))


@function
def ceil(number: Number) -> int:
    """The next integer above."""
    return integer(math.ceil(floating(number)))


@function
def round_(number: Number) -> int:
    """The nearest integer; a half goes away from zero."""
    size = abs(floating(number))
    below = math.floor(size)
    near = below + 1 if size - below >= 0.5 else below
    return integer(-near if number < 0 else near)


@function
def min_(budget: Budget, a: Number | str, b: Number | str) -> Number | str:
    """The smaller of two numbers or two strings."""
    return _chosen(a, b, first=compare(a, b, budget) <= 0)


@function
def max_(budget: Budget, a: Number | str, b: Number | str) -> Number | str:
    """The larger of two numbers or two strings."""
    return _chosen(a, b, first=compare(a, b, budget) >= 0)


@function
def sum_(array: Array) -> Number:
    """The sum of numbers; 0 of none."""
    for each in array:
        if kind(each) not in NUMBERS:
            raise mistyped(f"sum() adds numbers, not {noun(each)}")
    total: Number = reduce(operator.add, array, 0)
    return floating(total) if isinstance(total, float) else integer(total)


@function
def lower(text: str) -> str:
    """The text in small letters."""
    return text.lower()


@function
def upper(text: str) -> str:
    """The text in capital letters."""
    return text.upper()


@function
def trim(text: str) -> str:
    """The text without white space around it."""
    return text.strip()


@function
def split(budget: Budget, text: str, separator: str) -> list[str]:
    """The parts between the separators; an empty one splits into characters."""
    budget.items(len(text) + 2 if separator == "" else text.count(separator) + 1)
    return ["", *text, ""] if separator == "" else text.split(separator)


@function
def join(budget: Budget, array: Array, separator: str) -> str:
    """The elements as string() writes them, with the separator between them."""
    budget.characters(max(len(array) - 1, 0) * len(separator))
    parts = [text(each, budget) for each in array]
    budget.characters(sum(map(len, parts)) + max(len(array) - 1, 0) * len(separator))
    return separator.join(parts)


@function
def replace(budget: Budget, text: str, old: str, new: str) -> str:
    """The text with every `old` replaced, literally."""
    budget.characters(len(text) + text.count(old) * max(len(new) - len(old), 0))
    return text.replace(old, new)


@function
def starts_with(text: str, beginning: str) -> bool:
    """Whether the text begins so."""
    return text.startswith(beginning)


@function
def ends_with(text: str, ending: str) -> bool:
    """Whether the text ends so."""
    return text.endswith(ending)


@function
def match(budget: Budget, pattern: str, text: str) -> bool:
    """Whether the pattern (RE2, not anchored) is found in the text."""
    return patterns.matches(pattern, text, budget)


@function
def contains(budget: Budget, hay: Array | Object | str, needle: Any) -> bool:
    """Whether `needle` is an element of an array, a key of an object or a part of a string."""
    return operators.contains(needle, hay, budget)


@function
def reversed_(value: Array | str) -> list[Any] | str:
    """From the end to the beginning."""
    return value[::-1] if isinstance(value, str) else list(value[::-1])


@function
def sort(budget: Budget, array: Array) -> list[Any]:
    """The elements in order: all numbers, or all strings."""
    kinds = {kind(each) for each in array}
    if not (kinds <= NUMBERS or kinds == {STRING}):
        odd = next(each for each in array if kind(each) not in NUMBERS)
        mixed = "numbers and strings" if kinds <= NUMBERS | {STRING} else f"what is {noun(odd)}"
        raise mistyped(f"sort() orders numbers or strings, not {mixed}")
    budget.spend(len(array) * 4)
    return sorted(array)


@function
def unique(budget: Budget, array: Array) -> list[Any]:
    """Each element once, where it came first."""
    found: dict[Any, Any] = {}
    for each in array:
        found.setdefault(key(each, budget), each)
    return list(found.values())


@function
def flat(budget: Budget, array: Array) -> list[Any]:
    """The elements of the arrays in it, one level down."""
    inner = [each if kind(each) == ARRAY else (each,) for each in array]
    budget.items(sum(map(len, inner)))
    return list(chain.from_iterable(inner))


@function
def zip_(a: Array, b: Array) -> list[list[Any]]:
    """Pairs, as many as the shorter array has elements."""
    return [list(pair) for pair in zip(a, b, strict=False)]


@function
def range_(budget: Budget, start: int, end: int | None = None) -> list[int]:
    """Integers from `start`, or from 0 where one number is given, up to and without the end."""
    numbers = range(start) if end is None else range(start, end)
    budget.items(max(numbers.stop - numbers.start, 0))
    return list(numbers)


@function
def slice_(value: Array | str, start: int, end: int | None = None) -> list[Any] | str:
    """The part from `start` up to, and without, `end`; a negative bound is beyond the end."""
    first = start if start >= 0 else len(value)
    last = len(value) if end is None or end < 0 else end
    part = value[first:last]
    return part if isinstance(part, str) else list(part)


@function
def index_of(budget: Budget, hay: Array | str, needle: Any) -> int:
    """Where `needle` is first, in elements or characters; -1 where it is not."""
    if isinstance(hay, str):
        return hay.find(_needle("index_of", needle))
    return next((at for at, each in enumerate(hay) if equal(each, needle, budget)), -1)


@function
def count(budget: Budget, hay: Array | str, needle: Any) -> int:
    """How many elements are equal to `needle`, or how often it is found in a string."""
    if isinstance(hay, str):
        return hay.count(_needle("count", needle))
    return sum(equal(each, needle, budget) for each in hay)


@function
def merge(a: Object, b: Object) -> dict[str, Any]:
    """Both objects in one; what both have is taken from `b`."""
    return {**a, **b}


@function
def chunks(array: Array, size: int) -> list[Any]:
    """The array cut into arrays of `size` elements."""
    if size < 1:
        raise mistyped(f"chunks() cuts into at least 1 element, not {size}")
    return [list(array[at : at + size]) for at in range(0, len(array), size)]


def _numeral(value: str) -> str:
    if NUMERAL.fullmatch(value):
        return value
    hint = "; write trim(…) around it" if NUMERAL.fullmatch(value.strip()) else ""
    # The string may be a secret, and errors are shown to everybody.
    raise mistyped("the string is no number", hint)


def _chosen(a: Number | str, b: Number | str, *, first: bool) -> Number | str:
    """One of both; a float if either is one."""
    found = a if first else b
    return float(found) if FLOAT in (kind(a), kind(b)) else found


def _needle(name: str, needle: Any) -> str:
    if isinstance(needle, str):
        return needle
    raise mistyped(f"{name}() looks for a string in a string, not for {noun(needle)}")
