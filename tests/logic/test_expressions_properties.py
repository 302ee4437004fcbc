"""What holds for all expressions and all values."""

import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from attune_ops_nb.logic.expressions import ExpressionError, Kind, evaluate, parse
from attune_ops_nb.logic.expressions.functions import FUNCTIONS
from attune_ops_nb.logic.expressions.operators import OPERATORS

INTEGERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
SMALL = st.integers(min_value=-100, max_value=100)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.none() | st.booleans() | SMALL | INTEGERS | FLOATS | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
WORDS = [
    *("a", "b", "o", "'x'", '"', "1", "2.5", "true", "null", "and", "or", "not", "in", "==", "<"),
    *("+", "-", "*", "/", "%", ".", ",", "(", ")", "[", "]", "{", "\\", "ü", "=", "unknown"),
    *(f"{name}(" for name in FUNCTIONS),
]


@given(st.text(max_size=30) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_text_has_a_value_or_an_error_with_a_column(text: str) -> None:
    try:
        evaluate(text, {"a": [1, "x", None], "b": 2.5, "o": {"x": {"a": True}}})
    except ExpressionError as error:
        assert error.text == text
        assert error.column is None or 1 <= error.column <= len(text) + 1
        assert error.column or error.kind is Kind.LIMIT


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(VALUES, max_size=3))
def test_a_function_has_a_value_of_json_or_an_error_for_whatever_it_is_given(
    name: str, values: list[Any]
) -> None:
    names = {f"v{at}": value for at, value in enumerate(values)}
    try:
        found = evaluate(f"{name}({', '.join(names)})", names)
    except ExpressionError:
        return
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(st.sampled_from(sorted(OPERATORS)), VALUES, VALUES)
def test_an_operator_has_a_value_of_json_or_an_error_for_whatever_it_is_given(
    operator: str, left: Any, right: Any
) -> None:
    try:
        found = evaluate(f"a {operator} b", {"a": left, "b": right})
    except ExpressionError:
        return
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(VALUES, VALUES)
def test_values_are_equal_if_they_are_written_alike(left: Any, right: Any) -> None:
    alike = canonical(left) == canonical(right)

    assert evaluate("a == b", {"a": left, "b": right}) is alike
    assert evaluate("a != b", {"a": left, "b": right}) is not alike
    assert evaluate("a in [b]", {"a": left, "b": right}) is alike


@given(INTEGERS, INTEGERS)
def test_integers_are_exact_or_refused(left: int, right: int) -> None:
    for operator, exact in (("+", left + right), ("-", left - right), ("*", left * right)):
        try:
            assert evaluate(f"a {operator} b", {"a": left, "b": right}) == exact
        except ExpressionError as error:
            assert error.kind is Kind.LIMIT
            assert not -(2**63) <= exact < 2**63


@given(INTEGERS, INTEGERS.filter(bool))
def test_quotient_and_remainder_belong_together(left: int, right: int) -> None:
    rest = evaluate("a % b", {"a": left, "b": right})

    assert abs(rest) < abs(right)
    assert (left - rest) % right == 0
    assert rest == 0 or (rest < 0) == (left < 0)


@given(st.lists(SMALL | FLOATS) | st.lists(TEXTS))
def test_sorted_elements_are_in_order_and_none_is_lost(array: list[Any]) -> None:
    found = evaluate("sort(xs)", {"xs": array})

    assert sorted(map(repr, found)) == sorted(map(repr, array))
    assert all(evaluate("a <= b", {"a": a, "b": b}) for a, b in itertools.pairwise(found))


@given(st.lists(VALUES, max_size=8))
def test_unique_elements_are_the_first_of_their_kind(array: list[Any]) -> None:
    expected: list[Any] = []
    for each in array:
        if not evaluate("x in xs", {"x": each, "xs": expected}):
            expected.append(each)
    assert written(evaluate("unique(xs)", {"xs": array})) == written(expected)


@given(TEXTS, TEXTS)
def test_what_is_split_is_joined_again(text: str, separator: str) -> None:
    assert evaluate("join(split(s, by), by)", {"s": text, "by": separator or ","}) == text


@given(st.lists(SMALL), st.integers(min_value=1, max_value=5))
def test_chunks_are_flat_again(array: list[int], size: int) -> None:
    assert evaluate("flat(chunks(xs, n))", {"xs": array, "n": size}) == array


@given(TEXTS | st.lists(SMALL), st.integers(0, 9), st.integers(0, 9))
def test_a_slice_is_what_python_cuts(value: Any, start: int, end: int) -> None:
    assert evaluate("slice(v, a, b)", {"v": value, "a": start, "b": end}) == value[start:end]


@given(VALUES)
def test_a_value_is_written_as_it_can_be_read_again(value: Any) -> None:
    if not isinstance(value, str):
        assert json.loads(evaluate("string(v)", {"v": value})) == value


@given(st.recursive(SMALL.map(abs), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_an_array_literal_is_the_array(value: Any) -> None:
    assert evaluate(json.dumps(value), {}) == value


@given(TEXTS)
def test_a_string_literal_is_the_string(text: str) -> None:
    assert evaluate(literal(text), {}) == text


@given(st.lists(st.sampled_from(["a", "b.c", "f(d)", "e[0]", "1"]), min_size=1, max_size=6))
def test_each_reference_is_found_at_its_column(parts: list[str]) -> None:
    expression = parse(" + ".join(parts))

    for each in (*expression.references, *expression.calls):
        assert expression.text[each.column - 1 :].startswith(each.name)
    names = sum(part[0] in "abe" for part in parts) + sum("d" in part for part in parts)
    assert len(expression.references) == names


def canonical(value: Any) -> str:
    """The value as text, in which numbers are the same text if they are the same number."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return str(value.as_integer_ratio())
    if isinstance(value, list):
        return f"[{','.join(map(canonical, value))}]"
    if isinstance(value, dict):
        return (
            f"{{{','.join(f'{json.dumps(key)}:{canonical(value[key])}' for key in sorted(value))}}}"
        )
    return json.dumps(value)


def literal(text: str) -> str:
    """The text between quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
