"""Graph: who leads to whom in a definition, worked out once for all its runs."""

import re
from collections.abc import Iterator
from functools import cached_property

from attune_ops_nb.logic.workflows.definition import COMMANDS, Definition, Task

RETRY = "retry"
TIMED_OUT = re.compile(r"\btimed_out\s*\(")


class Graph:
    """A definition as the conductor asks about it."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.tasks = {task.name: task for task in definition.tasks}
        self.order = {task.name: place for place, task in enumerate(definition.tasks)}
        """The place of a task in its file."""
        self._sources: dict[str, dict[str, int]] = {}
        """By target: how many transitions of each task name it."""
        self._keys: dict[tuple[str, int, str], int] = {}
        for task in definition.tasks:
            self._follow(task)
        self._cyclic = frozenset(_cyclic(self))
        self._mind_time = {
            task.name
            for task in definition.tasks
            if any(TIMED_OUT.search(way.when or "") for way in task.next)
        }

    @cached_property
    def entries(self) -> list[Task]:
        """The tasks that nothing leads to, in the order of the file."""
        return [task for task in self.definition.tasks if task.name not in self._sources]

    def minds_time(self, name: str) -> bool:
        """Whether a transition of `name` asks whether it timed out."""
        return name in self._mind_time

    def targets(self, name: str) -> list[str]:
        """The tasks that `name` may lead to, each once."""
        named = (target for way in self.tasks[name].next for target in way.do)
        return list(dict.fromkeys(target for target in named if target in self.tasks))

    def required(self, name: str) -> int:
        """How many tasks must have led to `name` before it runs; 0 where it does not join."""
        task = self.tasks.get(name)
        if task is None or task.join is None:
            return 0
        return len(self._sources.get(name, {})) if task.join == "all" else task.join

    def splits(self, name: str) -> bool:
        """Whether `name` runs once for each way that leads to it, each on a route of its own.

        In a cycle it runs again on the same route.
        """
        if self.required(name) or name in self._cyclic:
            return False
        return sum(self._sources.get(name, {}).values()) > 1

    def transition(self, task: str, place: int, target: str) -> str:
        """What a way is called in a route: the task, and which of its ways to that target."""
        return f"{task}__t{self._keys[task, place, target]}"

    def _follow(self, task: Task) -> None:
        for place, way in enumerate(task.next):
            for target in dict.fromkeys(way.do):
                if target == RETRY or (target not in self.tasks and target not in COMMANDS):
                    continue
                ways = self._sources.setdefault(target, {})
                self._keys[task.name, place, target] = ways.get(task.name, 0)
                ways[task.name] = ways.get(task.name, 0) + 1


def _cyclic(graph: Graph) -> Iterator[str]:
    """The tasks that may lead back to themselves (Tarjan, without recursion)."""
    found: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph.tasks:
        if root in found:
            continue
        walk = [(root, iter(graph.targets(root)))]
        found[root] = lowest[root] = len(found)
        stack.append(root)
        on_stack.add(root)
        while walk:
            name, ahead = walk[-1]
            target = next(ahead, None)
            if target is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == found[name]:
                    yield from _circle(graph, name, stack, on_stack)
            elif target not in found:
                found[target] = lowest[target] = len(found)
                stack.append(target)
                on_stack.add(target)
                walk.append((target, iter(graph.targets(target))))
            elif target in on_stack:
                lowest[name] = min(lowest[name], found[target])


def _circle(graph: Graph, name: str, stack: list[str], on_stack: set[str]) -> list[str]:
    circle: list[str] = []
    while not circle or circle[-1] != name:
        circle.append(stack.pop())
    on_stack.difference_update(circle)
    return circle if len(circle) > 1 or name in graph.targets(name) else []
