"""The rehearsals of Orquesta: what its workflows do there, they do here.

Intended differences, all of the words and not of what happens: a task on the first route is called
by its name alone; an error says what failed, and always has its route; a status is one of ours
(`completed`). In the dialect nothing begins after a failure that nobody took care of; what began
before that depends on the schedule, so any order is judged with branches that go on to their ends.
"""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.rehearsal import Rehearsal, rehearse
from attune_ops_nb.logic.workflows.definition import OnFailure
from attune_ops_nb.logic.workflows.reading import load

FILE = Path("/work/shared/data/workflow-cases.jsonl")
CASES = [json.loads(line) for line in FILE.read_text().splitlines()] if FILE.exists() else []
PLAYED = [case for case in CASES if not case["rehearsal_raises"]]
SCHEDULES = 100

pytestmark = pytest.mark.skipif(not CASES, reason=f"{FILE} is not here")


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", PLAYED, ids=name)
def test_a_workflow_of_orquesta_runs_here_as_it_does_there(case: dict[str, Any]) -> None:
    played = rehearse(case["workflow"], case.get("inputs"), case.get("mock_action_executions"))
    assert list(played.sequence) == expected_sequence(case)
    assert [list(route) for route in played.routes] == case.get("expected_routes", [[]])
    assert played.status == case.get("expected_workflow_status", "completed")
    assert dict(played.output) == case.get("expected_output", played.output)
    assert faults(played, case) == expected_faults(case, faults(played, case))


@pytest.mark.parametrize("case", [each for each in CASES if each["rehearsal_raises"]], ids=name)
def test_a_rehearsal_that_goes_otherwise_than_expected_says_where(case: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="sequence has 'task2' at 1, not 'task3'"):
        rehearse(
            case["workflow"],
            case["inputs"],
            case["mock_action_executions"],
            expected={"sequence": case["expected_task_sequence"]},
        )


@pytest.mark.parametrize("case", PLAYED, ids=name)
def test_in_any_order_the_same_happens(case: dict[str, Any]) -> None:
    definition = replace(load(case["workflow"]), on_failure=OnFailure.GO_ON)
    mocks = anywhere(case)
    wanted = rehearse(definition, case.get("inputs"), mocks)
    for seed in range(SCHEDULES):
        played = rehearse(definition, case.get("inputs"), mocks, schedule=random.Random(seed))
        assert unnumbered(played) == unnumbered(wanted)
        assert (played.status, played.output) == (wanted.status, wanted.output)
        assert_after_their_causes(played, definition)


def expected_sequence(case: dict[str, Any]) -> list[str]:
    return [each.removesuffix("__r0") for each in case["expected_task_sequence"]]


def faults(played: Rehearsal, case: dict[str, Any]) -> list[tuple[str | None, int | None]]:
    """Task and route; without the route where the case has none."""
    routed = {each["task_id"] for each in case.get("expected_errors", ()) if "route" in each}
    return [(each.task, each.route if each.task in routed else None) for each in played.errors]


def expected_faults(case: dict[str, Any], default: Any) -> Any:
    if "expected_errors" not in case:
        return default
    return [(each["task_id"], each.get("route")) for each in case["expected_errors"]]


def anywhere(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The mocks, said by route where the case says them by place: places depend on the order."""
    mocks = []
    for mock in case.get("mock_action_executions", ()):
        mock = dict(mock)
        if (place := mock.pop("seq_id", None)) is not None:
            label = case["expected_task_sequence"][place]
            mock["route"] = case["expected_routes"][int(label.partition("__r")[2] or 0)]
        mocks.append(mock)
    return mocks


def unnumbered(played: Rehearsal) -> Counter[Any]:
    """The steps, each with its way instead of the number of its route."""
    found: Counter[Any] = Counter()
    for label in played.sequence:
        task, _, route = label.partition("__r")
        found[task, played.routes[int(route or 0)]] += 1
    return found


def assert_after_their_causes(played: Rehearsal, definition: Any) -> None:
    """Each task stands behind one that leads to it, or nothing does."""
    leads: dict[str, set[str]] = {}
    for task in definition.tasks:
        for way in task.next:
            for target in way.do:
                leads.setdefault(target, set()).add(task.name)
    seen: set[str] = set()
    for label in played.sequence:
        task = label.partition("__r")[0]
        assert task not in leads or leads[task] & seen
        seen.add(task)
