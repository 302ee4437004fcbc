"""Secret paths: where the secrets are, which expressions read them, and where they may not go.

What an expression makes of a secret is secret, be it a length or a comparison: it is told by what
the expression refers to, before and without evaluating it.
"""

from collections.abc import Collection, Iterable, Iterator

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.expressions import Expression
from attune_ops_nb.logic.expressions.functions import FUNCTIONS

Path = tuple[str, ...]

ALIASES = {"vars": "workflow", "variables": "workflow", "tasks": "task"}
NAMESPACES = frozenset(
    {"parameters", "workflow", "task", "config", "keystore", "item", "index", "system"}
)
"""Any other name is a variable of the workflow."""


def paths(secrets: Iterable[str]) -> frozenset[Path]:
    """`keystore`, `parameters/token` and `result()/token` as paths."""
    return frozenset(canonical(segments(each.removeprefix("/"))) for each in secrets)


def read_by(expression: Expression, secrets: Collection[Path]) -> Iterator[str]:
    """JSON pointers, within the value of `expression`, to what it makes of `secrets`."""
    for read in _read(expression):
        for secret in secrets:
            if read[: len(secret)] == secret:
                yield ""
            elif secret[: len(read)] == read:
                # The value as it is: the secret stays where it is in it.
                yield pointer(secret[len(read) :]) if expression.plain else ""


def refuse(secrets: Iterable[str], allowed: Collection[str], of: str) -> None:
    """Invalid if one of the `secrets`, pointers, is in a parameter that is not `allowed` to be."""
    problems = {
        name: f"`{name}` of {of} is given a secret: declare it `secret: true` in the parameters"
        for name in sorted({segments(each.removeprefix("/"))[0] for each in secrets})
        if name not in allowed
    }
    if problems:
        raise Invalid("; ".join(problems.values()), problems=problems)


def segments(pointer: str) -> Path:
    """The steps of a JSON pointer without its first slash."""
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/"))


def pointer(steps: Iterable[object]) -> str:
    """The JSON pointer with these steps."""
    return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in steps)


def canonical(path: Path) -> Path:
    """The one path of those that lead to the same: `x` and `vars.x` are `workflow.x`."""
    first = ALIASES.get(path[0], path[0])
    if first in NAMESPACES or first.endswith("()"):
        return (first, *path[1:])
    return ("workflow", *path)


def _read(expression: Expression) -> Iterator[Path]:
    for name in expression.references:
        yield canonical((name.name, *map(str, name.path)))
    for call in expression.calls:
        if call.name not in FUNCTIONS:
            yield (f"{call.name}()", *map(str, call.path))
