"""Documents: YAML text as values that know on which line they stand.

The words of YAML 1.2 hold: `yes`, `on`, `1:30` and dates are texts. Tags that make anything but
plain values, keys written twice and aliases that swell beyond measure are refused.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
import yaml

from attune_ops_nb.errors import Invalid

MOST_NODES = 100_000
"""Of one document, with its aliases written out."""
DEEPEST = 100

T = TypeVar("T")
Path = tuple[str, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says, and the line of each of its keys."""

    file: str
    value: Any
    lines: dict[Path, int]

    def fit(self, type: type[T]) -> T:
        """The document as a `type`. Invalid, with file and line, for a value of another type."""
        try:
            return msgspec.convert(self.value, type)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at ")
            path = _path(where)
            name = f"{'.'.join(path)}: " if path else ""
            raise self.refused(path, f"{name}{_said(what)}") from error

    def refused(self, path: Path, what: str) -> Invalid:
        """The error that says where in the file it stands."""
        return _refused(self.file, what, self.line(path) - 1)

    def line(self, path: Path) -> int:
        """The line of `path`, or of what it lies in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str, file: str = "") -> Document:
    """The one document in `text`. Invalid, with file and line, if it cannot be read."""
    with _told(file):
        loader = _Loader(text)
        node = loader.get_single_node()
        lines = dict(_lines(node, file)) if node else {}
        value = loader.construct_document(node) if node else None
    return Document(file=file, value=value, lines=lines)


def nodes(text: str, file: str = "") -> yaml.Node | None:
    """The nodes of the one document in `text`. Invalid, with file and line, if it is no YAML."""
    with _told(file):
        return _Loader(text).get_single_node()


def scalar(node: yaml.ScalarNode) -> Any:
    """The value of a node without parts. ValueError if it has a tag that is not known."""
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    try:
        return _Loader("").construct_object(node)
    except yaml.YAMLError as error:
        raise ValueError(f"the tag {node.tag} is not known") from error


@contextmanager
def _told(file: str) -> Iterator[None]:
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(filter(None, [error.problem, error.context])) or "it is no YAML"
        raise _refused(file, what, mark.line if mark else None) from error
    except (yaml.YAMLError, ValueError) as error:
        raise _refused(file, str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise _refused(file, "it is nested too deeply") from error


def plain(text: str) -> Any:
    """The value of YAML text as JSON would have it. Invalid if there is no such value."""
    try:
        return msgspec.json.decode(msgspec.json.encode(read(text).value))
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid(f"it has no form in JSON: {error}") from error


class _Loader(yaml.SafeLoader):
    """Reads the plain values of YAML 1.2, which are those of JSON."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012
    yaml_constructors = {  # noqa: RUF012
        tag: construct
        for tag, construct in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in {"map", "seq", "str", "null", "bool"}
    }


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolve("null", r"^(?:~|null|Null|NULL|)$", "~nN")
_Loader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile(r"^$"))]
_resolve("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF")
_resolve("int", r"^[-+]?[0-9]+$", "-+0123456789")
_resolve("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789")
_resolve("merge", r"^<<$", "<")
_Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
_Loader.add_constructor("tag:yaml.org,2002:merge", lambda loader, node: node.value)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def _lines(root: yaml.Node, file: str) -> Iterator[tuple[Path, int]]:
    """Path and line of everything in `root`, aliases written out."""
    left = MOST_NODES
    waiting: list[tuple[Path, yaml.Node, int]] = [((), root, root.start_mark.line)]
    while waiting:
        path, node, line = waiting.pop()
        left -= 1
        if left < 0 or len(path) > DEEPEST:
            raise _refused(file, "it is nested too deeply, or swells by its aliases", line)
        yield path, line + 1
        waiting += _inside(node, path, file)


def _inside(node: yaml.Node, path: Path, file: str) -> Iterator[tuple[Path, yaml.Node, int]]:
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield (*path, str(place)), item, item.start_mark.line
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line
            if not isinstance(key, yaml.ScalarNode):
                raise _refused(file, "a key must be text", line)
            if key.value in seen:
                first = seen[key.value] + 1
                raise _refused(file, f"{key.value} is there already, on line {first}", line)
            seen[key.value] = line
            yield (*path, key.value), value, line


def _refused(file: str, what: str, line: int | None = None) -> Invalid:
    where = ":".join(filter(None, [file, "" if line is None else str(line + 1)]))
    return Invalid(f"{where}: {what}" if where else what, problems={where or "yaml": what})


def _path(where: str) -> Path:
    """`$.retry.count` and `$[0].ref` as parts; a key that is not told ends it."""
    named, _, _ = where.strip("`").removeprefix("$").partition("[...]")
    return tuple(part for part in re.split(r"[.\[\]]+", named) if part)


def _said(what: str) -> str:
    match = re.fullmatch(r"Expected `(?P<wanted>.+)`, got `(?P<found>.+)`", what)
    if match is None:
        return what[0].lower() + what[1:]
    hint = "; put it in quotes" if match["wanted"].startswith("str") else ""
    wanted = " or ".join(WORDS.get(name, name) for name in match["wanted"].split(" | "))
    return f"it must be {wanted}, not {WORDS.get(match['found'], match['found'])}{hint}"


WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}
