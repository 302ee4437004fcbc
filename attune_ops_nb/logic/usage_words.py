"""Usage words: a decoder of usage lines that learns the words which lines have in common.

A word that is known is one and the same text in all lines: it need not be made, and is found in a
dictionary by what it is rather than by how it reads. A million lines take a tenth less time so.
"""

from collections.abc import Iterable
from typing import Any, Literal, cast

import msgspec
from msgspec import structs

from attune_ops_nb.logic.usage_lines import DECODER, UsageLine, tolerant

SIDES = ("workflow", "tier", "model", "provider", "stage")
MOST = 64
"""Words of a side that are learnt; where there are more, they are texts like others."""


class WordDecoder:
    """Takes known words by `decoder`; `tolerant` takes lines with others, and learns from them."""

    def __init__(self) -> None:
        self._decoder = DECODER
        self._known: dict[str, set[str]] = {side: set() for side in SIDES}
        self._has_news = False

    @property
    def decoder(self) -> msgspec.json.Decoder[UsageLine]:
        """For lines whose words are known; made only when there are lines for it."""
        if self._has_news:
            self._decoder = _decoder(self._known)
            self._has_news = False
        return self._decoder

    def tolerant(self, line: bytes) -> UsageLine:
        """A line that `decoder` refuses. ValueError, with the field, if it is bad."""
        found = tolerant(line)
        self._note(found)
        return found

    def learn(self, lines: Iterable[UsageLine]) -> None:
        """Know the words of the first `lines`; those of later ones are met by `tolerant`."""
        if self._decoder is DECODER:
            for line in lines:
                self._note(line)

    def _note(self, line: UsageLine) -> None:
        for side, words in self._known.items():
            word = getattr(line, side)
            if word is not None and word not in words and len(words) <= MOST:
                words.add(word)
                self._has_news = True


def _decoder(known: dict[str, set[str]]) -> msgspec.json.Decoder[UsageLine]:
    """Of lines like `UsageLine`, with its fields in their order, whose words are among `known`."""
    types = {side: _word(words) for side, words in known.items()}
    fields = [
        (field.name, types.get(field.name, field.type), field.default)
        for field in structs.fields(UsageLine)
    ]
    properties = {name: getattr(UsageLine, name) for name in ("at", "name", "dollars")}
    kind = msgspec.defstruct("WordLine", fields, namespace=properties, gc=False)
    return cast("msgspec.json.Decoder[UsageLine]", msgspec.json.Decoder(kind))


def _word(words: set[str]) -> Any:
    if not words:
        return None
    return str | None if len(words) > MOST else Literal[tuple(sorted(words))] | None
