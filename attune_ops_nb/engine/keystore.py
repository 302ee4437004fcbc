"""Keystore: the keys that a workflow may have, each opened when an expression asks for it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.engine.key_owners import owners_for
from attune_ops_nb.errors import NotFound, Unavailable
from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.model import Key
from attune_ops_nb.store import vault
from attune_ops_nb.store.tx import Reader


class Keystore(Mapping[str, Any]):
    """Values by the names and the refs of keys: those of the action, of its pack, of the system.

    Where several have a name, the nearest owner's is meant. It must not outlive its `reader`.
    """

    def __init__(self, config: Config, reader: Reader, action_ref: str) -> None:
        self._config = config
        self._reader = reader
        self._owners = owners_for(action_ref)
        self.opened: dict[str, Any] = {}
        """The values that were asked for, by what they were called."""

    def __getitem__(self, name: str) -> Any:
        if name not in self.opened:
            self.opened[name] = self._value(name)
        return self.opened[name]

    def __iter__(self) -> Iterator[str]:
        found = [
            key
            for kind, owner in self._owners
            for key in self._reader.find(Key, owner_type=kind, owner=owner)
        ]
        names = (name for key in found for name in (key.name, key.ref))
        return iter(dict.fromkeys(names))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _value(self, name: str) -> Any:
        for key in chain(self._called(name), self._with_ref(name)):
            try:
                return vault.reveal(self._config, self._reader, key)
            except (NotFound, Unavailable) as error:
                # The task must fail: who waits for a better day holds up all workflows.
                raise ExpressionError(Kind.UNKNOWN_NAME, error.message) from error
        raise KeyError(name)

    def _called(self, name: str) -> Iterator[Key]:
        for kind, owner in self._owners:
            yield from self._reader.find(Key, owner_type=kind, owner=owner, name=name)

    def _with_ref(self, ref: str) -> Iterator[Key]:
        for key in self._reader.find(Key, ref=ref):
            if (key.owner_type, key.owner) in self._owners:
                yield key
