"""How a workflow survives the end of its host, before or after any write."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from attune_ops_nb.config import build_config
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Tx
from attune_ops_nb.testing import FakeClock
from tests.work.mixed_workflow import Effects, Life, add_mixed, what_ran

T = TypeVar("T")
DEAD = Unavailable("this program is dead")


class MortalStore(Store):
    """A store whose program dies at the `fatal` write: before it, or when it is durable."""

    fatal = 0
    after = False
    writes = 0

    def tx(self, do: Callable[[Tx], T]) -> T:
        self.writes += 1
        if self.fatal and self.writes >= self.fatal + self.after:
            raise DEAD
        done = super().tx(do)
        if self.writes == self.fatal:
            raise DEAD
        return done


class World:
    """A home in which hosts live one after the other."""

    def __init__(self, folder: Path) -> None:
        (folder / "project").mkdir(parents=True)
        self._config = build_config(folder / "project", attune_home=folder / "home", allow_run=True)
        self.clock = FakeClock()
        self.effects = Effects()
        engine, _ = self._engine()
        add_mixed(engine)
        self.run = engine.executions.run("demo.mixed").id
        engine.close()

    def live(self, fatal: int = 0, *, after: bool = False) -> bool:
        """Whether the host lived to see the end of the workflow."""
        engine, store = self._engine()
        store.fatal, store.after = fatal, after
        try:
            Life(engine, self.clock, self.effects).see_through(self.run)
        except Unavailable:
            return False
        else:
            self.writes = store.writes
            self.ran = what_ran(engine, self.run)
            self.ended = engine.executions.get(self.run)
            self.attempts = {each.id: each.attempt for each in engine.store.find(Execution)}
            return True
        finally:
            engine.close()

    def _engine(self) -> tuple[Engine, MortalStore]:
        store = MortalStore(self._config, clock=self.clock)
        return Engine(self._config, store, login="tester"), store


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_workflow_that_loses_its_host_at_any_write_ends_as_it_would_have(
    after: bool, tmp_path: Path
) -> None:
    wanted = World(tmp_path / "whole")
    assert wanted.live() and wanted.ended.status is Status.COMPLETED
    for fatal in range(1, wanted.writes + 1):
        found = World(tmp_path / str(fatal))
        assert not found.live(fatal, after=after)
        assert found.live()
        assert (found.ended.status, found.ended.result) == (
            wanted.ended.status,
            wanted.ended.result,
        )
        assert found.ran == wanted.ran
        assert all(n <= found.attempts[id] for id, n in found.effects.by_execution.items())
