"""The cache of account reports: a file each, which may be torn, foreign or gone at any time.

A report is kept with the account it belongs to; it is fresh for a quarter of an hour and never
across midnight, because then it knows nothing of the day that has begun.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic.days import day_of
from attune_ops_nb.store import whole

VERSION = 1
SECONDS = 900
VARIABLE = "ANTHROPIC_COST_CACHE_TTL_SECONDS"

T = TypeVar("T")


class Kept(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A report on disk."""

    version: int
    account: str
    """Fingerprint of the key, and the URL: another account's report is none."""
    fetched_at: datetime
    report: T


_memory: dict[Path, bytes] = {}
"""What could not be written."""


def load(path: Path, kept: type[Kept[T]], account: str) -> Kept[T] | None:
    """The newest report of this account, however old."""
    try:
        content = path.read_bytes()
    except OSError:
        content = _memory.get(path, b"")
    checksum, _, report = content.partition(b"\n")
    # A digit that the disk turned into another would still be a number.
    if checksum != _sum(report):
        return None
    try:
        found = msgspec.json.decode(report, type=kept)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if (found.version, found.account) != (VERSION, account) or found.fetched_at.tzinfo is None:
        return None
    return found


def save(path: Path, kept: Kept[T]) -> None:
    """Keep a report, for this process alone if the disk does not take it."""
    report = msgspec.json.encode(kept)
    content = _sum(report) + b"\n" + report
    try:
        whole.write(path, content)
    except Unavailable:
        _memory[path] = content
    else:
        _memory.pop(path, None)


def fresh(kept: Kept[T], now: datetime) -> bool:
    """It was fetched on this UTC day and not long ago; nor in the future, if a clock was set."""
    age = now - kept.fetched_at
    return timedelta(0) <= age < timedelta(seconds=lifetime()) and day_of(
        kept.fetched_at
    ) == day_of(now)


def lifetime() -> int:
    """Seconds that a report is good for."""
    try:
        return max(1, int(os.environ.get(VARIABLE, SECONDS)))
    except ValueError:
        return SECONDS


def cost_path(config: Config) -> Path:
    """Where the cost report is kept."""
    return config.ops_dir / "anthropic-cost.cache"


def usage_path(config: Config) -> Path:
    """Where the usage report is kept."""
    return config.ops_dir / "anthropic-usage.cache"


def forget(path: Path) -> None:
    """Remove a report."""
    _memory.pop(path, None)
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()


def _sum(report: bytes) -> bytes:
    return blake2b(report, digest_size=16).hexdigest().encode()
