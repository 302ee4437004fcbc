"""Requirements: what a project says it needs, and what is there of it."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement

from attune_devtools.run import Refused, Run

ASK = """
import json, sys
from importlib import metadata
installed = {}
for each in metadata.distributions():
    name = each.metadata["Name"]
    if name and name not in installed:
        installed[name] = [each.version, each.requires or []]
version = sys.version_info
print(json.dumps({"python": ["%d.%d" % version[:2], "%d.%d.%d" % version[:3]],
                  "installed": installed}))
"""
FILES = ("pyproject.toml", "requirements.txt")


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a file says."""

    file: Path
    needed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Installed:
    """What an interpreter has: versions and needs by name, and the variables of its markers."""

    versions: dict[str, str]
    needs: dict[str, list[str]]
    variables: dict[str, str]


def declared(run: Run) -> Declared | None:
    """What the nearest file above the scope declares; None if there is none that could."""
    for folder in run.folders():
        for name in FILES:
            path = folder / name
            if path.is_file() and (needed := _needed(path)) is not None:
                return Declared(file=path, needed=tuple(needed))
    return None


def installed(python: str) -> Installed:
    """What that interpreter has."""
    asked = subprocess.run(
        [python, "-I", "-c", ASK], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if asked.returncode:
        raise Refused(f"{python} does not tell what it has: {asked.stderr.strip()[-200:]}")
    said = json.loads(asked.stdout)
    short, full = said["python"]
    variables = {name: str(value) for name, value in default_environment().items()}
    found = {canonical(name): each for name, each in said["installed"].items()}
    return Installed(
        versions={name: version for name, (version, _) in found.items()},
        needs={name: needs for name, (_, needs) in found.items()},
        variables={**variables, "python_version": short, "python_full_version": full},
    )


def problems(needed: tuple[str, ...], there: Installed) -> Iterator[dict[str, Any]]:
    """What is missing or does not fit, of what is needed and of what that needs."""
    waiting = [(text, None, "") for text in needed]
    seen: set[tuple[str, str | None]] = set()
    while waiting:
        text, by, extra = waiting.pop(0)
        if (text, extra) in seen:
            continue
        seen.add((text, extra))
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            yield {"name": text, "wanted": text, "found": None, "by": by, "what": "unreadable"}
            continue
        if wanted.marker and not wanted.marker.evaluate({**there.variables, "extra": extra}):
            continue
        name = canonical(wanted.name)
        version = there.versions.get(name)
        said = {"name": wanted.name, "wanted": str(wanted.specifier), "found": version, "by": by}
        if version is None:
            yield {**said, "what": "missing"}
            continue
        if not wanted.specifier.contains(version, prereleases=True):
            yield {**said, "what": "version"}
        for following in there.needs[name]:
            waiting += [(following, wanted.name, each) for each in ("", *sorted(wanted.extras))]


def canonical(name: str) -> str:
    """The name under which a package is known, however it is written."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(path: Path) -> list[str] | None:
    """What a file declares; None if it leaves that to others."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.name.endswith(".txt"):
            return [line for each in text.splitlines() if (line := _line(each))]
        needed = tomllib.loads(text).get("project", {}).get("dependencies")
    except (OSError, ValueError) as error:
        raise Refused(f"{path.name} cannot be read: {error}") from error
    return None if needed is None else [str(each) for each in needed]


def _line(text: str) -> str:
    """A requirement without remarks; options and addresses are for the installer."""
    line = text.partition(" #")[0].strip()
    return "" if line.startswith(("#", "-")) or "://" in line else line
