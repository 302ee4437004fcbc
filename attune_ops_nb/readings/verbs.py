"""Verbs: all that can be read, in one."""

from attune_ops_nb.config import Config
from attune_ops_nb.model import WorkflowEntry
from attune_ops_nb.readings import (
    pack_environments,
    removed_environments,
    run_cost,
    workflow_entries,
)
from attune_ops_nb.readings.money_verbs import MoneyVerbs
from attune_ops_nb.readings.pack_environments import PackEnvironment
from attune_ops_nb.readings.project_verbs import ProjectVerbs
from attune_ops_nb.readings.run_cost import RunCost
from attune_ops_nb.readings.session_verbs import SessionVerbs
from attune_ops_nb.readings.telemetry_verbs import TelemetryVerbs
from attune_ops_nb.store import Store


class Readings(MoneyVerbs, ProjectVerbs, SessionVerbs, TelemetryVerbs):
    """Everything that can be read about a project and what runs on it."""

    def __init__(self, config: Config, store: Store) -> None:
        super().__init__(config)
        self._store = store

    def workflows(self) -> list[WorkflowEntry]:
        """The workflows in the picker, by concern and name, each with its last run."""
        return workflow_entries.of_store(self._store)

    def pack_environments(self, ref: str) -> list[PackEnvironment]:
        """What is installed for the actions of a pack: where, since when, and how large."""
        return pack_environments.of_pack(self._config, ref)

    def remove_pack_environment(self, ref: str, name: str) -> None:
        """Remove an environment of a pack. Conflict while something of the pack runs."""
        removed_environments.remove(self._config, self._store, ref, name)

    def run_cost(self, id: int) -> RunCost:
        """What a run cost, with what it asked for, as far as its calls of models were recorded."""
        return run_cost.of_run(self._config, self._store, id, self._now)
