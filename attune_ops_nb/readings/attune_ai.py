"""attune-ai: its registered workflows as a pack, where it is installed.

Its own interpreter is asked once for each installation, because importing it takes two seconds and
may be impossible in this process. The pack that comes of it is an ordinary folder, which the pack
loader reads and a worker runs like any other.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from attune_ops_nb.config import Config, python_of_attune_ai
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.readings import attune_ai_pack
from attune_ops_nb.readings.attune_ai_pack import Registered

SECONDS = 20.0
MARK = "attune-ai registers "
PROBE = f"""
import json
from attune.workflows import list_workflows
try:
    from attune.workflows.visibility import is_hidden
except ImportError:
    def is_hidden(name, surface):
        return False
try:
    from attune.ops import data
except ImportError:
    data = None
scopes = getattr(data, "PATH_ARG_REGISTRY", {{}})
notices = getattr(data, "RELIABILITY_NOTICES", {{}})
found = []
for entry in list_workflows():
    name = str(entry["name"])
    scope = scopes.get(name)
    tiers = entry.get("tier_map") or {{}}
    found.append({{
        "name": name,
        "description": str(entry.get("description") or ""),
        "stages": [str(stage) for stage in entry.get("stages") or []],
        "tier_map": {{str(stage): str(tier) for stage, tier in tiers.items()}},
        "parameter": str(getattr(scope, "kwarg", "path")),
        "required": bool(getattr(scope, "required", False)),
        "notice": str(notices.get(name) or "") or None,
        "hidden": bool(is_hidden(name, surface="dashboard")),
    }})
print({MARK!r} + json.dumps(found))
"""


class Installation(NamedTuple):
    """Where attune-ai lies, and which it is."""

    python: str
    metadata: Path

    @property
    def version(self) -> str:
        return self.metadata.name.removesuffix(".dist-info").partition("-")[2]


def write_pack(config: Config) -> Path | None:
    """The folder of the pack `attune`, written if this installation has none yet.

    None where attune-ai is not installed. Invalid if the setting `attune_ai_python` names no
    interpreter, Unavailable if attune-ai is not in it or does not say what it has.
    """
    found = installation(config)
    if found is None:
        return None
    home = config.ops_dir / "attune-ai"
    # Named by what it was made from, so it is never changed: an execution may be starting in it.
    folder = home / _key(found) / attune_ai_pack.REF
    if not folder.is_dir():
        try:
            home.mkdir(parents=True, exist_ok=True)
            files = attune_ai_pack.files(found.python, found.version, _registered(found, home))
            _write(folder.parent, {f"{attune_ai_pack.REF}/{name}": files[name] for name in files})
        except OSError as error:
            raise Unavailable(f"cannot write the pack in {home}: {error.strerror}") from error
    return folder


def installation(config: Config) -> Installation | None:
    """The attune-ai of the interpreter that is set, else of the one that runs. Starts nothing."""
    python = python_of_attune_ai(config)
    if config.attune_ai_python is None:
        metadata = _metadata(Path(folder) for folder in sys.path if folder)
        return Installation(python, metadata) if metadata else None
    if not os.access(python, os.X_OK):
        what = f"there is no interpreter {python}"
        raise Invalid(f"attune_ai_python: {what}", problems={"attune_ai_python": what})
    metadata = _metadata(_site_folders(Path(python)))
    if metadata is None:
        raise Unavailable(
            f"attune_ai_python: {python} has no attune-ai; "
            f"install it there with {python} -m pip install attune-ai"
        )
    return Installation(python, metadata)


def _metadata(folders: Iterator[Path]) -> Path | None:
    return next((each for folder in folders for each in folder.glob("attune_ai-*.dist-info")), None)


def _site_folders(python: Path) -> Iterator[Path]:
    """Where an interpreter may have its packages: first its environment, then what it links to."""
    for prefix in dict.fromkeys((python.parent.parent, python.resolve().parent.parent)):
        yield from prefix.glob("lib/python3*/site-packages")
        yield from prefix.glob("lib/python3*/dist-packages")
        yield from prefix.glob("local/lib/python3*/dist-packages")
        yield prefix / "Lib" / "site-packages"


def _key(found: Installation) -> str:
    """Changes with the interpreter, with what is installed in it, and with the pack's writer."""
    state = [found.python, str(found.metadata), str(found.metadata.stat().st_mtime_ns)]
    made_from = "\n".join(state).encode() + attune_ai_pack.source()
    return blake2b(made_from, digest_size=8).hexdigest()


def _registered(found: Installation, home: Path) -> list[Registered]:
    """What attune-ai says that it has. A refusal holds until something is installed beside it."""
    site = str(found.metadata.parent.stat().st_mtime_ns)
    failure = home / f"{_key(found)}.failed"
    if failure.exists():
        state, _, message = failure.read_text("utf-8").partition("\n")
        if state == site and message:
            raise Unavailable(message)
    answer = _ask(found, home)
    for line in answer.stdout.splitlines():
        if line.startswith(MARK):
            return msgspec.json.decode(line.removeprefix(MARK), type=list[Registered])
    reason = (answer.stderr.strip().splitlines() or ["it printed nothing"])[-1]
    message = f"attune-ai in {found.python} does not list its workflows: {reason}"
    failure.write_text(f"{site}\n{message}", "utf-8")
    raise Unavailable(message)


def _ask(found: Installation, home: Path) -> subprocess.CompletedProcess[str]:
    try:
        # In a folder of ours: Python would import a folder `attune` of the project instead.
        return subprocess.run(
            [found.python, "-c", PROBE],
            cwd=home, env={**os.environ, "ATTUNE_HOME": str(home.parent.parent)},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unavailable(
            f"attune-ai in {found.python} did not list its workflows within {SECONDS:g} s"
        ) from error


def _write(folder: Path, files: dict[str, str]) -> None:
    """All of `files` or nothing: another process may be doing the same."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as draft:
        for name, text in files.items():
            path = Path(draft, folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        try:
            os.rename(Path(draft, folder.name), folder)
        except OSError:
            if not folder.is_dir():  # the other was not quicker: it went wrong
                raise
