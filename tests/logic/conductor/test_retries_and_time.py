"""Retries, delays, timeouts and commands."""

import pytest

from attune_ops_nb.logic.conductor import Deadline, Outcome, Stop
from attune_ops_nb.logic.mocks import Mock, failed
from attune_ops_nb.logic.rehearsal import rehearse
from tests.logic.conductor.driving import Drive, workflow

RETRY = """
tasks:
  - name: a
    action: x.y
    retry: {count: %s}
    next: [{when: "{{ succeeded() }}", do: [b]}]
  - {name: b, action: x.y}
"""


def pauses(retry: str) -> list[float]:
    """Seconds before each retry, until there is none."""
    drive = Drive(RETRY % retry)
    found = []
    while drive.names == ["a"]:
        drive.fail("a")
        if drive.waiting:
            found.append(drive.wake().seconds)
    return found


@pytest.mark.parametrize(
    ("retry", "seconds"),
    [
        ("2, delay: 3", [3, 3]),
        ("3, delay: 3, backoff: linear", [3, 6, 9]),
        ("4, delay: 1, backoff: exponential", [1, 2, 4, 8]),
        ("4, delay: 1, backoff: exponential, max_delay: 3", [1, 2, 3, 3]),
        ('"{{ 1 + 1 }}", delay: "{{ 2 * 2 }}"', [4, 4]),
    ],
)
def test_a_task_is_tried_again_as_often_and_after_as_long_as_it_says(
    retry: str, seconds: list[float]
) -> None:
    assert pauses(retry) == seconds


def test_an_expression_cannot_ask_for_more_retries_than_a_number_may() -> None:
    played = rehearse(workflow(RETRY % '"{{ 1000 }}"'), results={"a": failed("no")})
    assert len(played.inputs) == 1
    assert "retry.count must be a whole number from 0 to 100, not 1000" in played.result["error"]


def test_a_workflow_goes_on_only_after_the_last_attempt() -> None:
    drive = Drive(RETRY % "2, delay: 0")
    drive.fail("a"), drive.fail("a")
    assert [(start.task, start.attempt) for start in drive.running] == [("a", 3)]
    drive.finish("a")
    assert drive.names == ["b"]


def test_attempts_that_failed_are_forgotten_when_one_succeeds() -> None:
    played = rehearse(
        workflow(RETRY % "1, delay: 0"), results={"a": Mock(status="failed", times=1)}
    )
    assert (played.sequence, played.status, played.errors) == (("a", "b"), "completed", ())


def test_with_a_condition_only_what_it_says_is_tried_again() -> None:
    drive = Drive(RETRY % '3, delay: 0, when: "{{ result().code == 503 }}"')
    drive.finish("a", {"code": 503})
    assert drive.running[0].attempt == 2
    drive.finish("a", {"code": 404}, Outcome.FAILED)
    assert drive.end.stage == "failed"


def test_a_retry_whose_condition_is_broken_fails_the_workflow() -> None:
    drive = Drive(RETRY % '3, delay: 0, when: "{{ result().cod }}"')
    drive.finish("a", {"code": 1})
    drive.finish("b")
    assert drive.end.stage == "failed"
    assert "`cod`" in drive.end.errors[0].message


def test_a_delay_passes_before_a_task_begins() -> None:
    drive = Drive("""tasks: [{name: a, action: x.y, delay: "{{ 2 + 3 }}"}]""")
    assert (drive.names, drive.wake().seconds, drive.names) == ([], 5, ["a"])


def test_a_delay_below_zero_fails_its_task() -> None:
    played = rehearse(workflow("""tasks: [{name: a, action: x.y, delay: "{{ 0 - 1 }}"}]"""))
    assert "delay must be a number of seconds" in played.errors[0].message


TIMEOUT = """
tasks:
  - name: a
    action: x.y
    timeout: 9
    next: [%s{when: "{{ failed() }}", do: [failed]}]
  - {name: late, action: x.y}
  - {name: failed, action: x.y}
"""
LATE = '{when: "{{ timed_out() }}", do: [late]}, '


def test_a_task_says_how_long_an_attempt_may_take() -> None:
    assert Drive(TIMEOUT % LATE).running[0].timeout == 9


@pytest.mark.parametrize(("way", "next"), [(LATE, "late"), ("", "failed")])
def test_a_timeout_is_a_failure_only_for_those_who_do_not_ask_for_timeouts(
    way: str, next: str
) -> None:
    text = TIMEOUT % way if way else TIMEOUT.replace("- {name: late, action: x.y}", "") % ""
    played = rehearse(workflow(text), results={"a": Mock(status="timeout")})
    assert (played.sequence, played.status) == (("a", next), "completed")


def test_a_workflow_whose_time_is_up_stops_what_runs_and_ends_as_timeout() -> None:
    drive = Drive("timeout: 60\ntasks: [{name: a, action: x.y}, {name: b, action: x.y}]")
    assert Deadline(seconds=60) in drive.told
    drive.take(drive.conductor.time_is_up())
    assert drive.told[-1] == Stop(running=True)
    drive.finish("a", None, Outcome.CANCELLED), drive.finish("b", None, Outcome.CANCELLED)
    assert drive.end.stage == "timeout"
    assert drive.end.result["error"] == "Workflow timed out after 60 seconds"


def test_a_rerun_has_all_the_time_again_and_a_late_deadline_means_nothing() -> None:
    drive = Drive("timeout: 60\ntasks: [{name: a, action: x.y}]")
    drive.fail("a")
    assert drive.conductor.time_is_up() == []
    drive.rerun()
    assert drive.told.count(Deadline(seconds=60)) == 2


COMMAND = """
output_map: {x: "{{ x }}"}
tasks:
  - name: a
    action: x.y
    next: [{publish: [{x: 1}], do: [%s]}]
  - {name: b, action: x.y, next: [{do: [c]}]}
  - {name: c, action: x.y}
"""


def test_noop_makes_a_failure_good() -> None:
    text = COMMAND.replace("  - {name: b, action: x.y, next: [{do: [c]}]}\n", "") % "noop"
    played = rehearse(workflow(text), results={"a": failed()})
    assert (played.sequence, played.status) == (("a", "c", "noop"), "completed")


def test_continue_leaves_a_failure_what_it_is() -> None:
    played = rehearse(workflow(COMMAND % "continue, b"), results={"a": failed()})
    assert played.status == "completed"
    text = COMMAND.replace("  - {name: b, action: x.y, next: [{do: [c]}]}\n", "") % "continue"
    assert rehearse(workflow(text), results={"a": failed()}).status == "failed"


def test_fail_fails_the_workflow_and_what_stands_beside_it_still_runs_to_its_end() -> None:
    played = rehearse(workflow(COMMAND % "b, fail"))
    assert (played.sequence, played.status) == (("a", "fail", "b", "c"), "failed")
    assert played.result == {
        "x": 1,
        "succeeded": False,
        "error": "Workflow failed: `a` led to `fail`",
    }


def test_after_fail_no_other_branch_begins_anything() -> None:
    drive = Drive(COMMAND.replace("name: c,", "name: d, action: x.y}\n  - {name: c,") % "fail")
    drive.finish("a"), drive.finish("b")
    assert drive.names == ["d"]


AGAIN = """
vars: {n: 0}
tasks:
  - name: a
    action: x.y
    input: {n: "{{ n }}"}
    next:
      - when: "{{ failed() }}"
        publish: [{n: "{{ n + 1 }}"}]
        do: [retry]
      - {when: "{{ succeeded() }}", do: [b]}
  - {name: b, action: x.y}
"""


def test_retry_runs_the_task_again_with_what_was_published() -> None:
    drive = Drive(AGAIN)
    drive.fail("a"), drive.fail("a")
    assert (drive.running[0].attempt, drive.running[0].input) == (3, {"n": 2})
    drive.finish("a")
    assert drive.names == ["b"]


def test_retry_has_its_way_three_times() -> None:
    drive = Drive(AGAIN)
    for _ in range(4):
        drive.fail("a")
    assert drive.end.stage == "failed"
