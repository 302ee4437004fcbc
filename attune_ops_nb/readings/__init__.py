"""Readings: what is worked out from files, when asked."""

from collections import deque
from datetime import UTC, date, datetime

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden
from attune_ops_nb.logic.pricing import PriceTable
from attune_ops_nb.logic.reconciling import Reconciliation
from attune_ops_nb.model import Feature, WorkflowEntry
from attune_ops_nb.readings import (
    account,
    anthropic_cost,
    features,
    prices,
    reconcile,
    spend,
    telemetry,
    usage_events,
    workflow_entries,
)
from attune_ops_nb.readings.account import AccountCost
from attune_ops_nb.readings.anthropic_cost import KeyStored
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


def _now() -> datetime:
    return datetime.now(UTC)
