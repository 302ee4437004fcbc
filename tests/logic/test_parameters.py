"""Parameters arrive as they were given, whatever is in them."""

import json
import subprocess

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from attune_ops_nb.logic.parameters import document, shell_prelude
from attune_ops_nb.model import ParameterFormat

GIVEN = {
    "text": "it's\n$HOME `id` \\ \"",
    "none": None,
    "flag": True,
    "count": 3,
    "list": ["a b", {"c": None}],
    "nest": {"b": 2, "a": {"deep": "x"}, "empty": {}},
}


def test_json_is_one_object_on_a_line() -> None:
    said = document(GIVEN, ParameterFormat.JSON)

    assert json.loads(said) == GIVEN
    assert said.endswith(b"}\n") and said.count(b"\n") == 1


def test_yaml_says_the_same() -> None:
    assert yaml.safe_load(document(GIVEN, ParameterFormat.YAML)) == GIVEN


def test_dotenv_has_sorted_lines_with_dots_for_what_is_nested() -> None:
    assert document(GIVEN, ParameterFormat.DOTENV).decode() == (
        "count='3'\n"
        "flag='true'\n"
        'list=\'["a b", {"c": null}]\'\n'
        "nest.a.deep='x'\n"
        "nest.b='2'\n"
        "none=''\n"
        "text='it'\\''s\n$HOME `id` \\ \"'\n"
    )


@pytest.mark.parametrize(
    ("format", "said"),
    [(ParameterFormat.JSON, b"{}\n"), (ParameterFormat.YAML, b"{}\n"),
     (ParameterFormat.DOTENV, b"\n")],
)  # fmt: skip
def test_no_parameters_are_a_document_too(format: ParameterFormat, said: bytes) -> None:
    assert document({}, format) == said


@pytest.mark.parametrize("format", list(ParameterFormat))
def test_half_a_surrogate_pair_breaks_nothing(format: ParameterFormat) -> None:
    assert document({"a": "x\ud800"}, format).startswith((b"{", b"a"))


def bash(script: str) -> bytes:
    done = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, check=True)
    return done.stdout


@settings(deadline=None, max_examples=30)  # each is a shell
@given(some.text().filter(lambda text: "\0" not in text))
def test_a_shell_has_the_very_value(value: str) -> None:
    prelude = shell_prelude({"first-name": value}).encode("utf-8", "replace")
    script = prelude + b'printf %s "$PARAM_FIRST_NAME$first_name"'

    done = subprocess.run(["bash"], input=script, stdout=subprocess.PIPE, check=True)

    assert done.stdout == value.encode("utf-8", "replace") * 2


def test_a_shell_keeps_the_variables_that_it_needs() -> None:
    script = shell_prelude({"PATH": "x", "UID": "y", "1st": "z"}) + 'echo "$PARAM_UID $_1st"; ls /'

    assert bash(script).startswith(b"y z\n")


def test_parameters_are_not_exported() -> None:
    assert b"tr0ub4dor" not in bash(shell_prelude({"key": "tr0ub4dor"}) + "env")
