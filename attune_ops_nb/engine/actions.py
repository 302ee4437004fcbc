"""The verbs of actions."""

from collections.abc import Sequence
from typing import Any

from attune_ops_nb.errors import NotFound
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Action
from attune_ops_nb.store import Store


class Actions:
    """What can be run."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, pack_ref: str | None = None) -> Sequence[Action]:
        """All actions, or those of one pack, by ref."""
        asked: dict[str, Any] = {} if pack_ref is None else {"pack_ref": pack_ref}
        return sorted(self._store.find(Action, **asked), key=lambda action: action.ref)

    def get(self, ref: str) -> Action:
        """The action `ref`. NotFound, with the nearest names, if there is none."""
        return named(self._store, ref)


def named(store: Store, ref: str) -> Action:
    """The action `ref`. NotFound, with the nearest names, if there is none."""
    for found in store.find(Action, ref=ref):
        return found
    refs = [action.ref for action in store.find(Action)]
    hint = nearest(ref, refs) or "; `%attune workflows` lists what there is"
    raise NotFound(f"there is no action {ref!r}{hint}", problems={"action_ref": "unknown"})
