"""Nodes: an expression as a tree, as it was written.

Operators of one level stand side by side in one node, and so do the steps of a path: the tree is as
deep as the text is nested, and no deeper.
"""

from typing import Any

import msgspec


class Constant(msgspec.Struct, frozen=True):
    """A literal."""

    value: Any
    column: int


class Name(msgspec.Struct, frozen=True):
    """An identifier that is not called."""

    name: str
    column: int


class Call(msgspec.Struct, frozen=True):
    """A function and what it is called with."""

    name: str
    arguments: tuple["Node", ...]
    column: int


class Array(msgspec.Struct, frozen=True):
    """An array literal."""

    elements: tuple["Node", ...]
    column: int


class Member(msgspec.Struct, frozen=True):
    """The step `.name`."""

    key: str
    column: int


class Index(msgspec.Struct, frozen=True):
    """The step `[…]`."""

    key: "Node"
    column: int


class Path(msgspec.Struct, frozen=True):
    """A value and the steps from there."""

    root: "Node"
    steps: tuple[Member | Index, ...]
    column: int


class Negative(msgspec.Struct, frozen=True):
    """A number with a minus before it."""

    operand: "Node"
    column: int


class Not(msgspec.Struct, frozen=True):
    """The opposite."""

    operand: "Node"
    column: int


class Operation(msgspec.Struct, frozen=True):
    """One operator of a chain, and what stands to its right."""

    operator: str
    right: "Node"
    column: int


class Chain(msgspec.Struct, frozen=True):
    """Operators of one level, from left to right."""

    first: "Node"
    rest: tuple[Operation, ...]
    column: int


class Every(msgspec.Struct, frozen=True):
    """What is joined by `and`."""

    operands: tuple["Node", ...]
    column: int


class Some(msgspec.Struct, frozen=True):
    """What is joined by `or`."""

    operands: tuple["Node", ...]
    column: int


Node = Constant | Name | Call | Array | Path | Negative | Not | Chain | Every | Some
