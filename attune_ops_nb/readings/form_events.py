"""Form events: how questions were put to people, from `telemetry/form_events*.jsonl`."""

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.telemetry_lines import whole

DECISION = "form_surface"
"""The event by which a way to ask was chosen; only this one has a surface."""


class FormRow(msgspec.Struct, frozen=True, kw_only=True):
    """How often something happened."""

    event: str
    surface: str | None
    """What was recommended, such as `widget` or `ask`."""
    events: int
    disagreed: int
    """Times that something else than what was recommended was done."""


class FormEvents(msgspec.Struct, frozen=True, kw_only=True):
    """How questions were put to people."""

    total_events: int = 0
    by_surface: dict[str, int] = {}
    """Decisions on how to ask, by what was recommended."""
    submitted: int = 0
    rows: list[FormRow] = []
    """By event and surface, the most frequent first."""
    last_event_at: datetime | None = None
    malformed_lines: int = 0
    malformed: list[Malformed] = []


def form_events(config: Config) -> FormEvents:
    """What became of questions. Unavailable if a file cannot be read."""
    live = config.telemetry_path.with_name("form_events.jsonl")
    events, malformed = whole(live, lambda found: found)
    counts = Counter(map(_kind, events))
    disagreed = Counter(_kind(each) for each in events if each.get("agreed") is False)
    rows = [
        FormRow(event=kind[0], surface=kind[1], events=count, disagreed=disagreed[kind])
        for kind, count in sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
    ]
    times = [at for each in events if (at := values.moment(each.get("ts")))]
    return FormEvents(
        total_events=len(events),
        by_surface={row.surface: row.events for row in rows if row.surface is not None},
        submitted=sum(row.events for row in rows if row.event == "form_submitted"),
        rows=rows,
        last_event_at=max(times, default=None),
        malformed_lines=len(malformed),
        malformed=malformed,
    )


def _kind(event: dict[str, Any]) -> tuple[str, str | None]:
    name = values.text(event.get("event")) or "unknown"
    surface = values.text(event.get("surface")) or "unknown"
    return name, surface if name == DECISION else None
