"""Doctor: facts about an installation, what is wrong with it, and what to do."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import psutil

from attune_ops_nb import __version__
from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import config_of
from attune_ops_nb.config import Config
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.logic import phrases
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import open_engine

PACKAGES = ("jupyterlab", "notebook", "jupyter-server", "ipykernel", "ipywidgets", "anywidget")
LEAST_BYTES = 500 * 1000 * 1000


class Fact(NamedTuple):
    """Something looked at; `remedy` says what to do if it is not well."""

    name: str
    found: str
    remedy: str | None = None


def look(args: argparse.Namespace) -> int:
    """Look at everything: 0 if all is well."""
    config = config_of(args)
    facts = [fact for part in LOOKS for fact in part(config)]
    if output.form(args) != "table":
        output.document([fact._asdict() for fact in facts], output.form(args))
    else:
        output.table(("", "WHAT", "FOUND"), [("✗" if f.remedy else "✓", *f[:2]) for f in facts])
        for fact in facts:
            if fact.remedy:
                output.note(f"{fact.name}: {fact.remedy}")
    return 1 if any(fact.remedy for fact in facts) else 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "doctor": look,
}


def _versions(_: Config) -> Iterator[Fact]:
    yield Fact("attune-ops-nb", __version__)
    yield Fact("python", f"{sys.version.split()[0]} ({sys.executable})")
    for name in PACKAGES:
        try:
            yield Fact(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            needed = name in ("jupyter-server", "ipywidgets", "anywidget")
            remedy = f"install it: {sys.executable} -m pip install {name}" if needed else None
            yield Fact(name, "not installed", remedy)


def _extensions(_: Config) -> Iterator[Fact]:
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    again = "install attune-ops-nb again with pip, in the environment that Jupyter runs in"
    switches = [Path(each, "jupyter_server_config.d", "attune_ops_nb.json")
                for each in jupyter_config_path()]  # fmt: skip
    built = [Path(each, "attune-ops", "package.json") for each in jupyter_path("labextensions")]
    for name, places in (("server extension", switches), ("labextension", built)):
        found = next((place for place in places if place.is_file()), None)
        yield Fact(name, str(found or "not found"), None if found else again)


def _places(config: Config) -> Iterator[Fact]:
    yield Fact("project", str(config.project_root))
    home = config.attune_home
    existing = next(place for place in (home, *home.parents) if place.exists())
    writable = os.access(existing, os.W_OK)
    remedy = None if writable else f"make {existing} writable, or choose another with --home"
    yield Fact("state", str(home), remedy)
    free = shutil.disk_usage(existing).free
    full = f"only {phrases.size(free)} are left: logs may not be written"
    yield Fact("disk", f"{phrases.size(free)} free", full if free < LEAST_BYTES else None)


def _store(config: Config) -> Iterator[Fact]:
    name = "PostgreSQL" if config.database_url else str(config.database_path)
    try:
        engine = open_engine(config)
    except AttuneError as error:
        yield Fact("store", name, error.message)
        return
    try:
        yield Fact("store", f"{name}, {sum(engine.executions.stats().values())} executions")
        info = engine.settings.info()
        yield Fact("runs", "switched on" if info.allow_run else "switched off; --allow-run")
        for pack in engine.packs.list():
            yield Fact(f"pack {pack.ref}", pack.version, pack.problem)
        yield Fact("features", str(len(engine.readings.features())))
        yield Fact("workflows", str(len(engine.readings.workflows())))
    except AttuneError as error:
        yield Fact("store", name, error.message)
    finally:
        engine.close()


def _engine(config: Config) -> Iterator[Fact]:
    if not host.running(config):
        yield Fact("engine", "asleep; it wakes when something runs")
        return
    pid = int(host.facts(config).get("pid", 0))
    here = psutil.pid_exists(pid)
    remedy = None if here else "another machine holds the lock: give it a home of its own"
    yield Fact("engine", f"running, process {pid}", remedy)


LOOKS: tuple[Callable[[Config], Iterator[Fact]], ...] = (
    _versions,
    _extensions,
    _places,
    _store,
    _engine,
)
