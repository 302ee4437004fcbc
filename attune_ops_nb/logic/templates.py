"""Templates: values in which strings hold `{{ expressions }}`, and what becomes of them.

A string that is one expression and nothing else keeps the type of its value; any other becomes
text. Keys are never rendered, and what was rendered is not looked at again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from attune_ops_nb.logic import secret_paths
from attune_ops_nb.logic.expressions import Expression, ExpressionError, Function, Kind
from attune_ops_nb.logic.expressions.expression import NO_FUNCTIONS
from attune_ops_nb.logic.rendering import Rendering
from attune_ops_nb.logic.template_text import OPEN, condition_text, template, unclosed

UNCLOSED = 'the braces are never closed: write "}}", or {{ "{{" }} for the braces themselves'
SECRET_NAMES = frozenset({"keystore"})


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A value without templates, and what in it is secret."""

    value: Any
    secrets: frozenset[str]
    """JSON pointers to what was made from a secret; "" is the value as a whole."""

    def refuse_secrets(self, allowed: Collection[str], of: str) -> None:
        """Invalid if a secret is in a parameter of `of` that is not among those `allowed`."""
        secret_paths.refuse(self.secrets, allowed, of)


def render(
    value: Any, names: Mapping[str, Any], functions: Mapping[str, Function] = NO_FUNCTIONS
) -> Any:
    """`value` with its templates replaced. ExpressionError says which failed, where and why."""
    return Rendering(names, functions).value(value, "", 0)


def render_tracked(
    value: Any,
    names: Mapping[str, Any],
    secret_names: Iterable[str] = SECRET_NAMES,
    functions: Mapping[str, Function] = NO_FUNCTIONS,
) -> Rendered:
    """The same, and where secrets went.

    What is secret is told by name (`keystore`), by path (`parameters/token`), or as what a function
    gives (`result()/token`).
    """
    rendering = Rendering(names, functions, secret_paths.paths(secret_names))
    rendered = rendering.value(value, "", 0)
    return Rendered(value=rendered, secrets=frozenset(rendering.secrets))


def condition(
    text: str, names: Mapping[str, Any], functions: Mapping[str, Function] = NO_FUNCTIONS
) -> bool:
    """Whether the condition holds, which may have one pair of braces around it.

    One that cannot be evaluated is neither true nor false: it is an ExpressionError.
    """
    return bool(Rendering(names, functions).evaluated(condition_text(text), text))


def expressions_in(
    value: Any, broken: list[ExpressionError] | None = None
) -> Iterator[tuple[str, Expression]]:
    """Every expression in `value` with the JSON pointer to its string. Columns are of that string.

    One that cannot be read goes to `broken`, where there is such a list, and so do braces that are
    never closed, although they are rendered as text; without a list it is raised.
    """
    for pointer, text in _strings(value, ""):
        try:
            pieces = list(template(text).pieces())
        except ExpressionError as error:
            if broken is None:
                raise error.under(pointer) from None
            broken.append(error.under(pointer))
        else:
            for piece in pieces:
                yield pointer, piece.expression.moved(piece.start)
            if broken is not None and (place := unclosed(text)) is not None:
                broken.append(
                    ExpressionError(Kind.PARSE, UNCLOSED, column=place + 1).under(pointer)
                )


def expression_of_condition(text: str) -> Expression:
    """The expression of a condition. Columns are of `text`."""
    piece = condition_text(text)
    return piece.expression.moved(piece.start)


def _strings(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if OPEN in value:
            yield pointer, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _strings(each, pointer + secret_paths.pointer([key]))
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _strings(each, f"{pointer}/{at}")
