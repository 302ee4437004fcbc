"""YAML is read as JSON would have it, and what is wrong is told with its line."""

from typing import Any

import msgspec
import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.documents import plain, read
from attune_ops_nb.model import Ops


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("010", 10),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".nan", ".nan"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("~", None),
        ("'true'", "true"),
        ("True", True),
        ("", None),
        ("=", "="),
    ],
)
def test_words_mean_what_json_would_mean(text: str, value: Any) -> None:
    assert read(text).value == value


def test_aliases_and_merges_save_writing() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a"

    assert read(text).value == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": {"x": 1, "y": 2}}


SWELLING = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 1}]" for n in range(9))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3", 3, "a is there already, on line 1"),
        ("{a: 1, a: 2}", 1, "a is there already, on line 1"),
        ("a:\n  b: 1\n  b: 2", 3, "b is there already, on line 2"),
        ("a: [1,\nb: 2", 2, "expected ',' or ']'"),
        ("a: 1\n\tb: 2", 2, "there is a tab: take spaces"),
        ("a: 1\nb: !!python/object:os.system x", 2, "the tag .* is not known"),
        ("a: 1\nb: !!binary aGk=", 2, "the tag .* is not known"),
        ("a: !!set {x}", 1, "set is no mapping"),
        ("a: !!int [1]", 1, "int is no list"),
        ("a: !!bool maybe", 1, "'maybe' is neither true nor false"),
        ("a: !!int x", 1, "'x' is no whole number"),
        ("a: !!float x", 1, "'x' is no number"),
        ("a: 1e999", 1, "inf is no number of JSON"),
        ("? [1, 2]\n: 3", 1, "a key must be text"),
        ("a: 1\n---\nb: 2", 2, "another document"),
        ("a: &a [*a]", 1, "nested too deeply, or swells"),
        (SWELLING, None, "nested too deeply, or swells"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(text: str, line: int | None, what: str) -> None:
    where = r"\d+" if line is None else line
    with pytest.raises(Invalid, match=rf"^a\.yaml:{where}:\d+: .*({what})"):
        read(text, "a.yaml")


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\nb: \0", "2:4", r"U\+0000 cannot stand in YAML"),
        ("a: \ud800", "1:4", r"U\+D800 cannot stand in YAML"),
        ('a: "\\ud800"', "1:4", "half of a character"),
        ('a: "\\0"', "1:4", "a NUL character"),
        ("a: " + "[" * 10_000, "1:104", "nested too deeply"),
        ("".join(f"{' ' * n}a:\n" for n in range(300)), "102:103", "nested too deeply"),
        ("- " * 10_000 + "a", "1:203", "nested too deeply"),
        ("a: " + "1" * 5000, "1:4", "the number is too large"),
        (f"a: {2**63}", "1:4", "the number is too large"),
    ],
)
def test_hostile_text_is_refused_where_it_stands(text: str, place: str, what: str) -> None:
    with pytest.raises(Invalid, match=rf"^a\.yaml:{place}: .*{what}"):
        read(text, "a.yaml")


class Shape(msgspec.Struct):
    ref: str
    ops: Ops | None = None
    count: int = 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ref: 1.0", "a.yaml:1: ref: it must be text, not a number; put it in quotes"),
        ("ref: a\ncount: many", "a.yaml:2: count: it must be a whole number, not text"),
        ("ref: a\nops:\n  stages:\n    - x\n    - 5",
         "a.yaml:5: ops.stages.1: it must be text, not a whole number; put it in quotes"),
        ("ref: a\nops:\n  scope: path",
         "a.yaml:3: ops.scope: it must be a mapping or empty, not text"),
        ("count: 1", "a.yaml:1: object missing required field `ref`"),
        ("", "a.yaml:1: it must be a mapping, not empty"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_told_with_its_key_and_line(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text, "a.yaml").fit(Shape)

    assert refused.value.message == message


def test_the_keys_of_json_are_texts() -> None:
    assert plain("1: a\n2.5: b") == {"1": "a", "2.5": "b"}
