"""No expression hangs, fills the memory or brings the interpreter down; none reaches an object."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from attune_ops_nb.logic.expressions import ExpressionError, Kind, evaluate, parse
from attune_ops_nb.logic.expressions.limits import DEEPEST, LONGEST_TEXT

LONG = "x" * 1_000_000
MANY = list(range(100_000))
NAMES = {"long": LONG, "many": MANY, "ab": "ab" * 400_000}


class Lazy(Mapping[str, Any]):
    """An object that is read only when it is asked."""

    def __getitem__(self, key: str) -> Any:
        return {"a": 1, "b": {"c": [2]}}[key]

    def __iter__(self) -> Iterator[str]:
        return iter("ab")

    def __len__(self) -> int:
        return 2


def kind(text: str, names: Mapping[str, Any] = NAMES) -> Kind:
    with pytest.raises(ExpressionError) as raised:
        evaluate(text, names)
    return raised.value.kind


@pytest.mark.parametrize(
    "text",
    [
        *("range(1000000001)", "range(-9223372036854775807, 9223372036854775807)"),
        "+".join(["long"] * 17),
        "+".join(["many"] * 11),
        "replace(long, 'x', long)",
        "replace(long, '', 'xxxxxxxxxxxxxxxxxxxx')",
        "join(many, long)",
        "join(split(long, ''), long)",
        "split(long + long, '')",
        "flat([" + ",".join(["many"] * 11) + "])",
        "string([" + ",".join(["many"] * 60) + "])",
        "[" + ",".join(["many"] * 60) + "]",
        "[" + ",".join(["sort(many)"] * 60) + "]",
        " and ".join(["not (-1 in many)"] * 60),
        " and ".join(["many <= many"] * 60),
        " and ".join(["not contains(long, 'y')"] * 500),
        "int(9223372036854775808.0)",
        "round(99999999999999999999.0)",
        "abs(-9223372036854775807 - 1)",
        "(-9223372036854775807 - 1) / -1",
        "sum([9223372036854775807, 1])",
        "9223372036854775807 * 2",
        "number('1e999')",
        "number('1e308') * 10",
        "match('" + "a" * 1001 + "', long)",
        "match('a[ab]{900}c', ab)",
        "(" * 5000,
        "[" * 5000,
        "not " * 4000 + "1",
        "- " * 5000 + "1",
        "f(" * 5000,
        "1" + " + (1" * 1000,
        "a" + "[a" * 1000,
        "1" * (LONGEST_TEXT + 1),
    ],
    ids=lambda text: text[:50],
)
def test_what_would_cost_too_much_is_refused(text: str) -> None:
    assert kind(text) is Kind.LIMIT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1" + " + 1" * 4000, 4001),
        ("0 or " * 3000 + "1", True),
        ("1 == 1 and " * 1500 + "1", True),
        ("length([" + "1," * 9000 + "])", 9000),
        ("o" + ".o" * 50, 1),
        ("(" * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1), 1),
        ("length(range(1000000))", 1_000_000),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_long_but_not_deep_is_no_trouble(text: str, value: object) -> None:
    nest: Any = 1
    for _ in range(51):
        nest = {"o": nest}
    assert evaluate(text, nest) == value


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(x+x+)+y", "(a|aa)+$", "(.*)*y", "(a|b|ab)*c", "a{0,900}a{100}b"]
)
def test_no_pattern_hangs(pattern: str) -> None:
    began = time.process_time()
    assert evaluate(f"match('{pattern}', s)", {"s": "ab" + "x" * 20_000 + "!"}) is False
    assert time.process_time() - began < 5


def test_an_array_that_holds_itself_twice_over_and_over_is_refused_before_it_is_written() -> None:
    value: Any = [1]
    for _ in range(60):
        value = [value, value]

    assert kind("string(x)", {"x": value}) is Kind.LIMIT
    assert kind("[x]", {"x": value}) is Kind.LIMIT


def test_what_grows_from_one_expression_to_the_next_is_refused_in_time() -> None:
    value: Any = "x"
    with pytest.raises(ExpressionError, match="longer than"):
        for _ in range(100):
            value = evaluate("v + v", {"v": value})
    assert len(value) <= 16_000_000


def test_what_nests_deeper_from_one_expression_to_the_next_is_refused_in_time() -> None:
    value: Any = 1
    with pytest.raises(ExpressionError, match="nested deeper"):
        for _ in range(DEEPEST + 2):
            value = evaluate("[v]", {"v": value})


def test_values_that_are_nested_too_deep_are_refused_and_bring_nothing_down() -> None:
    one: Any = []
    other: Any = []
    for _ in range(5000):
        one, other = [one], [other]

    assert kind("a == b", {"a": one, "b": other}) is Kind.LIMIT
    assert kind("unique([a])", {"a": one}) is Kind.LIMIT
    assert kind("string(a)", {"a": one}) is Kind.LIMIT


@pytest.mark.parametrize(
    "text",
    [
        *("x.__class__", "x['__class__']", "x.__init__.__globals__", "x.real", "x.f", "x[0]"),
        *("x + 1", "x == x and string(x)", "length(x)", "keys(x)", "-x", "x < x", "x in x", "[x]"),
    ],
)
@pytest.mark.parametrize("foreign", [object(), print, ValueError, b"bytes", {1, 2}, 1j])
def test_a_python_object_is_no_value(text: str, foreign: object) -> None:
    assert kind(text, {"x": foreign}) is Kind.TYPE


@pytest.mark.parametrize("value", ["s", 1, 1.5, True, None, [1]])
@pytest.mark.parametrize("name", ["__class__", "__len__", "upper", "append", "real"])
def test_a_value_of_json_has_no_attributes(name: str, value: object) -> None:
    assert kind(f"x.{name}", {"x": value}) is Kind.TYPE


@pytest.mark.parametrize("name", ["__class__", "get", "items", "keys", "__getitem__"])
def test_an_object_has_its_keys_and_no_attributes(name: str) -> None:
    assert kind(f"x.{name}", {"x": {"a": 1}}) is Kind.UNKNOWN_NAME
    assert kind(f"x.{name}", {"x": Lazy()}) is Kind.UNKNOWN_NAME


@pytest.mark.parametrize("name", ["print", "eval", "open", "len", "__import__", "getattr"])
def test_functions_of_python_are_unknown(name: str) -> None:
    assert kind(f"{name}('1')") is Kind.UNKNOWN_FUNCTION
    assert kind(name) is Kind.UNKNOWN_NAME


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x.b.c[0]", 2),
        ("x['a']", 1),
        ("keys(x)", ["a", "b"]),
        ("length(x)", 2),
        ("'a' in x", True),
        ("x == y", True),
        ("string(x)", '{"a":1,"b":{"c":[2]}}'),
        ("type_of(x)", "object"),
        ("merge(x, y).a", 1),
    ],
)
def test_an_object_that_is_read_lazily_is_an_object(text: str, value: object) -> None:
    assert evaluate(text, {"x": Lazy(), "y": {"a": 1, "b": {"c": [2]}}}) == value


@pytest.mark.parametrize("text", ["string(x)", "keys(x)", "values(x)", "join([x], '')"])
def test_an_object_whose_keys_are_no_strings_is_refused(text: str) -> None:
    assert kind(text, {"x": {1: 2, "a": 3}}) is Kind.TYPE


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize("text", ["round(x)", "int(x)", "x + 1", "x / 2.0", "x % 2.0", "-x", "x*x"])
def test_a_number_that_json_does_not_have_is_refused(text: str, number: float) -> None:
    assert kind(text, {"x": number}) is Kind.LIMIT


def test_values_that_are_handed_in_are_never_changed() -> None:
    given = {"xs": [3, 1], "o": {"a": 1}}

    evaluate("[sort(xs), reversed(xs), xs + [1], merge(o, o), unique(xs)]", given)

    assert given == {"xs": [3, 1], "o": {"a": 1}}


def test_reading_many_different_expressions_forgets_the_oldest() -> None:
    for number in range(11_000):
        parse(f"{number}")
    assert parse.cache_info().currsize <= 10_000
