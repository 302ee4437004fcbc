"""Expression: read once, evaluated often."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from attune_ops_nb.logic.expressions import nodes
from attune_ops_nb.logic.expressions.closures import Closure, Function, Scope, closure
from attune_ops_nb.logic.expressions.errors import ExpressionError
from attune_ops_nb.logic.expressions.functions import FUNCTIONS
from attune_ops_nb.logic.expressions.grammar import tree
from attune_ops_nb.logic.expressions.limits import beyond
from attune_ops_nb.logic.expressions.values import weigh

NO_FUNCTIONS: Mapping[str, Function] = MappingProxyType({})
Step = str | int
Found = TypeVar("Found", "Reference", "Called")


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A name that an expression reads, and the path from there as far as it is constant."""

    name: str
    column: int
    path: tuple[Step, ...] = ()


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A function that an expression calls, and the path from its result, as far as constant."""

    name: str
    arity: int
    column: int
    path: tuple[Step, ...] = ()


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """The text, what it refers to, and what evaluates it."""

    text: str
    references: tuple[Reference, ...]
    calls: tuple[Called, ...]
    node: nodes.Node
    run: Closure
    builds: bool
    """Whether its value can be larger than what it was made from."""
    plain: bool
    """Whether it only says where something is: names, fields and constant places."""
    start: int = 0
    """After how many characters of a longer text it stands."""

    def evaluate(
        self, names: Mapping[str, Any], functions: Mapping[str, Function] = NO_FUNCTIONS
    ) -> Any:
        """Its value where `names` are known. ExpressionError if it has none."""
        scope = Scope(names, functions)
        try:
            value = self.run(scope)
            if self.builds:
                weigh(value, scope)
        except ExpressionError as error:
            raise error.of(self.text) from None
        except RecursionError:
            raise beyond("a value is nested too deep").of(self.text) from None
        except OverflowError:
            raise beyond("a number is too large").of(self.text) from None
        return value

    def moved(self, by: int) -> "Expression":
        """The same in a text where it stands after `by` characters: what is in it has moved too."""
        return msgspec.structs.replace(
            self,
            references=tuple(_moved(each, by) for each in self.references),
            calls=tuple(_moved(each, by) for each in self.calls),
            start=self.start + by,
        )


@lru_cache(maxsize=10_000)
def parse(text: str) -> Expression:
    """The expression in `text`. ExpressionError says what is wrong with it, and where."""
    try:
        node = tree(text)
    except ExpressionError as error:
        raise error.of(text) from None
    found = list(_found(node, ()))
    calls = tuple(each for each in found if isinstance(each, Called))
    return Expression(
        text=text,
        references=tuple(each for each in found if isinstance(each, Reference)),
        calls=calls,
        node=node,
        run=closure(node),
        plain=_plain(node),
        builds=_builds(node) or any(each.name in FUNCTIONS for each in calls),
    )


def evaluate(
    text: str, names: Mapping[str, Any], functions: Mapping[str, Function] = NO_FUNCTIONS
) -> Any:
    """The value of the expression `text` where `names` are known."""
    return parse(text).evaluate(names, functions)


def _found(node: nodes.Node, path: tuple[Step, ...]) -> Iterator[Reference | Called]:
    """What `node` refers to, in the order of the text."""
    match node:
        case nodes.Name(name=name, column=column):
            yield Reference(name=name, column=column, path=path)
        case nodes.Call(name=name, arguments=arguments, column=column):
            yield Called(name=name, arity=len(arguments), column=column, path=path)
        case nodes.Path(root=root, steps=steps):
            yield from _found(root, _constant(steps))
    for each in inner(node):
        yield from _found(each, ())


def _moved(found: Found, by: int) -> Found:
    return msgspec.structs.replace(found, column=found.column + by)


def inner(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes right below, without the root of a path."""
    match node:
        case nodes.Call(arguments=several) | nodes.Array(elements=several):
            yield from several
        case nodes.Every(operands=several) | nodes.Some(operands=several):
            yield from several
        case nodes.Path(steps=steps):
            yield from (each.key for each in steps if isinstance(each, nodes.Index))
        case nodes.Not(operand=operand) | nodes.Negative(operand=operand):
            yield operand
        case nodes.Chain(first=first, rest=rest):
            yield first
            yield from (each.right for each in rest)


def _plain(node: nodes.Node) -> bool:
    """Whether it only says where something is."""
    match node:
        case nodes.Name():
            return True
        case nodes.Call(arguments=arguments):
            return node.name not in FUNCTIONS and not arguments
        case nodes.Path(root=root, steps=steps):
            return _plain(root) and len(_constant(steps)) == len(steps)
    return False


def _constant(steps: tuple[nodes.Member | nodes.Index, ...]) -> tuple[Step, ...]:
    """The steps up to the first that has to be computed."""
    found: list[Step] = []
    for step in steps:
        key = step.key.value if isinstance(step.key, nodes.Constant) else step.key
        # What -1 leads to is known only when the array is.
        if not isinstance(key, str | int):
            break
        found.append(key)
    return tuple(found)


def _builds(node: nodes.Node) -> bool:
    """Whether it has an array, or a `+` that may join two of them."""
    if isinstance(node, nodes.Array):
        return True
    if isinstance(node, nodes.Chain) and any(each.operator == "+" for each in node.rest):
        return True
    root = [node.root] if isinstance(node, nodes.Path) else []
    return any(_builds(each) for each in (*root, *inner(node)))
