"""Whatever a workflow looks like, and whatever is done to it."""

import random

import pytest

from attune_ops_nb.logic.conductor import Graph
from tests.logic.conductor.random_workflows import Meddler, some_workflow

ORDERS = 4


@pytest.mark.parametrize("seed", range(150))
def test_a_workflow_ends_however_it_is_paused_cancelled_restored_and_rerun(seed: int) -> None:
    graph = Graph(some_workflow(random.Random(seed), cycles=True))
    for order in range(ORDERS):
        meddler = Meddler(graph, seed, order, meddles=True)
        assert meddler.play() is None or meddler.stage.ended


@pytest.mark.parametrize("seed", range(150))
def test_without_cycles_a_workflow_comes_to_the_same_steps_and_end_in_any_order(seed: int) -> None:
    graph = Graph(some_workflow(random.Random(seed), cycles=False))
    played = [Meddler(graph, seed, order, meddles=False) for order in range(ORDERS)]
    ends = {end.stage for meddler in played if (end := meddler.play()) is not None}
    assert len(ends) == 1
    assert all(meddler.steps == played[0].steps for meddler in played)
