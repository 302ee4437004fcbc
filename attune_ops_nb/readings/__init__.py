"""Readings: what is worked out from files, when asked."""

from collections import deque
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.logic.pricing import PriceTable
from attune_ops_nb.logic.reconciling import Reconciliation
from attune_ops_nb.model import Feature, WorkflowEntry
from attune_ops_nb.readings import (
    account,
    anthropic_cost,
    bulletin,
    completion_candidates,
    features,
    health,
    memory,
    memory_events,
    prices,
    reconcile,
    session_blocks,
    session_usage,
    sessions,
    specs,
    spend,
    telemetry,
    usage_events,
    workflow_entries,
)
from attune_ops_nb.readings.account import AccountCost
from attune_ops_nb.readings.anthropic_cost import KeyStored
from attune_ops_nb.readings.bulletin import Bulletin
from attune_ops_nb.readings.completion_candidates import Candidate
from attune_ops_nb.readings.dismissals import Dismissal
from attune_ops_nb.readings.health import Environment, Health, Snapshot, Version
from attune_ops_nb.readings.memory import Memory, NodeText
from attune_ops_nb.readings.memory_events import MemorySummary
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import Compat, SessionUsage
from attune_ops_nb.readings.session_usage import Side as SessionSide
from attune_ops_nb.readings.sessions import DAYS, MOST, Session
from attune_ops_nb.readings.specs import Spec, SpecText, StatusWritten
from attune_ops_nb.readings.spend import Spend
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
        return sessions.sessions(self._config, _now(), days=days, limit=limit)

    def session_blocks(
        self, *, token_limit: int | None = None, compat: Compat | None = None
    ) -> list[Block]:
        """The spans of five hours by which use is limited, oldest first, with burn rate."""
        return session_blocks.blocks(self._config, _now(), token_limit=token_limit, compat=compat)

    def cost(self) -> AccountCost:
        """The bill of the account as it was fetched last; asks nobody."""
        return account.known(self._config, _now())

    def fetch_cost(self, refresh: bool = False) -> AccountCost:
        """The bill of the account, asked for unless that was done in the last minutes."""
        return account.fetched(self._config, _now(), refresh=refresh)

    def store_admin_key(self, key: str) -> KeyStored:
        """Keep the key that the bill is asked for with, unless the API refuses it."""
        if self._config.read_only:
            raise Forbidden("this is read-only: start it without --read-only to store a key")
        return anthropic_cost.store_admin_key(key, config=self._config, now=_now())

    def spend(self) -> Spend:
        """Spending by today's bill if that was fetched, else by telemetry; asks nobody."""
        return account.known_spend(self._config, _now())

    def fetch_spend(self, refresh: bool = False) -> Spend:
        """Spending by the bill, asked for unless that was done in the last minutes."""
        return spend.spend(self._config, now=_now(), refresh=refresh)

    def reconcile(self, day: date) -> Reconciliation:
        """Why the bill of a UTC day and what was logged on it differ; asks for the bill."""
        return reconcile.reconcile(day, config=self._config, now=_now())

    def prices(self) -> PriceTable:
        """What tokens cost, in dollars a million, with the changes of `ops/prices.json`."""
        return prices.table(self._config)

    def specs(self) -> list[Spec]:
        """The specs of the project, by root and slug."""
        return specs.specs(self._config, _now())

    def spec(self, slug: str) -> SpecText:
        """A spec with the text of its phases. NotFound, with the nearest, if there is none."""
        return specs.spec(self._config, slug, _now())

    def set_spec_status(self, slug: str, phase: str, status: str) -> StatusWritten:
        """Put a status on the status line of a phase, and change nothing else in its file."""
        return specs.set_status(self._config, slug, phase, status, _now())

    def close_spec(self, slug: str) -> StatusWritten:
        """Set the status that stands for the spec to complete."""
        return specs.close(self._config, slug, _now())

    def candidates(self) -> list[Candidate]:
        """Specs that all evidence says are finished; none unless `specs_candidates_enabled`."""
        return completion_candidates.detect_candidates(self._config)

    def dismiss_candidate(self, slug: str, snapshot_hash: str) -> Dismissal:
        """Show a candidate no more for two weeks, or until something in it changes."""
        return completion_candidates.dismiss(self._config, slug, snapshot_hash, _now())

    def bulletin(self) -> Bulletin:
        """Who runs what on the project now, and runs of which nothing was heard for long."""
        return bulletin.read(self._config, _now())

    def memory(self, text: str = "") -> Memory:
        """What is kept from one session to the next; with `text`, what has all its words."""
        return memory.memory(self._config, _now(), text=text)

    def memory_node(self, key: str) -> NodeText:
        """A page of the memory, with its text."""
        return memory.node(self._config, key)

    def memory_events(self) -> MemorySummary:
        """What the memory put into prompts, in estimated tokens."""
        return memory_events.memory_summary(self._config)

    def health(self) -> Health:
        """The newest snapshot of the project's state, and whether it is too old to go by."""
        return health.health(self._config, _now())

    def health_snapshots(self, limit: int = 100) -> list[Snapshot]:
        """The newest snapshots that were kept, oldest first."""
        return health.snapshots(self._config, limit)

    def take_health(self) -> Snapshot:
        """Take a snapshot of the project's state now, and keep it; that takes seconds."""
        return health.collect(self._config, _now())

    def versions(self) -> list[Version]:
        """Our version, and those of the family that are installed beside us."""
        return health.versions()

    def environment(self) -> Environment:
        """What surrounds the engine."""
        return health.environment(self._config)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # a folder of zones is an OSError
        said = f"{name!r} is no time zone like Europe/Berlin"
        raise Invalid(f"zone: {said}", problems={"zone": said}) from error


def _now() -> datetime:
    return datetime.now(UTC)
