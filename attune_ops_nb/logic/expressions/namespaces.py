"""Namespaces: what a name means in a workflow, and what its last task ended with."""

from collections.abc import Iterator, Mapping
from typing import Any

from attune_ops_nb.logic.expressions.closures import Function

VARIABLES = ("workflow", "vars", "variables")
TASKS = ("task", "tasks")
OTHERS = ("parameters", "config", "keystore", "item", "index", "system")
ALIASES = {**dict.fromkeys(VARIABLES, "workflow"), **dict.fromkeys(TASKS, "task")}


class Namespaces(Mapping[str, Any]):
    """The names of a workflow. A bare one that is no namespace is a variable.

    `items` holds `item` and `index`, and whatever else is known only while an item runs.
    """

    def __init__(
        self,
        *,
        parameters: Mapping[str, Any] | None = None,
        variables: Mapping[str, Any] | None = None,
        tasks: Mapping[str, Any] | None = None,
        config: Mapping[str, Any] | None = None,
        keystore: Mapping[str, Any] | None = None,
        system: Mapping[str, Any] | None = None,
        items: Mapping[str, Any] | None = None,
    ) -> None:
        self._variables: Mapping[str, Any] = {} if variables is None else variables
        self._spaces: dict[str, Any] = {
            "parameters": {} if parameters is None else parameters,
            **dict.fromkeys(VARIABLES, self._variables),
            **dict.fromkeys(TASKS, {} if tasks is None else tasks),
            "config": config,
            "keystore": keystore,
            **(items or {}),
            "system": {} if system is None else system,
        }

    def __getitem__(self, name: str) -> Any:
        spaces = self._spaces
        return spaces[name] if name in spaces else self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._spaces, **self._variables})

    def __len__(self) -> int:
        return len({*self._spaces, *self._variables})


def outcome(
    result: Any = None, *, succeeded: bool = False, failed: bool = False, timed_out: bool = False
) -> dict[str, Function]:
    """The functions that tell how the last task ended; arguments are ignored."""
    return {
        "result": lambda *_: result,
        "succeeded": lambda *_: succeeded,
        "failed": lambda *_: failed,
        "timed_out": lambda *_: timed_out,
    }


def canonical(path: tuple[str, ...]) -> tuple[str, ...]:
    """The one path among those that mean the same: `x` and `vars.x` are `workflow.x`."""
    first = ALIASES.get(path[0], path[0])
    if first in ("workflow", "task", *OTHERS) or first.endswith("()"):
        return (first, *path[1:])
    return ("workflow", *path)
