"""Runs the scripts of the packs that ship as the engine does: same delivery, same variables."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from attune_ops_nb.logic.parameters import document
from attune_ops_nb.model import Action
from attune_ops_nb.store import packfiles

PACKS = Path(__file__).parents[2] / "attune_ops_nb" / "packs"
ACTIONS = {
    action.ref: action
    for folder in packfiles.find([PACKS])
    for action in packfiles.read(folder).actions
}


class Ran(msgspec.Struct, frozen=True):
    """What a script left."""

    code: int
    stdout: str
    stderr: str
    artifacts: Path

    @property
    def log(self) -> list[str]:
        """Its lines for people."""
        return [line for line in self.stdout.splitlines() if not line.startswith("ATTUNE_")]

    @property
    def result(self) -> Any:
        """What it says in its last line."""
        return json.loads(self.stdout.splitlines()[-1])

    @property
    def progress(self) -> list[str]:
        """How far it said it was."""
        return self._marked("ATTUNE_PROGRESS ")

    @property
    def suggested(self) -> dict[str, str | None]:
        """The workflows that it recommends, and on what."""
        said = [json.loads(each) for each in self._marked("ATTUNE_REC ")]
        return {each["name"]: each.get("args", {}).get("path") for each in said}

    def artifact(self, name: str) -> Any:
        """A JSON file that it left."""
        return json.loads((self.artifacts / name).read_text("utf-8"))

    def _marked(self, sign: str) -> list[str]:
        lines = self.stdout.splitlines()
        return [line.removeprefix(sign) for line in lines if line.startswith(sign)]


Start = Callable[..., subprocess.Popen[str]]
Run = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def start(project: Path, tmp_path: Path) -> Start:
    """Starts an action on the project."""

    def started(ref: str, **parameters: Any) -> subprocess.Popen[str]:
        action = ACTIONS[ref]
        child = subprocess.Popen(
            command(action),
            cwd=project,
            env=variables(action, project, tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stdin is not None
        child.stdin.write(document(parameters, action.parameter_format).decode())
        child.stdin.close()
        child.stdin = None
        return child

    return started


@pytest.fixture
def run(start: Start, tmp_path: Path) -> Run:
    """Runs an action on the project to its end."""

    def ran(ref: str, **parameters: Any) -> Ran:
        with start(ref, **parameters) as child:
            stdout, stderr = child.communicate()
        return Ran(child.returncode, stdout, stderr, tmp_path / "artifacts")

    return ran


def command(action: Action) -> list[str]:
    """The script with its interpreter."""
    script = str(PACKS / action.pack_ref / "actions" / action.entrypoint)
    python = [sys.executable, "-u"]
    return [*(python if action.runtime_ref == "core.python" else ["/bin/bash"]), script]


def variables(action: Action, project: Path, folder: Path) -> dict[str, str]:
    """What the engine puts into the environment, and a scratch folder to be looked into."""
    artifacts, scratch = folder / "artifacts", folder / "scratch"
    artifacts.mkdir(exist_ok=True)
    scratch.mkdir(exist_ok=True)
    return {
        **os.environ,
        "ATTUNE_PROJECT_ROOT": str(project),
        "ATTUNE_ARTIFACTS_DIR": str(artifacts),
        "PYTHONPATH": str(PACKS / action.pack_ref / "lib"),
        "PYTHONUNBUFFERED": "1",
        "FORCE_COLOR": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "TMPDIR": str(scratch),
    }


def write(root: Path, **files: str) -> None:
    """Write files; `__` in a name parts folders, and `.py` is added."""
    for name, text in files.items():
        parts = name.replace("__init__", "\0").replace("__", "/").replace("\0", "__init__")
        path = root / f"{parts}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
