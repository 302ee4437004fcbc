"""An engine on a store of its own, with a few actions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.model import Ops, ScopeParameter
from attune_ops_nb.testing import FakeClock, add_actions, an_action
from attune_ops_nb.testing import engine as an_engine

ACTIONS = [
    an_action("demo.plain"),
    an_action(
        "demo.greet",
        param_schema={
            "name": {"type": "string", "required": True},
            "times": {"type": "integer", "default": 1, "minimum": 1},
            "password": {"type": "string", "secret": True},
        },
    ),
    an_action(
        "demo.check",
        param_schema={"path": {"type": "string"}},
        ops=Ops(concern="test", scope=ScopeParameter(parameter="path", required=True)),
    ),
    an_action("demo.flaky", max_retries=2, retry_delay_seconds=5),
    an_action("demo.once", rerun_when_lost=False),
]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(tmp_path: Path, clock: FakeClock) -> Iterator[Engine]:
    made = an_engine(tmp_path, clock=clock)
    add_actions(made, ACTIONS)
    (tmp_path / "project" / "auth").mkdir()
    yield made
    made.close()
