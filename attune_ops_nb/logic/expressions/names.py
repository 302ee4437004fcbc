"""Names: what somebody may have meant by one that is not known."""

from collections.abc import Iterable
from itertools import islice

from attune_ops_nb.logic.nearest import nearest

MOST, LONGEST = 1000, 100
"""More names than this are not looked through, and no longer ones."""


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing."""
    near = (each for each in islice(known, MOST) if isinstance(each, str) and len(each) <= LONGEST)
    return nearest(name, near, "`")
