"""Every function of the table does what its line says, for each kind of value that it takes."""

import json

import pytest

from attune_ops_nb.logic.expressions import ExpressionError, Kind, evaluate
from attune_ops_nb.logic.expressions.functions import FUNCTIONS

NAMES = {"o": {"b": 2, "a": [1.0, "ü", None, True]}, "xs": [3, 1, 2], "s": "hällo"}

CASES = [
    ("string('a')", "a"),
    ("string(null) + string(true) + string(-1) + string(5.0)", "nulltrue-15.0"),
    ("string(o)", '{"a":[1.0,"ü",null,true],"b":2}'),
    ("number(3)", 3),
    ("number('3')", 3.0),
    ("number('-1.5e2')", -150.0),
    ("[number(true), number(false)]", [1.0, 0.0]),
    ("[int(3.9), int(-3.9), int('42'), int('-3.9'), int(true), int(7)]", [3, -3, 42, -3, 1, 7]),
    ("int('9223372036854775807')", 2**63 - 1),
    ("[bool(null), bool(0.0), bool('0'), bool([0])]", [False, False, True, True]),
    (
        "[type_of(1), type_of(1.0), type_of(o), type_of(xs)]",
        ["number", "number", "object", "array"],
    ),
    ("[type_of(null), type_of(true), type_of('')]", ["null", "bool", "string"]),
    ("[length(xs), length(o), length(s), length('')]", [3, 2, 5, 0]),
    ("keys(o)", ["a", "b"]),
    ("values(o)[1]", 2),
    ("[abs(-5), abs(5), abs(-1.5)]", [5, 5, 1.5]),
    ("[floor(3.7), floor(-3.2), floor(4), ceil(3.2), ceil(-3.7)]", [3, -4, 4, 4, -3]),
    ("[round(0.5), round(-0.5), round(2.5), round(-2.5), round(2.4)]", [1, -1, 3, -3, 2]),
    ("round(0.49999999999999994)", 0),
    ("[min(3, 7), max(3, 7), min(1, 2.5), max('a', 'b')]", [3, 7, 1.0, "b"]),
    ("[sum([1, 2]), sum([1, 2.0]), sum([])]", [3, 3.0, 0]),
    ("lower('ÄB') + upper('äb') + trim(' \t a\n')", "äbÄBa"),
    ("split('a,,b', ',')", ["a", "", "b"]),
    ("split('äb', '')", ["", "ä", "b", ""]),
    ("split('', ',')", [""]),
    ("join([1, 2.0, null, 'a', [1], true], '-')", "1-2.0-null-a-[1]-true"),
    ("join([], '-')", ""),
    ("replace('a.a', '.', '$0')", "a$0a"),
    ("[starts_with(s, 'hä'), ends_with(s, 'hä')]", [True, False]),
    (
        "[match('l+o$', s), match('^l', s), match('h.l', s), match('', '')]",
        [True, False, True, True],
    ),
    (
        "[contains(xs, 1.0), contains(o, 'a'), contains(s, 'll'), contains(xs, '1')]",
        [True, True, True, False],
    ),
    ("reversed(xs) + [reversed(s)]", [2, 1, 3, "olläh"]),
    ("sort(xs + [1.5])", [1, 1.5, 2, 3]),
    ("sort(['b', 'B', 'a'])", ["B", "a", "b"]),
    ("sort([])", []),
    (
        "unique([1, '1', 1.0, true, [1], [1.0], [true], null, null])",
        [1, "1", True, [1], [True], None],
    ),
    ("flat([[1], 2, [[3]], []])", [1, 2, [3]]),
    ("zip([1, 2, 3], ['a', 'b'])", [[1, "a"], [2, "b"]]),
    (
        "[range(3), range(2, 5), range(5, 2), range(-1), range(-2, 0)]",
        [[0, 1, 2], [2, 3, 4], [], [], [-2, -1]],
    ),
    (
        "[slice(xs, 1), slice(xs, 0, 2), slice(xs, 1, 99), slice(xs, 9)]",
        [[1, 2], [3, 1], [1, 2], []],
    ),
    (
        "[slice(xs, -1), slice(xs, 1, -1), slice(s, 1, 3), slice(xs, 2, 1)]",
        [[], [1, 2], "äl", []],
    ),
    ("[index_of(xs, 1.0), index_of(xs, 9), index_of(s, 'l'), index_of(s, 'x')]", [1, -1, 2, -1]),
    ("[count(xs + [1], 1), count('aaa', 'aa'), count(xs, true)]", [2, 1, 0]),
    ("merge(o, merge(o, o))['b']", 2),
    ("chunks([1, 2, 3], 2)", [[1, 2], [3]]),
    ("chunks([], 2)", []),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_a_function_gives_what_its_line_says(text: str, value: object) -> None:
    assert json.dumps(evaluate(text, NAMES)) == json.dumps(value)


def test_each_function_of_the_table_has_a_case() -> None:
    assert [name for name in FUNCTIONS if not any(f"{name}(" in text for text, _ in CASES)] == []


@pytest.mark.parametrize(
    "text",
    [
        *("number('a')", "number(null)", "number(xs)", "number(' 1')", "number('1_0')"),
        *("number('inf')", "number('٣')", "int('x')", "int(null)", "int('')", "length(1)"),
        *("length(null)", "keys(xs)", "values(s)", "abs('1')", "abs(true)", "floor(null)"),
        *("round('1')", "min(1, 'a')", "max(true, 1)", "min(xs, xs)", "sum(['a'])", "sum([true])"),
        *("sum(1)", "lower(1)", "trim(null)", "split(s, 1)", "join(s, '')", "join(xs, 1)"),
        *("replace(s, 'a', 1)", "starts_with(s, 1)", "match(s, 1)", "contains(1, 1)"),
        *("contains(s, 1)", "contains(o, 1)", "reversed(o)", "sort([1, 'a'])", "sort([true])"),
        *("sort(s)", "sort([[1]])", "sort(['a', null])", "unique(s)", "flat(o)", "zip(xs, s)"),
        *("range(1.0)", "range('1')", "range(1, null)", "slice(xs, 1.0)", "slice(xs, 0, null)"),
        *("slice(o, 1)", "index_of(s, 1)", "index_of(o, 'a')", "count(s, 1)", "count(o, 'a')"),
        *("merge(o, xs)", "merge(null, o)", "chunks(xs, 0)", "chunks(xs, -1)", "chunks(s, 1)"),
    ],
)
def test_a_function_refuses_values_of_the_wrong_kind(text: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        evaluate(text, NAMES)
    assert raised.value.kind is Kind.TYPE


def test_a_number_around_which_there_is_space_is_told_how_it_can_be_read() -> None:
    with pytest.raises(ExpressionError, match=r"; write trim\(…\) around it"):
        evaluate("number(' 1\n')", {})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_counts_its_arguments(name: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        evaluate(f"{name}({', '.join(['1'] * 4)})", {})
    assert raised.value.kind is Kind.ARITY


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_a_line_that_tells_what_it_does(name: str) -> None:
    assert FUNCTIONS[name].summary.endswith(".")
