"""Mocks: what the tasks of a rehearsal end with, as people write it.

    results = {
        "fetch": {"code": 200},                               # succeeds with that, each time
        "build": [failed("no compiler"), {"ok": True}],       # the first time, the second time
        "test": lambda input: {"n": input["n"] + 1},          # computed
        "items": [Mock(item=0, result="a"), Mock(item=1, status="failed")],
    }

In a list of plain results each is of one iteration, or, in a task with items, of one item.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.conductor import Item, Ledger, Outcome, Start, Step
from attune_ops_nb.logic.json_values import objection
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.logic.workflows.definition import COMMANDS, Definition

OUTCOMES = {
    "succeeded": Outcome.SUCCEEDED,
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
    "timed_out": Outcome.TIMED_OUT,
    "timeout": Outcome.TIMED_OUT,
    "cancelled": Outcome.CANCELLED,
    "abandoned": Outcome.FAILED,
}


class Mock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a task ends, and when this is meant."""

    status: str = "succeeded"
    result: Any = None
    """A value, or a function that makes one from the input."""
    item: int | None = None
    """Only this item; None: each."""
    iteration: int | None = None
    """Only when the task runs for the nth time on its route, from 0; None: each time."""
    attempt: int | None = None
    """Only this attempt, from 1; None: each."""
    route: int | tuple[str, ...] | None = None
    """Only on the route with this number, or with these transitions; None: on each."""
    place: int | None = None
    """Only the step at this place in the sequence, from 0; None: each."""
    times: int | None = None
    """Only so often, then no more; None: without end."""


def failed(error: str = "", **when: Any) -> Mock:
    """A task that fails and says why."""
    return Mock(status="failed", result={"error": error} if error else None, **when)


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Which step of a rehearsal asks."""

    place: int
    iteration: int
    transitions: tuple[str, ...]


class Mocks:
    """All of them, and how often each was used."""

    def __init__(self, mocks: Mapping[str, Sequence[Mock]]) -> None:
        self._mocks = mocks
        self._used = {task: [0] * len(several) for task, several in mocks.items()}

    @classmethod
    def read(cls, results: Any, definition: Definition) -> "Mocks":
        """The results as people write them. Invalid if one is of a task that does not exist."""
        mocks: dict[str, list[Mock]] = {}
        tasks = {task.name: task for task in definition.tasks}
        for name, written in _by_task(results):
            if name not in tasks:
                hint = nearest(name, tasks)
                raise Invalid(f"results: the workflow has no task {name!r}{hint}")
            several = list(_mocks(written, tasks[name].with_items is not None))
            mocks.setdefault(name, []).extend(several)
        return cls(mocks)

    def outcome(self, start: Start, where: Where) -> tuple[Outcome, Any]:
        """How an execution ends. The first mock that is meant decides."""
        for number, mock in enumerate(self._mocks.get(start.task, ())):
            used = self._used[start.task][number]
            if _is_meant(mock, start, where, used):
                self._used[start.task][number] += 1
                outcome, result = _outcome(mock, start)
                if (what := objection(result)) is not None:
                    raise Invalid(f"results: {start.task}: {what}")
                return outcome, result
        return Outcome.SUCCEEDED, None

    def refuse_unused(self) -> None:
        """Invalid if a result was given that nobody asked for."""
        unused = [
            task if len(used) == 1 else f"{task} (the {number + 1}. of {len(used)})"
            for task, used in self._used.items()
            for number, times in enumerate(used)
            if not times
        ]
        if unused:
            raise Invalid(f"results were given that were not asked for: {', '.join(unused)}")


def _by_task(results: Any) -> list[tuple[str, Any]]:
    if results is None:
        return []
    if isinstance(results, Mapping):
        return list(results.items())
    if isinstance(results, Sequence) and not isinstance(results, str):
        return [_of_orquesta(each) for each in results]
    raise Invalid("results must be a mapping from tasks to results")


def _of_orquesta(mock: Any) -> tuple[str, Mock]:
    """A mock as the rehearsals of Orquesta have them."""
    if not isinstance(mock, Mapping) or "task_id" not in mock:
        raise Invalid("each of a list of results must be a mapping with a task_id")
    status = mock.get("status", "succeeded")
    return mock["task_id"], Mock(
        status="timeout" if status == "expired" else status,
        result=mock.get("result"),
        item=mock.get("item_id"),
        place=mock.get("seq_id"),
        route=tuple(mock["route"]) if "route" in mock else None,
        times=mock.get("num_iter"),
    )


def _mocks(written: Any, has_items: bool) -> list[Mock]:
    if not isinstance(written, list | tuple):
        return [_mock(written)]
    mocks = [_mock(each) for each in written]
    which = "item" if has_items else "iteration"
    last = None if has_items else len(mocks) - 1  # the last result stays
    return [
        msgspec.structs.replace(mock, **{which: number})
        if _is_of_any(mock) and number != last
        else mock
        for number, mock in enumerate(mocks)
    ]


def _is_of_any(mock: Mock) -> bool:
    when = (mock.item, mock.iteration, mock.attempt, mock.route, mock.place, mock.times)
    return all(each is None for each in when)


def _mock(written: Any) -> Mock:
    if isinstance(written, Mock):
        made = written
    elif isinstance(written, BaseException):
        made = failed(str(written))
    elif isinstance(written, Mapping) and _is_mock(written):
        made = _converted(written)
    else:
        made = Mock(result=written)
    if made.status not in OUTCOMES:
        raise Invalid(
            f"results: {made.status!r} is no status: take one of {', '.join(OUTCOMES)}{HINT}"
        )
    return made


def _converted(written: Mapping[str, Any]) -> Mock:
    try:
        return msgspec.convert(dict(written), Mock)
    except msgspec.ValidationError as error:
        raise Invalid(f"results: {error}") from error


def _is_mock(written: Mapping[str, Any]) -> bool:
    return isinstance(written.get("status"), str) and _FIELDS.issuperset(written)


_FIELDS = frozenset(Mock.__struct_fields__)
HINT = "; a result that has a status itself is written as Mock(result=…)"


def _is_meant(mock: Mock, start: Start, where: Where, used: int) -> bool:
    route = where.transitions if isinstance(mock.route, tuple) else start.route
    return all(
        wanted is None or wanted == found
        for wanted, found in (
            (mock.item, start.item),
            (mock.iteration, where.iteration),
            (mock.attempt, start.attempt),
            (mock.route, route),
            (mock.place, where.place),
        )
    ) and (mock.times is None or used < mock.times)


def _outcome(mock: Mock, start: Start) -> tuple[Outcome, Any]:
    result = mock.result
    if isinstance(result, Callable):  # type: ignore[arg-type]
        try:
            result = result(dict(start.input))
        except Exception as error:  # whatever the caller's function raises is how the task fails
            return Outcome.FAILED, {"error": str(error) or type(error).__name__}
        if isinstance(result, Mock):
            return OUTCOMES[result.status], result.result
    return OUTCOMES[mock.status], result


def recorded(ledger: Ledger) -> dict[str, list[Mock]]:
    """The results of a workflow that ran, for rehearsing the same again."""
    found: dict[str, list[Mock]] = {}
    for step in ledger.steps():
        if step.superseded or step.outcome is None or step.task in COMMANDS:
            continue
        route = ledger.route(step.route).transitions
        ends: Sequence[Step | Item] = [step] if step.items is None else ledger.items(step.id)
        found.setdefault(step.task, []).extend(
            Mock(
                status=str(each.outcome or Outcome.CANCELLED),
                result=None if each.result is None else ledger.value(each.result),
                item=each.index if isinstance(each, Item) else None,
                iteration=step.iteration,
                route=route,
            )
            for each in ends
        )
    return found
