"""Gate verdicts: whether a spec may go on, from `ops/gates/verdicts.jsonl`.

The file is only ever added to: of a gate, its last line about a spec holds.
"""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_lines import whole

NO_SLUG = frozenset({"docs", "specs", "/", ".", ".."})


class GateVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a gate said about a spec last."""

    slug: str | None
    """The spec; None if the target is in none."""
    gate_id: str
    phase: str | None
    """At the end of which phase the gate stands."""
    state: str
    """PASS, REVISE, CHAIR_REQUIRED or BLOCKED; or FAIL, of earlier writers."""
    target: str
    findings: list[str] = []
    """What exactly falls short."""
    disposition: str | None = None
    """What the gate proposes."""
    waived: bool = False
    decisions_ref: str | None = None
    """The decision of a person about it."""
    at: datetime | None = None
    is_latest: bool = True
    """Whether no gate has said anything about this spec since."""


class GateVerdicts(msgspec.Struct, frozen=True, kw_only=True):
    """What gates said last, by spec and in the order in which they said it."""

    verdicts: list[GateVerdict] = []
    malformed_lines: int = 0
    malformed: list[Malformed] = []


def gate_verdicts(config: Config) -> GateVerdicts:
    """What each gate said about each spec last. Unavailable if the file cannot be read."""
    written, malformed = whole(config.ops_dir / "gates" / "verdicts.jsonl", _verdict)
    last: dict[tuple[str, str], GateVerdict] = {}
    latest: dict[str, GateVerdict] = {}
    for each in written:
        spec = each.slug or each.target
        last.pop((spec, each.gate_id), None)
        last[spec, each.gate_id] = latest[spec] = each
    ordered = sorted(last.items(), key=lambda each: each[0][0])
    return GateVerdicts(
        verdicts=[
            msgspec.structs.replace(each, is_latest=each is latest[spec])
            for (spec, _), each in ordered
        ],
        malformed_lines=len(malformed),
        malformed=malformed,
    )


def slug_of(target: str) -> str | None:
    """The spec in which `target` lies: the first part of the path that can be its name."""
    path = PurePosixPath(target)
    parts = path.parts
    if path.is_absolute() and "specs" in parts:
        parts = parts[parts.index("specs") + 1 :]
    return next((each for each in parts if each not in NO_SLUG and not each.endswith(".md")), None)


def _verdict(found: dict[str, Any]) -> GateVerdict:
    """ValueError if it says nothing of anything. Two names of a field are in use for some."""
    gate = values.text(found.get("gate_id"))
    target = values.text(found.get("target_artifact")) or values.text(found.get("target"))
    state = values.text(found.get("evaluation_state")) or values.text(found.get("state"))
    for name, value in (("gate_id", gate), ("target", target), ("state", state)):
        if not value:
            raise ValueError(f"`{name}` is missing")
    return GateVerdict(
        slug=slug_of(target or ""),
        gate_id=gate or "",
        phase=values.text(found.get("phase")),
        state=state or "",
        target=target or "",
        findings=values.texts(found.get("findings")),
        disposition=values.text(found.get("proposed_disposition")) or None,
        waived=found.get("waived") is True,
        decisions_ref=values.text(found.get("decisions_ref")),
        at=values.moment(found.get("timestamp")),
    )
