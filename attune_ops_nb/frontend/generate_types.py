"""Prints `src/types.gen.ts`: the nouns of `model.py` and what the routes read, as TypeScript.

python attune_ops_nb/frontend/generate_types.py > attune_ops_nb/frontend/src/types.gen.ts
"""

import enum
import inspect
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect as shapes

from attune_ops_nb import model
from attune_ops_nb.routes import ROUTES

HEADING = (
    "// Written by frontend/generate_types.py from attune_ops_nb/model.py and what the routes give."
    " Do not edit."
)
PLAIN: dict[type[shapes.Type], str] = {
    shapes.AnyType: "unknown",
    shapes.NoneType: "null",
    shapes.BoolType: "boolean",
    shapes.IntType: "number",
    shapes.FloatType: "number",
    shapes.StrType: "string",
    shapes.DateTimeType: "string",
    shapes.DateType: "string",
    # Exact dollars are numbers with all their digits, and JavaScript keeps fifteen of them.
    shapes.DecimalType: "number",
}


def main() -> None:
    print(document(), end="")


def document() -> str:
    """The whole file: the nouns in the order of `model.py`, then what readings give, by name."""
    return "\n\n".join([HEADING, *_declarations()]) + "\n"


def _declarations() -> Iterator[str]:
    nouns = _kinds()
    for kind in nouns:
        yield _union(kind) if issubclass(kind, enum.Enum) else _record(kind)
        if kind is model.Status:
            yield _ends()
    given = _given(shapes.type_info(route.returns) for route in ROUTES)
    for kind in sorted(given - set(nouns), key=lambda kind: kind.__name__):
        yield _union(kind) if issubclass(kind, enum.Enum) else _record(kind)


def _given(those: Iterable[shapes.Type]) -> set[type]:
    """The classes that `those` are made of, at any depth."""
    found: dict[type, None] = {}
    waiting = list(those)
    while waiting:
        shape: Any = waiting.pop()
        if isinstance(shape, shapes.EnumType | shapes.StructType):
            if shape.cls in found:
                continue
            found[shape.cls] = None
        waiting += [field.type for field in getattr(shape, "fields", ())]
        waiting += getattr(shape, "types", ())
        if isinstance(shape, shapes.ListType | shapes.VarTupleType):
            waiting.append(shape.item_type)
        if isinstance(shape, shapes.TupleType):
            waiting += shape.item_types
        if isinstance(shape, shapes.DictType):
            waiting.append(shape.value_type)
    return {kind for kind in found if isinstance(kind, type)}  # a page of nouns is none itself


def _kinds() -> list[type]:
    """The classes that are written in `model.py`, save the two bases that have no shape."""
    written = [
        kind
        for _, kind in inspect.getmembers(model, inspect.isclass)
        if kind.__module__ == model.__name__ and kind not in (model.Noun, model.Part)
    ]
    return sorted(written, key=lambda kind: inspect.getsourcelines(kind)[1])


def _union(kind: type[enum.Enum]) -> str:
    words = "\n".join(f"  | {_quoted(str(member.value))}" for member in kind)
    return f"export type {kind.__name__} =\n{words};"


def _ends() -> str:
    words = ", ".join(_quoted(status) for status in model.Status if status.ended)
    return f"export const ENDS: ReadonlySet<Status> = new Set<Status>([{words}]);"


def _record(kind: type) -> str:
    shape = shapes.type_info(kind)
    assert isinstance(shape, shapes.StructType)
    lines = [f"  readonly {field.encode_name}: {_name(field.type)};" for field in shape.fields]
    return "\n".join([f"export interface {kind.__name__} {{", *lines, "}"])


def _name(shape: shapes.Type) -> str:
    """The TypeScript type that the JSON of `shape` has."""
    if (plain := PLAIN.get(type(shape))) is not None:
        return plain
    match shape:
        case shapes.EnumType() | shapes.StructType():
            return shape.cls.__name__
        case shapes.ListType() | shapes.VarTupleType():
            return f"readonly {_grouped(shape.item_type)}[]"
        case shapes.TupleType():
            return f"readonly [{', '.join(map(_name, shape.item_types))}]"
        case shapes.NamedTupleType():
            named = (f"{field.encode_name}: {_name(field.type)}" for field in shape.fields)
            return f"readonly [{', '.join(named)}]"
        case shapes.LiteralType():
            return " | ".join(_quoted(str(value)) for value in shape.values)
        case shapes.DictType():
            return f"Readonly<Record<string, {_name(shape.value_type)}>>"
        case shapes.UnionType():
            return " | ".join(_name(each) for each in shape.types)
    raise msgspec.ValidationError(f"a noun uses {shape!r}, which has no TypeScript type here")


def _grouped(shape: shapes.Type) -> str:
    name = _name(shape)
    several = isinstance(shape, shapes.UnionType | shapes.LiteralType) or name.startswith(
        "readonly "
    )
    return f"({name})" if several else name


def _quoted(word: str) -> str:
    return f'"{word}"'


if __name__ == "__main__":
    main()
