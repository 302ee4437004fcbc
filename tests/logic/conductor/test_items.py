"""Tasks with items: each runs once, so many at a time, and their results are one list."""

from typing import Any

import pytest

from attune_ops_nb.logic.conductor import Outcome
from attune_ops_nb.logic.mocks import Mock, failed
from attune_ops_nb.logic.rehearsal import rehearse
from tests.logic.conductor.driving import Drive, workflow

ITEMS = """
tasks:
  - name: each
    action: x.y
    with_items: "{{ parameters.list }}"
    input: {item: "{{ item }}", index: "{{ index }}"}
    %s
    next:
      - {when: "{{ succeeded() }}", publish: [all], do: [good]}
      - {when: "{{ failed() }}", publish: [all], do: [bad]}
  - {name: good, action: x.y, input: {all: "{{ task.each }}"}}
  - {name: bad, action: x.y}
"""
THREE = {"list": ["a", "b", "c"]}


def items(extra: str = "", **parameters: Any) -> Drive:
    return Drive(ITEMS % extra, parameters or THREE)


def numbers(drive: Drive) -> list[int | None]:
    return [start.item for start in drive.running]


def test_each_item_runs_once_and_sees_itself_and_its_index() -> None:
    played = rehearse(workflow(ITEMS % ""), THREE)
    assert [got for name, got in played.inputs if name.startswith("each")] == [
        {"item": "a", "index": 0},
        {"item": "b", "index": 1},
        {"item": "c", "index": 2},
    ]


def test_items_run_one_at_a_time_unless_it_is_said_otherwise() -> None:
    drive = items()
    assert numbers(drive) == [0]
    drive.finish("each")
    assert numbers(drive) == [1]


def test_with_a_concurrency_so_many_run_and_each_end_lets_one_more_begin() -> None:
    drive = items("concurrency: 2")
    assert numbers(drive) == [0, 1]
    drive.finish("each", item=1)
    assert numbers(drive) == [0, 2]


def test_a_concurrency_may_be_an_expression() -> None:
    assert numbers(items('concurrency: "{{ length(parameters.list) }}"')) == [0, 1, 2]


def test_results_are_a_list_in_the_order_of_the_items_whoever_ends_first() -> None:
    drive = items("concurrency: 3")
    for item in (2, 0, 1):
        drive.finish("each", {"n": item}, item=item)
    assert drive.running[0].input == {"all": [{"n": 0}, {"n": 1}, {"n": 2}]}


def test_one_failed_item_fails_the_task_after_all_have_run() -> None:
    results = {"each": ["a", failed("broken"), "c"]}
    played = rehearse(workflow(ITEMS % ""), THREE, results)
    assert played.sequence == ("each", "bad")
    assert played.published["all"] == ["a", {"error": "broken"}, "c"]
    assert played.errors[0].message == "`each`: 1 of 3 items failed"


def test_a_last_item_that_succeeds_does_not_hide_one_that_failed() -> None:
    drive = items()
    drive.fail("each"), drive.finish("each"), drive.finish("each")
    assert drive.names == ["bad"]


def test_an_empty_list_succeeds_with_an_empty_list() -> None:
    played = rehearse(workflow(ITEMS % ""), {"list": []})
    assert played.sequence == ("each", "good")
    assert played.published["all"] == []


def test_what_is_no_list_is_a_list_of_one() -> None:
    played = rehearse(workflow(ITEMS % ""), {"list": "a"})
    assert played.inputs[0] == ("each[0]", {"item": "a", "index": 0})


def test_with_a_batch_size_an_execution_gets_several_items_at_once() -> None:
    text = ITEMS.replace('item: "{{ item }}"', 'batch: "{{ batch }}"') % "batch_size: 2"
    played = rehearse(workflow(text), THREE)
    assert [got["batch"] for _, got in played.inputs[:2]] == [["a", "b"], ["c"]]


def test_items_with_names_are_taken_apart() -> None:
    text = ITEMS.replace('"{{ item }}"', '"{{ item.x }}{{ item.y }}"') % "item_names: [x, y]"
    played = rehearse(workflow(text), {"list": [["a", "b"]]})
    assert played.inputs[0][1]["item"] == "ab"


def test_outside_of_items_there_is_no_item() -> None:
    text = "tasks: [{name: a, action: x.y, input: {x: '{{ item }}'}}]"
    played = rehearse(workflow(text))
    assert "unknown name `item`" in played.errors[0].message


def test_an_item_whose_input_cannot_be_rendered_fails_alone() -> None:
    text = ITEMS.replace('"{{ item }}"', '"{{ 1 / item }}"') % ""
    played = rehearse(workflow(text), {"list": [1, 0, 2]})
    assert [name for name, _ in played.inputs] == ["each[0]", "each[2]", "bad"]


def test_a_list_that_cannot_be_rendered_fails_the_task() -> None:
    played = rehearse(workflow(ITEMS % ""), {"other": 1})
    assert played.sequence == ("each", "bad")


def test_an_item_is_tried_again_by_itself() -> None:
    drive = items("retry: {count: 1, delay: 5}\n    concurrency: 2")
    drive.fail("each", item=0)
    assert (numbers(drive), [wait.item for wait in drive.waiting]) == ([1], [0])
    assert drive.wake().seconds == 5
    assert [(start.item, start.attempt) for start in drive.running] == [(1, 1), (0, 2)]


def test_items_that_all_ran_out_of_time_let_the_task_time_out() -> None:
    drive = items()
    for _ in range(3):
        drive.finish("each", None, Outcome.TIMED_OUT)
    assert drive.ledger.step(0).outcome is Outcome.TIMED_OUT


@pytest.mark.parametrize("concurrency", ["0", '"{{ 0 }}"', '"{{ true }}"'])
def test_a_concurrency_below_one_is_refused(concurrency: str) -> None:
    try:
        played = rehearse(workflow(ITEMS % f"concurrency: {concurrency}"), THREE)
    except Exception as error:
        assert "concurrency" in str(error)
    else:
        assert "concurrency must be a whole number from 1 to 10000" in played.errors[0].message


def test_a_concurrency_beyond_all_bounds_fails_the_task_before_an_item_begins() -> None:
    text = ITEMS % 'concurrency: "{{ 1000000 }}"'
    played = rehearse(workflow(text), {"list": [*range(20_000)]})
    assert [name for name, _ in played.inputs] == ["bad"]
    assert "from 1 to 10000, not 1000000" in played.errors[0].message


def test_a_mock_may_be_of_one_item() -> None:
    results = {"each": Mock(item=1, status="failed")}
    played = rehearse(workflow(ITEMS % ""), THREE, results)
    assert played.sequence == ("each", "bad")
