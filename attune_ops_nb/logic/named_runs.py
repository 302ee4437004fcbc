"""Named runs: lines of `workflow_runs.jsonl`, each found by the name and the time of its run.

Their writer mostly names no zone; then it is that of this machine. A total of zero without a token
is what it writes where it does not know: it says nothing.
"""

from datetime import UTC, datetime
from typing import Any

import msgspec

from attune_ops_nb.logic.json_lines import BadLine, converted
from attune_ops_nb.logic.pricing import nanos
from attune_ops_nb.logic.usage_lines import count, dollars, json_object, moment


class NamedRun(msgspec.Struct, frozen=True, kw_only=True):
    """What a line says of its run. Money is in nano-dollars; None is what it does not say."""

    name: str
    started_at: datetime
    cost_nanos: int | None
    baseline_nanos: int | None
    savings_nanos: int | None
    input_tokens: int
    output_tokens: int


def stamps(block: bytes, start: int) -> tuple[list[datetime], list[BadLine]]:
    """When the runs in a block of lines began, in UTC, and the lines that hold no run."""
    found, bad = converted(block, start, lambda line: _began(json_object(line)))
    return [at for at in found if at], bad


def runs(block: bytes) -> list[NamedRun]:
    """The runs in a block of lines that have a name and a time."""
    return [run for run in converted(block, 0, _run)[0] if run]


def _run(line: bytes) -> NamedRun | None:
    found = json_object(line)
    name, began = found.get("run_id"), _began(found)
    if isinstance(name, bool) or not isinstance(name, str | int) or began is None:
        return None
    used = [count(found, f"total_{side}_tokens") or 0 for side in ("input", "output")]
    said = any(used) or bool(dollars(found, "total_cost"))
    return NamedRun(
        name=str(name),
        started_at=began,
        cost_nanos=_nanos(found, "total_cost") if said else None,
        baseline_nanos=_nanos(found, "baseline_cost") if said else None,
        savings_nanos=_nanos(found, "savings") if said else None,
        input_tokens=used[0],
        output_tokens=used[1],
    )


def _began(found: dict[str, Any]) -> datetime | None:
    at = moment(found, "started_at")
    try:
        return None if at is None else at.astimezone(UTC)
    except OverflowError:
        return None


def _nanos(found: dict[str, Any], name: str) -> int | None:
    value = dollars(found, name)
    return None if value is None else nanos(value)
