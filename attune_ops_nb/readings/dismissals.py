"""Dismissals: candidates that somebody does not want to see, until they change or time is up."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.readings import foreign_files
from attune_ops_nb.readings.turns import alone

VERSION = 1
DAYS = 14


class Dismissal(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate as it was when it was dismissed."""

    dismissed_at: datetime
    snapshot_hash: str
    ttl_days: int = DAYS

    def holds(self, snapshot_hash: str, now: datetime) -> bool:
        """Whether it still hides the candidate, which may have changed since."""
        try:
            until = self.dismissed_at + timedelta(days=self.ttl_days)
        except OverflowError:
            return self.snapshot_hash == snapshot_hash
        return self.snapshot_hash == snapshot_hash and now < until


def dismissals(config: Config) -> dict[str, Dismissal]:
    """The dismissals by slug. A broken entry, or a file of another kind, dismisses nothing."""
    found = foreign_files.content(path(config))
    try:
        stored = values.mapping_in(found or b"{}")
    except ValueError:
        return {}
    if stored.get("version") != VERSION:
        return {}
    entries = values.mapping(stored.get("dismissed")).items()
    return {slug: each for slug, entry in entries if (each := _dismissal(entry))}


def add(config: Config, slug: str, snapshot_hash: str, now: datetime) -> Dismissal:
    """Dismiss the candidate `slug` as it is now."""
    fresh = Dismissal(dismissed_at=now, snapshot_hash=snapshot_hash)
    with alone(path(config)):
        _write(config, {**dismissals(config), slug: fresh})
    return fresh


def clear(config: Config, slug: str) -> None:
    """Let the candidate `slug` be seen again."""
    if slug not in dismissals(config):
        return
    with alone(path(config)):
        known = dismissals(config)
        _write(config, {each: known[each] for each in known if each != slug})


def path(config: Config) -> Path:
    """The file that attune-ai keeps them in as well."""
    return config.ops_dir / "spec_completion_dismissed.json"


def _write(config: Config, entries: dict[str, Dismissal]) -> None:
    dismissed = {
        slug: {
            "dismissed_at": entry.dismissed_at.isoformat(),
            "snapshot_hash": entry.snapshot_hash,
            "ttl_days": entry.ttl_days,
        }
        for slug, entry in entries.items()
    }
    stored = {"version": VERSION, "dismissed": dismissed}
    text = json.dumps(stored, indent=2, sort_keys=True) + "\n"
    foreign_files.replace(path(config), text.encode())


def _dismissal(entry: object) -> Dismissal | None:
    said = values.mapping(entry)
    at, days = said.get("dismissed_at"), values.whole(said.get("ttl_days"))
    snapshot = values.text(said.get("snapshot_hash"))
    time = values.moment(at)
    # Of a time without a zone nobody knows when it ends; other readers pass it over, too.
    aware = time is not None and datetime.fromisoformat(str(at)).tzinfo is not None
    if time is None or not aware or snapshot is None or days is None or days < 0:
        return None
    return Dismissal(dismissed_at=time, snapshot_hash=snapshot, ttl_days=days)
