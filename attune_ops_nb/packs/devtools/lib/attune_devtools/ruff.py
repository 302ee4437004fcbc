"""Ruff: asked for what it finds, and what it found, told for people and programs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attune_devtools.run import Refused, Run
from attune_devtools.tools import Interpreter

REFUSED = "ruff could not check: its reason stands above"


def command(python: Interpreter, *rest: str) -> list[str]:
    """`ruff check`, as it is run."""
    return [python.path, "-m", "ruff", "check", *rest]


def violations(python: Interpreter, options: Sequence[str], target: str) -> list[dict[str, Any]]:
    """What it finds. Refused if it cannot look."""
    asked = subprocess.run(
        command(python, *options, "--output-format=json", "--exit-zero", "--quiet", target),
        env=python.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise Refused(REFUSED, asked.returncode)
    found: list[dict[str, Any]] = json.loads(asked.stdout or "[]")
    return found


def told(run: Run, violation: dict[str, Any]) -> dict[str, Any]:
    """One of them, with its place in the project."""
    fix = violation.get("fix") or {}
    return {
        "file": run.shown(Path(violation["filename"])),
        "line": violation["location"]["row"],
        "column": violation["location"]["column"],
        "rule": violation["code"],
        "message": violation["message"],
        "fixable": fix.get("applicability") == "safe",
        "url": violation.get("url"),
    }
