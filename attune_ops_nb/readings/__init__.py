"""Readings: what is worked out from files, when asked."""

from collections import deque
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from attune_ops_nb.errors import Invalid
from attune_ops_nb.readings import (
    session_blocks,
    session_usage,
    sessions,
    telemetry,
    usage_events,
)
from attune_ops_nb.readings.money_verbs import MoneyVerbs
from attune_ops_nb.readings.project_verbs import ProjectVerbs
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import Compat, SessionUsage
from attune_ops_nb.readings.session_usage import Side as SessionSide
from attune_ops_nb.readings.sessions import DAYS, MOST, Session
from attune_ops_nb.readings.telemetry import Side, TelemetrySummary, UsageRow
from attune_ops_nb.readings.telemetry_verbs import TelemetryVerbs
from attune_ops_nb.readings.usage_events import UsageEvent

MOST_EVENTS = 10_000


class Readings(MoneyVerbs, ProjectVerbs, TelemetryVerbs):
    """Everything that can be read about a project and what runs on it."""

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

    def sessions(
        self,
        by: list[SessionSide] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        compat: Compat | None = None,
        zone: str = "UTC",
    ) -> SessionUsage:
        """What conversations used and cost by each side of `by` (session); days are of `zone`."""
        return session_usage.usage(
            self._config,
            by or ["session"],
            since=since,
            until=until,
            compat=compat,
            zone=_zone(zone),
        )

    def conversations(self, days: int = DAYS, limit: int = MOST) -> list[Session]:
        """The sessions of the project and its worktrees in the last days, the newest first."""
        return sessions.sessions(self._config, self._now, days=days, limit=limit)

    def session_blocks(
        self, *, token_limit: int | None = None, compat: Compat | None = None
    ) -> list[Block]:
        """The spans of five hours by which use is limited, oldest first, with burn rate."""
        return session_blocks.blocks(
            self._config, self._now, token_limit=token_limit, compat=compat
        )


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # a folder of zones is an OSError
        said = f"{name!r} is no time zone like Europe/Berlin"
        raise Invalid(f"zone: {said}", problems={"zone": said}) from error
