"""Live telemetry: calls, and what they add up to, as tables that follow their files."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal, TypeVar

from attune_ops_nb.notebook.connect import AnyEngine, connect
from attune_ops_nb.notebook.frames.live import LiveFrame, More
from attune_ops_nb.notebook.frames.table import Table
from attune_ops_nb.notebook.frames.telemetry import telemetry, telemetry_events
from attune_ops_nb.readings.telemetry import Side
from attune_ops_nb.readings.usage_events import UsageFeed
from attune_ops_nb.work.embedded import Attune

T = TypeVar("T")


def follow(
    by: Literal["event"] | Side | Sequence[Side] = "day",
    *,
    since: date | None = None,
    until: date | None = None,
    engine: AnyEngine | None = None,
) -> LiveFrame:
    """What calls add up to by sides, or each call by itself, now and from now on."""
    engine = engine or connect()
    readings = engine.readings
    folders = [engine.config.telemetry_path.parent] if isinstance(engine, Attune) else []
    if by != "event":
        sides: list[Any] = [by] if isinstance(by, str) else list(by)
        rows = partial(readings.telemetry_rows, sides, since=since, until=until)
        more = _changed(rows, telemetry)
    elif isinstance(engine, Attune):
        more = _added(UsageFeed(engine.config, since=since, until=until))
    else:
        events = partial(readings.telemetry_events, since=since, until=until)
        more = _changed(events, telemetry_events)
    return LiveFrame(more, folders)


def _added(feed: UsageFeed) -> More:
    """The calls that were added."""
    is_first = True

    def more() -> tuple[Table | None, bool]:
        nonlocal is_first
        events, anew = feed.more()
        if not events and not anew and not is_first:
            return None, False
        is_first = False
        return telemetry_events(events), anew

    return more


def _changed(read: Callable[[], T], table: Callable[[T], Table]) -> More:
    """All rows, if they are others than before."""
    before: T | None = None

    def more() -> tuple[Table | None, bool]:
        nonlocal before
        now = read()
        if now == before:
            return None, False
        before = now
        return table(now), True

    return more
