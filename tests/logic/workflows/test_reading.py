"""Workflow files become definitions."""

import json
from pathlib import Path

import msgspec
import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows.definition import Definition, Publish, Transition
from attune_ops_nb.logic.workflows.reading import load, read

CASES = Path("/work/shared/data/workflow-cases.jsonl")


def tasks(text: str) -> str:
    """A workflow with the tasks of `text`, which is indented by two."""
    return f"version: 1.0.0\ntasks:\n{text}"


def told(text: str) -> list[str]:
    """What is said of a file that is wrong, place by place."""
    with pytest.raises(Invalid) as refused:
        load(text, name="w.yaml")
    assert "\n" not in refused.value.message
    return [f"{where}: {what}" for where, what in refused.value.problems.items()]


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
def test_every_case_of_orquesta_is_read_without_a_word():
    for line in CASES.read_text().splitlines():
        assert read(json.loads(line)["workflow"]).problems.found == []


def test_a_definition_comes_back_from_its_json():
    found = load(tasks("  - {name: a, action: core.echo, next: [{do: noop}]}"))
    assert msgspec.json.decode(msgspec.json.encode(found), type=Definition) == found


def test_what_was_read_from_yaml_or_json_is_read_as_well():
    value = {"version": "1.0.0", "tasks": [{"name": "a", "action": "core.echo"}]}
    assert load(value) == load(tasks("  - {name: a, action: core.echo}"))


def test_everything_wrong_is_told_at_once():
    text = tasks("  - name: a\n    action: echo\n    timeout: soon\n    next:\n      - do: [c]\n")
    assert told(text) == [
        "w.yaml:4:13: tasks.a.action: 'echo' must be a pack and a name, like core.echo",
        "w.yaml:5:14: tasks.a.timeout: it must be a number of seconds, not 'soon'",
        "w.yaml:7:14: tasks.a.next.0.do: there is no task c",
    ]


def test_what_is_wrong_is_also_told_by_its_place():
    with pytest.raises(Invalid) as refused:
        load("version: 1.0.0", name="w.yaml")
    assert refused.value.problems == {"w.yaml:1:1": "it has no tasks"}


def test_a_key_that_is_not_known_is_no_error():
    found = read(tasks("  - {name: a, action: core.echo, on_succes: b}"), name="w.yaml")
    assert [each.told("w.yaml") for each in found.problems.found] == [
        "w.yaml:3:34: warning: tasks.a: the key on_succes is not known, and is ignored; "
        "did you mean on_success?"
    ]


def test_a_bare_name_publishes_the_whole_result():
    found = load(tasks("  - {name: a, action: core.echo, next: [{publish: [x, {y: 1}]}]}"))
    assert found.tasks[0].next[0].publish == (Publish(name="x"), Publish(name="y", value=1))


def test_older_forms_become_transitions_in_their_order():
    text = "  - {name: a, action: core.echo, on_failure: c, on_success: b, on_complete: d}\n"
    rest = "".join(f"  - {{name: {name}, action: core.echo}}\n" for name in "bcd")
    assert load(tasks(text + rest)).tasks[0].next == (
        Transition(when="{{ succeeded() }}", do=("b",)),
        Transition(when="{{ failed() }}", do=("c",)),
        Transition(do=("d",)),
    )


def test_the_default_of_a_decision_is_taken_if_no_other_branch_is():
    branches = "[{when: '{{ x }}', next: b}, {next: b, default: true}]"
    text = f"  - {{name: a, action: core.echo, decision: {branches}}}\n"
    found = load(tasks(text + "  - {name: b, action: core.echo}"))
    assert [each.when for each in found.tasks[0].next] == ["{{ x }}", "{{ not (x) }}"]


def test_what_a_task_publishes_goes_to_where_it_succeeds():
    text = "  - {name: a, action: core.echo, publish: [x], on_failure: b, on_success: b}\n"
    found = load(tasks(text + "  - {name: b, action: core.echo}"))
    assert [len(each.publish) for each in found.tasks[0].next] == [1, 0]


def test_a_task_that_only_publishes_does_so_when_it_succeeds():
    found = load(tasks("  - {name: a, action: core.echo, publish: [x]}"))
    assert found.tasks[0].next == (
        Transition(when="{{ succeeded() }}", publish=(Publish(name="x"),)),
    )


def test_a_parallel_group_is_a_join_of_its_tasks():
    members = "[{name: b, action: core.echo}, {name: c, action: core.echo}]"
    text = "  - {name: a, action: core.echo, on_success: g}\n"
    found = load(tasks(f"{text}  - {{name: g, type: parallel, tasks: {members}}}"))
    leads = {each.name: [step.do for step in each.next] for each in found.tasks}
    assert leads == {"a": [("b", "c")], "b": [("g",)], "c": [("g",)], "g": []}
    assert found.tasks[-1].join == 2


def test_a_name_that_stands_twice_is_refused():
    text = "  - {name: a, action: core.echo}\n  - {name: a, action: core.echo}"
    assert told(tasks(text)) == ["w.yaml:4:12: tasks.a.name: there is a task a already, on line 3"]


def test_a_key_that_stands_twice_is_refused_among_the_rest():
    lines = told(tasks("  - {name: a, action: core.echo, name: b, timeout: x}"))
    assert lines[0] == "w.yaml:3:34: name: name is there already, on line 3"
    assert len(lines) == 2


@pytest.mark.parametrize("name", ["fail", "item", "parameters"])
def test_a_task_cannot_be_called_like_a_word_of_the_language(name):
    assert f"tasks.{name}.name: {name} " in told(tasks(f"  - {{name: {name}, action: a.b}}"))[0]


def test_aliases_that_swell_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "swells by its aliases" in told("\n".join(lines))[0]


def test_an_alias_of_what_it_stands_in_is_refused():
    assert "it contains itself" in told("tasks: &a [*a]")[0]


def test_what_is_no_yaml_is_told_with_its_line_and_column():
    assert told("version: 1\ntasks: [")[0].startswith("w.yaml:2:9: ")
