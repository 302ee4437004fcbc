"""Closures: a tree becomes functions that call each other, made once and run many times."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.expressions import nodes
from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.functions import FUNCTIONS, Builtin
from attune_ops_nb.logic.expressions.limits import MOST_WORK, Budget
from attune_ops_nb.logic.expressions.names import meant
from attune_ops_nb.logic.expressions.operators import (
    COMPARABLE,
    COMPARISONS,
    OPERATORS,
    element,
    member,
    negative,
)

Function = Callable[..., Any]
"""One that is handed in beside the table."""


class Scope(Budget):
    """What one evaluation can see, and what it may still do."""

    __slots__ = ("functions", "names")

    def __init__(self, names: Mapping[str, Any], functions: Mapping[str, Function]) -> None:
        self.left = MOST_WORK
        self.names = names
        self.functions = functions


Closure = Callable[[Scope], Any]


def closure(node: nodes.Node) -> Closure:
    """What evaluates `node`."""
    match node:
        case nodes.Constant(value=value):
            return lambda scope: value
        case nodes.Name():
            return _name(node)
        case nodes.Path():
            return _path(node)
        case nodes.Call():
            return _call(node)
        case nodes.Array():
            return _array(node)
        case nodes.Negative():
            return _negative(node)
        case nodes.Not(operand=operand):
            inner = closure(operand)
            return lambda scope: not inner(scope)
        case nodes.Chain():
            return _chain(node)
        case nodes.Every(operands=operands):
            return _every([closure(each) for each in operands])
        case nodes.Some(operands=operands):
            return _some([closure(each) for each in operands])


def _name(node: nodes.Name) -> Closure:
    name, column = node.name, node.column

    def named(scope: Scope) -> Any:
        try:
            return scope.names[name]
        except KeyError:
            raise _unknown_name(name, scope).at(column) from None

    return named


def _unknown_name(name: str, scope: Scope) -> ExpressionError:
    if name in FUNCTIONS or name in scope.functions:
        hint = f"; the function is called as `{name}(…)`"
    else:
        hint = meant(name, scope.names)
    return ExpressionError(Kind.UNKNOWN_NAME, f"unknown name `{name}`", hint=hint)


def _path(node: nodes.Path) -> Closure:
    found = closure(node.root)
    for step in node.steps:
        found = _member(found, step) if isinstance(step, nodes.Member) else _index(found, step)
    return found


def _member(root: Closure, step: nodes.Member) -> Closure:
    key, column = step.key, step.column

    def of(scope: Scope) -> Any:
        value = root(scope)
        # The usual case, without the detour.
        if type(value) is dict and key in value:
            return value[key]
        try:
            return member(value, key)
        except ExpressionError as error:
            raise error.at(column) from None

    return of


def _index(root: Closure, step: nodes.Index) -> Closure:
    key, column = closure(step.key), step.column
    constant = isinstance(step.key, nodes.Constant)

    def at(scope: Scope) -> Any:
        value, place = root(scope), key(scope)
        try:
            return element(value, place, constant=constant)
        except ExpressionError as error:
            raise error.at(column) from None

    return at


def _call(node: nodes.Call) -> Closure:
    arguments = [closure(each) for each in node.arguments]
    builtin = FUNCTIONS.get(node.name)
    if builtin is None:
        return _handed_in(node.name, arguments, node.column)
    return _built_in(builtin, arguments, node.column)


def _built_in(builtin: Builtin, arguments: list[Closure], column: int) -> Closure:
    def call(scope: Scope) -> Any:
        values = [each(scope) for each in arguments]
        try:
            return builtin.call(values, scope)
        except ExpressionError as error:
            raise error.at(column) from None

    return call


def _handed_in(name: str, arguments: list[Closure], column: int) -> Closure:
    def call(scope: Scope) -> Any:
        function = scope.functions.get(name)
        if function is None:
            raise _unknown_function(name, scope).at(column)
        values = [each(scope) for each in arguments]
        try:
            return function(*values)
        except ExpressionError as error:
            raise error.at(column) from None
        except Invalid as error:
            raise ExpressionError(Kind.TYPE, error.message, column=column) from error
        except TypeError:
            if _fits(function, len(values)):
                raise
            what = f"{name}() takes other arguments than {len(values)}"
            raise ExpressionError(Kind.ARITY, what, column=column) from None

    return call


def _fits(function: Function, arguments: int) -> bool:
    try:
        inspect.signature(function).bind(*range(arguments))
    except TypeError:
        return False
    return True


def _unknown_function(name: str, scope: Scope) -> ExpressionError:
    hint = meant(name, [*FUNCTIONS, *scope.functions])
    return ExpressionError(Kind.UNKNOWN_FUNCTION, f"unknown function `{name}`", hint=hint)


def _array(node: nodes.Array) -> Closure:
    elements = [closure(each) for each in node.elements]
    return lambda scope: [each(scope) for each in elements]


def _negative(node: nodes.Negative) -> Closure:
    operand, column = closure(node.operand), node.column

    def turned(scope: Scope) -> Any:
        value = operand(scope)
        try:
            return negative(value)
        except ExpressionError as error:
            raise error.at(column) from None

    return turned


def _chain(node: nodes.Chain) -> Closure:
    first = closure(node.first)
    if len(node.rest) > 1:
        return _longer_chain(first, node.rest)
    (operation,) = node.rest
    operate, column = OPERATORS[operation.operator], operation.column
    second, quick = closure(operation.right), COMPARISONS.get(operation.operator)

    def operated(scope: Scope) -> Any:
        left, right = first(scope), second(scope)
        if quick and type(left) is type(right) and type(left) in COMPARABLE:
            return quick(left, right)
        try:
            return operate(left, right, scope)
        except ExpressionError as error:
            raise error.at(column) from None

    return operated


def _longer_chain(first: Closure, rest: tuple[nodes.Operation, ...]) -> Closure:
    steps = [(OPERATORS[each.operator], closure(each.right), each.column) for each in rest]

    def operated(scope: Scope) -> Any:
        left = first(scope)
        for operate, operand, column in steps:
            right = operand(scope)
            try:
                left = operate(left, right, scope)
            except ExpressionError as error:
                raise error.at(column) from None
        return left

    return operated


def _every(operands: list[Closure]) -> Closure:
    def every(scope: Scope) -> bool:
        for each in operands:  # noqa: SIM110 - all() would make a generator each time
            if not each(scope):
                return False
        return True

    return every


def _some(operands: list[Closure]) -> Closure:
    def some(scope: Scope) -> bool:
        for each in operands:  # noqa: SIM110
            if each(scope):
                return True
        return False

    return some
