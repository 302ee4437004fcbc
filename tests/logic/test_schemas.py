"""Schemas say everything that is wrong, by name, and fill in what was left out."""

from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.schemas import check, check_schema, coerce, flaws, json_schema, secrets

DEPLOY = {
    "target": {"type": "string", "required": True, "enum": ["staging", "live"]},
    "replicas": {"type": "integer", "minimum": 1, "maximum": 9, "default": 2},
    "dry": {"type": "boolean", "default": False},
    "labels": {"type": "object", "default": {}},
    "hosts": {"type": "array", "items": {"type": "string"}},
    "token": {"type": "string", "secret": True, "minLength": 8, "position": 4},
    "ratio": {"type": ["number", "null"]},
}


def problems(schema: dict[str, Any], parameters: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check(schema, parameters)
    return refused.value.problems


def test_a_flat_schema_is_a_json_schema_without_our_own_keys() -> None:
    flat = {"a": {"type": "string", "required": True, "secret": True, "position": 1}, "b": "odd"}
    assert json_schema(flat) == {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
    }


def test_an_ordinary_json_schema_is_taken_as_it_is() -> None:
    ordinary = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    assert json_schema(ordinary) is ordinary
    assert problems(ordinary, {}) == {"a": "it is missing"}


def test_a_flat_schema_may_have_a_parameter_called_type() -> None:
    assert check({"type": {"type": "string"}}, {"type": "object"}) == {"type": "object"}


def test_defaults_are_filled_in_also_for_null() -> None:
    assert check(DEPLOY, {"target": "live", "dry": None, "hosts": None, "ratio": None}) == {
        "target": "live",
        "replicas": 2,
        "dry": False,
        "labels": {},
        "ratio": None,
    }


def test_all_that_is_wrong_is_said_at_once_by_name() -> None:
    given = {"replicas": "many", "dry": 1, "hosts": ["a", 2], "tokn": "x", "target": "prod"}
    assert problems(DEPLOY, given) == {
        "target": "it must be one of staging, live, not 'prod'",
        "replicas": "it must be of type integer, not 'many'",
        "dry": "it must be of type boolean, not 1",
        "hosts.1": "it must be of type string, not 2",
        "tokn": "there is no such parameter; did you mean token?",
    }


def test_the_error_is_one_line_with_every_name() -> None:
    with pytest.raises(Invalid, match=r"^target: it is missing; replicas: it must be at most 9"):
        check(DEPLOY, {"replicas": 10})


def test_the_value_of_a_secret_is_not_part_of_the_error() -> None:
    assert problems(DEPLOY, {"target": "live", "token": "hunter2"}) == {
        "token": "it must have at least 8 characters"
    }


def test_an_action_without_a_schema_takes_anything() -> None:
    assert check({}, {"anything": [1, {"deep": True}]}) == {"anything": [1, {"deep": True}]}


def test_a_schema_may_allow_more_than_it_names() -> None:
    open_schema = {"type": "object", "properties": {"a": {}}, "additionalProperties": True}
    assert check(open_schema, {"b": 1}) == {"b": 1}


@pytest.mark.parametrize("entry", [{"type": "strin"}, {"minimum": "low"}, {"enum": 5}])
def test_a_broken_schema_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match=r"the schema is broken: properties\.a"):
        check_schema({"a": entry})


def test_a_schema_fetches_nothing() -> None:
    with pytest.raises(Invalid, match="refers to something that is not there"):
        check({"a": {"$ref": "http://127.0.0.1:9/schema.json"}}, {"a": 1})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("replicas", "3", 3),
        ("replicas", "3.5", "3.5"),
        ("replicas", "three", "three"),
        ("dry", "Yes", True),
        ("dry", "0", False),
        ("dry", "perhaps", "perhaps"),
        ("labels", '{"a": 1}', {"a": 1}),
        ("hosts", '["a", "b"]', ["a", "b"]),
        ("hosts", "a,b", "a,b"),
        ("ratio", "0.25", 0.25),
        ("ratio", "null", None),
        ("ratio", "NaN", "NaN"),
        ("target", "007", "007"),
        ("unknown", "1", "1"),
    ],
)
def test_a_typed_text_becomes_a_value_of_its_type(name: str, text: str, value: Any) -> None:
    assert coerce(DEPLOY, {name: text}) == {name: value}


def test_a_text_that_does_not_fit_is_left_for_the_check_to_name() -> None:
    typed = coerce(DEPLOY, {"target": "live", "replicas": "1_0"})
    assert problems(DEPLOY, typed) == {"replicas": "it must be of type integer, not '1_0'"}


def test_secret_parameters_are_known_by_name() -> None:
    assert secrets(DEPLOY) == {"token"}
    assert secrets({"type": "object", "properties": {"a": {"secret": True}, "b": {}}}) == {"a"}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("a\0b", "it must not contain a NUL character"),
        ({"deep": ["\0"]}, "it must not contain a NUL character"),
        ("\ud800", "it contains half of a character (a lone surrogate)"),
        (float("nan"), "nan is no number of JSON"),
        (10**30, "the number is too large"),
        ({1: 2}, "the keys of an object must be text"),
        (Path("a"), "it must be a value of JSON, not a PosixPath"),
        ([{}, {"a": b"x"}], "it must be a value of JSON, not a bytes"),
    ],
)
def test_what_no_store_can_keep_is_refused_by_name(value: Any, why: str) -> None:
    assert problems({}, {"fine": [1, "é", None, 1.5, {"a": True}], "odd": value}) == {"odd": why}


def test_values_without_end_are_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)

    assert problems({}, {"a": endless}) == {"a": "it is nested deeper than 100 levels"}


@pytest.mark.parametrize("pattern", ["^(?=a)", r"(a)\1", "(?<!a)b"])
def test_a_pattern_that_looks_around_is_refused_at_its_place(pattern: str) -> None:
    nested = {"p": {"type": "object", "properties": {"q": {"pattern": pattern}}}}
    ((where, what),) = flaws(nested)
    assert where == ("p", "properties", "q", "pattern")
    assert "a pattern cannot look ahead or back" in what
    assert [*flaws({"p": {"type": "object", "default": {"pattern": pattern}}})] == []


def test_no_pattern_of_a_schema_hangs() -> None:
    with pytest.raises(Invalid, match="it must match"):
        check({"p": {"type": "string", "pattern": "^(a+)+$"}}, {"p": "a" * 5000 + "!"})
