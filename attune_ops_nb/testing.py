"""Testing: a real engine on a folder, a clock to turn by hand, a runner that follows a script, and
rehearsals of workflows.

Public, for the tests of users' own packs and actions too.
"""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.config import build_config
from attune_ops_nb.engine import Engine
from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.rehearsal import Rehearsal, rehearse
from attune_ops_nb.model import Action, Execution, Pack, Runtime, Status
from attune_ops_nb.readings.features import features
from attune_ops_nb.store import Clock, Store
from attune_ops_nb.work.worker import Outcome, Worker, failed

__all__ = [
    "FakeClock",
    "Mock",
    "Rehearsal",
    "ScriptedRunner",
    "add_actions",
    "an_action",
    "engine",
    "rehearse",
    "worker",
]


class FakeClock:
    """A clock that stands still until it is told."""

    def __init__(self, now: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass: `clock.forward(seconds=10)`."""
        self.now += timedelta(**span)


class ScriptedRunner:
    """Ends each execution as the script says: an error fails it, a dict is the result's output.

    When the script is at its end, executions complete. `ran` holds what was run.
    """

    def __init__(self, *script: Exception | dict[str, Any]) -> None:
        self._script = list(script)
        self.ran: list[Execution] = []

    def run(self, claimed: Execution, stop: threading.Event) -> Outcome:
        self.ran.append(claimed)
        step = self._script.pop(0) if self._script else {}
        if isinstance(step, Exception):
            return failed(str(step))
        return Outcome(status=Status.COMPLETED, result={"succeeded": True, **step})


def engine(
    folder: Path, *, clock: Clock | None = None, actions: Iterable[Action] = (), **settings: Any
) -> Engine:
    """An engine with a store of its own in `folder`, runs switched on, and the actions given.

    The project is `folder/project`. No host is started: let a `Worker` drain what you ask for.
    """
    project = folder / "project"
    project.mkdir(exist_ok=True)
    settings = {"allow_run": True, "attune_home": folder / "home", **settings}
    config = build_config(project, **settings)
    made = Engine(
        config,
        Store(config, clock=clock),
        login="tester",
        features=lambda: features(config),
    )
    add_actions(made, actions)
    return made


def add_actions(made: Engine, actions: Iterable[Action]) -> None:
    """Put `actions` into the store, with the pack and the runtime that they name."""
    for action in actions:
        packs = made.store.find(Pack, ref=action.pack_ref)
        pack = packs[0] if packs else _pack(made, action.pack_ref)
        ref = action.runtime_ref or "core.shell"
        runtimes = made.store.find(Runtime, ref=ref)
        name = ref.partition(".")[2]
        runtime = runtimes[0] if runtimes else made.store.add(Runtime(ref=ref, name=name))
        made.store.add(replace(action, pack=pack.id, runtime=runtime.id, runtime_ref=ref))


def an_action(ref: str, **fields: Any) -> Action:
    """An action of the shell whose entrypoint is empty; `fields` say what is special."""
    pack = ref.partition(".")[0]
    return Action(ref=ref, pack=0, pack_ref=pack, label=ref, **{"entrypoint": "", **fields})


def worker(made: Engine, *runners: ScriptedRunner, queue: str = "shell") -> Worker:
    """A worker for one queue: `worker(engine).drain()` runs what was asked for."""
    runner = runners[0] if runners else ScriptedRunner()
    return Worker(made, {queue: runner}, name="tester")


def _pack(made: Engine, ref: str) -> Pack:
    return made.store.add(Pack(ref=ref, label=ref, version="1.0.0"))
