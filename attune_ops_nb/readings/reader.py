"""Reader: what all verbs that read have at hand: the settings, the store and the clock."""

from datetime import UTC, datetime

from attune_ops_nb.config import Config
from attune_ops_nb.store import Store


class Reader:
    """Where verbs get what they need."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    @property
    def _now(self) -> datetime:
        return datetime.now(UTC)
