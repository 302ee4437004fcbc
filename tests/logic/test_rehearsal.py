"""Rehearsals: results as people write them, and what a rehearsal refuses."""

from typing import Any

import msgspec
import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.mocks import recorded
from attune_ops_nb.logic.rehearsal import rehearse as rehearse_one
from attune_ops_nb.testing import Mock, rehearse
from tests.logic.conductor.driving import Drive

TWO = """
version: 1.0.0
vars: {n: 0}
tasks:
  - name: a
    action: x.y
    input: {n: 20}
    next:
      - {when: "{{ succeeded() }}", publish: [{got: "{{ result() }}"}], do: [b]}
      - {when: "{{ failed() }}", publish: [{got: "{{ result().error }}"}], do: [b]}
  - name: b
    action: x.y
    next: [{when: "{{ n < 1 }}", publish: [{n: 1}], do: [a]}]
  - {name: start, action: x.y, next: [{do: [a]}]}
"""


def got(results: Any) -> Any:
    return rehearse(TWO, results=results).published["got"]


@pytest.mark.parametrize(
    ("mock", "value"),
    [
        ("text", "text"),
        ({"code": 1}, {"code": 1}),
        ({"status": 200}, {"status": 200}),
        (["first", "second"], "second"),
        (["first", Mock(result="second")], "second"),
        (Mock(result=[1, 2]), [1, 2]),
        (lambda given: given["n"] + 1, 21),
        (lambda given: given["missing"], "'missing'"),
        (ValueError("no disk"), "no disk"),
        ({"status": "failed", "result": {"error": "no disk"}}, "no disk"),
        ([Mock(times=1, result=1), Mock(result=2)], 2),
        ([Mock(iteration=1, result=1), Mock(result=2)], 1),
    ],
)
def test_a_result_is_a_value_one_for_each_iteration_a_function_or_an_error(
    mock: Any, value: Any
) -> None:
    assert got({"a": mock}) == value


def test_a_task_without_a_result_succeeds_with_nothing() -> None:
    assert got({}) is None


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ({"c": 1}, "the workflow has no task 'c'"),
        ({"strat": 1}, "did you mean"),
        ({"a": Mock(status="fine")}, "'fine' is no status"),
        ({"a": [1, 2, 3]}, "a (the 3. of 3)"),
        ({"b": Mock(item=4)}, "not asked for: b"),
        ("a", "a mapping from tasks to results"),
    ],
)
def test_results_that_do_not_fit_the_workflow_are_refused(results: Any, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        rehearse(TWO, results=results)
    assert says in refused.value.message


def test_results_that_nobody_asks_for_are_refused_only_where_all_must_be_used() -> None:
    played = rehearse(TWO, results={"a": [1, 2, 3]}, all_used=False)
    assert played.published["got"] == 2


def test_a_run_that_was_recorded_is_rehearsed_the_same_again() -> None:
    drive = Drive(TWO.partition("\n")[2].partition("\n")[2])
    drive.finish("start"), drive.finish("a", 1), drive.finish("b")
    drive.fail("a", "no disk"), drive.finish("b")
    mocks = msgspec.json.decode(msgspec.json.encode(recorded(drive.ledger)))
    played = rehearse(TWO, results=mocks)
    assert played.sequence == tuple(step.task for step in drive.ledger.steps())
    assert played.published["got"] == "no disk"


@pytest.mark.parametrize("inputs", [{}, {"n": "many"}, {"n": 1, "m": 2}])
def test_inputs_that_do_not_fit_the_parameters_are_refused(inputs: Any) -> None:
    with pytest.raises(Invalid):
        rehearse(f"parameters: {{n: {{type: integer, required: true}}}}{TWO}", inputs)


def test_a_workflow_that_cannot_be_read_is_refused_with_its_places() -> None:
    with pytest.raises(Invalid, match=r"workflow\.yaml:"):
        rehearse("version: 1.0.0\ntasks: [{name: a, action: x.y, next: [{do: [c]}]}]")


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ({"status": "failed"}, "status is 'completed', not 'failed'"),
        ({"sequence": ["start"]}, "sequence has 5 entries, not 1"),
        ({"published": {"n": 2}}, "published is"),
        ({"statuss": 1}, "nothing of a rehearsal is called 'statuss'"),
    ],
)
def test_a_rehearsal_says_how_it_differs_from_what_was_expected(expected: Any, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        rehearse(TWO, expected=expected)
    assert says in refused.value.message


def test_a_rehearsal_that_goes_as_expected_says_nothing() -> None:
    played = rehearse(TWO, expected={"sequence": ["start", "a", "b", "a", "b"]})
    assert played.status == "completed"


LOGIN = 'tasks: [{name: login, action: x.y, input: {token: "{{ keystore.token }}"}}]'


def test_a_rehearsal_knows_no_keys() -> None:
    played = rehearse(f"version: 1.0.0\n{LOGIN}")

    told = "the key `token` is not known in a rehearsal at column 12; give what stands for it"
    assert played.status == "failed" and told in played.errors[0].message


TOKEN = "parameters: {token: {type: string, secret: true}}\n"
SECRET = {"token": {"type": "string", "secret": True}}
PLAIN = {"token": {"type": "string"}}


@pytest.mark.parametrize("task", ["input: {token: '{{ parameters.token }}'}", "timeout: 9"])
def test_a_secret_gets_only_into_a_parameter_that_is_secret(task: str) -> None:
    text = f"version: 1.0.0\n{TOKEN}tasks: [{{name: a, action: x.y, {task}}}]"
    refused = rehearse(text, {"token": "x"}, actions={"x.y": PLAIN})
    assert (refused.status, refused.inputs) == ("failed", ())
    assert "`a` failed: `token` of x.y is given a secret" in refused.result["error"]
    assert rehearse(text, {"token": "x"}, actions={"x.y": SECRET}).status == "completed"


def test_a_secret_is_not_published_in_a_rehearsal_either() -> None:
    text = "tasks: [{name: a, action: x.y, next: [{publish: [{t: '{{ parameters.token }}'}]}]}]"
    played = rehearse(f"version: 1.0.0\n{TOKEN}{text}", {"token": "x"})
    assert played.published == {}
    assert "a variable may hold no secret" in played.errors[0].message


def test_something_may_stand_for_a_key() -> None:
    played = rehearse(f"version: 1.0.0\n{LOGIN}", keystore={"token": "x"})

    assert (played.status, played.inputs) == ("completed", (("login", {"token": "x"}),))


ONE = {"version": "1", "tasks": [{"name": "a", "action": "x.y"}]}


@pytest.mark.parametrize("value", [object(), float("nan"), {1: 2}, b"x", 2**63, "a\0"])
def test_a_result_that_no_action_could_give_is_refused(value: Any) -> None:
    with pytest.raises(Invalid, match="results: a: "):
        rehearse(ONE, results={"a": lambda _: value})


def test_a_rehearsal_of_too_many_items_is_given_up() -> None:
    task = {"name": "a", "action": "x.y", "with_items": "{{ range(11) }}"}
    with pytest.raises(Invalid, match=r"after 10 executions .* fewer items"):
        rehearse_one({"version": "1", "tasks": [task]}, most_steps=1)
