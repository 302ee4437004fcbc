"""Run calls: calls of models that a run made, told from those of others, and what they add up to.

A line of `usage.jsonl` may name its run in `run_id`: by the number of the execution, as it stands
in `ATTUNE_EXEC_ID`, or by the name of its record. Most name none.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import msgspec

from attune_ops_nb.logic.json_lines import BadLine, values
from attune_ops_nb.logic.records import run_id, workflow_name
from attune_ops_nb.logic.usage_lines import UsageLine, in_utc, json_object, moment, tolerant
from attune_ops_nb.logic.usage_totals import Totals, add


class NamedLine(UsageLine, gc=False):
    """A call, and the run that it says to be of."""

    run_id: str | int | None = None


class Stamp(msgspec.Struct, gc=False):
    """When a call was."""

    ts: datetime | None = None
    timestamp: datetime | None = None


NAMED = msgspec.json.Decoder(NamedLine)
STAMP = msgspec.json.Decoder(Stamp)


def stamps(block: bytes, start: int) -> tuple[list[datetime], list[BadLine]]:
    """When the calls in a block of lines were, in UTC, and the lines that hold no call."""
    found, bad = values(block, start, STAMP, _stamp)
    times = (line.ts or line.timestamp for line in found)
    return [at if at.tzinfo is UTC else utc for at in times if at and (utc := in_utc(at))], bad


def calls(block: bytes) -> list[NamedLine]:
    """The calls in a block of lines; those that cannot be read are left out."""
    return values(block, 0, NAMED, _named)[0]


def names_of(executions: Iterable[int]) -> set[str]:
    """What lines of these executions may name."""
    return {name for each in executions for name in (str(each), run_id(each))}


def workflows_of(action_refs: Iterable[str]) -> set[str]:
    """The names under which runs of these actions may log calls: `tests` for `devtools.tests`."""
    return {
        name
        for ref in action_refs
        for name in (ref, ref.partition(".")[2] or ref, workflow_name(ref))
    }


def named(
    found: Iterable[NamedLine], names: Collection[str], since: datetime, until: datetime
) -> list[NamedLine]:
    """The calls of that time that name one of `names` as their run.

    Numbers begin again with a new store, while telemetry stays: so the time must fit as well.
    """
    return [
        line
        for line in found
        if line.run_id is not None and str(line.run_id) in names and _within(line, since, until)
    ]


def of_time(
    found: Iterable[NamedLine], workflows: Collection[str], since: datetime, until: datetime
) -> list[NamedLine]:
    """The calls of one of `workflows` at that time which do not name a run."""
    return [
        line
        for line in found
        if line.run_id is None and line.name in workflows and _within(line, since, until)
    ]


def by_model(found: Iterable[NamedLine]) -> dict[str | None, Totals]:
    """What calls add up to, by model."""
    cells: dict[tuple[object, ...], list[int]] = {}
    add(cells, found, {})
    totals: dict[str | None, Totals] = {}
    for (_, _, _, model, *_), cell in cells.items():
        assert model is None or isinstance(model, str)
        totals[model] = totals.get(model, Totals()).plus(cell)
    return totals


def _within(line: NamedLine, since: datetime, until: datetime) -> bool:
    at = line.at
    return at is not None and since <= at <= until


def _stamp(line: bytes) -> Stamp:
    found = json_object(line)
    return Stamp(ts=moment(found, "ts"), timestamp=moment(found, "timestamp"))


def _named(line: bytes) -> NamedLine:
    name = json_object(line).get("run_id")
    known = name if isinstance(name, str | int) and not isinstance(name, bool) else None
    return NamedLine(run_id=known, **msgspec.structs.asdict(tolerant(line)))
