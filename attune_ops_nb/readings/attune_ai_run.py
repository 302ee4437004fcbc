"""Becomes attune-ai's command line for one workflow; a copy stands in the pack `attune`.

It runs by the interpreter that has attune-ai, which need not have anything of ours.
"""

import json
import os
import shlex
import sys
from typing import Any

OPTIONS = {"path": "--path", "depth": "--depth", "source": "--source", "target": "--target"}
FLAGS = {"cheap": "--cheap", "no_llm": "--no-llm", "verbose": "--verbose"}
ENVIRONMENT = {
    "ATTUNE_RUN_META_EMIT": "1",
    "ATTUNE_DS_EMIT": "1",
    "ATTUNE_SDK_ERROR_PROBE": "1",
    # Nobody is there to answer its question; who started the run has authorised it.
    "ATTUNE_SPEND_GATE_AUTHORIZED": "1",
    # Into a pipe, Python would print nothing before the end.
    "PYTHONUNBUFFERED": "1",
}


def main() -> None:
    """Say what is run, as the first line of the log, and become it."""
    name = os.environ["ATTUNE_ACTION"].partition(".")[2]
    parameters = json.loads(sys.stdin.read() or "{}")
    command = [sys.executable, "-m", "attune.cli_minimal", "workflow", "run", name]
    command += arguments(parameters)
    sys.stdout.write(f"$ {shlex.join(command)}\n")
    sys.stdout.flush()
    os.execve(command[0], command, {**ENVIRONMENT, **os.environ})


def arguments(parameters: dict[str, Any]) -> list[str]:
    """Parameters as the command line takes them: those without an option of their own as JSON."""
    found: list[str] = []
    rest: dict[str, Any] = {}
    for name, value in parameters.items():
        if value is None or (name in FLAGS and not value):
            continue
        if name in FLAGS:
            found += [FLAGS[name]]
        elif name in OPTIONS:
            found += [OPTIONS[name], str(value)]
        else:
            rest[name] = [value] if name == "scope_paths" and isinstance(value, str) else value
    return [*found, "--input", json.dumps(rest)] if rest else found


if __name__ == "__main__":
    main()
