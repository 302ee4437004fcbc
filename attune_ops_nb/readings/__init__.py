"""Readings: what is worked out from files, when asked."""

from collections import deque
from datetime import UTC, date, datetime

from attune_ops_nb.config import Config
from attune_ops_nb.model import Feature, WorkflowEntry
from attune_ops_nb.readings import features, telemetry, usage_events, workflow_entries
from attune_ops_nb.readings.telemetry import Side, TelemetrySummary, UsageRow
from attune_ops_nb.readings.usage_events import UsageEvent
from attune_ops_nb.store import Store

MOST_EVENTS = 10_000


class Readings:
    """Everything that can be read about a project and what runs on it."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    def features(self) -> list[Feature]:
        """The features of the project, by name."""
        return features.features(self._config)

    def workflows(self) -> list[WorkflowEntry]:
        """The workflows in the picker, by concern and name, each with its last run."""
        return workflow_entries.of_store(self._store)

    def telemetry(self, recent_days: int = 7) -> TelemetrySummary:
        """What our own runs cost, at a glance; the last of `recent_days` days is today in UTC."""
        return telemetry.summary(self._config, today=_now().date(), recent_days=recent_days)

    def telemetry_rows(
        self,
        by: list[Side] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> list[UsageRow]:
        """What calls add up to by each side of `by` (day), from `since` on and before `until`."""
        return telemetry.rolled_up(self._config, by or ["day"], since=since, until=until)

    def telemetry_events(
        self, *, since: date | None = None, until: date | None = None, limit: int = MOST_EVENTS
    ) -> list[UsageEvent]:
        """The newest `limit` calls from `since` on and before `until`, oldest first."""
        return [*deque(usage_events.usage(self._config, since=since, until=until), max(1, limit))]


def _now() -> datetime:
    return datetime.now(UTC)
