"""Reach: which tasks can ever run, and which joins can ever be met."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attune_ops_nb.logic.workflows.definition import Definition, Task

GOOD = re.compile(r"\s*(\{\{)?\s*succeeded\(\)\s*(and\b.*|(\}\})?\s*)", re.DOTALL)
BAD = re.compile(r"\s*(\{\{)?\s*(failed|timed_out)\(\)\s*(and\b.*|(\}\})?\s*)", re.DOTALL)
Ways = Mapping[str, Mapping[str, frozenset[int]]]
"""By target and source: the bits of what must have happened, a set for each way between them."""


def objections(definition: Definition) -> Iterator[tuple[str, str, str]]:
    """Task, field and message for everything that can never happen."""
    tasks = {task.name: task for task in definition.tasks}
    ways, bits = _ways(tasks)
    first = [name for name in tasks if name not in ways]
    if tasks and not first:
        yield "", "tasks", "there is no task to begin with: something leads to each of them"
        return
    reached = _reached(tasks, first)
    for name in tasks:
        if name not in reached:
            yield name, "", "it can never run: only tasks that never run lead to it"
    if any(task.join is not None for task in definition.tasks):
        yield from _unmet_joins(tasks, ways, bits, reached)


def _unmet_joins(
    tasks: Mapping[str, Task], ways: Ways, bits: Mapping[str, int], reached: set[str]
) -> Iterator[tuple[str, str, str]]:
    needs = _needs(tasks, ways, reached)
    repeated = _repeated(tasks)
    # A task that runs at most once ends in one way only.
    fixed = [bit for name, bit in bits.items() if name not in repeated]
    for name, task in tasks.items():
        what = _unmet(task, ways.get(name, {}), needs, fixed) if name in reached else ""
        if what:
            yield name, "join", what


def _ways(tasks: Mapping[str, Task]) -> tuple[Ways, dict[str, int]]:
    """Who leads to whom on what condition; and for each task the lower of its two bits."""
    bits = {name: 2 * place for place, name in enumerate(tasks)}
    ways: dict[str, dict[str, set[int]]] = {}
    for name, task in tasks.items():
        for transition in task.next:
            for target in transition.do:
                if target in tasks:
                    condition = _outcome(transition.when) << bits[name]
                    ways.setdefault(target, {}).setdefault(name, set()).add(condition)
    frozen = {
        target: {source: frozenset(each) for source, each in by_source.items()}
        for target, by_source in ways.items()
    }
    return frozen, bits


def _outcome(when: str | None) -> int:
    """1: the task must have succeeded; 2: it must not; 0: either."""
    if when is None or re.search(r"\bor\b", when):
        return 0
    if GOOD.fullmatch(when):
        return 1
    return 2 if BAD.fullmatch(when) else 0


def _reached(tasks: Mapping[str, Task], first: Iterable[str]) -> set[str]:
    reached = set(first)
    waiting = list(first)
    while waiting:
        for target in _targets(tasks[waiting.pop()], tasks):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _needs(tasks: Mapping[str, Task], ways: Ways, reached: set[str]) -> dict[str, int]:
    """What must have happened before a task runs, whichever way leads to it; as bits."""
    everything = (1 << 2 * len(tasks)) - 1
    needs = {name: everything if name in ways else 0 for name in tasks}
    waiting = [name for name in tasks if name in reached]
    queued = set(waiting)
    waiting.reverse()
    while waiting:
        name = waiting.pop()
        queued.discard(name)
        found = _need(tasks[name], ways.get(name, {}), needs)
        if found != needs[name]:
            needs[name] = found
            following = [each for each in _targets(tasks[name], tasks) if each not in queued]
            queued.update(following)
            waiting += dict.fromkeys(following)
    return needs


def _need(task: Task, sources: Mapping[str, frozenset[int]], needs: Mapping[str, int]) -> int:
    each = [_way_in(source, conditions, needs) for source, conditions in sources.items()]
    if not each:
        return 0
    found = each[0]
    for other in each[1:]:
        found = found | other if task.join == "all" else found & other
    return found


def _way_in(source: str, conditions: frozenset[int], needs: Mapping[str, int]) -> int:
    common = -1
    for condition in conditions:
        common &= condition
    return needs[source] | common


def _unmet(
    task: Task,
    sources: Mapping[str, frozenset[int]],
    needs: Mapping[str, int],
    fixed: list[int],
) -> str:
    wanted = len(sources) if task.join == "all" else task.join
    if not isinstance(wanted, int):
        return ""
    if wanted > len(sources):
        most = f"no more than {len(sources)} can arrive" if sources else "nothing leads here"
        return f"it can never be met: it waits for {wanted}, and {most}"
    each = [_way_in(source, conditions, needs) for source, conditions in sources.items()]
    together = _together(each, fixed, wanted)
    if together < wanted:
        return (
            f"it can never be met: it waits for {wanted}, and no more than {together} can arrive, "
            "for the others need another outcome of the same task"
        )
    return ""


def _together(each: list[int], fixed: list[int], wanted: int) -> int:
    """How many can have run, as far as the outcome of one task decides it: `wanted` or fewer."""
    some = 0
    for need in each:
        some |= need
    most = len(each)
    for bit in fixed:
        if some >> bit & 3 == 3:
            good = sum(1 for need in each if not need >> bit & 2)
            bad = sum(1 for need in each if not need >> bit & 1)
            most = min(most, max(good, bad))
            if most < wanted:
                break
    return most


def _repeated(tasks: Mapping[str, Task]) -> set[str]:
    """The tasks that may run more than once: in a circle, after one, or after a split."""
    arrivals = Counter(target for task in tasks.values() for target in _targets(task, tasks))
    left = dict(arrivals)
    waiting = [name for name in tasks if name not in arrivals]
    once: set[str] = set()
    while waiting:
        name = waiting.pop()
        if arrivals[name] <= 1 or tasks[name].join is not None:
            once.add(name)
        for target in _targets(tasks[name], tasks):
            left[target] -= 1
            if not left[target]:
                waiting.append(target)
    repeated = set(tasks) - once
    return repeated | _reached(tasks, repeated)


def _targets(task: Task, tasks: Mapping[str, Task]) -> Iterator[str]:
    """The tasks that it leads to, once for each way."""
    for transition in task.next:
        yield from (target for target in transition.do if target in tasks)
