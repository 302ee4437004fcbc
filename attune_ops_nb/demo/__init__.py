"""Demo: a home as it looks after weeks of work, made from a seed, to look around and to try on.

All of it is invented. It says nothing to anybody: its bill is a cached one, and the address that a
newer one would be asked from is on this machine, where nobody answers.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.demo import (
    bill,
    calls,
    conversations,
    left,
    live,
    measured,
    memory,
    notices,
    project,
    reports,
    runs,
)
from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.store import whole

__all__ = ["Written", "config_of", "write"]

DAYS = 40
SEED = 7
NOBODY = "http://127.0.0.1:9"
MOST_DAYS = 1000


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a demo consists of."""

    home: str
    """To be given as `attune_home`."""
    project_root: str
    claude_config_dir: str
    """To be given as CLAUDE_CONFIG_DIR: the session logs lie in `projects` in it."""
    days: int
    seed: int
    calls: int
    memory_events: int
    runs: int
    specs: int
    sessions: int
    malformed: dict[str, int]
    """How many broken lines were planted, by file relative to `home`."""


def write(
    home: Path, *, now: datetime, days: int = DAYS, seed: int = SEED, force: bool = False
) -> Written:
    """Make a home that ends `now`. The same seed, days, moment and place give the same bytes.

    Conflict if `home` has something in it, unless `force` says to write over it.
    """
    if not 1 <= days <= MOST_DAYS:
        said = f"from 1 to {MOST_DAYS}, not {days}"
        raise Invalid(f"days: {said}", problems={"days": said})
    home = home.expanduser().absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())) and not force:
        raise Conflict(f"{home} is not empty; name another --home, or write over it with --force")
    left.taken_away(home)
    before = left.files(home)
    files, specs = project.files(now)
    for path, text in {**files, **reports.pages(now)}.items():
        whole.write(home / project.FOLDER / path, text.encode(), mode=0o644)
    project.age(home / project.FOLDER, now)
    for path, content in live.pack_files():
        whole.write(home / path, content, mode=0o644)
    _settings(home)
    config = config_of(home)
    made = calls.made(now, days, seed)
    chats = conversations.made(config.project_root, now, days, seed)
    remembered = memory.made(now, days, seed)
    bytes_of = {
        **calls.files(made, now),
        **memory.files(remembered, now),
        **conversations.files(chats),
        **notices.files(now),
        **reports.files(now, config.project_root),
    }
    for path, lines in bytes_of.items():
        whole.write(home / path, lines.text, mode=0o644)
    reports.age(home, now)
    bill.keep(config, made, chats, now, days)
    measured.keep(config, now, days, seed)
    kept = runs.save(config, now, days, seed)
    left.note(home, before)
    return Written(
        home=str(home),
        project_root=str(config.project_root),
        claude_config_dir=str(home / conversations.FOLDER),
        days=days,
        seed=seed,
        calls=len(made),
        memory_events=len(remembered),
        runs=kept,
        specs=specs,
        sessions=len(chats),
        malformed={path: lines.broken for path, lines in bytes_of.items() if lines.broken},
    )


def config_of(home: Path) -> Config:
    """The settings under which a demo is read."""
    return build_config(
        home / project.FOLDER,
        attune_home=home,
        anthropic_api_url=NOBODY,
        packs_dirs=[str(home / "packs")],
        specs_candidates_enabled=True,
    )


def _settings(home: Path) -> None:
    """What makes `--home` enough to see it all."""
    root = str(home / project.FOLDER)
    settings = {
        "anthropic_api_url": NOBODY,
        "packs_dirs": [str(home / "packs")],
        "project_root": root,
        "specs_candidates_enabled": True,
    }
    text = msgspec.json.format(msgspec.json.encode({"settings": settings, "version": 1}), indent=2)
    whole.write(home / "ops" / "config.json", text + b"\n")
