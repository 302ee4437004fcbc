"""Python signatures: what of a module others can lean on, as hashes that formatting leaves alone.

The hashes are those that attune-ai writes into help templates, so every separator matters.
"""

import ast
import warnings
from collections.abc import Iterator
from hashlib import sha256


def signatures(source: str) -> list[tuple[str, str]]:
    """The public functions, classes and methods, each with the hash of its signature.

    SyntaxError if it is no Python, ValueError if it has a null byte.
    """
    with warnings.catch_warnings():
        # What is odd in somebody's source is not ours to say.
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    return [
        symbol
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and _is_public(node.name)
        for symbol in _symbols(node)
    ]


def _symbols(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> Iterator[tuple[str, str]]:
    if not isinstance(node, ast.ClassDef):
        yield _function(node, node.name, "function")
        return
    bases, attributes = map(ast.unparse, node.bases), _attributes(node)
    text = ["class", node.name, f"class {node.name}", _decorators(node)]
    yield node.name, _hash([*text, "|".join(bases), "|".join(attributes)])
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(each.name):
            yield _function(each, f"{node.name}.{each.name}", "method")


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, kind: str
) -> tuple[str, str]:
    return name, _hash([kind, name, _signature(node), _decorators(node), "", ""])


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    arguments = node.args
    parts = [_argument(each) for each in arguments.posonlyargs]
    parts += ["/"] if parts else []
    # Defaults belong to the last arguments; those of positional-only ones are left out.
    first = len(arguments.args) - len(arguments.defaults)
    for index, each in enumerate(arguments.args):
        default = f"={ast.unparse(arguments.defaults[index - first])}" if index >= first else ""
        parts.append(_argument(each) + default)
    if arguments.vararg is not None:
        parts.append(f"*{_argument(arguments.vararg)}")
    elif arguments.kwonlyargs:
        parts.append("*")
    for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parts.append(_argument(each) + ("" if value is None else f"={ast.unparse(value)}"))
    if arguments.kwarg is not None:
        parts.append(f"**{_argument(arguments.kwarg)}")
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{word} {node.name}({', '.join(parts)}){returns}"


def _argument(argument: ast.arg) -> str:
    if argument.annotation is None:
        return argument.arg
    return f"{argument.arg}: {ast.unparse(argument.annotation)}"


def _decorators(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    return "|".join(map(ast.unparse, node.decorator_list))


def _attributes(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        targets: list[ast.expr] = []
        if isinstance(each, ast.Assign):
            targets = each.targets
        elif isinstance(each, ast.AnnAssign):
            targets = [each.target]
        for target in targets:
            if isinstance(target, ast.Name) and _is_public(target.id):
                yield target.id


def _is_public(name: str) -> bool:
    return not name.startswith("_") or name == "__init__"


def _hash(parts: list[str]) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
