"""Names: what an expression of a workflow may refer to, and what is wrong with one that does not.

Whatever is told here would fail when the workflow runs.
"""

from collections.abc import Collection, Iterator

import msgspec

from attune_ops_nb.logic.expressions import Called, Expression, Reference
from attune_ops_nb.logic.expressions.functions import FUNCTIONS
from attune_ops_nb.logic.nearest import nearest

VARIABLES = frozenset({"workflow", "vars", "variables"})
TASKS = frozenset({"task", "tasks"})
ITEM = frozenset({"item", "index"})
OF_THE_ENGINE = frozenset({"config", "keystore", "system"})
"""Names whose properties are known only where the workflow runs."""
OUTCOME = frozenset({"result", "succeeded", "failed", "timed_out"})
"""Functions about the task that has just ended; they take anything."""
STATUS = "task_status"


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What is known at one place of a workflow."""

    parameters: Collection[str] | None = None
    """None: whatever somebody gives."""
    variables: Collection[str] = ()
    later: Collection[str] = ()
    """Variables that have no value yet."""
    tasks: Collection[str] | None = ()
    """None: no task has run yet."""
    item: bool = False
    batch: bool = False

    @property
    def roots(self) -> set[str]:
        """The names that an expression can begin with, apart from variables."""
        known = {"parameters", *VARIABLES, *OF_THE_ENGINE}
        known |= TASKS if self.tasks is not None else set()
        known |= ITEM if self.item else set()
        return known | ({"batch"} if self.batch else set())


class Complaint(msgspec.Struct, frozen=True):
    """What is wrong at a column of an expression."""

    column: int
    what: str


def complaints(expression: Expression, scope: Scope) -> Iterator[Complaint]:
    """What is wrong with the names and the functions of `expression`."""
    for reference in expression.references:
        what = _reference(reference, scope)
        if what:
            yield Complaint(reference.column, what)
    for called in expression.calls:
        what = _called(called)
        if what:
            yield Complaint(called.column, what)


def _reference(reference: Reference, scope: Scope) -> str:
    name, first = reference.name, str(reference.path[0]) if reference.path else ""
    if name == "parameters":
        known = scope.parameters
        if first and known is not None and first not in known:
            return f"there is no parameter `{first}`{nearest(first, known, '`')}"
    elif name in VARIABLES:
        return _variable(first, scope) if first else ""
    elif name in TASKS:
        if scope.tasks is None:
            return "no task has run yet"
        if first and first not in scope.tasks:
            return f"there is no task `{first}`{nearest(first, scope.tasks, '`')}"
    elif name in ITEM and not scope.item:
        return f"`{name}` is known only in the input of a task with with_items"
    elif name == "batch" and not scope.batch and "batch" not in scope.variables:
        return "`batch` is known only in the input of a task with batch_size"
    elif name not in scope.roots:
        return _variable(name, scope, bare=True)
    return ""


def _variable(name: str, scope: Scope, *, bare: bool = False) -> str:
    if name in scope.variables:
        return ""
    if name in scope.later:
        return f"the variable `{name}` has no value yet: it comes later"
    word = "name" if bare else "variable"
    known = [*scope.variables, *(scope.roots if bare else ())]
    if name in FUNCTIONS or name in OUTCOME:
        return f"`{name}` is a function: write {name}()"
    return f"unknown {word} `{name}`{nearest(name, known, '`')}"


def _called(called: Called) -> str:
    if called.name in OUTCOME:
        return ""
    fewest, most = (1, 1)
    if called.name != STATUS:
        builtin = FUNCTIONS.get(called.name)
        if builtin is None:
            hint = nearest(called.name, [*FUNCTIONS, *OUTCOME, STATUS], "`")
            return f"unknown function `{called.name}`{hint}"
        fewest, most = builtin.fewest, builtin.most
    if fewest <= called.arity <= most:
        return ""
    bound = str(fewest) if fewest == most else f"{fewest} to {most}"
    return (
        f"{called.name}() takes {bound} argument{'' if bound == '1' else 's'}, not {called.arity}"
    )
