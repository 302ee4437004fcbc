"""Reply lines: the lines of a conversation log, and the replies with usage among them.

Lines as the programs write them are decoded into types; whatever is odd goes the long way, which
also says whether ccusage would count it (`Reply.plain`).
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from attune_ops_nb.logic.json_lines import BadLine, is_text
from attune_ops_nb.logic.odd_reply_lines import (
    MOST_DOLLARS,
    MOST_TOKENS,
    NANO,
    NULLS,
    USAGE,
    VERSION,
    odd_reply,
)
from attune_ops_nb.logic.replies import Reply
from attune_ops_nb.logic.reply_times import plain

Text = Annotated[str, Meta(min_length=1)]
Tokens = Annotated[int, Meta(ge=0, le=MOST_TOKENS)]
Dollars = Annotated[float, Meta(ge=-MOST_DOLLARS, le=MOST_DOLLARS)]


class ReplyLines:
    """Reads the lines of one file in order. A line that repeats the one before adds nothing."""

    def __init__(self) -> None:
        self._decode = msgspec.json.Decoder(_Line).decode
        self._last: Reply | None = None

    def read(self, block: bytes, start: int) -> tuple[list[Reply], list[BadLine]]:
        """The replies in the whole lines of `block`, which begins at the offset `start`."""
        replies: list[Reply] = []
        bad: list[BadLine] = []
        for line in block.split(b"\n"):
            try:
                reply = self._reply(line)
            except ValueError as error:
                bad.append(BadLine(offset=start, length=len(line), reason=str(error)))
            else:
                if reply is not None and not self._repeats(reply):
                    replies.append(reply)
                    self._last = reply
            start += len(line) + 1
        return replies, bad

    def go_on_after(self, replies: Sequence[Reply]) -> None:
        """Read on in a file in which `replies` stood before."""
        self._last = replies[-1] if replies else None

    def _reply(self, line: bytes) -> Reply | None:
        try:
            found = self._decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return odd_reply(line) if line and not line.isspace() else None
        message = found.message
        if message is UNSET or message.usage is UNSET:
            return None if found.data is UNSET else odd_reply(line)
        return _usual(found, message, message.usage, line) or odd_reply(line)

    def _repeats(self, reply: Reply) -> bool:
        """Whether it says what the one before said, as the parts of one message do.

        Asides and replies without a request do not count: there the time may matter.
        """
        last = self._last
        return (
            last is not None
            and reply.id == last.id != ""
            and reply.request == last.request != ""
            and not (reply.aside or last.aside or reply.nested or last.nested)
            and msgspec.structs.replace(reply, at=last.at) == last
        )


class _CacheWrites(Struct, gc=False):
    ephemeral_5m_input_tokens: Tokens = 0
    ephemeral_1h_input_tokens: Tokens = 0


class _Tools(Struct, gc=False):
    web_search_requests: Tokens = 0


class _Usage(Struct, gc=False):
    input_tokens: Tokens
    output_tokens: Tokens
    cache_creation_input_tokens: Tokens = 0
    cache_read_input_tokens: Tokens = 0
    cache_creation: _CacheWrites | None = None
    speed: Literal["", "standard", "fast"] = ""
    service_tier: str | None = None
    inference_geo: str | None = None
    server_tool_use: _Tools | None = None


class _Message(Struct, gc=False):
    id: Text = ""
    model: Text = ""
    usage: _Usage | UnsetType = UNSET
    stop_reason: str | None = ""
    stop_sequence: str | None = ""


class _Line(Struct, gc=False):
    timestamp: str = ""
    sessionId: Text = ""
    requestId: Text = ""
    version: str = "0.0.0"
    isSidechain: bool | None = False
    isApiErrorMessage: bool = False
    costUSD: Dollars | UnsetType = UNSET
    message: _Message | UnsetType = UNSET
    data: msgspec.Raw | UnsetType = UNSET


_versions = {"0.0.0"}


def _usual(found: _Line, message: _Message, usage: _Usage, line: bytes) -> Reply | None:
    """The reply in a line without any oddity, else None."""
    at = plain(found.timestamp)
    if at is None or _is_odd(found, message, line):
        return None
    writes = usage.cache_creation
    tools = usage.server_tool_use
    return Reply(
        at,
        message.id,
        found.requestId,
        found.sessionId,
        message.model,
        usage.speed,
        usage.input_tokens,
        usage.output_tokens,
        usage.cache_creation_input_tokens if writes is None else writes.ephemeral_5m_input_tokens,
        0 if writes is None else writes.ephemeral_1h_input_tokens,
        usage.cache_read_input_tokens,
        None if found.costUSD is UNSET else round(found.costUSD * NANO),
        found.isSidechain is True,
        False,
        True,
        0 if tools is None else tools.web_search_requests,
        usage.service_tier == "batch",
        usage.inference_geo or "",
    )


def _is_odd(found: _Line, message: _Message, line: bytes) -> bool:
    """Whether there is more to it than the types say."""
    nulls = (message.stop_reason is None) + (message.stop_sequence is None)
    return (
        found.isApiErrorMessage
        or found.data is not UNSET
        or not (found.version in _versions or _is_version(found.version))
        or line.rfind(USAGE) < 0
        or (line.count(b"null") != nulls and NULLS.search(line) is not None)
        or not is_text(line)
    )


def _is_version(text: str) -> bool:
    if VERSION.match(text) is None:
        return False
    if len(_versions) < 1000:
        _versions.add(text)
    return True
