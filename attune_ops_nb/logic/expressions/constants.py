"""Constants: parts of an expression that always have the same value, or always fail."""

from collections.abc import Iterator

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.expressions import nodes, patterns
from attune_ops_nb.logic.expressions.closures import Scope, closure
from attune_ops_nb.logic.expressions.errors import ExpressionError
from attune_ops_nb.logic.expressions.functions import FUNCTIONS
from attune_ops_nb.logic.expressions.limits import MOST_WORK, Budget, beyond


def failures(node: nodes.Node, budget: Budget) -> Iterator[ExpressionError]:
    """What fails in `node` whatever names there are, with its column, as far as `budget` goes.

    What stands behind `and` or `or` may never be evaluated, and is not looked at.
    """
    if isinstance(node, nodes.Constant) or budget.left < 0:
        return
    if _is_constant(node):
        error = _failure(node, budget)
        if error is not None:
            yield error
        return
    if isinstance(node, nodes.Call):
        yield from _pattern(node)
    for each in _surely(node):
        yield from failures(each, budget)


def _is_constant(node: nodes.Node) -> bool:
    match node:
        case nodes.Name():
            return False
        case nodes.Call(name=name):
            return name in FUNCTIONS and all(map(_is_constant, _below(node)))
    return all(map(_is_constant, _below(node)))


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    match node:
        case nodes.Path(root=root, steps=steps):
            yield root
            yield from (each.key for each in steps if isinstance(each, nodes.Index))
        case nodes.Every(operands=several) | nodes.Some(operands=several):
            yield from several
        case nodes.Call(arguments=several) | nodes.Array(elements=several):
            yield from several
        case nodes.Not(operand=operand) | nodes.Negative(operand=operand):
            yield operand
        case nodes.Chain(first=first, rest=rest):
            yield first
            yield from (each.right for each in rest)


def _surely(node: nodes.Node) -> Iterator[nodes.Node]:
    """Those right below that are evaluated whenever `node` is."""
    several = list(_below(node))
    yield from several[:1] if isinstance(node, nodes.Every | nodes.Some) else several


def _failure(node: nodes.Node, budget: Budget) -> ExpressionError | None:
    scope = Scope({}, {})
    try:
        closure(node)(scope)
    except ExpressionError as error:
        return error.at(node.column)
    except Invalid:
        return None
    except (RecursionError, OverflowError):
        return beyond("a number or a value is too large").at(node.column)
    finally:
        budget.left -= MOST_WORK - scope.left
    return None


def _pattern(call: nodes.Call) -> Iterator[ExpressionError]:
    """A pattern that is wrong, whatever it is held against."""
    first = call.arguments[0] if call.arguments else None
    if call.name == "match" and isinstance(first, nodes.Constant) and isinstance(first.value, str):
        try:
            patterns.matches(first.value, "", Budget())
        except ExpressionError as error:
            yield error.at(call.column)
