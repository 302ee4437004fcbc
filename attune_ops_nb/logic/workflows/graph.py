"""Graph: a workflow as it is drawn: tasks, and what leads from one to the next."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from attune_ops_nb.logic.workflows.definition import COMMANDS, Definition, Task, Transition

OUTCOMES = {
    "succeeded()": "succeeded",
    "failed()": "failed",
    "timed_out()": "timed out",
}


class NodeKind(StrEnum):
    """A task, or an order to the engine."""

    TASK = "task"
    COMMAND = "command"


class EdgeKind(StrEnum):
    """On which outcome of the task an edge is taken."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    ALWAYS = "always"
    CONDITION = "condition"


class GraphNode(msgspec.Struct, frozen=True, kw_only=True):
    """A box."""

    id: str
    """The name of the task; for an order `command:` and what follows."""
    kind: NodeKind
    label: str
    action: str | None = None
    first: bool = False
    """Nothing leads to it: the workflow begins here."""
    join: str | None = None
    """`all` or a number."""
    items: bool = False
    """Its action runs once for each item."""
    retries: bool = False


class GraphEdge(msgspec.Struct, frozen=True, kw_only=True):
    """An arrow."""

    source: str
    target: str
    kind: EdgeKind
    label: str | None = None
    when: str | None = None
    """The condition as it is written, without braces."""
    transition: int
    """Its place among the transitions of its source."""
    publish: list[str] = []
    """The variables that are set on the way."""
    back: bool = False
    """It leads to a task that may have run already."""


class WorkflowGraph(msgspec.Struct, frozen=True, kw_only=True):
    """Boxes and arrows, in the order of the file."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]


def graph(definition: Definition) -> WorkflowGraph:
    """How `definition` is drawn."""
    edges = list(_edges(definition))
    led_to = {edge.target for edge in edges}
    back = _back(definition, edges)
    marked = [
        msgspec.structs.replace(edge, back=True) if place in back else edge
        for place, edge in enumerate(edges)
    ]
    tasks = [_node(task, first=task.name not in led_to) for task in definition.tasks]
    commands = {edge.target for edge in edges} - {task.name for task in definition.tasks}
    orders = [
        GraphNode(id=each, kind=NodeKind.COMMAND, label=each.partition(":")[2].partition("@")[0])
        for each in dict.fromkeys(edge.target for edge in edges)
        if each in commands
    ]
    return WorkflowGraph(nodes=[*tasks, *orders], edges=marked)


def bare(condition: str) -> str:
    """A condition without its braces."""
    text = condition.strip()
    whole = text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1
    return text[2:-2].strip() if whole else text


def _node(task: Task, *, first: bool) -> GraphNode:
    return GraphNode(
        id=task.name,
        kind=NodeKind.TASK,
        label=task.name,
        action=task.action,
        first=first,
        join=None if task.join is None else str(task.join),
        items=task.with_items is not None,
        retries=task.retry is not None,
    )


def _edges(definition: Definition) -> Iterator[GraphEdge]:
    known = {task.name for task in definition.tasks}
    for task in definition.tasks:
        for place, transition in enumerate(task.next):
            for target in dict.fromkeys(transition.do):
                if target in known:
                    yield _edge(task.name, target, place, transition)
                elif target in COMMANDS:
                    # Each order is a box of its own, or all arrows would meet in one.
                    yield _edge(task.name, f"command:{target}@{task.name}", place, transition)


def _edge(source: str, target: str, place: int, transition: Transition) -> GraphEdge:
    when = None if transition.when is None else bare(transition.when)
    return GraphEdge(
        source=source,
        target=target,
        kind=_kind(when),
        label=transition.label or _label(when),
        when=when,
        transition=place,
        publish=[each.name for each in transition.publish],
    )


def _kind(when: str | None) -> EdgeKind:
    if when is None or when == "true":
        return EdgeKind.ALWAYS
    named = OUTCOMES.get(when)
    return EdgeKind.CONDITION if named is None else EdgeKind(named.replace(" ", "_"))


def _label(when: str | None) -> str | None:
    return None if when is None else OUTCOMES.get(when, when)


def _back(definition: Definition, edges: list[GraphEdge]) -> set[int]:
    """The places of the edges that close a circle, as one walks from the first tasks on."""
    leaving: dict[str, list[int]] = {}
    for place, edge in enumerate(edges):
        leaving.setdefault(edge.source, []).append(place)
    led_to = {edge.target for edge in edges}
    names = [task.name for task in definition.tasks]
    begin = [*(name for name in names if name not in led_to), *names]
    done: set[str] = set()
    back: set[int] = set()
    for name in begin:
        _walk(name, edges, leaving, done, back)
    return back


def _walk(
    first: str,
    edges: list[GraphEdge],
    leaving: dict[str, list[int]],
    done: set[str],
    back: set[int],
) -> None:
    """Depth first, without recursion: a chain may have thousands of tasks."""
    if first in done:
        return
    above = {first}
    stack = [(first, iter(leaving.get(first, ())))]
    while stack:
        name, rest = stack[-1]
        place = next(rest, None)
        if place is None:
            stack.pop()
            above.discard(name)
            done.add(name)
            continue
        target = edges[place].target
        if target in above:
            back.add(place)
        elif target not in done:
            above.add(target)
            stack.append((target, iter(leaving.get(target, ()))))
