"""Store: queue, record and change feed at once. What is not written here did not happen.

The files beside the database are read without it: `Store` is loaded when it is first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attune_ops_nb.store.store import Clock, Store
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from attune_ops_nb.store import store

        return getattr(store, name)


__all__ = ["Clock", "Store"]
