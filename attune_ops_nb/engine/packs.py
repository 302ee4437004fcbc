"""The verbs of packs."""

from collections.abc import Sequence

from attune_ops_nb.config import Config
from attune_ops_nb.errors import NotFound
from attune_ops_nb.model import Pack
from attune_ops_nb.store import Store


class Packs:
    """What actions and runtimes come from."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    def list(self) -> Sequence[Pack]:
        """All packs, by ref."""
        return sorted(self._store.find(Pack), key=lambda pack: pack.ref)

    def get(self, ref: str) -> Pack:
        """The pack `ref`. NotFound if there is none."""
        for found in self._store.find(Pack, ref=ref):
            return found
        raise NotFound(f"there is no pack {ref!r}")
