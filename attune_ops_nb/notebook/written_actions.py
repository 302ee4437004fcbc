"""Written actions: code from a cell as the entrypoint of an action, and the parameters it takes.

Python that defines `run` is called with its parameters, and what it returns is the result; what it
prints goes to the log. All other Python finds its parameters as variables, as scripts of the shell
do.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.model import Params

ENTRY = "run"
CALLED = """

if __name__ == "__main__":  # what %%attune action adds: parameters in, result out
    import contextlib as _contextlib, json as _json, sys as _sys
    with _contextlib.redirect_stdout(_sys.stderr):
        _result = run(**_json.load(_sys.stdin))
    print(_json.dumps(_result))
"""
GIVEN = "import json, sys; globals().update(parameters := json.load(sys.stdin))  # the parameters"
TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}
NAMED = (*TYPES.values(), "secret")


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept."""

    text: str
    parameters: Params
    description: str | None = None
    returns: bool = False
    """It gives a value, and does not only print."""


def code(name: str, runtime: str, text: str, said: Sequence[str]) -> Code:
    """The code of a cell. Invalid, with the line, if it is not Python although it should be."""
    parameters = dict(_parameter(each) for each in said)
    if not text.strip():
        raise Invalid("there is no code in the cell", problems={"cell": "empty"})
    first = f"# %%attune action {name}"
    if runtime != "python":
        return Code(text=f"{first}\n{text}", parameters=parameters)
    entry = _entry(text)
    if entry is None:
        return Code(text=_python(f"{GIVEN}\n{text}"), parameters=parameters)
    inferred = dict(_inferred(entry))
    if not entry.args.kwarg:
        _refuse_others(parameters, inferred)
    return Code(
        text=_python(f"{first}\n{text}{CALLED}"),
        parameters={**inferred, **parameters},
        description=ast.get_docstring(entry),
        returns=True,
    )


def _python(text: str) -> str:
    """`text`, if it is Python; its lines are those of the cell."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = "" if line is None else f"line {line}: "
        told = f"{where}{getattr(error, 'msg', error)}"
        raise Invalid(told, problems={"cell": told}) from error
    return text


def _entry(text: str) -> ast.FunctionDef | None:
    tree = ast.parse(_python(f"\n{text}"))
    found = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    for each in tree.body:
        if isinstance(each, ast.AsyncFunctionDef) and each.name == ENTRY:
            what = f"line {each.lineno}: {ENTRY}() cannot be async: call asyncio.run() in it"
            raise Invalid(what, problems={"cell": what})
    return next((each for each in found if each.name == ENTRY), None)


def _inferred(entry: ast.FunctionDef) -> Iterator[tuple[str, Params]]:
    """The parameters that the function says it has."""
    args = entry.args
    if args.posonlyargs or args.vararg:
        raise Invalid(f"{ENTRY}() is called by names: it can have no other parameters", problems={})
    missing = [None] * (len(args.args) - len(args.defaults))
    defaults = [*missing, *args.defaults, *args.kw_defaults]
    for place, (argument, default) in enumerate(
        zip([*args.args, *args.kwonlyargs], defaults, strict=True)
    ):
        known = TYPES.get(_type(argument.annotation))
        entry_of: Params = {"type": known} if known else {}
        if default is None:
            entry_of["required"] = True
        else:
            value = _value(argument.arg, default)
            if value is not None:
                entry_of["default"] = value
        yield argument.arg, {**entry_of, "position": place}


def _type(annotation: ast.expr | None) -> str:
    """The name before brackets: `list[str]` is a list; of `X | None` it is X."""
    match annotation:
        case ast.Name(id=name):
            return name
        case ast.Subscript(value=value):
            return _type(value)
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _type(left)
    return ""


def _value(name: str, default: ast.expr) -> Any:
    try:
        return ast.literal_eval(default)
    except ValueError as error:
        what = f"line {default.lineno}: the default of {name} is no plain value"
        raise Invalid(what, problems={name: what}) from error


def _refuse_others(said: Params, inferred: Params) -> None:
    if unknown := sorted(said.keys() - inferred.keys()):
        what = f"--param {unknown[0]}: {ENTRY}() has no such parameter"
        raise Invalid(what, problems={unknown[0]: what})


def _parameter(said: str) -> tuple[str, Params]:
    """`name:type=default`; `secret` is a string that nobody sees."""
    head, equals, default = said.partition("=")
    name, colon, kind = head.partition(":")
    kind = kind if colon else "string"
    if not name.isidentifier() or kind not in NAMED:
        what = f"--param {said}: say name:type=default, with one of {', '.join(NAMED)}"
        raise Invalid(what, problems={"param": what})
    entry: Params = {"type": "string", "secret": True} if kind == "secret" else {"type": kind}
    if not equals:
        return name, {**entry, "required": True}
    typed = schemas.coerce({name: entry}, {name: default})
    schemas.check({name: entry}, typed)
    return name, {**entry, "default": typed[name]}
