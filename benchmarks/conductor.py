"""Transitions of workflows in memory; peer: Orquesta (see `peers.py`)."""

import time
from collections.abc import Callable, Iterator

from attune_ops_nb.logic.conductor import Conductor, Ended, Graph, Memory, Outcome, Start
from attune_ops_nb.logic.workflows.definition import Definition, Publish, Task, Transition
from benchmarks.figures import Figure, median
from benchmarks.peers import IN_MEMORY, ORQUESTA, SAVED, PeerFailed

LENGTHS = (10, 100, 1_000, 5_000)
PEER_LENGTH = 100
WIDE = 10_000
TIMES = 5


def measure() -> Iterator[Figure]:
    """Chains of several lengths, a wide join, many items, and the peer."""
    costs = {length: _cost(chain(length)) for length in LENGTHS}
    yield Figure(
        name="transitions in memory, chain of 1,000 tasks",
        value=1 / costs[1_000],
        unit="/s",
        bound=2_000,
        at_most=False,
    )
    flat = ", ".join(f"{length:,}: {cost * 1e6:.0f}" for length, cost in costs.items())
    yield Figure(
        name="cost of a transition, chain of 5,000 against 10",
        value=costs[5_000] / costs[10],
        unit="x",
        bound=1.2,
        note=f"microseconds by length: {flat}",
    )
    saved = _cost(chain(PEER_LENGTH), restored=True)
    yield Figure(
        name="transitions with all state saved and restored, chain of 100",
        value=1 / saved,
        unit="/s",
    )
    yield from _peer({IN_MEMORY: costs[PEER_LENGTH], SAVED: saved})
    yield Figure(
        name="10,000 branches and a join of them all", value=_taken(wide()), unit="s", bound=10
    )
    yield Figure(name="10,000 items, eight at a time", value=_taken(items()), unit="s", bound=10)


def chain(length: int) -> Definition:
    """Tasks one after the other, each with a condition, a rendered input and a variable set."""
    return Definition(
        version="1",
        vars=(("count", 0),),
        tasks=tuple(
            Task(
                name=f"task{number}",
                action="core.noop",
                input={"message": "{{ workflow.count }}"},
                next=(
                    Transition(
                        when="{{ succeeded() }}",
                        publish=(Publish(name="count", value="{{ workflow.count + 1 }}"),),
                        do=(f"task{number + 1}",) if number + 1 < length else (),
                    ),
                ),
            )
            for number in range(length)
        ),
    )


def wide() -> Definition:
    """One task, very many after it, and a join of those."""
    names = tuple(f"branch{number}" for number in range(WIDE))
    return Definition(
        version="1",
        tasks=(
            Task(name="fork", action="core.noop", next=(Transition(do=names),)),
            *(
                Task(name=each, action="core.noop", next=(Transition(do=("end",)),))
                for each in names
            ),
            Task(name="end", action="core.noop", join="all"),
        ),
    )


def items() -> Definition:
    """One task over very many items."""
    task = Task(
        name="each",
        action="core.noop",
        with_items=f"{{{{ range({WIDE}) }}}}",
        concurrency=8,
        input={"n": "{{ item }}"},
    )
    return Definition(version="1", tasks=(task,))


def conduct(graph: Graph, result: object = None, *, restored: bool = False) -> None:
    """Run a workflow whose tasks all succeed at once."""
    ledger = Memory()
    due = Conductor(graph, ledger).begin()
    while due:
        command = due.pop()
        if isinstance(command, Start):
            if restored:
                ledger = Memory.restore(ledger.save())
            due += Conductor(graph, ledger).ended(
                command.step, Outcome.SUCCEEDED, result, item=command.item
            )
        elif isinstance(command, Ended) and command.stage != "completed":
            raise RuntimeError(command.result)


def _cost(definition: Definition, result: object = None, *, restored: bool = False) -> float:
    """Seconds of one transition."""
    graph = Graph(definition)
    length = len(definition.tasks)
    rounds = max(1, (200 if restored else 5_000) // length)

    def several() -> None:
        for _ in range(rounds):
            conduct(graph, result, restored=restored)

    def once() -> float:
        return _seconds(several) / (rounds * length)

    return median(once, 1 if restored else TIMES)


def _taken(definition: Definition) -> float:
    graph = Graph(definition)
    return _seconds(lambda: conduct(graph))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _peer(ours: dict[str, float]) -> Iterator[Figure]:
    for how, own in ours.items() if ORQUESTA.python else ():
        name = f"peer: Orquesta {how}, chain of 100"
        try:
            _, cost = ORQUESTA.step(PEER_LENGTH, how)
        except PeerFailed as error:
            yield Figure(name=name, value=None, unit="/s", note=str(error))
            continue
        note = f"ours {cost / own:,.0f} x as quick"
        yield Figure(name=name, value=1 / cost, unit="/s", note=note)
