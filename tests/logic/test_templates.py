"""A template keeps the type of what it is, and says which expression failed, where and why."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attune_ops_nb.logic import templates
from attune_ops_nb.logic.expressions import ExpressionError, Kind

NAMES = {"xs": [1, 2], "o": {"b": 1.0, "a": None}, "n": 5, "s": "text", "t": "{{ n }}"}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS.filter(lambda text: "{{" not in text),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


def refusal(value: Any, act: Any = templates.render) -> ExpressionError:
    with pytest.raises(ExpressionError) as raised:
        act(value, NAMES)
    return raised.value


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ xs }}", [1, 2]),
        ("  {{n}}\n", 5),
        ("{{ null }}", None),
        ("{{ n == 5 }}", True),
        ("n={{ n }}, {{ null }}, {{ true }}, {{ 5.0 }}", "n=5, , true, 5.0"),
        ("{{ xs }}{{ o }}", '[1,2]{"a":null,"b":1.0}'),
        ("{{ n }} ", 5),
        ("{{ n }}.", "5."),
        ("{{ '}}' }}", "}}"),
        ("""a {{ "}}\\"}}" + '{{' }} b""", 'a }}"}}{{ b'),
        ("{{ t }}", "{{ n }}"),
        ("-{{ t }}-", "-{{ n }}-"),
        ("{{ n }} {{ unclosed", "5 {{ unclosed"),
        ("{{ 'unclosed", "{{ 'unclosed"),
        ("}} { {{ n }} }", "}} { 5 }"),
        ("{ { n } }", "{ { n } }"),
        ("{{\n  xs[0]\n  + 1\n}}", 2),
        ("ü{{ s }}", "ütext"),
        ("", ""),
    ],
)
def test_a_string_is_rendered_as_the_language_says(template: str, value: object) -> None:
    assert json.dumps(templates.render(template, NAMES)) == json.dumps(value)


def test_values_are_rendered_all_the_way_down_and_keys_never_are() -> None:
    value = {"{{ n }}": [{"a": "{{ xs }}"}, ("{{ n }}", 1.0)], "other": None}

    found = templates.render(value, NAMES)

    assert found == {"{{ n }}": [{"a": [1, 2]}, [5, 1.0]], "other": None}


@given(VALUES)
def test_a_value_without_templates_stays_what_it_is(value: Any) -> None:
    assert templates.render(value, {}) == value


@given(TEXTS, TEXTS, TEXTS)
def test_braces_and_quotes_within_a_string_literal_are_part_of_the_string(
    before: str, inner: str, after: str
) -> None:
    quoted = "'" + inner.replace("\\", "\\\\").replace("'", "\\'") + "'"
    before, after = before.replace("{", ""), after.replace("{", "")
    around = before.strip() or after.strip()

    found = templates.render(f"{before}{{{{ {quoted} }}}}{after}", {})

    assert found == (f"{before}{inner}{after}" if around else inner)


@given(st.lists(TEXTS | st.sampled_from(["{{", "}}", "'", '"', "n", "\\", " "])).map("".join))
def test_any_string_is_rendered_or_refused(text: str) -> None:
    try:
        templates.render([text], NAMES)
    except ExpressionError as error:
        assert (error.text, error.pointer) == (text, "/0")
        assert error.column is None or 1 <= error.column <= len(text) + 1


def test_an_error_says_where_in_the_value_and_where_in_the_string() -> None:
    error = refusal({"a/b": [0, {"c": "Hello {{ s + xs }}"}]})

    assert str(error) == "/a~1b/1/c: `+` cannot join a string and an array at column 12" + (
        "; write string(…) around what is none"
    )
    assert (error.pointer, error.column, error.text) == ("/a~1b/1/c", 12, "Hello {{ s + xs }}")


@pytest.mark.parametrize(
    ("template", "kind", "column"),
    [
        ("{{ }}", Kind.PARSE, 3),
        ("a {{}}", Kind.PARSE, 5),
        ("{{ it's }} and {{ n }}", Kind.PARSE, 6),
        ("{{ {{ n }} }}", Kind.PARSE, 4),
        ("{{ n }} {{ nn }}", Kind.UNKNOWN_NAME, 12),
        ("{{ s.x }}", Kind.TYPE, 5),
    ],
)
def test_one_expression_that_fails_fails_the_whole(template: str, kind: Kind, column: int) -> None:
    error = refusal(template)

    assert (error.kind, error.column) == (kind, column)


def test_a_text_that_becomes_too_long_is_refused() -> None:
    long = "x" * 9_000_000

    with pytest.raises(ExpressionError, match="too long"):
        templates.render("{{ x }}{{ x }}", {"x": long})


def test_a_value_that_is_nested_too_deep_is_refused() -> None:
    value: Any = "{{ n }}"
    for _ in range(3000):
        value = [value]

    assert refusal(value).kind is Kind.LIMIT


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        *(("n == 5", True), ("{{ n == 5 }}", True), ("  {{ n < 5 }}\n", False), ("s", True)),
        *(("''", False), ("{{ null }}", False), ("'false'", True), ("{{ 'false' }}", True)),
        *(("{{ '}}' == s }}", False), ("'{{' == '{{'", True), ("xs", True)),
    ],
)
def test_a_condition_holds_if_its_value_is_true(text: str, holds: bool) -> None:
    assert templates.condition(text, NAMES) is holds


@pytest.mark.parametrize(
    "text",
    [
        *("unknown", "{{ unknown }}", "n ==", "{{ n }} == 5", "{{ n }} and {{ s }}", "", "{{ }}"),
        *("not {{ n }}", "{{ n", "yes please", "n == {{ 5 }}", "s < n", "n / 0 == 1", "result()"),
    ],
)
def test_a_condition_that_cannot_be_evaluated_is_an_error_and_never_true(text: str) -> None:
    error = refusal(text, templates.condition)

    assert error.text == text
    assert 1 <= (error.column or 0) <= len(text) + 1


def test_conditions_and_templates_can_ask_how_the_last_task_ended() -> None:
    functions = {"succeeded": lambda *_: True, "result": lambda *_: {"code": 200}}

    assert templates.condition("succeeded() and result().code == 200", {}, functions)
    assert templates.render("{{ result().code }}", {}, functions) == 200


def test_the_expressions_of_a_value_are_known_with_their_places() -> None:
    value = {"a": ["x", "é {{ n + m }} {{ f(o.p) }}"], "b": 1, "c": "{{ n }}"}

    found = [
        (pointer, each.name, each.column)
        for pointer, expression in templates.expressions_in(value)
        for each in (*expression.references, *expression.calls)
    ]

    assert found == [
        *(("/a/1", "n", 6), ("/a/1", "m", 10), ("/a/1", "o", 20), ("/a/1", "f", 18)),
        ("/c", "n", 4),
    ]


def test_all_expressions_that_cannot_be_read_are_told_at_once() -> None:
    broken: list[ExpressionError] = []

    found = list(templates.expressions_in(["{{ 1 + }}", "{{ n }}", "a {{ 2 2 }}"], broken))

    assert [pointer for pointer, _ in found] == ["/1"]
    assert [(error.pointer, error.column) for error in broken] == [("/0", 8), ("/2", 8)]


def test_the_first_expression_that_cannot_be_read_is_raised_where_nobody_collects_them() -> None:
    with pytest.raises(ExpressionError, match=r"^/1: expected"):
        list(templates.expressions_in(["{{ n }}", "{{ 1 + }}"]))


def test_the_expression_of_a_condition_has_the_columns_of_its_text() -> None:
    expression = templates.expression_of_condition("  {{ n == m }}")

    assert [each.column for each in expression.references] == [6, 11]
