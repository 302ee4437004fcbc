"""Transitions: conditions, what is published, and what comes next."""

from typing import Any

import pytest

from attune_ops_nb.logic.mocks import failed
from attune_ops_nb.logic.rehearsal import Rehearsal, rehearse
from tests.logic.conductor.driving import workflow

ASKS = """
tasks:
  - name: ask
    action: core.http
    next:
      - when: "{{ %s }}"
        do: [yes]
      - do: [always]
  - {name: yes, action: core.noop}
  - {name: always, action: core.noop}
"""


def asked(condition: str, result: Any) -> tuple[str, ...]:
    played = rehearse(workflow(ASKS % condition), results={"ask": result})
    return played.sequence[1:]


def test_without_a_task_that_nothing_leads_to_a_workflow_completes_at_once() -> None:
    played = rehearse(workflow("tasks: [{name: a, action: core.noop, next: [{do: [a]}]}]"))
    assert (played.sequence, played.status) == ((), "completed")
    assert played.result == {"succeeded": True}


def test_tasks_that_nothing_leads_to_begin_together() -> None:
    definition = workflow("tasks: [{name: b, action: x.y}, {name: a, action: x.y}]")
    assert rehearse(definition).sequence == ("b", "a")


@pytest.mark.parametrize(
    ("condition", "result", "fires"),
    [
        ("succeeded()", {}, True),
        ("succeeded()", failed(), False),
        ("failed()", failed(), True),
        ("failed()", {}, False),
        ("not failed()", failed(), False),
        ("succeeded() and result().code == 200", {"code": 200}, True),
        ("succeeded() and result().code == 200", {"code": 500}, False),
        ("failed() or result().code == 500", {"code": 500}, True),
    ],
)
def test_a_condition_is_evaluated_as_a_whole(condition: str, result: Any, fires: bool) -> None:
    assert ("yes" in asked(condition, result)) is fires


def test_a_condition_that_cannot_be_evaluated_fails_the_workflow_and_never_fires() -> None:
    played = rehearse(workflow(ASKS % "result().cod == 200"), results={"ask": {"code": 200}})
    assert (played.sequence, played.status) == (("ask", "always"), "failed")
    [fault] = played.errors
    assert (fault.task, fault.route, fault.transition) == ("ask", 0, 0)
    assert "did you mean `code`?" in fault.message


@pytest.mark.parametrize(
    "result", [{"code": 200}, {"data": {"code": 200}}, {"stdout": '{"code": 200}'}]
)
def test_a_result_shows_what_its_data_or_its_output_holds(result: Any) -> None:
    assert "yes" in asked("result().code == 200", result)


def test_what_a_result_says_itself_comes_before_its_data() -> None:
    result = {"code": 1, "data": {"code": 2}}
    assert "yes" in asked("result().code == 1 and result().data.code == 2", result)


def test_with_data_what_was_printed_is_not_looked_at() -> None:
    result = {"data": {"a": 1}, "stdout": '{"code": 200}'}
    played = rehearse(workflow(ASKS % "result().code == 200"), results={"ask": result})
    assert played.status == "failed"


PUBLISHES = """
vars: {x: 0}
tasks:
  - name: a
    action: core.noop
    next:
      - publish: [{x: "{{ workflow.x + 1 }}"}, {y: "{{ x * 10 }}"}]
        do: [b]
      - when: "{{ x == 1 }}"
        publish: [{x: "{{ x + 1 }}"}]
        do: [c]
  - {name: b, action: core.echo, input: {x: "{{ x }}"}}
  - {name: c, action: core.echo, input: {x: "{{ x }}"}}
"""


def test_all_transitions_that_match_fire_in_order_and_later_ones_see_what_was_published() -> None:
    played = rehearse(workflow(PUBLISHES))
    assert dict(played.published) == {"x": 2, "y": 10}
    assert dict(played.inputs) == {"a": {}, "b": {"x": 1}, "c": {"x": 2}}


def published(value: str, result: Any = None) -> Rehearsal:
    text = f"tasks: [{{name: a, action: x.y, next: [{{publish: [{value}]}}]}}]"
    return rehearse(workflow(f"vars: {{v: before}}\n{text}"), results={"a": result})


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("{v: 1}", 1),
        ("{v: [1, null]}", [1, None]),
        ('{v: "{{ result().n }}"}', 3),
        ('{v: "n={{ result().n }}"}', "n=3"),
        ("v", {"n": 3}),
    ],
)
def test_what_is_published_keeps_its_type_unless_text_stands_around_it(
    value: str, becomes: Any
) -> None:
    assert published(value, {"n": 3}).published == {"v": becomes}


def test_what_cannot_be_published_is_logged_and_skipped() -> None:
    played = published('{v: "{{ result().missing }}"}, {w: 2}', {"n": 3})
    assert (played.status, dict(played.published)) == ("completed", {"w": 2})
    assert (played.errors[0].task, played.errors[0].transition) == ("a", 0)


def test_a_secret_is_not_published() -> None:
    definition = workflow(
        'tasks: [{name: a, action: x.y, next: [{publish: [{v: "{{ keystore.token }}"}]}]}]'
    )
    played = rehearse(definition, keystore={"token": "hush"})
    assert dict(played.published) == {}
    assert "a variable may hold no secret" in played.errors[0].message


def test_branches_see_what_they_published_themselves_and_a_join_sees_all_of_it() -> None:
    definition = workflow(
        """
vars: {x: 0, y: 0}
tasks:
  - {name: a, action: x.y, next: [{publish: [{x: 1}], do: [join]}]}
  - {name: b, action: x.y, next: [{publish: [{y: 2}], do: [c]}]}
  - {name: c, action: x.y, input: {x: "{{ x }}"}, next: [{do: [join]}]}
  - {name: join, action: x.y, join: all, input: {x: "{{ x }}", y: "{{ y }}"}}
"""
    )
    inputs = dict(rehearse(definition).inputs)
    assert (inputs["c"], inputs["join"]) == ({"x": 0}, {"x": 1, "y": 2})


HANDLED = """
tasks:
  - name: a
    action: x.y
    next: [%s]
  - {name: b, action: x.y}
"""


@pytest.mark.parametrize(
    ("way", "status"),
    [
        ('{when: "{{ failed() }}", do: [b]}', "completed"),
        ('{when: "{{ failed() }}", do: [noop]}', "completed"),
        ('{when: "{{ failed() }}", do: [continue]}', "failed"),
        ('{when: "{{ failed() }}", publish: [{x: 1}]}', "failed"),
        ('{when: "{{ succeeded() }}", do: [b]}', "failed"),
    ],
)
def test_a_failure_is_handled_if_something_follows_it(way: str, status: str) -> None:
    assert rehearse(workflow(HANDLED % way), results={"a": failed()}).status == status


def test_other_branches_go_on_when_one_fails() -> None:
    definition = workflow(
        """
tasks:
  - {name: a, action: x.y}
  - {name: b, action: x.y, next: [{do: [c]}]}
  - {name: c, action: x.y, next: [{do: [d]}]}
  - {name: d, action: x.y}
"""
    )
    played = rehearse(definition, results={"a": failed("broken")})
    assert played.sequence == ("a", "b", "c", "d")
    error = "Workflow failed: 1 task(s) failed: a; `a` failed: broken"
    assert played.result == {"error": error, "succeeded": False}


@pytest.mark.parametrize(
    ("task", "why"),
    [
        ("input: {x: '{{ workflow.nope.x }}'}", "`nope`"),
        ("input: {x: '{{ keystore.nope }}'}", "the key `nope`"),
        ("next: [{when: '{{ 1 + task.a.x }}', do: [noop]}]", "`.x`"),
        ("delay: '{{ [] }}'", "delay must be a number of seconds"),
        ("with_items: '{{ [1] }}', input: {x: '{{ item.y.z }}'}", "`.y`"),
    ],
)
def test_a_failed_workflow_says_why_in_its_error(task: str, why: str) -> None:
    played = rehearse(workflow(f"tasks: [{{name: a, action: x.y, {task}}}]"), {"a": []})
    assert why in played.result["error"].partition("1 task(s) failed: a; ")[2]


def test_of_many_reasons_an_error_has_the_first_and_their_number() -> None:
    tasks = [{"name": name, "action": "x.y"} for name in "abcde"]
    results = {name: failed(f"no {name}") for name in "abcde"}
    error = rehearse({"version": "1.0.0", "tasks": tasks}, results=results).result["error"]
    assert error.endswith("; `a` failed: no a; `b` failed: no b; `c` failed: no c; and 2 more")


def test_with_on_failure_stop_nothing_begins_after_a_failure() -> None:
    definition = workflow(
        """
on_failure: stop
tasks:
  - {name: a, action: x.y}
  - {name: b, action: x.y, next: [{do: [c]}]}
  - {name: c, action: x.y}
"""
    )
    assert rehearse(definition, results={"a": failed()}).sequence == ("a", "b")


def test_an_error_names_task_route_and_what_the_result_says() -> None:
    [fault] = rehearse(workflow(HANDLED % ""), results={"a": failed("no disk")}).errors
    assert (fault.task, fault.route, fault.message) == ("a", 0, "`a` failed: no disk")
