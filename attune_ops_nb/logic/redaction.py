"""Redaction: secrets are taken out of a stream of bytes, wherever it is cut."""

import re
from collections.abc import Iterable

SHORTEST = 4
"""A shorter secret would be found in half of all words."""
MASK = b"***"


class Masker:
    """Replaces secrets by `***`. What may be the beginning of one is held back until more comes."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {line.encode() for secret in secrets for line in _parts(secret)}
        self._known = sorted(known, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(re.escape, self._known)))
        self._held = b""

    def feed(self, chunk: bytes) -> bytes:
        """What may be shown of `chunk`, and of what was held back before."""
        if not self._known:
            return chunk
        masked = self._pattern.sub(MASK, self._held + chunk)
        held = self._beginning(masked)
        self._held = masked[len(masked) - held :]
        return masked[: len(masked) - held]

    def end(self) -> bytes:
        """What was held back, when nothing more can come."""
        held, self._held = self._held, b""
        return held

    def mask(self, text: str) -> str:
        """A whole text without secrets."""
        if not self._known:
            return text
        return self._pattern.sub(MASK, text.encode()).decode("utf-8", "replace")

    def _beginning(self, text: bytes) -> int:
        """How many bytes at the end of `text` may be the beginning of a secret."""
        longest = min(len(self._known[0]) - 1, len(text))
        for length in range(longest, 0, -1):
            tail = text[len(text) - length :]
            if any(secret.startswith(tail) for secret in self._known):
                return length
        return 0


def _parts(secret: str) -> list[str]:
    """A secret of several lines is printed line by line."""
    return [part for part in {secret, *secret.splitlines()} if len(part.encode()) >= SHORTEST]
