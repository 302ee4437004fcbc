"""Memory events: what the memory costs and what is known of its use.

From `telemetry/memory_events.jsonl` and, unless only the live one is wanted, its rotated files.
"""

from contextlib import AbstractContextManager

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic.memory_totals import VERDICTS, Count, MemoryTotals, Surfacing
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_files import malformed, read
from attune_ops_nb.store import rollups
from attune_ops_nb.store.rollups import RolledFile

VERSION = 1
TOP_RULES = 10

SURFACED = (
    "Counts how often a rule was shown, not whether it helped. It is an upper bound on what the"
    " memory may have prevented, and never a saving."
)
SCORED = (
    " How much of it was noise is known for the surfacings that somebody scored; the others are"
    " not assumed to be good."
)
REJECTED = (
    "Counts findings that were thrown out. What was kept may still be wrong: the rate is a lower"
    " bound on the errors."
)


class EventTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How many events, and the tokens that they are estimated to have cost."""

    n: int
    est_tokens: int


class MemorySummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the memory put into prompts."""

    total_events: int = 0
    total_est_tokens: int = 0
    distinct_sessions: int = 0
    by_event: dict[str, EventTotals] = {}
    by_day: dict[str, EventTotals] = {}
    """By date in UTC; events without a time that can be read stand under "unknown"."""
    per_session_avg_tokens: float | None = None
    """None if no event names a session."""
    malformed_lines: int = 0
    malformed: list[Malformed] = []


class MemorySignal(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what the memory showed, each item by its last verdict."""

    counts: dict[str, int]
    scored: int
    unscored: int
    wrong_rate: float | None
    """Wrong among those that were acted on or wrong."""
    ignored_rate: float | None
    """Ignored among all that were scored."""
    candidate_noise_rate: float | None
    """Wrong or ignored among all that were scored."""
    headline: str = "wrong_rate"
    """The rate to show first."""


class InterventionSignal(msgspec.Struct, frozen=True, kw_only=True):
    """How often rules were shown while somebody worked. The caption is part of the number."""

    rule_surfacings: int
    distinct_rules: int
    top_rules: list[tuple[str, int]]
    caption: str
    noise_denominator: int | None = None
    """Scored verdicts, if there are any."""


class FeedbackSignal(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings were thrown out. The caption is part of the number."""

    rejected: int
    by_source: dict[str, int]
    findings_written: int
    rejection_rate: float
    caption: str = REJECTED


class MemorySignals(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the use of what the memory showed."""

    memory: MemorySignal
    intervention: InterventionSignal
    feedback: FeedbackSignal


def signals(config: Config, *, live_only: bool = False) -> MemorySignals:
    """All signals. Unavailable if a file cannot be read."""
    return MemorySignals(
        memory=memory_signal(config, live_only=live_only),
        intervention=intervention_signal(config, live_only=live_only),
        feedback=feedback_signal(config, live_only=live_only),
    )


def memory_summary(config: Config, *, live_only: bool = False) -> MemorySummary:
    """What the memory put into prompts. Unavailable if a file cannot be read."""
    with _read(config, live_only=live_only) as files:
        events = _named(files, "event")
        sessions = _named(files, "session")
        tokens = sum(tokens for _, tokens in events.values())
        return MemorySummary(
            total_events=sum(number for number, _ in events.values()),
            total_est_tokens=tokens,
            distinct_sessions=len(sessions),
            by_event=_totals(events),
            by_day=_totals(_named(files, "day")),
            per_session_avg_tokens=round(tokens / len(sessions), 1) if sessions else None,
            malformed_lines=sum(file.bad_count for file in files),
            malformed=list(malformed(files)),
        )


def memory_signal(config: Config, *, live_only: bool = False) -> MemorySignal:
    """The verdicts on what the memory showed. Unavailable if a file cannot be read."""
    with _read(config, live_only=live_only) as files:
        verdicts = list(_verdicts(files).values())
    counts = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    wrong, ignored, acted_on = counts["wrong"], counts["ignored"], counts["acted_on"]
    scored = wrong + ignored + acted_on
    return MemorySignal(
        counts=counts,
        scored=scored,
        unscored=counts["unscored"],
        wrong_rate=_rate(wrong, acted_on + wrong),
        ignored_rate=_rate(ignored, scored),
        candidate_noise_rate=_rate(wrong + ignored, scored),
    )


def intervention_signal(config: Config, *, live_only: bool = False) -> InterventionSignal:
    """How often rules were shown. Unavailable if a file cannot be read."""
    scored = memory_signal(config, live_only=live_only).scored
    with _read(config, live_only=live_only) as files:
        rules = {rule: number for rule, (number, _) in _named(files, "rule").items()}
    return InterventionSignal(
        rule_surfacings=sum(rules.values()),
        distinct_rules=len(rules),
        top_rules=sorted(rules.items(), key=lambda each: (-each[1], each[0]))[:TOP_RULES],
        caption=SURFACED + (SCORED if scored else ""),
        noise_denominator=scored or None,
    )


def feedback_signal(config: Config, *, live_only: bool = False) -> FeedbackSignal:
    """How many findings were thrown out. Unavailable if a file cannot be read."""
    with _read(config, live_only=live_only) as files:
        sources = {source: number for source, (number, _) in _named(files, "rejected").items()}
        written = sum(number for number, _ in _named(files, "written").values())
    rejected = sum(sources.values())
    return FeedbackSignal(
        rejected=rejected,
        by_source=dict(sorted(sources.items())),
        findings_written=written,
        rejection_rate=round(rejected / written, 3) if written else 0.0,
    )


def _read(
    config: Config, *, live_only: bool
) -> AbstractContextManager[list[RolledFile[MemoryTotals]]]:
    rolled = rollups.of(config, "memory events", version=VERSION, fold=MemoryTotals)
    return read(rolled, config.memory_events_path, live_only=live_only)


def _named(files: list[RolledFile[MemoryTotals]], kind: str) -> dict[str, Count]:
    """What all files counted of a kind, by name."""
    found: dict[str, Count] = {}
    for file in files:
        for (each, name), (number, tokens) in file.fold.counts.items():
            if each == kind:
                before = found.get(name, (0, 0))
                found[name] = before[0] + number, before[1] + tokens
    return found


def _verdicts(files: list[RolledFile[MemoryTotals]]) -> dict[Surfacing, str]:
    """The live file is the last one, so its verdicts hold."""
    found: dict[Surfacing, str] = {}
    for file in files:
        found.update(file.fold.signals)
    return found


def _totals(counts: dict[str, Count]) -> dict[str, EventTotals]:
    return {
        name or "unknown": EventTotals(n=number, est_tokens=tokens)
        for name, (number, tokens) in sorted(counts.items())
    }


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
