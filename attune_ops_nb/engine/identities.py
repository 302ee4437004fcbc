"""The verbs of identities: who asks."""

from collections.abc import Sequence

from attune_ops_nb.errors import Conflict
from attune_ops_nb.model import Identity
from attune_ops_nb.store import Store


class Identities:
    """Identities in the store; `own` is the one on whose behalf the engine acts."""

    def __init__(self, store: Store, login: str) -> None:
        self._store = store
        self.login = login

    def own(self) -> Identity:
        """The identity with our login, made when it first acts."""
        if found := self._store.find(Identity, login=self.login):
            return found[0]
        try:
            return self._store.add(Identity(login=self.login))
        except Conflict:  # another program was quicker
            return self._store.find(Identity, login=self.login)[0]

    def list(self) -> Sequence[Identity]:
        """All identities, newest first."""
        return self._store.find(Identity)

    def get(self, id: int) -> Identity:
        """The identity `id`. NotFound if there is none."""
        return self._store.get(Identity, id)
