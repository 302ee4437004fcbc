"""Private text: keys, passwords, names and addresses are taken out before a text is shown.

It works on what people wrote, where nobody says which words are secret; secrets that are known are
masked by `redaction`.
"""

import re
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Address

import msgspec

HIDDEN = "<redacted>"
PUBLIC = frozenset(
    {"noreply@anthropic.com", "noreply@github.com", "git@github.com", "actions@github.com"}
)
"""Addresses that are nobody's."""
_KEY = re.compile(
    r"sk-ant-[\w-]{20,}"
    r"|\bsk-[A-Za-z0-9]{20,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bxox[baprs]-[\w-]{10,}"
    r"|\bAKIA[A-Z0-9]{16}"
    r"|\bBearer\s+[A-Za-z0-9._~+/=-]{20,}",
    re.ASCII,
)
_CONTEXT = re.compile(
    r"""(?P<word>(?:password|passwd|pwd|secret|token|api[ _-]?key|access[ _-]?key|auth)
        \\?["']?\s*[:=]\s*)
        (?:(?P<quote>\\?["'])(?P<quoted>[^"'\\\n]{16,})(?P=quote) | [^\s"'\\,;<>{}()\[\]]{16,})""",
    re.IGNORECASE | re.VERBOSE,
)
_HOME = re.compile(r"(?:/Users/|/home/|[A-Za-z]:\\{1,2}Users\\{1,2})[^\s/\\\"'<>:|]+")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{2,}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)", re.ASCII)


def redact(text: str) -> tuple[str, dict[str, int]]:
    """The text without what is private, and how much of each category was there."""
    counts: dict[str, int] = {}
    for category, pattern, replaced in _RULES:
        text, found = _applied(pattern, replaced, text)
        if found:
            counts[category] = found
    return text, counts


def redact_json_line(line: str) -> str | None:
    """A line of JSON without what is private; None if it is, or would become, something else."""
    redacted, _ = redact(line)
    try:
        msgspec.json.decode(line)
        msgspec.json.decode(redacted)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
    return redacted


def _applied(
    pattern: re.Pattern[str], replaced: Callable[[re.Match[str]], str], text: str
) -> tuple[str, int]:
    """The text with replacements, and how many of them changed it."""
    count = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal count
        by = replaced(found)
        count += by != found[0]
        return by

    return pattern.sub(replace, text), count


def _value(found: re.Match[str]) -> str:
    quote = found["quote"] or ""
    return f"{found['word']}{quote}{HIDDEN}{quote}"


def _email(found: re.Match[str]) -> str:
    return found[0] if found[0].lower() in PUBLIC else "<redacted-email>"


def _address(found: re.Match[str]) -> str:
    try:
        IPv4Address(found[0])
    except AddressValueError:
        return found[0]
    return "<redacted-ip>"


_RULES: list[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    ("api_key", _KEY, lambda found: HIDDEN),
    ("context_key", _CONTEXT, _value),
    ("user_home_path", _HOME, lambda found: "<user-home>"),
    ("email", _EMAIL, _email),
    ("ip", _ADDRESS, _address),
]
"""In this order: what one rule leaves behind is no match for the next."""
