"""Rendering: templates of a workflow become values that everybody may read."""

from collections.abc import Mapping
from typing import Any

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.conductor.names import Names, functions
from attune_ops_nb.logic.conductor.state import Step
from attune_ops_nb.logic.conductor.turn import Turn
from attune_ops_nb.logic.expressions import Function
from attune_ops_nb.logic.templates import render_tracked


def public(turn: Turn, value: Any, names: Names, asked: Mapping[str, Function], what: str) -> Any:
    """`value` without templates. Invalid if a secret would be in it."""
    found = render_tracked(value, names, turn.given.secret_names, asked)
    if found.secrets:
        raise Invalid(f"{what} may hold no secret, as everybody can read it: name it in an input")
    return found.value


def before(
    turn: Turn, value: Any, step: Step, what: str, extra: Mapping[str, Any] | None = None
) -> Any:
    """`value` as `step` sees it before it runs: the last result is that of the step before it."""
    names = Names(turn, turn.ledger.context(step.context), step.route, extra)
    return public(turn, value, names, functions(turn, cause(turn, step), step.route), what)


def cause(turn: Turn, step: Step) -> Step | None:
    """The step that led to `step`."""
    return None if step.cause is None else turn.ledger.step(step.cause)
