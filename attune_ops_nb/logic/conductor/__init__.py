"""The conductor: pure thought about a running workflow; what drives it does the running.

conductor = Conductor(Graph(definition), Memory())
commands = conductor.begin({"name": "Ada"})
commands = conductor.ended(commands[0].step, Outcome.SUCCEEDED, {"greeting": "Hello"})
"""

from attune_ops_nb.logic.conductor.commands import (
    Command,
    Deadline,
    Ended,
    Paused,
    Start,
    Stop,
    Wait,
)
from attune_ops_nb.logic.conductor.conductor import Conductor
from attune_ops_nb.logic.conductor.graph import Graph
from attune_ops_nb.logic.conductor.ledger import Ledger
from attune_ops_nb.logic.conductor.memory import Memory
from attune_ops_nb.logic.conductor.reruns import Again
from attune_ops_nb.logic.conductor.state import Fault, Item, Outcome, Stage, Step, StepState
from attune_ops_nb.logic.conductor.turn import Given

__all__ = [
    "Again",
    "Command",
    "Conductor",
    "Deadline",
    "Ended",
    "Fault",
    "Given",
    "Graph",
    "Item",
    "Ledger",
    "Memory",
    "Outcome",
    "Paused",
    "Stage",
    "Start",
    "Step",
    "StepState",
    "Stop",
    "Wait",
]
