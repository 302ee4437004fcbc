"""Redaction: secrets are taken out of a stream of bytes, wherever it is cut."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

SHORTEST = 4
"""A shorter secret would be found in half of all words."""
MASK = b"***"
REDACTED = "********"
"""What stands in parameters in the place of a secret."""


class Masker:
    """Replaces secrets by `***`. What may be the beginning of one is held back until more comes."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {form.encode() for secret in secrets for form in _forms(secret)}
        self._known = sorted(known, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(re.escape, self._known)))
        self._starts = {form[:1] for form in self._known}
        self._held = b""

    def feed(self, chunk: bytes) -> bytes:
        """What may be shown of `chunk`, and of what was held back before."""
        if not self._known:
            return chunk
        text = self._held + chunk
        cut = self._beginning(text)
        # Looking for each form by itself is many times quicker than the pattern.
        if not any(form in text for form in self._known):
            self._held = text[cut:]
            return text[:cut]
        # A secret that is whole, and began before, is no part of the one that may begin.
        whole = (found.end() for found in self._pattern.finditer(text) if found.start() < cut)
        cut = max(cut, max(whole, default=0))
        self._held = text[cut:]
        return self._pattern.sub(MASK, text[:cut])

    def end(self) -> bytes:
        """What was held back, when nothing more can come."""
        held, self._held = self._held, b""
        return self._pattern.sub(MASK, held) if self._known else held

    def mask(self, text: str) -> str:
        """A whole text without secrets."""
        if not self._known:
            return text
        return self._pattern.sub(MASK, text.encode()).decode("utf-8", "replace")

    def _beginning(self, text: bytes) -> int:
        """Where at the end of `text` a secret may begin that is not there as a whole."""
        first = max(0, len(text) - len(self._known[0]) + 1)
        for place in range(first, len(text)):
            tail = text[place:]
            if tail[:1] in self._starts and any(
                form.startswith(tail) and form != tail for form in self._known
            ):
                return place
        return len(text)


def texts(secrets: Iterable[Any]) -> Iterator[str]:
    """What of `secrets` may be printed: a text as it is, all else as JSON and each text within."""
    for secret in secrets:
        if isinstance(secret, str):
            yield secret
            continue
        yield json.dumps(secret, separators=(",", ":"), ensure_ascii=False)
        if isinstance(secret, dict | list):
            within = secret.values() if isinstance(secret, dict) else secret
            yield from texts(each for each in within if isinstance(each, str | dict | list))


def _forms(secret: str) -> Iterator[str]:
    """How a secret may be printed: as it is, line by line, and in JSON, in a URL and in base64."""
    plain = {secret, *(line.strip() for line in secret.splitlines())}
    for text in plain:
        if len(text.encode()) >= SHORTEST:
            yield text
            yield json.dumps(text)[1:-1]
            yield quote(text, safe="")
            yield base64.b64encode(text.encode()).decode().rstrip("=")
