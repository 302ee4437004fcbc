"""Readings: what is worked out from files, when asked."""

from attune_ops_nb.config import Config
from attune_ops_nb.model import Feature, WorkflowEntry
from attune_ops_nb.readings import features, workflow_entries
from attune_ops_nb.store import Store


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
