"""Runners: a module of this folder for each way of running code.

Strangers add theirs by an entry point in the group `attune_ops_nb.runners`: a function that is
given the engine and the guardian, and gives runners by the name of the runtime they serve.
"""

from importlib.metadata import entry_points

from attune_ops_nb.engine import Engine
from attune_ops_nb.work.children import Guardian
from attune_ops_nb.work.runners.command import CommandRunner
from attune_ops_nb.work.worker import Runner

GROUP = "attune_ops_nb.runners"


def runners(engine: Engine, guardian: Guardian) -> dict[str, Runner]:
    """A runner for each runtime that this machine can serve."""
    command = CommandRunner(engine, guardian)
    found: dict[str, Runner] = dict.fromkeys(command.queues(), command)
    for point in entry_points(group=GROUP):
        found.update(point.load()(engine, guardian))
    return found
