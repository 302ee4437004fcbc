"""Workflows as pictures."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from msgspec.structs import replace

from attune_ops_nb.logic.workflow_state import StepShown, WorkflowState
from attune_ops_nb.logic.workflows.graph import graph
from attune_ops_nb.logic.workflows.reading import load
from attune_ops_nb.notebook import layers
from attune_ops_nb.notebook.graphs import MOST_NODES, Drawing, of_state

TEXT = """
version: 1.0.0
tasks:
  - name: build
    action: a.build
    next:
      - { when: "{{ succeeded() }}", do: [test, report] }
      - { when: "{{ failed() }}", do: [fail] }
  - name: test
    action: a.test
    next:
      - { when: "{{ result() < 1 }}", do: [build] }
      - { do: [report] }
  - name: report
    action: a.report
    join: all
"""
GRAPH = graph(load(TEXT))
BUILT = StepShown(number=0, task="build", route="", iteration=0, state="ended", outcome="failed")
FAILED = StepShown(number=1, task="fail", route="", iteration=0, state="ended", cause=0)


def classes(drawn: Drawing) -> list[str]:
    """What the marks of a picture are."""
    return [each.get("class", "") for each in ET.fromstring(drawn.svg).iter()]


def test_a_picture_has_a_box_for_each_task_and_an_arrow_for_each_way() -> None:
    marks = classes(Drawing(graph=GRAPH))
    assert sum(mark.startswith("box") for mark in marks) == 4
    assert sum(mark.startswith("way") for mark in marks) == 5


def test_ways_say_on_which_outcome_they_are_taken_and_whether_they_lead_back() -> None:
    marks = classes(Drawing(graph=GRAPH))
    assert "way succeeded" in marks
    assert "way failed" in marks
    assert "way  back" in marks


def test_a_picture_of_a_run_shows_how_far_it_came() -> None:
    state = WorkflowState(execution=1, stage="failed", graph=GRAPH, steps=[BUILT, FAILED])
    marks = classes(of_state(state))
    assert [mark for mark in marks if "ran" in mark] == [
        "way failed ran",
        "box failed ran",
        "box ran",
    ]


def test_what_a_rerun_replaced_is_not_shown() -> None:
    steps = [replace(BUILT, superseded=True)]
    state = WorkflowState(execution=1, stage="running", graph=GRAPH, steps=steps)
    assert of_state(state).steps == []


def test_names_and_conditions_are_text() -> None:
    drawn = Drawing(graph=GRAPH, title="<script>")
    assert "<script" not in drawn.html()
    assert "result() &lt; 1" in drawn.html()


def test_a_picture_is_saved_as_a_file(tmp_path: Path) -> None:
    saved = Drawing(graph=GRAPH).save(tmp_path / "graph.svg")
    assert saved.read_text(encoding="utf-8").startswith("<svg")


def test_a_workflow_without_tasks_can_be_drawn() -> None:
    assert classes(Drawing(graph=replace(GRAPH, nodes=[], edges=[])))


def test_what_is_too_large_for_a_picture_is_told_as_text() -> None:
    many = [replace(GRAPH.nodes[0], id=f"t{n}", label=f"t{n}") for n in range(MOST_NODES + 1)]
    html = Drawing(graph=replace(GRAPH, nodes=many, edges=[])).html()
    assert "<svg" not in html
    assert f"t{MOST_NODES}" in html


def test_a_box_is_below_all_that_lead_to_it() -> None:
    boxes = layers.layout(["c", "b", "a"], [("a", "b"), ("b", "c"), ("a", "c")]).boxes
    assert [boxes[each].layer for each in "abc"] == [0, 1, 2]


def test_a_way_passes_beside_the_boxes_of_a_layer() -> None:
    found = layers.layout(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    (passed,) = found.passed["a", "c"]
    assert abs(passed.middle - found.boxes["b"].middle) > 0.6


@pytest.mark.parametrize("ways", [[("a", "d"), ("b", "c")], [("a", "c"), ("b", "d")]])
def test_ways_do_not_cross_where_they_need_not(ways: list[layers.Way]) -> None:
    boxes = layers.layout(["a", "b", "c", "d"], ways).boxes
    order = sorted(ways, key=lambda way: boxes[way[0]].middle)
    assert order == sorted(ways, key=lambda way: boxes[way[1]].middle)
