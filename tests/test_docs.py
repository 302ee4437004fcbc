"""What there is, is written down in the README."""

import re
from pathlib import Path

import pytest

from attune_ops_nb.cli.words import GROUPS
from attune_ops_nb.config import SETTINGS
from attune_ops_nb.logic.expressions.functions import FUNCTIONS, Builtin
from attune_ops_nb.logic.workflows.validation import problems
from attune_ops_nb.notebook.grammar import CELL_WORDS, WORDS, Word
from attune_ops_nb.routes import ENDPOINTS, ROUTES, Endpoint, Route

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PAGE = "attune ops"
"""It has a section of its own."""


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_written_down(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("route", [*ENDPOINTS, *ROUTES], ids=lambda it: f"{it.method} {it.path}")
def test_a_route_is_written_down(route: Endpoint | Route) -> None:
    assert f"| {route.method} | `/attune/{route.path}` |" in README


ALL_WORDS = [*WORDS.values(), *CELL_WORDS.values()]


@pytest.mark.parametrize("word", ALL_WORDS, ids=lambda word: f"{word.magic}-{word.name}")
def test_a_word_of_the_magic_is_written_down(word: Word) -> None:
    assert f"| `{word.usage.replace('|', chr(92) + '|')}` |" in README


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda it: it.name)
def test_a_function_of_expressions_is_written_down(function: Builtin) -> None:
    assert f"| `{function.usage}` | {function.summary} |" in README


@pytest.mark.parametrize("words", [[a, b] for a, bs in GROUPS.items() for b in bs or ["attune"]])
def test_a_command_is_written_down(words: list[str]) -> None:
    lines = README.partition("## Terminal")[2].partition("## ")[0].splitlines()
    assert any(set(words) <= set(re.findall(r"[\w-]+", line)) for line in [*lines, PAGE])


def test_the_workflow_that_is_shown_has_nothing_wrong() -> None:
    shown = README.partition("## Graphs of actions")[2].partition("```yaml\n")[2]
    assert problems(shown.partition("```")[0]) == []
