"""The verbs of runtimes."""

from collections.abc import Sequence

from attune_ops_nb.errors import NotFound
from attune_ops_nb.model import Runtime, RuntimeVersion
from attune_ops_nb.store import Store


class Runtimes:
    """How code is run."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Runtime]:
        """All runtimes, by ref."""
        return sorted(self._store.find(Runtime), key=lambda runtime: runtime.ref)

    def get(self, ref: str) -> Runtime:
        """The runtime `ref`. NotFound if there is none."""
        for found in self._store.find(Runtime, ref=ref):
            return found
        raise NotFound(f"there is no runtime {ref!r}")

    def versions(self, runtime: int) -> Sequence[RuntimeVersion]:
        """The versions of a runtime, in the order of its file."""
        return self._store.find(RuntimeVersion, runtime=runtime, oldest_first=True)

    def verified(self, versions: dict[int, bool]) -> None:
        """Record which versions this machine was found to have."""

        self._store.tx(
            lambda tx: [
                tx.update(
                    RuntimeVersion,
                    id,
                    expect={"available": not available},
                    available=available,
                    verified_at=tx.now,
                )
                for id, available in versions.items()
            ]
        )
