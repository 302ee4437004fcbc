"""Commands: which words do what. The module that does it is loaded when it is asked for."""

import argparse
from collections.abc import Callable
from importlib import import_module

Command = Callable[[argparse.Namespace], int]

MODULES = {
    "conducting": "execution graph, execution pause, execution resume, execution steps",
    "demo": "demo",
    "doctor": "doctor",
    "hosts": "engine, status",
    "inquiries": "inquiry",
    "installed": "action, feature, pack, worker",
    "keys": "key",
    "money": "cost, prices, reconcile, savings, spend, usage",
    "page": "ops",
    "project": "bulletin, health, memory, spec",
    "readings": "sessions, telemetry",
    "rehearsals": "workflow rehearse",
    "reports": "docs, sweeps",
    "runs": "execution, run",
    "waiting": "briefing, collab, home, writes",
    "workflows": "workflow",
}
"""Commands by the module they stand in: a first word for all that begin with it, or all words."""

_HOMES = {words: home for home, all_words in MODULES.items() for words in all_words.split(", ")}


def command(words: str) -> Command:
    """What is done when somebody says `words`."""
    home = _HOMES.get(words) or _HOMES[words.partition(" ")[0]]
    found: Command = import_module(f"attune_ops_nb.cli.{home}").COMMANDS[words]
    return found
