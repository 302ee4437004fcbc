"""The pack `attune`, as files: an action for each workflow that attune-ai registers."""

import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import yaml

REF = "attune"
NAME = re.compile(r"[a-z][a-z0-9-]*")
RUNNER = Path(__file__).with_name("attune_ai_run.py")
SECONDS = 3600
CONCERNS = {
    "bug-predict": "review",
    "code-review": "review",
    "deep-review": "review",
    "security-audit": "review",
    "test-audit": "test",
    "test-gen": "test",
    "doc-audit": "docs",
    "doc-gen": "docs",
    "doc-orchestrator": "docs",
    "fix": "refactor",
    "refactor-plan": "refactor",
    "simplify-code": "refactor",
    "dependency-check": "audit",
    "discovery-sweep": "audit",
    "perf-audit": "audit",
    "health-check": "meta",
    "orchestrated-health-check": "meta",
    "release-gate": "meta",
    "release-notes": "meta",
    "release-prep": "meta",
    "secure-release": "meta",
}
"""What its workflows are about; those that are not named here are `other`."""
NEXT = {
    "code-review": ("security-audit", "perf-audit"),
    "security-audit": ("dependency-check", "release-prep"),
    "bug-predict": ("refactor-plan", "test-audit"),
    "perf-audit": ("simplify-code",),
    "refactor-plan": ("test-audit", "code-review"),
    "simplify-code": ("code-review",),
    "dependency-check": ("security-audit",),
    "test-audit": ("code-review",),
}
"""What is worth running after what."""
NEEDED = {
    "fix": {"goal": "What is to be fixed."},
    "rag-code-gen": {"query": "What the code is to do."},
}
"""Parameters without which a workflow does nothing."""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow as attune-ai describes it."""

    name: str
    description: str = ""
    stages: list[str] = []
    tier_map: dict[str, str] = {}
    parameter: str = "path"
    """What takes the scope."""
    required: bool = False
    notice: str | None = None
    hidden: bool = False


def files(python: str, version: str, registered: Iterable[Registered]) -> dict[str, str]:
    """The text of each file of the pack, by its name in the folder."""
    named = {each.name: each for each in registered if NAME.fullmatch(each.name)}
    shown = {name for name, each in named.items() if not each.hidden}
    actions = {f"actions/{name}.yaml": _yaml(_action(named[name], shown)) for name in sorted(named)}
    return {
        "pack.yaml": _yaml(_pack(python, version)),
        "actions/run.sh": f'#!/bin/sh\nexec {shlex.quote(python)} -I "$(dirname "$0")/run.py"\n',
        "actions/run.py": RUNNER.read_text("utf-8"),
        **actions,
    }


def source() -> bytes:
    """What the files are made by."""
    return Path(__file__).read_bytes() + RUNNER.read_bytes()


def _pack(python: str, version: str) -> dict[str, Any]:
    return {
        "ref": REF,
        "label": "attune-ai",
        "description": "The workflows that attune-ai registers, run by its own command line.",
        "version": version,
        "meta": {"interpreter": python},
        "tags": ["attune-ai"],
        "runtime_deps": ["shell"],
    }


def _action(workflow: Registered, shown: set[str]) -> dict[str, Any]:
    return {
        "ref": f"{REF}.{workflow.name}",
        "label": workflow.name,
        "description": workflow.description,
        "runner_type": "shell",
        "entry_point": "run.sh",
        "parameter_delivery": "stdin",
        "parameter_format": "json",
        "output_format": "text",
        "timeout": SECONDS,
        # It may have spent money and changed files; whether once more is for people to say.
        "rerun_when_lost": False,
        "tags": ["attune-ai"],
        "parameters": _parameters(workflow),
        "ops": _ops(workflow, shown),
    }


def _parameters(workflow: Registered) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        workflow.parameter: {
            "type": "string",
            "description": "The file or folder that it looks at.",
            **({"required": True} if workflow.required else {}),
        }
    }
    for name, description in NEEDED.get(workflow.name, {}).items():
        parameters[name] = {"type": "string", "description": description, "required": True}
    if workflow.name == "discovery-sweep":
        parameters["no_llm"] = {
            "type": "boolean",
            "description": "Only look for patterns; this needs no account.",
        }
    parameters["depth"] = {
        "type": "string",
        "enum": ["quick", "standard", "deep"],
        "description": "How thoroughly it works.",
    }
    parameters["cheap"] = {
        "type": "boolean",
        "description": "Use the cheapest model wherever none is prescribed.",
    }
    return parameters


def _ops(workflow: Registered, shown: set[str]) -> dict[str, Any]:
    return {
        "stages": workflow.stages,
        "tier_map": workflow.tier_map,
        "concern": CONCERNS.get(workflow.name, "other"),
        "scope": {"parameter": workflow.parameter, "required": workflow.required},
        "next": [f"{REF}.{name}" for name in NEXT.get(workflow.name, ()) if name in shown],
        "notice": workflow.notice,
        "hidden": workflow.hidden,
    }


def _yaml(values: dict[str, Any]) -> str:
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
