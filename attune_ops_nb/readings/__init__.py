"""Readings: what is worked out from files, when asked.

One reading is used without the others: `Readings`, which has all, is loaded when it is first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attune_ops_nb.readings.verbs import Readings
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from attune_ops_nb.readings import verbs

        return getattr(verbs, name)


__all__ = ["Readings"]
