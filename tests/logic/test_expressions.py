"""Expressions are read and evaluated as the language says, and errors say where and what."""

import json

import pytest

from attune_ops_nb.logic.expressions import ExpressionError, Kind, evaluate, parse

NAMES = {
    "workflow": {"count": 3, "in": 1, "not": {"or": 2}},
    "xs": [10, 20, 30],
    "o": {"a": 1, "b": {"c": None}},
    "s": "hällo",
    "nothing": None,
}


def refusal(text: str, functions=None) -> ExpressionError:
    with pytest.raises(ExpressionError) as raised:
        evaluate(text, NAMES, functions or {})
    return raised.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 or 2 and not 3", True),
        ("not 1 == 2", True),
        ("not 20 in xs", False),
        ("not not 1", True),
        ("1 < 2 == true", True),
        ("1 + 2 * 3 - 4 / 2", 5),
        ("2 * -3", -6),
        ("- - 3", 3),
        ("-xs[0]", -10),
        ("8 / 2 / 2", 2),
        ("8 - 2 - 2", 4),
        ("[1, 2,][-1]", 2),
        ("[]", []),
        ("workflow.in + workflow.not.or", 3),
        ("xs [ 1 ]\n+\t1", 21),
    ],
)
def test_operators_bind_as_tightly_as_the_table_says(text: str, value: object) -> None:
    assert json.dumps(evaluate(text, NAMES)) == json.dumps(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"'a\n\t\r\\\'\q\"'", "a\n\t\r\\'\\q\\\""),
        ('"it\'s"', "it's"),
        ("''", ""),
        ("9223372036854775807", 2**63 - 1),
        ("0001", 1),
        ("1.50", 1.5),
    ],
)
def test_a_literal_is_what_is_written(text: str, value: object) -> None:
    assert evaluate(text, {}) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "1 2", "a b", "1.", ".5", "1e5", "9223372036854775808", "'a", '"a\\"'),
        *(
            "- not 1",
            "(1",
            "[1",
            "1)",
            "f(1",
            "f(1,)",
            "f(,)",
            "[,]",
            "a.",
            "a.1",
            "a[]",
            "a[1",
            "o.f()",
        ),
        *("1 +", "+ 1", "* 1", "a not in b", "1 + not 1", "1 == not 1", "a = 1", "a && b"),
        *(
            "a || b",
            "!a",
            "a ? b",
            "{'a': 1}",
            "a; b",
            "lambda: 1",
            "x | lower",
            "# c",
            "ä",
            "f()()",
        ),
    ],
)
def test_what_is_no_expression_cannot_be_read(text: str) -> None:
    assert refusal(text).kind is Kind.PARSE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("1 == 1.0", True), ("1 == true", False), ("0 == false", False), ("null == 0", False)),
        *(("[1, [true]] == [1.0, [true]]", True), ("[1] == [true]", False), ("'1' == 1", False)),
        *(("[1] == [1, 2]", False), ("xs != xs", False), ("o == xs", False), ("s == s", True)),
        *(("[1, 'a'] < [1, 'b']", True), ("[1] < [1, 2]", True), ("[] <= []", True)),
        *(("'B' < 'a'", True), ("2 >= 1.5", True), ("[2] > [1, 5]", True), ("1.0 <= 1", True)),
        *(("[1] in [[1.0]]", True), ("true in [1]", False), ("'a' in o", True), ("'' in s", True)),
    ],
)
def test_values_are_compared_as_json_and_not_as_python(text: str, value: bool) -> None:
    assert evaluate(text, NAMES) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("6 / 3", 2), ("7 / 2", 3.5), ("6.0 / 3", 2.0), ("-7 / 2", -3.5), ("0 / 5", 0)),
        *(("-7 % 3", -1), ("7 % -3", 1), ("-7.5 % 2", -1.5), ("6 % 3", 0)),
        *(("1 + 2.0", 3.0), ("2 * 3", 6), ("2 * 1.5", 3.0), ("1 - 2", -1), ("-(0)", 0)),
        *(("'a' + 'b'", "ab"), ("[1] + ['a']", [1, "a"]), ("-9223372036854775807 - 1", -(2**63))),
    ],
)
def test_arithmetic_keeps_integers_and_floats_apart(text: str, value: object) -> None:
    assert json.dumps(evaluate(text, NAMES)) == json.dumps(value)


@pytest.mark.parametrize(
    "text",
    [
        *("1 < 'a'", "null < 1", "true < 1", "o < o", "[1] < ['a']", "[[1]] < [[2]]", "1 < 2 < 3"),
        *("1 in 2", "1 in o", "1 in s", "null in null", "1 + 'a'", "'a' + 1", "o + o", "true + 1"),
        *("[1] + 1", "null + null", "'a' - 'b'", "'a' * 2", "[] * 2", "true / 1", "null % 1"),
        *("-'a'", "-true", "-null", "s.length", "xs.first", "nothing.x", "o.a.b", "o.b.c.d"),
        *("xs['0']", "xs[1.0]", "xs[true]", "xs[null]", "o[1]", "nothing[0]", "(1)[0]", "s['a']"),
    ],
)
def test_operators_refuse_values_of_the_wrong_kind(text: str) -> None:
    assert refusal(text).kind is Kind.TYPE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("unknown", Kind.UNKNOWN_NAME),
        ("o.unknown", Kind.UNKNOWN_NAME),
        ("o['unknown']", Kind.UNKNOWN_NAME),
        *((text, Kind.DIVISION_BY_ZERO) for text in ("1 / 0", "1 % 0", "1 / 0.0", "1.0 % 0")),
        *((text, Kind.INDEX) for text in ("xs[3]", "xs[-4]", "''[0]", "s[5]", "[][0]")),
        ("unknown(1)", Kind.UNKNOWN_FUNCTION),
        *((text, Kind.UNKNOWN_FUNCTION) for text in ("result()", "succeeded()", "failed()")),
        *((text, Kind.ARITY) for text in ("length()", "length(1, 2)", "range()", "slice(xs)")),
        *((text, Kind.REGEX) for text in ("match('(', s)", "match('(?=a)', s)", "match('\\1', s)")),
        *((text, Kind.LIMIT) for text in ("9223372036854775807 + 1", "-(-9223372036854775807-1)")),
    ],
)
def test_an_error_is_of_the_kind_of_its_cause(text: str, kind: Kind) -> None:
    assert refusal(text).kind is kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 < worfklow.count", "unknown name `worfklow` at column 5; did you mean `workflow`?"),
        (
            "workflow.cuont + 1",
            "unknown field `cuont` at column 9; did you mean `count`?",
        ),
        ("lenght(xs)", "unknown function `lenght` at column 1; did you mean `length`?"),
        ("  length", "unknown name `length` at column 3; the function is called as `length(…)`"),
        ("1 + 2 / 0", "`/` by zero at column 7"),
        ("[1, xs[7]]", "there is no [7] in an array of length 3 at column 7"),
        ("1 = 2", "unexpected character `=` at column 3; to compare, write `==`"),
        ("(1 + 2", "expected `)`, found the end at column 7"),
        ("o.f()", "expected an operator, found `(` at column 4; only a function can be called"),
        (
            "1 not in xs",
            "expected the end, or an operator, found `not` at column 3; write `not (a in b)`",
        ),
        (
            "o.größe",
            'unexpected character `ö` at column 5; write ["…"] for what has such a name',
        ),
        (
            "o" + ".a" * 200,
            "the expression is nested deeper than 100 levels at column 204",
        ),
        ("lower(1)", "lower() takes a string as `text`, not a number at column 1"),
        ("slice(s)", "slice(value, start[, end]) takes 2 to 3 arguments, not 1 at column 1"),
    ],
)
def test_an_error_says_where_and_what_and_what_was_meant(text: str, message: str) -> None:
    assert str(refusal(text)) == message


def test_an_error_carries_its_text_and_its_column() -> None:
    error = refusal("1 +\n x")

    assert (error.text, error.column, error.kind) == ("1 +\n x", 6, Kind.UNKNOWN_NAME)


@pytest.mark.parametrize("text", ["true or 1 / 0", "not (false and unknown)", "1 or f()"])
def test_what_cannot_matter_is_not_evaluated(text: str) -> None:
    assert evaluate(text, {}) is True


@pytest.mark.parametrize("text", ["1 and 'a'", "0 or 'a'", "null or [0]", "not ''"])
def test_what_is_joined_by_words_is_a_bool(text: str) -> None:
    assert evaluate(text, {}) is True


@pytest.mark.parametrize("text", ["null", "false", "0", "0.0", "-0.0", "''", "[]", "o"])
def test_nothing_and_what_is_empty_is_false(text: str) -> None:
    assert evaluate(f"not ({text})", {"o": {}}) is True


def test_a_string_is_indexed_by_character() -> None:
    assert evaluate("s[1] + s[-1]", NAMES) == "äo"


def test_a_function_that_is_handed_in_can_be_called() -> None:
    functions = {"task_status": lambda name: f"{name}: done"}
    assert evaluate("task_status('a' + 'b')", {}, functions) == "ab: done"


def test_a_function_that_is_handed_in_hides_none_of_the_table() -> None:
    assert evaluate("length('abc')", {}, {"length": lambda _: -1}) == 3


def test_a_function_that_is_handed_in_is_asked_how_many_arguments_it_takes() -> None:
    assert refusal("f(1, 2)", {"f": lambda one: one}).kind is Kind.ARITY


def test_a_mistake_within_a_function_that_is_handed_in_is_not_hidden() -> None:
    with pytest.raises(TypeError):
        evaluate("f(1)", {}, {"f": lambda one: one + "a"})


def test_what_an_expression_refers_to_is_known_without_evaluating_it() -> None:
    found = parse("a.b['c'][0][i].d == x and length(f(y), 1)")

    told = [(each.name, each.column, each.path) for each in found.references]
    assert told == [("a", 1, ("b", "c", 0)), ("i", 13, ()), ("x", 21, ()), ("y", 36, ())]
    assert [(call.name, call.arity, call.column) for call in found.calls] == [
        ("length", 2, 27),
        ("f", 1, 34),
    ]


def test_an_expression_is_read_once() -> None:
    assert parse("1 + 1") is parse("1 + 1")
