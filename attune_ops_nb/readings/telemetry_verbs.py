"""Telemetry verbs: what our own programs cost, and what they wrote down beside that."""

from collections import deque
from datetime import date

from attune_ops_nb.readings import (
    diagnoses,
    form_events,
    gate_verdicts,
    reach,
    telemetry,
    usage_events,
)
from attune_ops_nb.readings.diagnoses import Diagnoses
from attune_ops_nb.readings.form_events import FormEvents
from attune_ops_nb.readings.gate_verdicts import GateVerdicts
from attune_ops_nb.readings.reach import Reach
from attune_ops_nb.readings.reader import Reader
from attune_ops_nb.readings.telemetry import Side, TelemetrySummary, UsageRow
from attune_ops_nb.readings.usage_events import UsageEvent

MOST_EVENTS = 10_000


class TelemetryVerbs(Reader):
    """Calls of models and their cost, and the small files beside them."""

    def telemetry(self, recent_days: int = 7) -> TelemetrySummary:
        """What our own runs cost, at a glance; the last of `recent_days` days is today in UTC."""
        return telemetry.summary(self._config, today=self._now.date(), recent_days=recent_days)

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

    def form_events(self) -> FormEvents:
        """How questions were put to people, and how many were answered."""
        return form_events.form_events(self._config)

    def diagnoses(self) -> Diagnoses:
        """Why runs failed and what came of it, as it was understood last, the newest first."""
        return diagnoses.diagnoses(self._config)

    def gate_verdicts(self) -> GateVerdicts:
        """What each gate said about each spec last."""
        return gate_verdicts.gate_verdicts(self._config)

    def reach(self) -> Reach:
        """How often the packages of the project are fetched, by its newest snapshots."""
        return reach.reach(self._config)
