"""How a workflow is conducted from the store: as in memory, whatever happens to it.

All that is driven in the tests of the conductor is driven here again, each turn in a transaction
of its own, with each question asked of both ledgers.
"""

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from attune_ops_nb.logic.conductor import Graph
from attune_ops_nb.logic.rehearsal import rehearse
from attune_ops_nb.store import Store
from tests.logic.conductor import test_conductor_cases as cases
from tests.logic.conductor.driving import Drive
from tests.logic.conductor.random_workflows import Meddler, some_workflow
from tests.logic.conductor.test_items import *  # noqa: F403
from tests.logic.conductor.test_joins_and_cycles import *  # noqa: F403
from tests.logic.conductor.test_names_and_results import *  # noqa: F403
from tests.logic.conductor.test_operating import *  # noqa: F403
from tests.logic.conductor.test_retries_and_time import *  # noqa: F403
from tests.logic.conductor.test_transitions import *  # noqa: F403
from tests.store.conftest import DATABASES, config_on
from tests.store.twin_ledger import StoredConductor

del globals()["test_a_workflow_saved_and_restored_after_every_transition_goes_the_same_way"]


@pytest.fixture(scope="module", params=DATABASES)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with config_on(request.param, tmp_path_factory.mktemp("store")) as config:
        made = Store(config)
        yield made
        made.close()


@pytest.fixture(autouse=True)
def driven_from_the_store(store: Store) -> Iterator[None]:
    before, Drive.conducted = Drive.conducted, partial(StoredConductor, store)
    yield
    Drive.conducted = before


@pytest.mark.skipif(not cases.CASES, reason=f"{cases.FILE} is not here")
@pytest.mark.parametrize("case", cases.PLAYED, ids=cases.name)
def test_a_workflow_of_orquesta_goes_the_same_way_from_the_store(
    case: dict[str, Any], store: Store
) -> None:
    told = case["workflow"], case.get("inputs"), case.get("mock_action_executions")
    assert rehearse(*told, conducted=partial(StoredConductor, store)) == rehearse(*told)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_to_a_workflow_both_ledgers_say_the_same(seed: int, store: Store) -> None:
    graph = Graph(some_workflow(random.Random(seed), cycles=True))
    meddler = Meddler(graph, seed, seed, meddles=True, conducted=partial(StoredConductor, store))
    assert meddler.play() is None or meddler.stage.ended
