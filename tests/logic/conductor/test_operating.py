"""Operating a workflow: pause, resume, cancel, rerun; told twice, and restored at any point."""

import random

import pytest

from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic.conductor import Again, Outcome, Paused, Stage, Stop
from tests.logic.conductor.driving import Drive

CHAIN = """
output_map: {seen: "{{ workflow.seen }}"}
vars: {seen: []}
tasks:
  - {name: a, action: x.y, next: [{publish: [{seen: "{{ seen + ['a'] }}"}], do: [b]}]}
  - name: b
    action: x.y
    input: {x: 1, y: 2}
    next: [{when: "{{ succeeded() }}", publish: [{seen: "{{ seen + ['b'] }}"}], do: [c]}]
  - {name: c, action: x.y, next: [{publish: [{seen: "{{ seen + ['c'] }}"}]}]}
"""


def stage(drive: Drive) -> Stage:
    return drive.ledger.course().stage


def pause(drive: Drive) -> None:
    drive.take(drive.conductor.pause())


def resume(drive: Drive) -> None:
    drive.take(drive.conductor.resume())


def test_a_pause_lets_end_what_runs_and_begins_nothing() -> None:
    drive = Drive(CHAIN)
    pause(drive)
    assert stage(drive) is Stage.PAUSING
    drive.finish("a")
    assert (stage(drive), drive.running, drive.told[-1]) == (Stage.PAUSED, [], Paused())


def test_after_a_pause_a_workflow_goes_on_where_it_stood() -> None:
    drive = Drive(CHAIN)
    pause(drive), drive.finish("a"), resume(drive)
    assert drive.names == ["b"]
    drive.finish("b"), drive.finish("c")
    assert drive.end.output == {"seen": ["a", "b", "c"]}


def test_a_pause_that_is_taken_back_in_time_holds_nothing_up() -> None:
    drive = Drive(CHAIN)
    pause(drive), resume(drive)
    drive.finish("a")
    assert drive.names == ["b"]


def test_a_workflow_that_ends_while_it_is_being_paused_has_ended() -> None:
    drive = Drive("tasks: [{name: a, action: x.y}]")
    pause(drive), drive.finish("a")
    assert drive.end.stage is Stage.COMPLETED


ITEMS = """
tasks:
  - name: each
    action: x.y
    with_items: [a, b, c]
    concurrency: 2
    retry: {count: 1, delay: 5}
"""


def test_a_pause_holds_up_items_that_have_not_begun() -> None:
    drive = Drive(ITEMS)
    pause(drive), drive.finish("each"), drive.finish("each")
    assert (stage(drive), drive.running) == (Stage.PAUSED, [])
    resume(drive)
    assert [start.item for start in drive.running] == [2]


def test_a_retry_of_an_item_that_comes_due_in_a_pause_waits_for_its_end() -> None:
    drive = Drive(ITEMS)
    drive.fail("each", item=0)
    pause(drive), drive.finish("each", item=1), drive.wake()
    assert (stage(drive), drive.running) == (Stage.PAUSED, [])
    resume(drive)
    assert sorted((start.item, start.attempt) for start in drive.running) == [(0, 2), (2, 1)]


def test_a_delay_that_ends_in_a_pause_waits_for_its_end() -> None:
    drive = Drive("tasks: [{name: a, action: x.y, delay: 5}]")
    pause(drive)
    assert stage(drive) is Stage.PAUSED
    drive.wake()
    assert drive.running == []
    resume(drive)
    assert drive.names == ["a"]


def test_what_has_ended_is_neither_paused_nor_cancelled() -> None:
    drive = Drive("tasks: []".replace("[]", "[{name: a, action: x.y}]"))
    drive.finish("a")
    for order in (drive.conductor.pause, drive.conductor.resume, drive.conductor.cancel):
        with pytest.raises(Conflict, match="completed"):
            order()


@pytest.mark.parametrize(("policy", "running"), [("allow_finish", False), ("cancel_running", True)])
def test_cancelling_stops_what_runs_if_the_workflow_says_so(policy: str, running: bool) -> None:
    drive = Drive(f"cancellation_policy: {policy}\n{CHAIN}")
    drive.take(drive.conductor.cancel())
    assert (drive.told[-1], stage(drive)) == (Stop(running=running), Stage.CANCELING)


def test_a_cancelled_workflow_goes_no_further_and_keeps_its_output() -> None:
    drive = Drive(CHAIN)
    drive.finish("a")
    drive.take(drive.conductor.cancel())
    drive.finish("b")
    assert (drive.end.stage, drive.running) == (Stage.CANCELLED, [])
    result = {"seen": ["a"], "error": "Workflow cancelled", "succeeded": False}
    assert drive.end.result == result


def test_cancelling_ends_a_paused_workflow_at_once() -> None:
    drive = Drive(CHAIN)
    pause(drive), drive.finish("a")
    drive.take(drive.conductor.cancel())
    assert drive.end.stage is Stage.CANCELLED


def test_items_that_have_not_begun_when_a_workflow_is_cancelled_never_do() -> None:
    drive = Drive(ITEMS)
    drive.take(drive.conductor.cancel())
    drive.finish("each"), drive.finish("each")
    assert (drive.end.stage, drive.running) == (Stage.CANCELLED, [])


def failed_chain() -> Drive:
    drive = Drive(CHAIN)
    drive.finish("a"), drive.fail("b")
    assert drive.end.stage is Stage.FAILED
    return drive


def test_a_rerun_goes_on_from_what_failed() -> None:
    drive = failed_chain()
    drive.rerun()
    assert (drive.names, stage(drive)) == (["b"], Stage.RUNNING)
    drive.finish("b"), drive.finish("c")
    assert drive.end.result == {"seen": ["a", "b", "c"], "succeeded": True}
    assert drive.end.errors == ()


def test_a_rerun_may_edit_parts_of_the_input() -> None:
    drive = failed_chain()
    drive.rerun("b", input={"y": 3})
    assert drive.running[0].input == {"x": 1, "y": 3}


def test_a_rerun_from_any_task_runs_what_follows_it_again_and_nothing_else() -> None:
    drive = Drive(CHAIN)
    for task in "abc":
        drive.finish(task)
    drive.rerun("b")
    drive.finish("b"), drive.finish("c")
    assert [step.task for step in drive.ledger.steps()] == ["a", "b", "c", "b", "c"]
    assert drive.end.output == {"seen": ["a", "b", "c"]}


JOIN = """
tasks:
  - {name: a, action: x.y, next: [{when: "{{ succeeded() }}", do: [end]}]}
  - {name: b, action: x.y, next: [{when: "{{ succeeded() }}", do: [end]}]}
  - {name: end, action: x.y, join: all}
"""


def test_a_join_counts_a_rerun_in_the_place_of_what_it_repeats() -> None:
    drive = Drive(JOIN)
    drive.finish("a"), drive.fail("b")
    drive.rerun()
    drive.finish("b"), drive.finish("end")
    assert drive.end.stage is Stage.COMPLETED


def test_behind_a_join_that_let_through_a_rerun_of_one_branch_runs_again() -> None:
    drive = Drive(JOIN)
    drive.finish("a"), drive.finish("b"), drive.finish("end")
    drive.rerun("a")
    assert drive.names == ["a"]
    drive.finish("a")
    assert drive.names == ["end"]
    drive.finish("end")
    assert drive.end.stage is Stage.COMPLETED


def test_of_tasks_that_follow_each_other_a_rerun_takes_the_first() -> None:
    drive = Drive(CHAIN)
    for task in "abc":
        drive.finish(task)
    drive.rerun("c", "b")
    assert drive.names == ["b"]


def test_a_rerun_of_failed_items_keeps_those_that_succeeded() -> None:
    drive = Drive("tasks: [{name: each, action: x.y, with_items: [a, b, c], concurrency: 3}]")
    drive.finish("each", 0, item=0), drive.fail("each", item=1), drive.finish("each", 2, item=2)
    drive.rerun("each", failed_items=True)
    assert [start.item for start in drive.running] == [1]
    drive.finish("each", 1)
    results = [drive.ledger.value(item.result) for item in drive.ledger.items(1)]
    assert (drive.end.stage, results) == (Stage.COMPLETED, [0, 1, 2])


def test_after_a_cancel_a_rerun_goes_on_with_all_that_was_cut_off() -> None:
    drive = Drive(f"{JOIN}  - {{name: c, action: x.y}}")
    drive.take(drive.conductor.cancel())
    drive.finish("a"), drive.finish("b", None, Outcome.CANCELLED), drive.finish("c")
    drive.rerun()
    drive.finish("b"), drive.finish("end")
    assert drive.end.stage is Stage.COMPLETED


def test_a_stopped_workflow_goes_on_with_its_other_branches_when_it_is_rerun() -> None:
    drive = Drive(f"on_failure: stop\n{JOIN}")
    drive.fail("a"), drive.finish("b")
    drive.rerun()
    drive.finish("a"), drive.finish("end")
    assert drive.end.stage is Stage.COMPLETED


@pytest.mark.parametrize("items", ["", ", with_items: [a]"])
def test_a_retry_that_a_failure_elsewhere_cut_off_begins_when_the_workflow_is_rerun(
    items: str,
) -> None:
    drive = Drive(
        f"""
on_failure: stop
tasks:
  - {{name: a, action: x.y, retry: {{count: 1, delay: 5}}{items}}}
  - {{name: b, action: x.y}}
"""
    )
    drive.fail("a"), drive.fail("b")
    assert drive.end.stage is Stage.FAILED
    drive.rerun()
    assert sorted((start.task, start.attempt) for start in drive.running) == [("a", 2), ("b", 1)]


def test_only_an_ended_workflow_is_rerun_and_only_from_steps_that_it_has() -> None:
    drive = Drive(CHAIN)
    with pytest.raises(Conflict, match="only a workflow that has ended"):
        drive.rerun("a")
    drive.fail("a"), drive.fail("b")
    drive.rerun("b")
    drive.finish("b"), drive.finish("c")
    with pytest.raises(Conflict, match="was rerun already"):
        drive.take(drive.conductor.rerun([Again(step=1)]))
    with pytest.raises(Invalid, match="no step 99"):
        drive.take(drive.conductor.rerun([Again(step=99)]))


def test_what_is_told_twice_counts_once() -> None:
    drive = Drive(CHAIN)
    start = drive.finish("a")
    assert drive.conductor.ended(start.step, Outcome.SUCCEEDED) == []
    assert drive.names == ["b"]


def test_an_attempt_that_was_given_up_is_not_taken_for_the_one_that_runs() -> None:
    drive = Drive("tasks: [{name: a, action: x.y, retry: {count: 1, delay: 0}}]")
    drive.fail("a")
    assert drive.conductor.ended(0, Outcome.SUCCEEDED, attempt=1) == []
    assert stage(drive) is Stage.RUNNING


def test_a_workflow_saved_and_restored_after_every_transition_goes_the_same_way() -> None:
    schedule = random.Random(7)
    drive = Drive(f"{JOIN}  - {ITEMS.partition('- ')[2]}")
    while drive.running or drive.waiting:
        drive.restore()
        if drive.waiting:
            drive.wake()
        else:
            start = schedule.choice(drive.running)
            drive.finish(start.task, item=start.item)
    assert drive.end.stage is Stage.COMPLETED
    assert [step.task for step in drive.ledger.steps()] == ["a", "b", "each", "end"]


def test_what_only_a_rerun_task_had_published_is_forgotten() -> None:
    drive = Drive(
        """
output_map: {x: "{{ x }}"}
vars: {x: before}
tasks:
  - name: a
    action: x.y
    next: [{when: "{{ result().good }}", publish: [{x: after}]}]
"""
    )
    drive.finish("a", {"good": True})
    drive.rerun("a")
    drive.finish("a", {"good": False})
    assert drive.end.output == {"x": "before"}


def test_what_is_told_twice_counts_once_also_when_items_begin_anew() -> None:
    drive = Drive(
        """
tasks:
  - name: each
    action: x.y
    with_items: [a]
    next: [{when: "{{ failed() }}", do: [retry]}]
"""
    )
    start = drive.fail("each")
    again = {"item": 0, "attempt": start.attempt}
    assert drive.conductor.ended(start.step, Outcome.SUCCEEDED, **again) == []
    assert [(each.item, each.attempt) for each in drive.running] == [(0, 2)]
