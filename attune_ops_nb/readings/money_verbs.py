"""Money verbs: what the account and our own runs cost, used and saved."""

from datetime import date

from attune_ops_nb.errors import Forbidden
from attune_ops_nb.logic.pricing import PriceTable
from attune_ops_nb.logic.reconciling import Reconciliation
from attune_ops_nb.readings import (
    account,
    anthropic_cost,
    home,
    prices,
    reconcile,
    workflow_runs,
)
from attune_ops_nb.readings.account import AccountCost, AccountUsage
from attune_ops_nb.readings.anthropic_cost import KeyStored
from attune_ops_nb.readings.home import Home
from attune_ops_nb.readings.reader import Reader
from attune_ops_nb.readings.spend import Spend
from attune_ops_nb.readings.workflow_runs import RunRow, SavingsEstimate


class MoneyVerbs(Reader):
    """What is spent, where it goes, and what is known of it."""

    def home(self) -> Home:
        """The numbers of the first page and what wants to be looked at; asks nobody."""
        return home.home(self._config, self._now)

    def cost(self) -> AccountCost:
        """The bill of the account as it was fetched last; asks nobody."""
        return account.known(self._config, self._now)

    def fetch_cost(self, refresh: bool = False) -> AccountCost:
        """The bill of the account, asked for unless that was done in the last minutes."""
        return account.fetched(self._config, self._now, refresh=refresh)

    def usage(self) -> AccountUsage:
        """The tokens behind the bill as they were fetched last; asks nobody."""
        return account.known_usage(self._config, self._now)

    def fetch_usage(self, refresh: bool = False) -> AccountUsage:
        """The tokens behind the bill, asked for unless that was done in the last minutes."""
        return account.fetched_usage(self._config, self._now, refresh=refresh)

    def store_admin_key(self, key: str) -> KeyStored:
        """Keep the key that the bill is asked for with, unless the API refuses it."""
        if self._config.read_only:
            raise Forbidden("this is read-only: start it without --read-only to store a key")
        return anthropic_cost.store_admin_key(key, config=self._config, now=self._now)

    def spend(self) -> Spend:
        """Spending by today's bill if that was fetched, else by telemetry; asks nobody."""
        return account.known_spend(self._config, self._now)

    def fetch_spend(self, refresh: bool = False) -> Spend:
        """Spending by the bill, asked for unless that was done in the last minutes."""
        return account.fetched_spend(self._config, self._now, refresh=refresh)

    def reconcile(self, day: date) -> Reconciliation:
        """Why the bill of a UTC day and what was logged on it differ; asks for the bill."""
        return reconcile.reconcile(day, config=self._config, now=self._now)

    def prices(self) -> PriceTable:
        """What tokens cost, in dollars a million, with the changes of `ops/prices.json`."""
        return prices.table(self._config)

    def savings(self) -> SavingsEstimate:
        """How all runs of workflows ended, and what they are estimated to have saved."""
        return workflow_runs.savings(self._config)

    def savings_rows(self) -> list[RunRow]:
        """The same for each day and workflow, oldest first."""
        return workflow_runs.run_rows(self._config)
