"""Whatever was made from a secret is known, and may go only where secrets may."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import rule_templates
from attune_ops_nb.logic.expressions import ExpressionError, evaluate
from attune_ops_nb.logic.expressions.functions import FUNCTIONS as TABLE
from attune_ops_nb.logic.expressions.operators import OPERATORS
from attune_ops_nb.logic.templates import Rendered, render, render_tracked

NAMES = {
    "keystore": {"key": "k3y", "other": "0ther"},
    "parameters": {"token": "t0ken", "plain": 1, "list": ["a", "s3cret"], "a/b": "slash"},
    "workflow": {"x": {"y": "v", "z": 2}},
    "vars": {"x": {"y": "v", "z": 2}},
    "x": {"y": "v", "z": 2},
}
SECRETS = ("keystore", "/parameters/token", "parameters/list/1", "parameters/a~1b", "vars/x/y")
FUNCTIONS = {"result": lambda *_: {"code": 1, "password": "p"}}

PAIRS = [("k", "1"), ("1", "k"), ("k", "k"), ("[k]", "[1]"), ("k", "o")]
CALLS = [["k"], ["[k]"], ["k", "k"], ["k", "1"], ["1", "k"], ["[k]", "k"], ["k", "'a'", "k"]]


def secrets(value: Any) -> set[str]:
    names = (*SECRETS, "result()/password")
    return set(render_tracked(value, NAMES, names, FUNCTIONS).secrets)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ keystore.key }}", {""}),
        ("{{ keystore['key'] }}", {""}),
        ("{{ keystore }}", {""}),
        ("Bearer {{ keystore.key }}", {""}),
        ("{{ parameters.plain }} of {{ parameters.token }}", {""}),
        ("{{ parameters.token }}", {""}),
        ("{{ parameters['a/b'] }}", {""}),
        ("{{ parameters }}", {"/token", "/list/1", "/a~1b"}),
        ("{{ parameters.list }}", {"/1"}),
        ("{{ parameters.list[1] }}", {""}),
        ("{{ parameters.list[0] }}", set()),
        ("{{ parameters.list[-1] }}", {""}),
        ("{{ parameters.list[parameters.plain] }}", {""}),
        ("all: {{ parameters }}", {""}),
        ("{{ length(keystore.key) }}", {""}),
        ("{{ keystore.key == 'a' }}", {""}),
        ("{{ keys(parameters) }}", {""}),
        ("{{ [parameters.plain, keystore.key] }}", {""}),
        ("{{ parameters.plain or keystore.key }}", {""}),
        *((f"{{{{ {name}.x.y }}}}", {""}) for name in ("workflow", "vars", "variables")),
        ("{{ x.y }}", {""}),
        ("{{ x }}", {"/y"}),
        ("{{ x.z }}", set()),
        ("{{ result().password }}", {""}),
        ("{{ result() }}", {"/password"}),
        ("{{ result().code }}", set()),
        ("{{ parameters.plain }}", set()),
        ("keystore.key", set()),
    ],
)
def test_what_an_expression_makes_of_a_secret_is_secret(template: str, found: set[str]) -> None:
    names = {**NAMES, "variables": NAMES["vars"]}
    known = (*SECRETS, "result()/password")

    assert render_tracked(template, names, known, FUNCTIONS).secrets == found


def test_secrets_are_told_where_they_are_in_the_value() -> None:
    value = {"a": ["{{ x.z }}", "{{ parameters.list }}"], "b/c": {"d": "-{{ keystore.key }}"}}

    assert secrets(value) == {"/a/1/1", "/b~1c/d"}


def test_the_keystore_is_secret_without_being_named() -> None:
    assert render_tracked(["{{ keystore.key }}"], NAMES).secrets == {"/0"}


def test_a_tracked_value_is_the_value() -> None:
    value = {"a": ["{{ parameters.list }}", "{{ x.y }}-{{ keystore.key }}"]}

    assert render_tracked(value, NAMES, SECRETS).value == render(value, NAMES)


def test_a_secret_is_refused_where_it_may_not_go() -> None:
    rendered = render_tracked({"url": "{{ keystore.key }}", "password": ["{{ keystore }}"]}, NAMES)

    with pytest.raises(Invalid, match=r"`url` of .* is given a secret") as raised:
        rendered.refuse_secrets({"password"}, "core.http")

    assert list(raised.value.problems) == ["url"]
    assert "k3y" not in str(raised.value)


def test_a_secret_may_go_where_it_may() -> None:
    Rendered(value={}, secrets=frozenset({"/password/0"})).refuse_secrets({"password"}, "core.http")


def test_the_secrets_of_a_pack_are_followed_into_the_parameters_of_a_rule() -> None:
    names = {"pack": {"config": {"api": {"token": "t", "url": "u"}}}, "event": {"payload": {}}}
    params = {"password": "{{ pack.config.api.token }}", "all": "{{ pack.config }}", "n": "u"}

    found = rule_templates.resolve_tracked(params, names, ["pack/config/api/token"])

    assert found.secrets == {"/password", "/all/api/token"}


@pytest.mark.parametrize(
    "text",
    [
        *(f"{name}({', '.join(values)})" for name in TABLE for values in CALLS),
        *(f"{left} {operator} {right}" for operator in OPERATORS for left, right in PAIRS),
        *("k.x", "k[9]", "k['x']", "o[k]", "o[k + k]", "-k", "[1][k]", "'a'[k]", "k()", "n.x.y"),
    ],
)
def test_no_error_tells_a_secret(text: str) -> None:
    try:
        evaluate(text, {"k": "S3CR3T(", "o": {"a": 1}, "n": {"x": "S3CR3T("}})
    except ExpressionError as error:
        assert "S3CR3T" not in str(error)


ATOMS = st.sampled_from(
    [
        *("keystore.key", "keystore", "parameters", "parameters.token", "parameters.list"),
        *("parameters.list[-1]", "parameters['token']", "x", "workflow.x.y", "vars", "x.z", "1"),
        *("parameters[name]", "result()", "result().code", "result()['password']", "name"),
    ]
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["==", "or", "and", "in"]), inner).map(" ".join),
        inner.map(lambda each: f"({each})"),
        inner.map(lambda each: f"string({each})"),
        inner.map(lambda each: f"type_of({each})"),
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
    ),
    max_leaves=4,
)
TEMPLATES = EXPRESSIONS.map(lambda each: f"{{{{ {each} }}}}") | st.lists(
    EXPRESSIONS, max_size=2
).map(lambda several: "-".join(["", *(f"{{{{ {each} }}}}" for each in several)]))


@given(st.dictionaries(st.sampled_from("abc"), TEMPLATES | st.lists(TEMPLATES), max_size=3))
def test_with_other_secrets_nothing_changes_but_what_is_secret(value: Any) -> None:
    one, other = world("1"), world("22")
    known = (*SECRETS, "result()/password")
    try:
        first = render_tracked(value, one, known, {"result": lambda: one["result"]})
        second = render_tracked(value, other, known, {"result": lambda: other["result"]})
    except Invalid:
        return
    assert without(first.value, "", first.secrets) == without(second.value, "", first.secrets)


def world(secret: str) -> dict[str, Any]:
    """Names in which all that is secret is made from `secret`."""
    variables = {"x": {"y": secret, "z": 2}}
    return {
        "keystore": {"key": secret},
        "parameters": {"token": secret, "plain": 1, "list": ["a", secret], "a/b": secret},
        **{name: variables for name in ("workflow", "vars")},
        **variables,
        "name": "token",
        "result": {"code": 1, "password": secret},
    }


def without(value: Any, pointer: str, hidden: frozenset[str]) -> Any:
    """The value without what is hidden in it."""
    if pointer in hidden:
        return "***"
    if isinstance(value, dict):
        return {key: without(value[key], f"{pointer}/{escaped(key)}", hidden) for key in value}
    if isinstance(value, list):
        return [without(each, f"{pointer}/{at}", hidden) for at, each in enumerate(value)]
    return value


def escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
