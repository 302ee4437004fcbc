"""What a workflow sees, what its tasks get, and what comes out of it."""

from typing import Any

import pytest

from attune_ops_nb.logic.mocks import failed
from attune_ops_nb.logic.rehearsal import rehearse
from tests.logic.conductor.driving import Drive, workflow

ECHO = """
parameters: {who: {type: string, default: world}, n: {type: integer}}
vars: {greeting: "Hello {{ parameters.who }}", loud: "{{ upper(greeting) }}"}
tasks:
  - {name: first, action: x.y, next: [{do: [echo]}]}
  - name: echo
    action: core.echo
    input: {got: "{{ %s }}"}
"""


def seen(expression: str, result: Any = None, **given: Any) -> Any:
    """What `expression` is in the input of a task that follows one with `result`."""
    drive = Drive(ECHO % expression, {"n": 2}, **given)
    drive.finish("first", result)
    return drive.running[0].input["got"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("parameters.n", 2),
        ("parameters.who", "world"),
        ("workflow.greeting", "Hello world"),
        ("vars.greeting", "Hello world"),
        ("variables.loud", "HELLO WORLD"),
        ("loud", "HELLO WORLD"),
        ("workflow.n", 2),
        ("task.first.code", 200),
        ("tasks.first.code", 200),
        ("result().code", 200),
        ("succeeded()", True),
        ("failed()", False),
        ("timed_out()", False),
        ("task_status('first')", "succeeded"),
        ("task_status('echo')", "running"),
        ("config", None),
        ("keystore", None),
        ("system.workflow_start", "2026-01-01T00:00:00Z"),
        ("keys(workflow)", ["greeting", "loud", "n", "who"]),
        ("'first' in task and not ('echo' in task)", True),
    ],
)
def test_a_task_sees_what_the_language_promises(expression: str, value: Any) -> None:
    assert seen(expression, {"code": 200}) == value


def test_configuration_and_keys_are_those_that_are_handed_in() -> None:
    given = {"config": {"url": "u"}, "keystore": {"token": "t"}}
    assert seen("config.url + keystore.token", **given) == "ut"


def test_the_input_says_where_its_secrets_are() -> None:
    drive = Drive(ECHO % "keystore.token", {"n": 1}, keystore={"token": "t"})
    drive.finish("first")
    assert drive.running[0].secrets == {"/got"}


def test_where_there_is_no_task_before_there_is_no_result() -> None:
    drive = Drive('tasks: [{name: a, action: x.y, input: {r: "{{ result() }}"}}]')
    assert drive.running[0].input == {"r": None}


def test_a_task_without_input_gets_the_parameters_of_the_workflow() -> None:
    start = Drive(ECHO % "1", {"n": 1}).running[0]
    assert (start.input, start.inherited) == ({"who": "world", "n": 1}, True)


def test_a_declared_parameter_that_was_not_given_is_null() -> None:
    text = """
parameters: {path: {type: string}}
tasks: [{name: a, action: x.y, input: {path: "{{ parameters.path }}"}}]
"""
    assert Drive(text).running[0].input == {"path": None}


def test_a_task_whose_input_cannot_be_rendered_fails_and_may_be_handled() -> None:
    text = """
tasks:
  - {name: a, action: x.y, input: {x: "{{ nothing }}"}, next: [{when: "{{ failed() }}", do: [b]}]}
  - {name: b, action: x.y, input: {why: "{{ result().error }}"}}
"""
    played = rehearse(workflow(text))
    assert (played.sequence, played.status) == (("a", "b"), "completed")
    assert "unknown name `nothing`" in played.inputs[0][1]["why"]


def test_a_variable_that_cannot_be_rendered_fails_the_workflow_before_it_begins() -> None:
    text = 'vars: {x: "{{ parameters.no }}"}\ntasks: [{name: a, action: x.y}]'
    played = rehearse(workflow(text))
    assert (played.sequence, played.status) == ((), "failed")
    assert "variable `x`" in played.result["error"]


OUTPUT = """
output_map: {code: "{{ task.a.code }}", missing: "{{ task.b.code }}", said: "{{ result() }}"}
tasks:
  - {name: a, action: x.y, next: [{when: "{{ failed() }}", do: [b]}]}
  - {name: b, action: x.y}
"""


def test_the_result_is_the_output_and_that_it_succeeded() -> None:
    played = rehearse(workflow(OUTPUT), results={"a": {"code": 200}})
    assert played.result == {"code": 200, "said": None, "succeeded": True}


def test_what_of_the_output_cannot_be_rendered_is_left_out_and_logged() -> None:
    played = rehearse(workflow(OUTPUT), results={"a": {"code": 200}})
    assert played.status == "completed"
    assert played.errors[0].message.startswith("output `missing` is left out: ")


def test_without_an_output_map_the_result_is_that_it_succeeded() -> None:
    played = rehearse(workflow("tasks: [{name: a, action: x.y}]"), results={"a": {"code": 200}})
    assert played.result == {"succeeded": True}


def test_after_a_failure_there_is_output_as_well_beside_what_failed() -> None:
    results = {"a": failed("no disk"), "b": failed()}
    played = rehearse(
        workflow('output_map: {x: "{{ 1 + 1 }}"}' + OUTPUT.partition('}}"}')[2]), results=results
    )
    error = "Workflow failed: 1 task(s) failed: b"
    assert played.result == {"x": 2, "error": error, "succeeded": False}


def test_keys_of_the_store_do_not_leave_by_the_output() -> None:
    text = 'output_map: {x: "{{ keystore.t }}"}\ntasks: [{name: a, action: x.y}]'
    played = rehearse(workflow(text), keystore={"t": "hush"})
    assert played.output == {}


def test_a_workflow_in_a_workflow_is_a_task_like_others() -> None:
    text = """
tasks:
  - {name: inner, action: demo.inner, next: [{publish: [{x: "{{ result().x }}"}], do: [b]}]}
  - {name: b, action: x.y}
"""
    played = rehearse(workflow(text), results={"inner": {"x": 1, "succeeded": True}})
    assert dict(played.published) == {"x": 1}


def test_a_variable_does_not_begin_as_a_secret() -> None:
    text = 'vars: {x: "{{ keystore.t }}"}\ntasks: [{name: a, action: x.y}]'
    played = rehearse(workflow(text), keystore={"t": "hush"})
    assert "a variable may hold no secret" in played.result["error"]


def test_parameters_that_are_handed_on_stay_secret() -> None:
    given = {"secret_names": ("keystore", "parameters/token")}
    drive = Drive("tasks: [{name: a, action: x.y}]", {"token": "hush", "n": 1}, **given)
    assert drive.running[0].secrets == {"/token"}
