"""Run totals: lines of `workflow_runs.jsonl` added up by day and workflow, in nano-dollars."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from attune_ops_nb.logic.json_lines import BadLine, lines, reason
from attune_ops_nb.logic.pricing import nanos
from attune_ops_nb.logic.usage_lines import count, dollars, json_object, moment, switch, text


class Key(NamedTuple):
    """What runs have in common. The day is that of the writer's clock, which names no zone."""

    day: str
    workflow: str


class RunTotals(NamedTuple):
    """What runs add up to."""

    runs: int = 0
    failed: int = 0
    cost_nanos: int = 0
    compared: int = 0
    """Runs that say what they would have cost otherwise; the next two are of them."""
    baseline_nanos: int = 0
    savings_nanos: int = 0
    duration_ms: int = 0

    def plus(self, other: "RunTotals") -> "RunTotals":
        """Both together."""
        return RunTotals(*map(int.__add__, self, other))


class RunFold:
    """The totals of one file."""

    def __init__(self) -> None:
        self.cells: dict[Key, RunTotals] = {}
        self._changed: set[Key] = set()

    def take(self, block: bytes, start: int) -> list[BadLine]:
        """Add whole lines. There are few, so each is read by itself."""
        bad = []
        for offset, line in lines(block, start):
            try:
                key, totals = run(line)
            except (ValueError, RecursionError) as error:
                bad.append(BadLine(offset=offset, length=len(line), reason=reason(error)))
            else:
                self.cells[key] = self.cells.get(key, RunTotals()).plus(totals)
                self._changed.add(key)
        return bad

    def changes(self) -> list[tuple[bytes, bytes]]:
        """The cells that have changed, for `restore`."""
        encode = msgspec.json.encode
        changed, self._changed = self._changed, set()
        return [(encode(key), encode(self.cells[key])) for key in changed]

    def restore(self, cells: Iterable[tuple[bytes, bytes]]) -> None:
        """Begin with cells that were kept. ValueError if they are none."""
        for key, value in cells:
            self.cells[msgspec.json.decode(key, type=Key)] = msgspec.json.decode(
                value, type=RunTotals
            )


def run(line: bytes) -> tuple[Key, RunTotals]:
    """The run in a line. ValueError, with the field, if there is none."""
    found = json_object(line)
    baseline, cost = _nanos(found, "baseline_cost"), _nanos(found, "total_cost") or 0
    started = moment(found, "started_at")
    return (
        Key(started.date().isoformat() if started else "", text(found, "workflow_name") or ""),
        RunTotals(
            runs=1,
            failed=int(switch(found, "success") is False),
            cost_nanos=cost,
            compared=int(baseline is not None),
            baseline_nanos=baseline or 0,
            savings_nanos=0 if baseline is None else baseline - cost,
            duration_ms=count(found, "total_duration_ms") or 0,
        ),
    )


def _nanos(found: dict[str, Any], name: str) -> int | None:
    value = dollars(found, name)
    return None if value is None else nanos(value)
