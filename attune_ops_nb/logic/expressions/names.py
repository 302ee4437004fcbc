"""Names: what somebody may have meant by one that is not known."""

from collections.abc import Iterable
from itertools import islice

from attune_ops_nb.logic.nearest import nearest

MOST = 1000
"""More names than this are not looked through."""


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing."""
    return nearest(name, (each for each in islice(known, MOST) if isinstance(each, str)), "`")
