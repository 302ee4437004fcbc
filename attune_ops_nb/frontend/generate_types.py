"""Prints `src/types.gen.ts`: the nouns and enums of `model.py` as TypeScript.

python attune_ops_nb/frontend/generate_types.py > attune_ops_nb/frontend/src/types.gen.ts
"""

import enum
import inspect
from collections.abc import Iterator

import msgspec
from msgspec import inspect as shapes

from attune_ops_nb import model

HEADING = "// Written by frontend/generate_types.py from attune_ops_nb/model.py. Do not edit."
PLAIN: dict[type[shapes.Type], str] = {
    shapes.AnyType: "unknown",
    shapes.NoneType: "null",
    shapes.BoolType: "boolean",
    shapes.IntType: "number",
    shapes.FloatType: "number",
    shapes.StrType: "string",
    shapes.DateTimeType: "string",
}


def main() -> None:
    print(document(), end="")


def document() -> str:
    """The whole file, in the order of `model.py`."""
    return "\n\n".join([HEADING, *_declarations()]) + "\n"


def _declarations() -> Iterator[str]:
    for kind in _kinds():
        yield _union(kind) if issubclass(kind, enum.Enum) else _record(kind)
        if kind is model.Status:
            yield _ends()


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
        case shapes.ListType():
            return f"readonly {_grouped(shape.item_type)}[]"
        case shapes.DictType():
            return f"Readonly<Record<string, {_name(shape.value_type)}>>"
        case shapes.UnionType():
            return " | ".join(_name(each) for each in shape.types)
    raise msgspec.ValidationError(f"model.py uses {shape!r}, which has no TypeScript type here")


def _grouped(shape: shapes.Type) -> str:
    name = _name(shape)
    return f"({name})" if isinstance(shape, shapes.UnionType) else name


def _quoted(word: str) -> str:
    return f'"{word}"'


if __name__ == "__main__":
    main()
