"""Recordings: rehearsed again, kept as files, and with workflows that have changed since."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import documents, recordings
from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.recordings import Recording, read
from attune_ops_nb.logic.workflows import reading

FLOW = """
version: 1.0.0
parameters: {name: {type: string}, old: {type: string}}
tasks:
- {name: hello, action: core.echo, next: [{publish: [{said: "{{ result().said }}"}], do: [bye]}]}
- {name: bye, action: core.echo, input: {to: "{{ parameters.name }} of {{ config.town }}"}}
output_map: {said: "{{ workflow.said }}"}
"""
LATER = FLOW.replace(", old: {type: string}", "").replace("bye", "leave")


def recording(**changed: object) -> Recording:
    said = {
        "recorded": 7,
        "workflow": "demo.flow",
        "inputs": {"name": "Ann", "old": "x"},
        "config": {"town": "Ulm"},
        "results": {"hello": [Mock(result={"said": "hi"})], "bye": [Mock(status="failed")]},
        "definition": reading.load(FLOW),
    }
    return Recording(**{**said, **changed})  # type: ignore[arg-type]


def test_what_ran_is_rehearsed_with_its_inputs_settings_and_results() -> None:
    played = recording().again()
    assert played.inputs[1] == ("bye", {"to": "Ann of Ulm"})
    assert (played.status, played.output) == ("failed", {"said": "hi"})


def test_it_is_rehearsed_with_other_inputs() -> None:
    assert recording().again({"name": "Bob"}).inputs[1] == ("bye", {"to": "Bob of Ulm"})


def test_a_file_of_it_is_the_results_of_a_rehearsal() -> None:
    given = read(documents.plain(recording().text()))
    assert recordings.play(reading.load(FLOW), given, {}) == recording().again()


def test_what_the_workflow_has_no_more_is_left_out() -> None:
    played = recordings.play(reading.load(LATER), read(recording()), {})
    assert (played.status, played.sequence) == ("completed", ("hello", "leave"))


def test_what_is_left_out_is_said() -> None:
    played = recordings.play(reading.load(LATER), read(recording()), {})
    assert played.left_out == ("the parameter old", "the results of bye")
    assert recording().again().left_out == ()


def test_a_workflow_without_a_schema_keeps_all_inputs() -> None:
    bare = reading.load(FLOW.replace("parameters: {name: {type: string}, old: {type: string}}", ""))
    played = recordings.play(bare, read(recording()), {})
    assert played.inputs[1] == ("bye", {"to": "Ann of Ulm"})


def test_results_by_task_are_no_recording() -> None:
    given = read({"hello": {"said": "hi"}, "gone": 1})
    with pytest.raises(Invalid, match="no task 'gone'"):
        recordings.play(reading.load(FLOW), given, {})


@pytest.mark.parametrize("name", ["inputs", "config", "results"])
def test_a_file_that_is_no_recording_says_which_part_is_not(name: str) -> None:
    with pytest.raises(Invalid, match=f"{name}: a recording has a mapping there"):
        read({"recorded": 7, "results": {}, name: [1]})


def test_a_task_that_ran_once_is_meant_whenever_it_runs() -> None:
    once = Mock(iteration=3, route=(), result=1)
    assert recordings.simplest({"a": [once]}) == {"a": [Mock(result=1)]}


def test_a_task_that_ran_twice_runs_so_again_without_the_gap_of_a_rerun() -> None:
    twice = [Mock(iteration=0, route=()), Mock(iteration=4, route=())]
    assert recordings.simplest({"a": twice}) == {"a": [Mock(iteration=0), Mock(iteration=1)]}


def test_routes_are_told_where_the_workflow_split() -> None:
    split = [Mock(iteration=0, route=("a__t0",))]
    assert recordings.simplest({"b": split}) == {"b": [Mock(route=("a__t0",))]}


def test_where_a_key_was_there_is_a_mark() -> None:
    flow = reading.load(FLOW.replace("{{ config.town }}", "{{ keystore.token }}"))
    found = recording(definition=flow)

    assert found.again().inputs[1] == ("bye", {"to": "Ann of ********"})
    played = recordings.play(flow, read(found), {}, keystore={"token": "x"})
    assert played.inputs[1] == ("bye", {"to": "Ann of x"})
