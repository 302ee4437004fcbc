"""Reader: what all verbs that read have at hand: the settings and the clock."""

from datetime import UTC, datetime

from attune_ops_nb.config import Config, current


class Reader:
    """Where verbs get what they need."""

    def __init__(self, config: Config) -> None:
        self._started_with = config

    @property
    def _config(self) -> Config:
        return current(self._started_with)

    @property
    def _now(self) -> datetime:
        return datetime.now(UTC)
