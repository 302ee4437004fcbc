"""Recordings: what a workflow that ran did, as a value, as a file, and rehearsed again.

The workflow may have changed since: what was recorded of tasks and parameters that it has no more
is left out, and the rehearsal says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.redaction import REDACTED
from attune_ops_nb.logic.rehearsal import NONE_KNOWN, Rehearsal, rehearse
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.model import Params

RECORDED = frozenset({"recorded", "results"})
"""What a file says, among others, that holds a recording, and not results by task."""


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a workflow: what went in, and how each of its tasks ended."""

    recorded: int
    """The execution."""
    workflow: str
    inputs: Params
    config: Params = {}
    """The settings of its pack."""
    results: dict[str, list[Mock]]
    definition: Definition
    """As it was when it ran."""

    def again(self, inputs: Params | None = None, *, actions: Actions = NONE_KNOWN) -> Rehearsal:
        """Rehearse the same again; `inputs` stand in place of those that it had."""
        return play(self.definition, read(self), inputs or {}, actions=actions)

    def text(self) -> str:
        """As a file of YAML that says how each task ended; the workflow is not in it."""
        import yaml

        said = {
            "recorded": self.recorded,
            "workflow": self.workflow,
            "inputs": self.inputs,
            "config": self.config,
            "results": {task: list(map(_written, mocks)) for task, mocks in self.results.items()},
        }
        plain = msgspec.json.decode(msgspec.json.encode(said))
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)


class Hidden(Mapping[str, Any]):
    """The keystore of what ran: as in the parameters of an execution a mark is in its place."""

    def __getitem__(self, name: str) -> str:
        return REDACTED

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a rehearsal is given."""

    results: Any = None
    inputs: Params = {}
    config: Params = {}
    is_recording: bool = False
    """Of a run: not all of it need be asked for."""


def read(said: Any) -> Given:
    """Results by task, or a recording, as a value or as its file has it."""
    if isinstance(said, Recording):
        said = {name: getattr(said, name) for name in ("recorded", "inputs", "config", "results")}
    if not isinstance(said, Mapping) or not RECORDED.issubset(said):
        return Given(results=said)
    for name in ("inputs", "config", "results"):
        if not isinstance(said.get(name) or {}, Mapping):
            raise Invalid(f"{name}: a recording has a mapping there", problems={name: "no mapping"})
    return Given(
        results=said["results"] or {},
        inputs=dict(said.get("inputs") or {}),
        config=dict(said.get("config") or {}),
        is_recording=True,
    )


def play(
    definition: Definition,
    given: Given,
    values: Params,
    config: Params | None = None,
    keystore: Params | None = None,
    *,
    actions: Actions = NONE_KNOWN,
) -> Rehearsal:
    """Conduct `definition` with what is given, and `values` in place of its inputs.

    What stands for keys is in `keystore`; a recording does without, as it knows no secrets.
    `actions` are the parameters of actions by ref.
    """
    given, left_out = _fitting(given, definition) if given.is_recording else (given, [])
    played = rehearse(
        definition,
        {**given.inputs, **values},
        given.results,
        config=given.config if config is None else config,
        keystore=keystore or (Hidden() if given.is_recording else None),
        actions=actions,
        all_used=not given.is_recording,
    )
    return msgspec.structs.replace(played, left_out=tuple(left_out))


def _fitting(given: Given, definition: Definition) -> tuple[Given, list[str]]:
    """What was recorded of what the workflow still has, and what that leaves out."""
    known = schemas.json_schema(dict(definition.parameters)).get("properties", {})
    tasks = {task.name for task in definition.tasks}
    inputs = {name: value for name, value in given.inputs.items() if name in known or not known}
    results = {task: said for task, said in given.results.items() if task in tasks}
    left_out = [f"the parameter {name}" for name in given.inputs if name not in inputs]
    left_out += [f"the results of {task}" for task in given.results if task not in results]
    return msgspec.structs.replace(given, inputs=inputs, results=results), left_out


def simplest(results: Mapping[str, Sequence[Mock]]) -> dict[str, list[Mock]]:
    """Without what need not be said: a task that ran once is meant whenever it runs.

    Reruns leave gaps in how often a task ran; in a rehearsal each runs for the first time.
    """
    counted = {task: list(_counted_anew(mocks)) for task, mocks in results.items()}
    split = any(mock.route for mocks in counted.values() for mock in mocks)
    return {task: list(_unsaid(mocks, split)) for task, mocks in counted.items()}


def _counted_anew(mocks: Sequence[Mock]) -> Iterator[Mock]:
    by_route: dict[object, list[int]] = {}
    for mock in mocks:
        seen = by_route.setdefault(mock.route, [])
        if mock.iteration not in seen:
            seen.append(mock.iteration or 0)
        place = seen.index(mock.iteration or 0)
        yield msgspec.structs.replace(mock, iteration=place)


def _unsaid(mocks: Sequence[Mock], split: bool) -> Iterator[Mock]:
    once = all(mock.iteration == 0 for mock in mocks)
    for mock in mocks:
        yield msgspec.structs.replace(
            mock,
            route=mock.route if split else None,
            iteration=None if once else mock.iteration,
        )


def _written(mock: Mock) -> Params:
    said = {name: getattr(mock, name) for name in Mock.__struct_fields__}
    return {name: value for name, value in said.items() if value is not None or name == "result"}
