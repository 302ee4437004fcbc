"""Workflows and expressions of Orquesta are rewritten word by word; the rest is refused by name."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows.definition import Definition, Publish, Task, Transition
from attune_ops_nb.logic.workflows.reading import load
from attune_ops_nb.logic.workflows.yaql import template


def definition(task: str, rest: str = "") -> Definition:
    """A workflow with the task `t1`, whose lines are indented by four."""
    return load(f"version: 1.0\n{rest}tasks:\n  t1:\n{task}", name="w.yaml")


def one(task: str) -> Task:
    """The task `t1`."""
    return definition(task).tasks[0]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("<% ctx().x %>", "{{ workflow.x }}"),
        ("<% ctx(x) %>", "{{ workflow.x }}"),
        ("<% ctx('x') + ctx(\"y\") %>", "{{ workflow.x + workflow.y }}"),
        ("<% ctx('a b').c %>", '{{ workflow["a b"].c }}'),
        ("<% ctx() %>", "{{ workflow }}"),
        ("<% ctx().a = 'b' %>", "{{ workflow.a == 'b' }}"),
        ("<% ctx().a != 1 and ctx().a <= 2 %>", "{{ workflow.a != 1 and workflow.a <= 2 }}"),
        ("<% ctx().a in list(a, b) %>", '{{ workflow.a in ["a", "b"] }}'),
        ("<% list(list(1, 2), (3)) %>", "{{ [[1, 2], (3)] }}"),
        ("<% item() %>-<% item(x) %>", "{{ item }}-{{ item.x }}"),
        ("<% task_status(t1) %>", '{{ task_status("t1") }}'),
        ("<% completed() and failed() %>", "{{ true and failed() }}"),
        ("<% len(result().list) %>", "{{ length(result().list) }}"),
        ("<% str(1) + 'ctx(x)' %>", "{{ string(1) + 'ctx(x)' }}"),
        ("{{ ctx().x == None }}", "{{ workflow.x == null }}"),
        ("{{ x }}", "{{ x }}"),
        ("100 % sure", "100 % sure"),
    ],
)
def test_an_expression_is_rewritten(theirs: str, ours: str) -> None:
    assert template(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "what"),
    [
        ("<% range(5).select(str($)) %>", "the method .select() has no counterpart here"),
        ("<% $.x %>", "$ has no counterpart here"),
        ("<% ctx( %>", "a bracket is not closed"),
        ("<% ctx(x %>", "a bracket is not closed"),
        ("<% dict(a => 1) %>", "dict() has no counterpart here"),
        ("{{ ctx().x | upper }}", "| has no counterpart here"),
        ("<% ctx(ctx(x)) %>", "ctx() and item() take one name here"),
        ("<% 1 ; 2 %>", "';' in <% 1 ; 2 %> has no counterpart here"),
    ],
)
def test_what_has_no_counterpart_is_refused_by_name(theirs: str, what: str) -> None:
    with pytest.raises(ValueError) as refused:
        template(theirs)
    assert str(refused.value) == what


def test_what_has_no_counterpart_is_told_with_its_place() -> None:
    with pytest.raises(Invalid, match=r"^w\.yaml:4:13: tasks\.t1: \$ has no counterpart here$"):
        definition("    action: core.echo message=<% $.x %>\n")


def test_parameters_stand_behind_an_action() -> None:
    task = one("    action: core.echo message=<% ctx().a %> times=2 name='A b' on=true l=[1, 2]\n")
    assert (task.action, dict(task.input)) == (
        "core.echo",
        {"message": "{{ workflow.a }}", "times": 2, "name": "A b", "on": True, "l": [1, 2]},
    )


def test_an_input_says_more_than_what_stands_behind_the_action() -> None:
    task = one("    action: core.echo message=a\n    input: {message: b}\n")
    assert task.input == {"message": "b"}


def test_inputs_are_parameters_and_variables() -> None:
    found = definition("    action: core.noop\n", "input: [a, {b: 1}]\nvars: [{c: 2}]\n")
    assert found.parameters == {"a": {}, "b": {"default": 1}}
    assert found.vars == (("a", "{{ parameters.a }}"), ("b", "{{ parameters.b }}"), ("c", 2))


def test_what_it_gives_is_a_list_of_names() -> None:
    found = definition("    action: core.noop\n", "output: [{a: <% ctx().a %>}]\n")
    assert found.output_map == (("a", "{{ workflow.a }}"),)


def test_items_run_all_at_once_unless_they_say_otherwise() -> None:
    both = [
        one("    action: core.noop\n    with: <% ctx(xs) %>\n"),
        one("    action: core.noop\n    with: {items: <% ctx(xs) %>, concurrency: 2}\n"),
    ]
    assert [task.concurrency for task in both] == ["{{ length(workflow.xs) }}", 2]


def test_the_parts_of_an_item_have_names() -> None:
    task = one("    action: core.noop\n    with: a, b in <% zip(ctx(xs), ctx(ys)) %>\n")
    assert task.item_names == ("a", "b")
    assert task.with_items == "{{ zip(workflow.xs, workflow.ys) }}"


def test_what_leads_nowhere_continues() -> None:
    task = one("    action: core.noop\n    next: [{when: <% failed() %>, publish: a=1 b=2}]\n")
    assert task.next == (
        Transition(
            when="{{ failed() }}",
            publish=(Publish(name="a", value=1), Publish(name="b", value=2)),
            do=("continue",),
        ),
    )


def test_that_a_task_has_completed_goes_without_saying() -> None:
    task = one("    action: core.noop\n    next: [{when: <% completed() %>, do: 'noop, fail'}]\n")
    assert task.next == (Transition(do=("noop", "fail")),)


def test_a_retry_is_rewritten_too() -> None:
    task = one("    action: core.noop\n    retry: {when: <% failed() %>, count: 3, delay: 1}\n")
    assert task.retry is not None
    assert (task.retry.when, task.retry.count) == ("{{ failed() }}", 3)
