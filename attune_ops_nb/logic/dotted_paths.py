"""Dotted paths: `event.payload.tags.0`, as the templates of rules have them.

What such a path does not lead to is null. Anything that is no such path is an ordinary expression.
"""

import re
from collections.abc import Mapping
from typing import Any

from attune_ops_nb.logic.expressions import Expression, Reference, parse
from attune_ops_nb.logic.expressions.closures import Closure, Scope
from attune_ops_nb.logic.expressions.nodes import Name
from attune_ops_nb.logic.expressions.tokens import KEYWORDS

DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[\w-]+)*", re.ASCII)
PLACE = re.compile(r"[0-9]{1,9}")


def dotted(text: str) -> Expression:
    """The path in `text`, or the expression that it is instead."""
    path = text.strip()
    first, *steps = path.split(".")
    if not DOTTED.fullmatch(path) or first in KEYWORDS:
        return parse(text)
    column = text.index(first) + 1
    return Expression(
        text=text,
        references=(Reference(name=first, column=column, path=tuple(steps)),),
        calls=(),
        node=Name(first, column),
        run=_follow(first, steps),
        builds=False,
        plain=True,
    )


def _follow(first: str, steps: list[str]) -> Closure:
    def run(scope: Scope) -> Any:
        value = scope.names.get(first)
        for step in steps:
            value = _step(value, step)
        return value

    return run


def _step(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list | tuple) and PLACE.fullmatch(step):
        return value[int(step)] if int(step) < len(value) else None
    return None
