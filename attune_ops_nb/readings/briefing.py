"""Briefing: what attune-ai's curator last said, and what people answered.

It is read from the curator's cache. Nothing here asks a model, so looking never costs anything.
"""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Forbidden, Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.readings import foreign_files
from attune_ops_nb.readings.foreign_files import Malformed
from attune_ops_nb.readings.turns import alone

FRESH = timedelta(minutes=5)
SNOOZED = timedelta(days=14)
SEVERITIES = ("block", "warn", "nudge", "info")
ACTIONS = frozenset({"ask", "open", "run", "dismiss"})
LINKS = ("http://", "https://", "/")


class SuggestedAction(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done about an item."""

    kind: str
    """ask, open, run or dismiss."""
    label: str | None = None
    question: str | None = None
    choices: list[str] = []
    url: str | None = None
    """http, https, or a path of the dashboard; any other link is left out."""
    workflow: str | None = None
    scope: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the curator wants to be looked at."""

    id: str
    title: str
    severity: str
    """info, nudge, warn or block."""
    rationale: str
    sources: list[str]
    suggested_action: SuggestedAction | None
    snoozed_until: datetime | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody chose."""

    ts: datetime
    item_id: str
    choice: str


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """The newest briefing; without `cached_at` there never was one."""

    summary: str = ""
    items: list[Item] = []
    """Worst first, without those that are snoozed."""
    snoozed: list[Item] = []
    sources_consulted: list[str] = []
    cost_usd: float | None = None
    cached_at: datetime | None = None
    is_stale: bool = True
    model: str | None = None
    answers: list[Answer] = []
    malformed: list[Malformed] = []


def briefing(config: Config, now: datetime) -> Briefing:
    """The newest briefing in the cache, however old it is."""
    malformed: list[Malformed] = []
    found = [_cached(path, malformed) for path in _cache_files(config)]
    dated = [(at, said) for each in found if each for at, said in [each]]
    answers = _answers(config, malformed)
    if not dated:
        return Briefing(answers=answers, malformed=malformed)
    at, said = max(dated, key=lambda each: each[0])
    snoozes = _snoozes(config)
    items = [_item(each, snoozes, now) for each in values.mappings(said.get("items"))]
    known = sorted(
        (item for item in items if item), key=lambda item: SEVERITIES.index(item.severity)
    )
    return Briefing(
        summary=values.text(said.get("summary")) or "",
        items=[item for item in known if item.snoozed_until is None],
        snoozed=[item for item in known if item.snoozed_until is not None],
        sources_consulted=values.texts(said.get("sources_consulted")),
        cost_usd=values.number(said.get("cost_usd")),
        cached_at=at,
        is_stale=now - at > FRESH,
        model=values.text(said.get("model")),
        answers=answers,
        malformed=malformed,
    )


def snooze(config: Config, item_id: str, now: datetime) -> datetime:
    """Leave an item out for two weeks; until when. NotFound if no briefing has it."""
    _may_write(config, item_id=item_id)
    item, until = _known(config, item_id.strip()), now + SNOOZED
    path = config.attune_home / "curator" / "dismissals.json"
    with alone(path):
        stored = {**_stored_snoozes(config), item: {"snoozed_until": until.isoformat()}}
        foreign_files.replace(path, json.dumps(stored, sort_keys=True).encode())
    return until


def answer(config: Config, item_id: str, choice: str, now: datetime) -> Answer:
    """Record what somebody chose for an item. NotFound if no briefing has it."""
    _may_write(config, item_id=item_id, choice=choice)
    given = Answer(ts=now, item_id=_known(config, item_id.strip()), choice=choice.strip())
    said = {"ts": now.isoformat(), "item_id": given.item_id, "choice": given.choice}
    foreign_files.append(_answers_path(config), json.dumps(said).encode())
    return given


def _known(config: Config, item_id: str) -> str:
    """The item, if any briefing that is kept has it: a page may show one before the newest."""
    found = [each for path in _cache_files(config) if (each := _cached(path, []))]
    items = [item for _, said in found for item in values.mappings(said.get("items"))]
    ids = sorted({id for item in items if (id := values.text(item.get("id")))})
    if item_id not in ids:
        raise NotFound(f"no briefing has an item {item_id}{nearest(item_id, ids)}")
    return item_id


def _may_write(config: Config, **texts: str) -> None:
    if config.read_only:
        raise Forbidden("this is read-only: start it without --read-only to answer the briefing")
    for field, text in texts.items():
        if not text.strip():
            raise Invalid(f"{field}: it must not be empty", problems={field: "empty"})


def _cache_files(config: Config) -> list[Path]:
    folder = config.attune_home / "curator-cache"
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror}") from error
    return [folder / name for name in sorted(names) if name.endswith(".json")]


def _cached(path: Path, malformed: list[Malformed]) -> tuple[datetime, dict[str, Any]] | None:
    try:
        said = values.mapping_in(foreign_files.content(path) or b"")
        at = values.moment(said.get("cached_at"))
        if at is None:
            raise ValueError("cached_at: it is no time")
    except (ValueError, Unavailable) as error:
        malformed.append(Malformed(file=str(path), reason=str(error)))
        return None
    return at, said


def _item(said: dict[str, Any], snoozes: dict[str, datetime], now: datetime) -> Item | None:
    id, title = values.text(said.get("id")), values.text(said.get("title"))
    if not id or title is None:
        return None
    severity = values.text(said.get("severity"))
    until = snoozes.get(id)
    return Item(
        id=id,
        title=title,
        severity=severity if severity in SEVERITIES else "info",
        rationale=values.text(said.get("rationale")) or "",
        sources=values.texts(said.get("sources")),
        suggested_action=_action(values.mapping(said.get("suggested_action"))),
        snoozed_until=until if until is not None and until > now else None,
    )


def _action(said: dict[str, Any]) -> SuggestedAction | None:
    kind = values.text(said.get("kind"))
    if kind not in ACTIONS:
        return None
    url = values.text(said.get("url"))
    return SuggestedAction(
        kind=kind,
        label=values.text(said.get("label")),
        question=values.text(said.get("question")),
        choices=values.texts(said.get("choices")),
        # A model wrote it: it must neither run a script nor name a host by two slashes.
        url=url if url and url.startswith(LINKS) and not url.startswith(("//", "/\\")) else None,
        workflow=values.text(said.get("workflow")),
        scope=values.text(said.get("scope")),
    )


def _stored_snoozes(config: Config) -> dict[str, Any]:
    found = foreign_files.content(config.attune_home / "curator" / "dismissals.json")
    try:
        return values.mapping_in(found or b"{}")
    except ValueError:  # a broken file snoozes nothing
        return {}


def _snoozes(config: Config) -> dict[str, datetime]:
    found = {
        id: values.moment(values.mapping(each).get("snoozed_until"))
        for id, each in _stored_snoozes(config).items()
    }
    return {id: until for id, until in found.items() if until is not None}


def _answers_path(config: Config) -> Path:
    return config.attune_home / "curator" / "answers.jsonl"


def _answers(config: Config, malformed: list[Malformed]) -> list[Answer]:
    path = _answers_path(config)
    found = []
    for offset, line in foreign_files.lines(foreign_files.content(path) or b""):
        try:
            said = values.mapping_in(line)
            at = values.moment(said.get("ts"))
            id, choice = values.text(said.get("item_id")), values.text(said.get("choice"))
            if at is None or not id or not choice:
                raise ValueError("ts, item_id and choice are needed")
        except ValueError as error:
            malformed.append(Malformed(file=str(path), offset=offset, reason=str(error)))
            continue
        found.append(Answer(ts=at, item_id=id, choice=choice))
    return found
