"""How many cached expressions are evaluated in a second of the processor."""

import time
from collections.abc import Callable, Iterator

from attune_ops_nb.logic import templates
from attune_ops_nb.logic.expressions import evaluate
from benchmarks.figures import Figure

EXPRESSION = "result().code == 200 and workflow.count < 10"
TEMPLATE = "{{ result().code }} of {{ workflow.count }}"
NAMES = {"workflow": {"count": 3}}
RESULT = {"code": 200}
FUNCTIONS = {"result": lambda *_: RESULT}
TIMES = 100_000
BEST_OF = 5


def measure() -> Iterator[Figure]:
    """The best of five, by time of the processor: what else runs is no part of it."""
    yield Figure(
        name=f"evaluate `{EXPRESSION}`",
        value=_rate(lambda: evaluate(EXPRESSION, NAMES, FUNCTIONS)),
        unit="/s",
        bound=200_000,
        at_most=False,
    )
    yield Figure(
        name=f"render `{TEMPLATE}`",
        value=_rate(lambda: templates.render(TEMPLATE, NAMES, FUNCTIONS)),
        unit="/s",
    )


def _rate(act: Callable[[], object]) -> float:
    return TIMES / min(_seconds(act) for _ in range(BEST_OF))


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(TIMES):
        act()
    return time.process_time() - start
