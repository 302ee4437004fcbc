"""Conversations: when a log begins and ends, how many messages it holds and how it was begun."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from attune_ops_nb.logic.foreign_values import mapping, mapping_in, mappings, text
from attune_ops_nb.logic.json_lines import BadLine, values
from attune_ops_nb.logic.private_text import redact
from attune_ops_nb.logic.reply_times import any_form, plain

LONGEST_PROMPT = 200
"""Characters of a prompt that are shown."""
LAST_WORD = 20
"""A prompt is cut before its last word, unless that leaves out more than so many characters."""
LOOKED_AT = 20_000
"""Characters of a prompt that are looked at: nothing behind them can be shown."""
SPEAKERS = ("user", "assistant")
NOT_SAID = ("<local-command", "<command-message")
"""How texts begin that a program put in the mouth of its user."""


class Conversation(Struct, frozen=True, kw_only=True):
    """What is known of a log so far. Times are milliseconds since 1970."""

    first: int | None = None
    last: int | None = None
    messages: int = 0
    prompt: str | None = None
    """How it was begun, without what is private."""
    folder: str | None = None
    """Where it was begun."""


class Conversations:
    """Reads the lines of one log in order."""

    def __init__(self, so_far: Conversation | None = None) -> None:
        self.found = so_far or Conversation()

    def read(self, block: bytes, start: int) -> list[BadLine]:
        """Take whole lines; returns those that are broken."""
        lines, bad = values(block, start, _DECODER, _tolerant)
        found = self.found
        first, last, messages = found.first, found.last, found.messages
        prompt, folder = found.prompt, found.folder
        for line in lines:
            at = plain(line.timestamp) if line.timestamp else None
            if at is None and line.timestamp:
                at = any_form(line.timestamp)
            if at is not None:
                first, last = at if first is None else first, at
            folder = folder or line.cwd or None
            said = _said(line)
            if said is not None:
                messages += 1
                if prompt is None and line.type != "assistant":
                    prompt = starter(said)
        self.found = Conversation(
            first=first, last=last, messages=messages, prompt=prompt, folder=folder
        )
        return bad


def starter(said: str) -> str | None:
    """A text as the prompt that began a conversation: redacted, on one line, and short."""
    if said.startswith(NOT_SAID):
        return None
    redacted, _ = redact(said[:LOOKED_AT])
    line = " ".join(redacted.split())
    if len(line) <= LONGEST_PROMPT:
        return line or None
    cut = line[:LONGEST_PROMPT]
    space = cut.rfind(" ")
    return f"{cut[:space] if space >= LONGEST_PROMPT - LAST_WORD else cut}…"


class _Part(Struct, gc=False):
    type: str = ""
    text: str = ""


class _Message(Struct, gc=False):
    content: str | list[_Part] | None = None


class _Line(Struct, gc=False):
    type: str = ""
    timestamp: str = ""
    cwd: str = ""
    isMeta: bool = False
    isSidechain: bool | None = False
    content: str | None = None
    message: _Message | None = None


_DECODER = msgspec.json.Decoder(_Line)


def _said(line: _Line) -> str | None:
    """What somebody said in it, if anybody said anything."""
    if line.content and not line.content.isspace():
        return line.content
    if line.type not in SPEAKERS or line.isMeta or line.isSidechain or line.message is None:
        return None
    content = line.message.content
    texts = [content] if isinstance(content, str) else _texts(content or [])
    return next((each for each in texts if each and not each.isspace()), None)


def _texts(parts: Iterable[_Part]) -> Iterator[str]:
    return (part.text for part in parts if part.type == "text")


def _tolerant(line: bytes) -> _Line:
    """A line in which something has another type than usual: that counts as absent."""
    found = mapping_in(line)
    content = mapping(found.get("message")).get("content")
    parts = [
        _Part(text(each.get("type")) or "", text(each.get("text")) or "")
        for each in mappings(content)
    ]
    return _Line(
        type=text(found.get("type")) or "",
        timestamp=text(found.get("timestamp")) or "",
        cwd=text(found.get("cwd")) or "",
        isMeta=found.get("isMeta") is True,
        isSidechain=found.get("isSidechain") is True,
        content=text(found.get("content")),
        message=_Message(text(content) if isinstance(content, str) else parts),
    )
