"""Expressions: the small language in which workflows and rules compute and decide.

    evaluate("result().code == 200 and workflow.count < 10", names, functions)

There are values of JSON and nothing else: no attribute of a Python object can be reached, nothing
can be changed, and what an evaluation may cost is bounded. Three things differ from the language
that this one is compatible with, on purpose: strings are counted in characters; a condition that
cannot be evaluated is an error, never true; and an integer of more than 64 bits is an error.
"""

from attune_ops_nb.logic.expressions.closures import Function
from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.expression import (
    Called,
    Expression,
    Reference,
    evaluate,
    parse,
)

__all__ = [
    "Called",
    "Expression",
    "ExpressionError",
    "Function",
    "Kind",
    "Reference",
    "evaluate",
    "parse",
]
