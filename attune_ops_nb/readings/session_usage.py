"""Session usage: what conversations used and cost, by day, week, month, session, project, model.

By itself a reading is exact. With `compat="ccusage-20"` it gives the numbers of ccusage 20.0.26;
`DIFFERENCES` says in what they may differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal, get_args

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.pricing import dollars
from attune_ops_nb.logic.replies import NO_MODELS
from attune_ops_nb.logic.reply_ledger import Ledger
from attune_ops_nb.logic.reply_prices import Mode
from attune_ops_nb.logic.reply_tallies import Tally
from attune_ops_nb.logic.reply_times import moment_of
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.session_replies import Rules, replies
from attune_ops_nb.readings.telemetry_files import malformed

Compat = Literal["ccusage-20"]
Side = Literal["day", "week", "month", "session", "project", "model"]
SIDES: tuple[Side, ...] = ("day", "week", "month", "session", "project", "model")
MONDAY, SUNDAY = 0, 6
DIFFERENCES = {
    "repeated messages": "a message id counts once, whoever repeats it and whenever",
    "agents": "replies in lines about the progress of an agent count in all reports",
    "odd lines": "spaces, nulls and times in other forms hide no reply",
    "unpriced": "a model without a known price makes a sum a lower bound, not zero",
    "long prompts": "a longer prompt makes the whole request dearer, where it does at all",
    "extras": "web searches, batches and geographies have their price",
    "projections": "what a block will have cost is not rounded to cents",
    "weeks": "a week begins on Monday, not on Sunday",
    "prices": "prices are those of the day, from the table in force",
}
"""Where exact numbers differ from those of ccusage, and why."""


class SessionUsageRow(msgspec.Struct, frozen=True, kw_only=True):
    """What replies add up to. The sides by which was not grouped are None. Money is in dollars."""

    day: date | None = None
    week: date | None = None
    """The day it began: a Monday, or a Sunday as ccusage has it."""
    month: str | None = None
    """As 2026-11."""
    project: str | None = None
    """The folder of the project; also there with a session."""
    session: str | None = None
    model: str | None = None
    """With -fast at its end where that has a price of its own; empty if the line names none."""
    replies: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    cache_read_tokens: int = 0
    total_tokens: int = 0
    cost: float = 0.0
    """Of the replies with a known price; see `unpriced_replies`."""
    unpriced_replies: int = 0
    web_searches: int = 0
    web_search_cost: float = 0.0
    """The part of `cost` that is for searches; nothing of replies with a recorded cost, whose
    parts are not known. The same holds for the two that follow."""
    batch_replies: int = 0
    batch_cost: float = 0.0
    """What the discount took away: zero or below."""
    regional_replies: int = 0
    """Worked out in a geography that has a price of its own."""
    geography_cost: float = 0.0
    """What the geography added, after any discount."""
    models: list[str] = []
    first_at: datetime | None = None
    last_at: datetime | None = None


class SessionUsage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows and their total, and how well the files could be read."""

    rows: list[SessionUsageRow]
    total: SessionUsageRow
    files: int
    malformed_lines: int
    malformed: list[Malformed]
    """Where they are and what is wrong with them: the first thousand of each file."""
    unreadable: list[Malformed]
    """Files that cannot be read now; nothing of them is counted."""
    waiting_bytes: int
    """Of last lines that have no end yet."""


def usage(
    config: Config,
    by: Sequence[Side] = ("day",),
    *,
    since: date | None = None,
    until: date | None = None,
    mode: Mode = "auto",
    compat: Compat | None = None,
    zone: tzinfo = UTC,
    environ: Mapping[str, str] | None = None,
) -> SessionUsage:
    """A row for each combination of the sides `by` that occurs, in the order of the sides.

    From the day `since` on and before the day `until`, which are those of `zone` as all days are.
    `mode` says whether recorded costs are used ("auto"), ignored ("calculate") or all there is
    ("display"). Invalid for a side that there is not or a CLAUDE_CONFIG_DIR without logs,
    Unavailable if a folder of logs cannot be read.
    """
    _check(by, mode, compat)
    wanted = [side for side in SIDES if side in by or (side == "project" and "session" in by)]
    rules: Rules = "exact" if compat is None else "ccusage"
    if compat and "day" in by:
        rules = "ccusage daily"  # it has other rules for days than for all else
    with replies(config, rules, mode, environ) as (files, ledger):
        rows: dict[tuple[str, ...], dict[str, Tally]] = {}
        first = SUNDAY if compat else MONDAY
        for key, label, tally in _parts(ledger, wanted, since, until, zone, first):
            rows.setdefault(key, {}).setdefault(label, Tally()).merge(tally)
        return SessionUsage(
            rows=[_row(dict(zip(wanted, key, strict=True)), rows[key]) for key in sorted(rows)],
            total=_row({}, _together(rows.values())),
            files=len(files),
            malformed_lines=sum(file.bad_count for file in files),
            malformed=list(malformed(files)),
            unreadable=[
                Malformed(file=str(file.path), reason=file.error) for file in files if file.error
            ],
            waiting_bytes=sum(file.waiting for file in files),
        )


def _check(by: Sequence[str], mode: str, compat: str | None) -> None:
    for field, given, known in (
        ("by", list(by), SIDES),
        ("mode", [mode], get_args(Mode)),
        ("compat", [compat] if compat else [], get_args(Compat)),
    ):
        if unknown := [each for each in given if each not in known]:
            what = f"{', '.join(map(repr, unknown))} is none of {', '.join(known)}"
            raise Invalid(f"{field}: {what}", problems={field: what})


def _parts(
    ledger: Ledger,
    sides: Sequence[Side],
    since: date | None,
    until: date | None,
    zone: tzinfo,
    first: int,
) -> Iterator[tuple[tuple[str, ...], str, Tally]]:
    """The days of all sessions with what they have on each of the sides.

    Weeks begin on the weekday `first`.
    """
    for (project, session), cells in ledger.sessions().items():
        for (day, label), tally in cells.days(zone).items():
            if (since is None or day >= since) and (until is None or day < until):
                text = day.isoformat()
                has = {"day": text, "month": text[:7], "project": project}
                has["week"] = (day - timedelta((day.weekday() - first) % 7)).isoformat()
                has |= {"session": session, "model": label}
                yield tuple(has[side] for side in sides), label, tally


def _together(rows: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    total: dict[str, Tally] = {}
    for labels in rows:
        for label, tally in labels.items():
            total.setdefault(label, Tally()).merge(tally)
    return total


def _row(sides: Mapping[Side, str], labels: Mapping[str, Tally]) -> SessionUsageRow:
    tally = Tally()
    for each in labels.values():
        tally.merge(each)
    day, week = sides.get("day"), sides.get("week")
    return SessionUsageRow(
        day=None if day is None else date.fromisoformat(day),
        week=None if week is None else date.fromisoformat(week),
        month=sides.get("month"),
        project=sides.get("project"),
        session=sides.get("session"),
        model=sides.get("model"),
        **sums(tally, sorted(label for label in labels if label not in NO_MODELS)),
        web_searches=tally.extras.web_searches,
        web_search_cost=dollars(tally.extras.web_search_nanos),
        batch_replies=tally.extras.batch_replies,
        batch_cost=dollars(tally.extras.batch_nanos),
        regional_replies=tally.extras.regional_replies,
        geography_cost=dollars(tally.extras.geography_nanos),
    )


def sums(tally: Tally, models: list[str]) -> dict[str, Any]:
    """What rows and blocks say of their replies."""
    return {
        "replies": tally.replies,
        "input_tokens": tally.input_tokens,
        "output_tokens": tally.output_tokens,
        "cache_write_5m_tokens": tally.cache_write_5m_tokens,
        "cache_write_1h_tokens": tally.cache_write_1h_tokens,
        "cache_read_tokens": tally.cache_read_tokens,
        "total_tokens": tally.tokens,
        "cost": dollars(tally.nanos),
        "unpriced_replies": tally.unpriced,
        "models": models,
        "first_at": moment_of(tally.first) if tally.replies else None,
        "last_at": moment_of(tally.last) if tally.replies else None,
    }
