"""Nearest: what somebody may have meant by a name that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], quote: str = "") -> str:
    """`; did you mean a or b?`, or nothing if no known name comes near."""
    words = {word.casefold(): word for word in known}
    close = get_close_matches(name.casefold()[:100], words, n=3, cutoff=0.6)
    meant = " or ".join(f"{quote}{words[word]}{quote}" for word in close)
    return f"; did you mean {meant}?" if close else ""
