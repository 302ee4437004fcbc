"""Validation tells everything that is wrong with a workflow, and where."""

import json
from pathlib import Path

import pytest

from attune_ops_nb.logic.workflows.problem import Severity
from attune_ops_nb.logic.workflows.reading import load
from attune_ops_nb.logic.workflows.validation import problems

CASES = Path("/work/shared/data/workflow-cases.jsonl")
ECHO = {
    "message": {"type": "string", "required": True},
    "times": {"type": "integer", "minimum": 1},
    "tags": {"type": "array", "items": {"type": "string"}},
}
ACTIONS = {"core.echo": ECHO, "core.noop": None}


def workflow(*tasks: str, rest: str = "") -> str:
    """A workflow with `tasks` as flow mappings, each on a line of its own from the third on."""
    listed = "".join(f"  - {{{task}}}\n" for task in tasks)
    return f"version: 1.0.0\ntasks:\n{listed}{rest}"


def told(text: str) -> list[str]:
    """What is said of a workflow, the actions being known."""
    return [each.told("w") for each in problems(text, actions=ACTIONS)]


def task(name: str, *fields: str) -> str:
    """A task that does nothing, and its other fields."""
    return ", ".join([f"name: {name}", "action: core.noop", *fields])


def leads(name: str, *targets: str) -> str:
    """A task that leads on to others."""
    return task(name, f"next: [{{do: [{', '.join(targets)}]}}]")


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
def test_nothing_is_wrong_with_the_cases_of_orquesta():
    for line in CASES.read_text().splitlines():
        case = json.loads(line)
        assert problems(case["workflow"], actions={**ACTIONS, "core.echo": None}) == []


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("succeeded() and", "w:3:64: "),
        ("worfklow.x == 1", "w:3:49: tasks.a.next.0.when: unknown name `worfklow`; "),
        ("sucteeded()", "w:3:49: tasks.a.next.0.when: unknown function `sucteeded`; did you "),
        ("1 == length()", "w:3:54: tasks.a.next.0.when: length() takes 1 argument, not 0"),
        ("task_status()", "w:3:49: tasks.a.next.0.when: task_status() takes 1 argument, not 0"),
        ("task.b.x", "w:3:49: tasks.a.next.0.when: there is no task `b`"),
        ("workflow.c", "w:3:49: tasks.a.next.0.when: unknown variable `c`"),
        ("item == 1", "w:3:49: tasks.a.next.0.when: `item` is known only in the input of"),
        ("failed == 1", "w:3:49: tasks.a.next.0.when: `failed` is a function: write failed()"),
    ],
)
def test_a_bad_expression_is_told_with_the_column_in_the_file(when, what):
    text = workflow(task("a", f"next: [{{when: '{when}', do: [noop]}}]"))
    assert [each[: len(what)] for each in told(text)] == [what]


def test_a_name_in_a_block_of_text_is_told_with_its_own_line():
    text = "version: '1'\ntasks:\n- name: a\n  action: core.echo\n  input:\n    message: |\n"
    lines = "      Hello\n      and {{ nobody }}\n"
    assert told(text + lines) == ["w:8:14: tasks.a.input.message: unknown name `nobody`"]


def test_what_is_known_anywhere_in_a_workflow_can_be_said():
    names = ["parameters.p", "workflow.v", "v", "x", "task.a", "config.c", "keystore.k"]
    said = ", ".join(f"'{{{{ {name} }}}}'" for name in [*names, "system.workflow_start"])
    text = task("a", f"next: [{{publish: [{{x: [{said}]}}]}}]")
    assert told(workflow(text, rest="vars: {v: 1}\nparameters: {p: {type: string}}")) == []


def test_a_parameter_that_the_workflow_does_not_take_is_unknown():
    text = workflow(task("a", "input: {x: '{{ parameters.q }}'}"), rest="parameters: {p: {}}")
    assert "w:3:49: tasks.a.input.x: there is no parameter `q`" in told(text)[0]


def test_an_item_is_known_in_the_input_of_its_task():
    fields = ("with_items: '{{ [1, 2] }}'", "input: {message: '{{ item }}{{ index }}'}")
    text = f"name: a, action: core.echo, {', '.join(fields)}"
    assert told(workflow(text)) == []


def test_a_variable_sees_only_those_before_it():
    text = workflow(task("a"), rest="vars:\n  a: '{{ b }}'\n  b: '{{ a }}'\n")
    assert told(text) == ["w:5:10: vars.a: the variable `b` has no value yet: it comes later"]


def test_a_first_value_cannot_ask_for_a_task():
    text = workflow(task("a"), rest="vars: {x: '{{ task.a }}'}\n")
    assert told(text) == ["w:4:15: vars.x: no task has run yet"]


def test_tasks_in_an_island_can_never_run():
    text = workflow(task("a"), leads("b", "c"), leads("c", "b"))
    assert told(text) == [
        "w:4:5: tasks.b: it can never run: only tasks that never run lead to it",
        "w:5:5: tasks.c: it can never run: only tasks that never run lead to it",
    ]


def test_a_circle_without_a_beginning_is_told():
    assert "there is no task to begin with" in told(workflow(leads("a", "b"), leads("b", "a")))[0]


def test_a_join_for_more_tasks_than_lead_to_it_is_told():
    text = workflow(leads("a", "b"), task("b", "join: 2"))
    assert told(text) == [
        "w:4:40: tasks.b.join: it can never be met: it waits for 2, and no more than 1 can arrive"
    ]


def branching(join: str, first: str = "succeeded()", second: str = "failed()") -> str:
    """Two branches by the outcome of one task, and a join of both."""
    ways = f"next: [{{when: {first}, do: [b]}}, {{when: {second}, do: [c]}}]"
    return workflow(task("a", ways), leads("b", "d"), leads("c", "d"), task("d", join))


@pytest.mark.parametrize(
    ("join", "second", "met"),
    [
        ("join: all", "failed()", False),
        ("join: all", "timed_out() and v", False),
        ("join: 1", "failed()", True),
        ("join: all", "succeeded() and v", True),
        ("join: all", "failed() or v", True),
        ("join: all", "not v", True),
    ],
)
def test_a_join_of_branches_that_exclude_each_other_is_told(join, second, met):
    found = told(branching(join, second=second) + "vars: {v: 1}")
    assert ["can never be met" in each for each in found] == ([] if met else [True])


def test_branches_that_exclude_each_other_can_both_run_in_a_circle():
    ways = "next: [{when: succeeded(), do: [b]}, {when: failed(), do: [c, a]}]"
    text = workflow(leads("s", "a"), task("a", ways), leads("b", "d"), leads("c", "d"))
    assert told(text + "  - {name: d, action: core.noop, join: all}") == []


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("{}", "w:3:41: tasks.a.input.message: it is missing"),
        ("{mesage: x}", "w:3:42: tasks.a.input.mesage: there is no such parameter; did you"),
        ("{message: 3}", "w:3:51: tasks.a.input.message: it must be of type string, not 3"),
        ("{message: x, times: 0}", "w:3:61: tasks.a.input.times: it must be at least 1, not 0"),
    ],
)
def test_an_input_is_held_against_what_the_action_takes(given, what):
    found = told(workflow(f"name: a, action: core.echo, input: {given}"))
    assert what in "\n".join(found)


def test_a_value_that_is_not_known_yet_may_be_of_any_type():
    given = "{message: m, times: '{{ result() }}', tags: ['{{ result() }}', x]}"
    assert told(workflow(f"name: a, action: core.echo, input: {given}")) == []


def test_a_task_without_input_gets_what_the_workflow_got():
    text = workflow("name: a, action: core.echo", rest="parameters: {message: {type: string}}")
    assert told(text) == []


def test_an_action_that_is_not_there_is_told_with_the_nearest():
    found = told(workflow("name: a, action: core.ehco, input: {message: x}"))
    what = "w:3:23: tasks.a.action: there is no action core.ehco; did you mean core.echo"
    assert found[0].startswith(what)


def test_a_definition_is_validated_without_places():
    found = problems(load(workflow(task("a", "delay: '{{ x }}'"))))
    assert [(each.path, each.line) for each in found] == [("tasks.a.delay", None)]


def test_a_warning_is_no_error():
    found = problems(workflow(task("a", "worker_selector: {}")))
    assert [each.severity for each in found] == [Severity.WARNING]


def test_everything_is_told_in_the_order_of_the_file():
    text = workflow(task("a", "delay: '{{ x }}'"), task("b", "timeout: never", "colour: red"))
    lines = [each.line for each in problems(text + "vars: {v: '{{ 1 + }}'}")]
    assert lines == sorted(lines) and len(lines) == 4


def test_a_variable_with_a_name_of_the_language_is_warned_of():
    found = problems(workflow(task("a"), rest="vars: {config: 1}"))
    assert [(each.severity, each.message) for each in found] == [
        (Severity.WARNING, "config means something else in expressions: say workflow.config")
    ]


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ('{{ match("[", parameters.x) }}', 4, "the pattern cannot be read"),
        ("{{ length(range(1000000000)) }}", 11, "an array of 1,000,000,000 elements"),
        ("a {{ parameters.x + (1 / 0) }}", 24, "`/` by zero"),
        ("{{ parameters.x }} and {{ parameters.y", 24, "the braces are never closed"),
    ],
)
def test_what_can_never_be_evaluated_is_told_with_its_column(
    text: str, place: int, what: str
) -> None:
    found = problems(f"version: '1'\ntasks: [{{name: a, action: x.y, input: {{i: '{text}'}}}}]")
    ((line, column, told),) = [(each.line, each.column, each.text) for each in found]
    start = len("tasks: [{name: a, action: x.y, input: {i: '")
    assert (line, column) == (2, start + place)
    assert what in told


@pytest.mark.parametrize(
    "text",
    [
        "{{ parameters.x and 1 / 0 }}",
        '{{ "{{" }} stays',
        "}} alone",
        "{{ match(parameters.x, 1) }}",
    ],
)
def test_what_may_be_evaluated_is_no_fault(text: str) -> None:
    task = {"name": "a", "action": "x.y", "input": {"i": text}}
    assert problems({"version": "1", "tasks": [task]}) == []


def test_a_file_full_of_costly_constants_is_checked_in_bounded_work() -> None:
    input = {f"i{n}": "{{ length(range(900000)) }}" for n in range(200)}
    task = {"name": "a", "action": "x.y", "input": input}
    assert problems({"version": "1", "tasks": [task]}) == []
