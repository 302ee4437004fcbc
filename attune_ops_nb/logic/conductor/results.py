"""Results: what a task ended with, as expressions see it."""

import json
from collections.abc import Mapping
from typing import Any

from attune_ops_nb.logic.conductor.ledger import Ledger
from attune_ops_nb.logic.conductor.state import Item, Step


def result_of(ledger: Ledger, step: Step) -> Any:
    """The view of its result; with items, of each of theirs, in order."""
    if step.items is not None:
        return [_of(ledger, item) for item in ledger.items(step.id)]
    return None if step.result is None else view(ledger.value(step.result))


def view(result: Any) -> Any:
    """The result, where `result().x` finds what is under `data` as well.

    What the result itself says comes first. Without `data`, an object that was printed serves.
    """
    if not isinstance(result, Mapping):
        return result
    inner = result["data"] if "data" in result else _printed(result.get("stdout"))
    return {**inner, **result} if isinstance(inner, Mapping) else result


def _of(ledger: Ledger, item: Item) -> Any:
    return None if item.result is None else view(ledger.value(item.result))


def _printed(stdout: Any) -> Any:
    if not isinstance(stdout, str) or not stdout.lstrip().startswith("{"):
        return None
    try:
        return json.loads(stdout)
    except ValueError:
        return None
