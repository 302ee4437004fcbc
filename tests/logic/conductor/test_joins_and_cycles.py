"""Joins, cycles and splits."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.mocks import failed
from attune_ops_nb.logic.rehearsal import rehearse
from tests.logic.conductor.driving import Drive, workflow

JOIN = """
tasks:
  - {name: a, action: x.y, next: [{when: "{{ succeeded() }}", do: [end]}]}
  - {name: b, action: x.y, next: [{when: "{{ succeeded() }}", do: [end]}]}
  - {name: c, action: x.y, next: [{do: [end]}]}
  - {name: end, action: x.y, join: %s}
"""


def test_join_all_waits_for_every_task_that_leads_there() -> None:
    drive = Drive(JOIN % "all")
    drive.finish("a"), drive.finish("b")
    assert drive.names == ["c"]
    drive.finish("c")
    assert drive.names == ["end"]


def test_a_join_of_two_runs_after_two_and_only_once() -> None:
    drive = Drive(JOIN % 2)
    drive.finish("a"), drive.finish("c")
    assert drive.names == ["b", "end"]
    drive.finish("b"), drive.finish("end")
    assert drive.end.stage == "completed"


def test_a_failure_that_leads_to_a_join_counts_for_it() -> None:
    played = rehearse(workflow(JOIN % "all"), results={"c": failed()})
    assert (played.sequence[-1], played.status) == ("end", "completed")


def test_a_join_to_which_too_few_lead_fails_the_workflow_by_name() -> None:
    definition = workflow(JOIN.replace("do: [end]}]}", "do: [noop]}]}", 1) % 3)
    played = rehearse(definition)
    assert played.status == "failed"
    assert "`end` joins 3 tasks, and only 2 led to it: b, c" in played.result["error"]
    assert (played.errors[-1].task, played.errors[-1].route) == ("end", 0)


def test_a_join_to_which_nothing_leads_is_no_error() -> None:
    text = JOIN.replace("- {name: c, action: x.y, next: [{do: [end]}]}", "- {name: c, action: x.y}")
    definition = workflow(text.replace("succeeded()", "failed()") % "all")
    assert rehearse(definition).status == "completed"


def test_several_ways_from_one_task_count_once_for_a_join() -> None:
    drive = Drive(
        """
tasks:
  - {name: a, action: x.y, next: [{do: [end]}, {when: "{{ succeeded() }}", do: [end]}]}
  - {name: b, action: x.y, next: [{do: [end]}]}
  - {name: end, action: x.y, join: 2}
"""
    )
    drive.finish("a")
    assert drive.names == ["b"]


CYCLE = """
vars: {n: 0}
tasks:
  - {name: start, action: x.y, next: [{do: [work]}]}
  - name: work
    action: x.y
    input: {n: "{{ n }}"}
    next: [{publish: [{n: "{{ n + 1 }}"}], do: [check]}]
  - name: check
    action: x.y
    next:
      - when: "{{ n < 3 }}"
        do: [work]
      - when: "{{ n >= 3 }}"
        do: [done]
  - {name: done, action: x.y}
"""


def test_in_a_cycle_tasks_really_run_again() -> None:
    played = rehearse(workflow(CYCLE))
    assert played.sequence == ("start", *("work", "check") * 3, "done")
    assert [got["n"] for name, got in played.inputs if name == "work"] == [0, 1, 2]
    assert played.routes == ((),)


def test_a_join_in_a_cycle_joins_again_each_time_round() -> None:
    definition = workflow(
        """
vars: {n: 0}
tasks:
  - {name: start, action: x.y, next: [{do: [fork]}]}
  - {name: fork, action: x.y, next: [{do: [left, right]}]}
  - {name: left, action: x.y, next: [{do: [both]}]}
  - {name: right, action: x.y, next: [{do: [both]}]}
  - name: both
    action: x.y
    join: all
    next: [{when: "{{ n < 1 }}", publish: [{n: "{{ n + 1 }}"}], do: [fork]}]
"""
    )
    assert rehearse(definition).sequence == ("start", *("fork", "left", "right", "both") * 2)


def test_a_cycle_that_never_ends_ends_its_rehearsal() -> None:
    definition = workflow(CYCLE.replace("n < 3", "true"))
    with pytest.raises(Invalid, match="does a cycle never end"):
        rehearse(definition, most_steps=100)


def test_a_cycle_of_steps_that_run_nothing_fails_the_workflow() -> None:
    text = "tasks: [{name: a, action: x.y, next: [{do: [b]}]}, {name: b, action: x.y, %s}]"
    drive = Drive(text % 'with_items: "{{ [] }}", next: [{do: [b]}]')
    drive.finish("a")
    assert drive.end.stage == "failed"
    assert "a cycle goes round without end" in drive.end.result["error"]


SPLIT = """
tasks:
  - {name: a, action: x.y, next: [{publish: [{from: a}], do: [c]}]}
  - {name: b, action: x.y, next: [{publish: [{from: b}], do: [c]}]}
  - {name: c, action: x.y, next: [{do: [d]}]}
  - {name: d, action: x.y, input: {from: "{{ from }}", of: "{{ task.c }}"}}
"""


def test_a_task_to_which_two_lead_runs_once_for_each_on_a_route_of_its_own() -> None:
    played = rehearse(workflow(SPLIT))
    assert played.sequence == ("a", "b", "c__r1", "c__r2", "d__r1", "d__r2")
    assert played.routes == ((), ("a__t0",), ("b__t0",))


def test_each_route_sees_its_own_variables_and_results() -> None:
    mocks = [{"task_id": "c", "route": [f"{name}__t0"], "result": name} for name in "ab"]
    inputs = dict(rehearse(workflow(SPLIT), results=mocks).inputs)
    assert inputs["d__r1"] == {"from": "a", "of": "a"}
    assert inputs["d__r2"] == {"from": "b", "of": "b"}


def test_two_ways_from_one_task_to_another_are_two_routes() -> None:
    definition = workflow(
        """
tasks:
  - {name: a, action: x.y, next: [{do: [b]}, {when: "{{ succeeded() }}", do: [b]}]}
  - {name: b, action: x.y}
"""
    )
    played = rehearse(definition)
    assert played.sequence == ("a", "b__r1", "b__r2")
    assert played.routes == ((), ("a__t0",), ("a__t1",))


def test_a_route_sees_the_results_of_the_route_that_it_split_from() -> None:
    text = SPLIT.replace("next: [{do: [d]}]}", "next: [{do: [e]}, {do: [e]}]}").replace(
        "name: d", "name: e"
    )
    mocks = [{"task_id": "c", "route": [f"{name}__t0"], "result": name} for name in "ab"]
    played = rehearse(workflow(text), results=mocks)
    assert played.sequence[-4:] == ("e__r3", "e__r4", "e__r5", "e__r6")
    assert [got["of"] for name, got in played.inputs if name.startswith("e")] == list("aabb")
