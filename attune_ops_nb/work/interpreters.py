"""Interpreters: which program on this machine a runtime's binary means, and whether it is there."""

import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic.execution_config import Check, Verification
from attune_ops_nb.work import inherited

PYTHON = re.compile(r"python(?P<version>3(\.\d+)?)?")
CHECK_SECONDS = 20
ASK_PYTHON = """
import sys, importlib.util
if all(importlib.util.find_spec(name) for name in ("ensurepip", "venv")):
    print(sys.executable)
"""


def find(binary: str) -> str:
    """The path of `binary`. Unavailable, saying what to do, if this machine has none."""
    if (found := _find(binary, os.environ.get("PATH", ""))) is None:
        raise Unavailable(f"there is no {binary} on this machine; install it, or mend the PATH")
    return found


def here(verification: Verification) -> bool:
    """Whether one of the commands shows that this machine has it. No command: no."""
    if verification.always_available:
        return True
    return any(
        _passes(check) for check in sorted(verification.commands, key=lambda each: each.priority)
    )


@lru_cache(maxsize=64)
def _find(binary: str, path: str) -> str | None:
    found = shutil.which(binary, path=path)
    wanted = PYTHON.fullmatch(binary)
    if wanted is None:
        return found
    # What is called python may be a stand-in for one that is not installed, or lack venv.
    if found is not None and (answer := _output((found, "-I", "-S", "-c", ASK_PYTHON))):
        return answer.strip()
    ours = f"3.{sys.version_info.minor}"
    return sys.executable if wanted["version"] in (None, "3", ours) else None


def _passes(check: Check) -> bool:
    found = _find(check.binary, os.environ.get("PATH", ""))
    if found is None:
        return False
    output = _output((found, *check.args), expected=check.exit_code, errors=True)
    return output is not None and re.search(check.pattern or "", output) is not None


@lru_cache(maxsize=64)
def _output(argv: tuple[str, ...], *, expected: int = 0, errors: bool = False) -> str | None:
    """What the program says; None if it does not end as expected."""
    try:
        done = subprocess.run(
            argv,
            env=inherited.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if errors else subprocess.DEVNULL,
            timeout=CHECK_SECONDS,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == expected else None
