"""Kernels: what runs the cells of a notebook."""

from __future__ import annotations

import json
import os
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

from attune_devtools.run import Refused, Run, listed, say
from attune_devtools.tools import interpreter

OURS = "attune-python"


def choose(run: Run, metadata: dict[str, Any]) -> tuple[AsyncKernelManager, dict[str, str]]:
    """What starts the kernel for a notebook with that metadata, and variables for it.

    Refused if the kernel is not installed.
    """
    named = metadata.get("kernelspec", {})
    asked = run.parameters.get("kernel")
    language = named.get("language") or metadata.get("language_info", {}).get("name") or "python"
    known = KernelSpecManager()
    if asked or language.lower() != "python":
        return _installed(known, asked or named.get("name", "")), _plain(dict(os.environ))
    python = interpreter(run, "ipykernel")
    folder = run.scratch / "kernels" / OURS
    folder.mkdir(parents=True, exist_ok=True)
    argv = [python.path, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    known.kernel_dirs.insert(0, str(folder.parent))
    return _started_by(known, OURS), _plain(python.environment())


def _plain(environment: dict[str, str]) -> dict[str, str]:
    """What cells print is kept in the notebook, where colours are a matter of the notebook."""
    return {name: value for name, value in environment.items() if name != "FORCE_COLOR"}


def _installed(known: KernelSpecManager, name: str) -> AsyncKernelManager:
    try:
        known.get_kernel_spec(name)
    except NoSuchKernel as error:
        there = listed(sorted(known.find_kernel_specs()), most=10)
        raise Refused(f"kernel: there is no kernel {name!r}; there are {there}") from error
    say(f"Kernel: {name}")
    return _started_by(known, name)


def _started_by(known: KernelSpecManager, name: str) -> AsyncKernelManager:
    return AsyncKernelManager(kernel_name=name, kernel_spec_manager=known)
