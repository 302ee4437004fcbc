"""Reply lines: the lines of a conversation log, and the replies with usage among them.

Lines as the programs write them are decoded into types; whatever is odd goes the long way, which
also says whether ccusage would count it (`Reply.plain`).
"""

from io import BytesIO
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
from attune_ops_nb.logic.replies import Reply, priced_geography
from attune_ops_nb.logic.reply_times import plain

Text = Annotated[str, Meta(min_length=1)]
Tokens = Annotated[int, Meta(ge=0, le=MOST_TOKENS)]
Dollars = Annotated[float, Meta(ge=-MOST_DOLLARS, le=MOST_DOLLARS)]


class ReplyLines:
    """Reads the lines of one file in order. A line that repeats the one before adds nothing."""

    def __init__(self) -> None:
        self._last = _NONE
        """The one that the next may repeat."""

    def read(self, block: bytes, start: int) -> tuple[list[Reply], list[BadLine]]:
        """The replies in the whole lines of `block`, which begins at the offset `start`."""
        replies: list[Reply] = []
        bad: list[BadLine] = []
        lines = BytesIO(block).readlines()  # which is three times as quick as to split
        # Most lines are ASCII, which is quick to see; the others are decoded in one go.
        all_text = is_text(b"".join([line for line in lines if not line.isascii()]))
        for index, found in enumerate(_decoded(lines)):
            if all_text and found.message.usage is None and found.data is None:
                continue
            line = lines[index]
            try:
                reply = self._reply(line, found, found.message, all_text)
            except ValueError as error:
                offset = start + sum(map(len, lines[:index]))
                bad.append(BadLine(offset=offset, length=len(line) - 1, reason=str(error)))
            else:
                if reply is not None:
                    replies.append(reply)
        return replies, bad

    def _reply(
        self, line: bytes, found: "_Line", message: "_Message", all_text: bool
    ) -> Reply | None:
        if not (all_text or is_text(line)):
            return odd_reply(line)
        usage = message.usage
        if usage is None and found.data is None:
            return None
        at = plain(found.timestamp)
        if at is None or usage is None or found.data is not None or found.isApiErrorMessage:
            return odd_reply(line)
        last = self._last
        if message.id == last.message.id and _is_same(found, last):
            return None
        if _is_odd(found, message, line):
            return odd_reply(line)
        # Whether asides, and replies without a request, are the same may depend on the time.
        is_main = found.requestId and message.id and not found.isSidechain
        self._last = found if is_main else _NONE
        return _usual(at, found, message, usage)


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


class _Message(Struct, frozen=True, gc=False):
    id: Text = ""
    model: Text = ""
    usage: _Usage | None = None
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
    message: _Message = _Message()
    data: msgspec.Raw | None = None


_NONE = _Line()
_ODD = _Line(data=msgspec.Raw())
"""In place of a line that does not fit."""
_decode = msgspec.json.Decoder(_Line).decode
_versions = {"0.0.0"}


def _decoded(lines: list[bytes]) -> list[_Line]:
    try:
        return [*map(_decode, lines)]
    except (msgspec.DecodeError, ValueError, RecursionError):
        return [*map(_line, lines)]


def _line(line: bytes) -> _Line:
    try:
        return _decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _ODD


def _usual(at: int, found: _Line, message: _Message, usage: _Usage) -> Reply:
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
        priced_geography(usage.inference_geo),
    )


def _is_same(one: _Line, other: _Line) -> bool:
    """Whether it says what the other said, as the parts of one message do."""
    return (
        one.message.usage == other.message.usage
        and one.message.model == other.message.model
        and one.requestId == other.requestId
        and one.sessionId == other.sessionId
        and one.costUSD == other.costUSD
        and one.isSidechain == other.isSidechain
    )


def _is_odd(found: _Line, message: _Message, line: bytes) -> bool:
    """Whether there is more to it than the types say."""
    nulls = (message.stop_reason is None) + (message.stop_sequence is None)
    return (
        not (found.version in _versions or _is_version(found.version))
        or line.rfind(USAGE) < 0
        or (line.count(b"null") != nulls and NULLS.search(line) is not None)
    )


def _is_version(text: str) -> bool:
    if VERSION.match(text) is None:
        return False
    if len(_versions) < 1000:
        _versions.add(text)
    return True
