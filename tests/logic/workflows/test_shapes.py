"""What has the wrong shape is told once, where it stands; nothing is taken for something else."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.workflows import packed, reading, validation
from attune_ops_nb.testing import an_action

TASK = "version: 1\ntasks:\n- name: a\n  action: core.echo\n"
SCHEMA = f"{TASK}parameters:\n  p:\n    type: string\n"


def told(text: str) -> list[str]:
    """Place and text of all that is wrong."""
    return [each.told("w.yaml") for each in validation.problems(text, name="w.yaml")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("secret: yes", "it must be true or false, not 'yes'"),
        ("required: yes", "it must be true or false, not 'yes'"),
        ("default: 7", "it must be of type string, not 7"),
        ("minLength: x", "the schema is broken: 'x' is not of type 'integer'"),
    ],
)
def test_a_schema_is_refused_where_it_is_broken(line: str, message: str) -> None:
    name = line.partition(":")[0]
    column = 5 + len(name) + 2
    assert told(f"{SCHEMA}    {line}\n") == [f"w.yaml:8:{column}: parameters.p.{name}: {message}"]


def test_all_that_is_broken_in_a_schema_is_told() -> None:
    found = told(
        f"{SCHEMA}    secret: 1\n  q: {{type: strin}}\n  r: {{type: integer, default: x}}\n"
    )
    assert [each.split(": ")[1] for each in found] == [
        *("parameters.p.secret", "parameters.q.type", "parameters.r.default"),
    ]  # fmt: skip


def test_an_object_names_the_required_ones_of_its_own() -> None:
    entry = "type: object, properties: {x: {type: string}}, required: [x]"
    assert told(f"{TASK}parameters: {{p: {{{entry}}}}}\n") == []


def test_a_json_schema_is_taken_as_it_is_and_checked() -> None:
    schema = "type: object, required: [p], properties: {p: {type: string, default: 7}}"
    assert told(f"{TASK}parameters: {{{schema}}}\n") == [
        "w.yaml:5:83: parameters.properties.p.default: it must be of type string, not 7"
    ]


def test_an_entry_that_is_no_mapping_is_told_of() -> None:
    what = "it says nothing of the parameter, and is ignored"
    assert told(f"{TASK}parameters: {{p: 5}}\n") == [f"w.yaml:5:14: warning: parameters.p: {what}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("timeout: 1e300", "it must be at most 2147483647 seconds, not 1e+300"),
        ("delay: 9223372036854775807", "it must be at most 2147483647 seconds"),
        ("concurrency: 3e9", "it must be from 1 to 10000, not 3000000000"),
        ("retry: {count: 1, max_delay: 1e99}", "it must be at most 2147483647 seconds"),
    ],
)
def test_numbers_have_bounds(line: str, message: str) -> None:
    (found,) = told(f"{TASK}  {line}\n")
    assert message in found


@pytest.mark.parametrize("text", ["5", "branches", "{when: x}"])
def test_decisions_are_a_list_of_branches(text: str) -> None:
    what = "it must be a list of branches, with when and next"
    assert told(f"{TASK}  decision: {text}\n") == [f"w.yaml:5:13: tasks.a.decision: {what}"]


def test_a_branch_is_a_mapping() -> None:
    what = "it must be a mapping, with when and next"
    assert told(f"{TASK}  decision: [b]\n") == [f"w.yaml:5:14: tasks.a.decision.0: {what}"]


@pytest.mark.parametrize("ref", ["'{{ x }}'", "Shop.Order", "shop.a.b", "shop."])
def test_a_ref_is_a_pack_and_a_name(ref: str) -> None:
    (found,) = told(f"{TASK}ref: {ref}\n")
    assert found.startswith("w.yaml:5:6: ref: ") and "must be a pack and a name" in found


def test_a_name_can_be_shown_in_one_line() -> None:
    found = told(TASK.replace("name: a", 'name: "a\\nb"'))
    assert found == ["w.yaml:3:9: tasks.0.name: it has a character that cannot be shown"]


@pytest.mark.parametrize("tasks", ["true", "[]", "", "x"])
def test_tasks_that_are_none_are_told_of_once(tasks: str) -> None:
    assert len(told(f"version: 1\ntasks: {tasks}\n")) == 1


def test_a_part_of_another_kind_has_nothing_missing() -> None:
    assert told(f"{TASK}  retry: 5\n") == [
        "w.yaml:5:10: tasks.a.retry: it must be a mapping, not 5"
    ]
    assert len(told(f"{TASK}- 7\n")) == 1


def test_a_decision_has_one_default() -> None:
    branches = "[{default: true, next: noop}, {default: true, next: fail}]"
    what = "only one branch can be the default"
    assert told(f"{TASK}  decision: {branches}\n") == [f"w.yaml:5:43: tasks.a.decision: {what}"]


def test_what_is_published_badly_is_told_where_it_stands() -> None:
    found = told(f"{TASK}  next: [{{publish: [{{ok: 1}}, {{'a b': 2}}, 7]}}]\n")
    assert [each.partition(" ")[0] for each in found] == ["w.yaml:5:31:", "w.yaml:5:42:"]


def test_an_action_without_a_pack_is_told_of_once() -> None:
    (found,) = validation.problems(TASK.replace("core.echo", "echo"), actions={"core.echo": None})
    assert found.message == "'echo' must be a pack and a name, like core.echo"


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (2**63, "the number is too large"),
        (float("nan"), "nan is no number of JSON"),
        ("a\0b", "a NUL character"),
        ("\ud800", "half of a character"),
        ({"\0": 1}, "a NUL character"),
    ],
)
def test_a_value_that_no_file_could_say_is_refused(value: object, what: str) -> None:
    tasks = [{"name": "a", "action": "core.echo"}]
    with pytest.raises(Invalid, match=f"w.yaml: vars.x: .*{what}"):
        reading.read({"version": "1", "tasks": tasks, "vars": {"x": value}}, name="w.yaml")


def test_a_value_that_is_nested_deeper_than_a_file_is_refused() -> None:
    value: object = 1
    for _ in range(5000):
        value = [value]
    with pytest.raises(Invalid, match="nested too deeply"):
        reading.read({"version": "1", "tasks": [], "vars": {"x": value}})


def test_what_the_action_says_of_parameters_is_checked_with_its_workflow() -> None:
    action = an_action("demo.flow", param_schema={"p": {"type": "string", "secret": "yes"}})
    found = packed.described(reading.read(TASK), action)
    assert [each.text for each in found.problems.errors] == [
        "parameters.p.secret: it must be true or false, not 'yes'"
    ]
