"""Odd reply lines: lines of a conversation log that are not written as usual, read with patience.

A null where nothing is meant, spaces, a time in another form: a reply is what it says. A reply
whose tokens or time cannot be known is a broken line, which is never the same as none.
"""

import re
from typing import Any

import msgspec

from attune_ops_nb.logic.foreign_values import mapping, mapping_in, text
from attune_ops_nb.logic.json_lines import is_text
from attune_ops_nb.logic.replies import Reply, priced_geography
from attune_ops_nb.logic.reply_times import any_form
from attune_ops_nb.logic.reply_times import plain as plain_time

MOST_TOKENS = 2**53
MOST_DOLLARS = 1e9
NANO = 1_000_000_000
USAGE = b'"usage":{'
VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_KINDS = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
_WRITES = ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
_NULL_NAMES = (
    "id|cwd|model|speed|costUSD|version|sessionId|requestId|isApiErrorMessage"
    "|cache_read_input_tokens|cache_creation_input_tokens"
)
NULLS = re.compile(rb'"(?:' + _NULL_NAMES.encode() + rb')"\s*:\s*null')
"""Nulls that ccusage takes for no line at all, wherever in the line they stand."""
_LIMIT = re.compile(r"usage limit reached\|(\d{1,12})")


def odd_reply(line: bytes) -> Reply | None:
    """The reply in a line, None if it holds none; ValueError with the reason if it is broken."""
    line = line.removesuffix(b"\n")
    if not line or line.isspace():
        return None
    if not is_text(line):
        raise ValueError("it is not UTF-8 text")
    found = mapping_in(line)
    inner = mapping(mapping(found.get("data")).get("message"))
    may_be_plain = USAGE in line and NULLS.search(line) is None and _is_json(line)
    if _has_usage(found):
        plain = may_be_plain and _is_plain(found)
        if plain or not _has_usage(inner):
            return _reply(found, plain=plain)
    if not _has_usage(inner):
        return None
    inner = {name: value for name, value in inner.items() if name != "sessionId"} | (
        {"sessionId": found["sessionId"]} if "sessionId" in found else {}
    )
    return _reply(inner, nested=True, plain=may_be_plain and _is_plain(inner))


def _is_json(line: bytes) -> bool:
    """Strictly: without NaN and halves of characters."""
    try:
        msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


def _has_usage(line: dict[str, Any]) -> bool:
    return isinstance(mapping(line.get("message")).get("usage"), dict)


def _reply(line: dict[str, Any], *, plain: bool, nested: bool = False) -> Reply:
    message: dict[str, Any] = line["message"]
    usage: dict[str, Any] = message["usage"]
    at = any_form(line.get("timestamp"))
    if at is None:
        raise ValueError("timestamp is no time")
    short, long = _written(usage)
    return Reply(
        at=at,
        id=text(message.get("id")) or "",
        request=text(line.get("requestId")) or "",
        session=text(line.get("sessionId")) or "",
        model=text(message.get("model")) or "",
        speed=text(usage.get("speed")) or "",
        input_tokens=_tokens(usage, "input_tokens", needed=True),
        output_tokens=_tokens(usage, "output_tokens", needed=True),
        cache_write_5m_tokens=short,
        cache_write_1h_tokens=long,
        cache_read_tokens=_tokens(usage, "cache_read_input_tokens"),
        recorded=_nanos(line.get("costUSD")),
        aside=line.get("isSidechain") is True,
        nested=nested,
        plain=plain,
        searches=_tokens(mapping(usage.get("server_tool_use")), "web_search_requests"),
        batch=usage.get("service_tier") == "batch",
        geography=priced_geography(text(usage.get("inference_geo"))),
        reset_at=_reset_at(line, message),
    )


def _written(usage: dict[str, Any]) -> tuple[int, int]:
    """Tokens written to the cache for five minutes and for an hour."""
    writes = usage.get("cache_creation")
    if isinstance(writes, dict):
        return _tokens(writes, _WRITES[0]), _tokens(writes, _WRITES[1])
    return _tokens(usage, "cache_creation_input_tokens"), 0


def _tokens(usage: dict[str, Any], kind: str, *, needed: bool = False) -> int:
    value: Any = usage.get(kind)
    if value is None and not needed:
        return 0
    if not _is_count(value):
        raise ValueError(f"{kind} is no number of tokens")
    return int(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_TOKENS


def _nanos(dollars: Any) -> int | None:
    return round(dollars * NANO) if _is_money(dollars) else None


def _is_money(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= MOST_DOLLARS


def _reset_at(line: dict[str, Any], message: dict[str, Any]) -> int | None:
    if line.get("isApiErrorMessage") is not True or not isinstance(message.get("content"), list):
        return None
    for part in message["content"]:
        if found := _LIMIT.search(text(mapping(part).get("text")) or ""):
            return int(found[1])
    return None


def _is_plain(line: dict[str, Any]) -> bool:
    """Whether ccusage takes it for a line with usage."""
    message: dict[str, Any] = line["message"]
    usage: dict[str, Any] = message["usage"]
    writes = usage.get("cache_creation")
    return (
        plain_time(text(line.get("timestamp")) or "") is not None
        and all(_is_count(usage.get(kind)) for kind in _KINDS[:2])
        and all(_is_count(usage.get(kind, 0)) for kind in _KINDS[2:])
        and (writes is None or _are_writes(writes))
        and all(
            name not in place or (isinstance(place[name], str) and place[name] != "")
            for place, name in (
                (line, "sessionId"),
                (line, "requestId"),
                (message, "id"),
                (message, "model"),
            )
        )
        and usage.get("speed", "standard") in ("standard", "fast")
        and VERSION.match(text(line.get("version", "0.0.0")) or "") is not None
        and _is_money(line.get("costUSD", 0))
        and line.get("isSidechain") in (None, False, True)
    )


def _are_writes(writes: Any) -> bool:
    return isinstance(writes, dict) and all(_is_count(writes.get(kind, 0)) for kind in _WRITES)
