"""Whatever a workflow file says, it is read or refused, and never breaks the reader."""

from contextlib import suppress
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows import drawing, graph, reading, validation

WORDS = [
    *("name", "action", "input", "next", "when", "do", "publish", "retry", "count", "delay"),
    *("with_items", "with", "items", "concurrency", "join", "on_success", "decision", "default"),
    *("type", "tasks", "vars", "parameters", "output_map", "output", "timeout", "x"),
]
TEXTS = [
    *("a", "b", "", "core.noop", "all", "parallel", "fail", "{{ workflow.x }}", "{{ 1 + }}"),
    *("<% ctx(x) %>", "<% list(a, (b)) %>", "x in <% ctx(y) %>", "core.echo m=<% item() %> n"),
]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2**70), st.floats(), st.sampled_from(TEXTS)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
    ),
    max_leaves=12,
)
TASKS = st.builds(
    lambda name, more: {"name": name, "action": "core.noop", **more},
    st.sampled_from(["a", "b", "c"]),
    st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4),
)
FILES = st.builds(
    lambda tasks, by_name, more: {"version": "1", "tasks": by_name or tasks, **more},
    st.lists(TASKS, max_size=4),
    st.dictionaries(st.sampled_from(["a", "b"]), TASKS, max_size=2),
    st.dictionaries(st.sampled_from(["vars", "parameters", "output_map", "x"]), VALUES, max_size=2),
)


@given(FILES)
@settings(max_examples=150, deadline=None)
def test_any_value_is_read_and_drawn_or_refused(value: dict[str, Any]) -> None:
    with suppress(Invalid):
        found = reading.read(value)
        validation.check(found, actions={"core.noop": {"x": {"type": "integer"}}})
        for draw in drawing.FORMS.values():
            draw(graph.graph(found.definition))


@given(FILES)
@settings(max_examples=100, deadline=None)
def test_every_place_that_is_told_is_in_the_file(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value)
    with suppress(Invalid):
        told = validation.problems(text, actions={})
        assert all(each.line is None or 0 < each.line <= text.count("\n") + 1 for each in told)
