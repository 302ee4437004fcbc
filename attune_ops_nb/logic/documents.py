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
from attune_ops_nb.logic import json_values

MOST_NODES = 100_000
"""Of one document, with its aliases written out."""
DEEPEST = 100
TOO_DEEP = "it is nested too deeply"
CORE = "tag:yaml.org,2002:"
SCALARS = frozenset({"str", "null", "bool", "int", "float", "merge"})
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?")
MOST_DIGITS = 40
"""Of a whole number, before it is looked at as one."""

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
        return _refused(self.file, what, self.line(path))

    def line(self, path: Path) -> int:
        """The line of `path`, or of what it lies in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str, file: str = "") -> Document:
    """The one document in `text`. Invalid, with file and line, if it cannot be read."""
    with _told(file, text):
        loader = _Loader(text)
        node = loader.get_single_node()
        lines = dict(_lines(node, file)) if node else {}
        value = loader.construct_document(node) if node else None
    return Document(file=file, value=value, lines=lines)


def nodes(text: str, file: str = "") -> yaml.Node | None:
    """The nodes of the one document in `text`. Invalid, with file and line, if it is no YAML."""
    with _told(file, text):
        return _Loader(text).get_single_node()


def scalar(node: yaml.ScalarNode) -> Any:
    """The value of a node without parts."""
    if node.tag == f"{CORE}str":
        return node.value
    return _Loader("").construct_object(node)


@contextmanager
def _told(file: str, text: str) -> Iterator[None]:
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(filter(None, [error.problem, error.context])) or "it is no YAML"
        place = (mark.line + 1, mark.column + 1) if mark else ()
        raise _refused(file, PLAINLY.get(what, what), *place) from error
    except yaml.reader.ReaderError as error:
        above = text[: error.position]
        place = (above.count("\n") + 1, len(above) - above.rfind("\n"))
        raise _refused(file, f"U+{error.character:04X} cannot stand in YAML", *place) from error
    except (yaml.YAMLError, ValueError) as error:
        raise _refused(file, str(error).splitlines()[0], 1, 1) from error
    except RecursionError as error:
        raise _refused(file, TOO_DEEP, 1, 1) from error


PLAINLY = {
    "found character '\\t' that cannot start any token while scanning for the next token": (
        "there is a tab: take spaces"
    ),
    "but found another document expected a single document in the stream": (
        "another document begins here: there can be one only"
    ),
}
"""What is said otherwise than the library says it."""


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

    def fetch_flow_collection_start(self, TokenClass: type[yaml.Token]) -> None:
        """A bracket opens."""
        self._check_depth()
        super().fetch_flow_collection_start(TokenClass)

    def add_indent(self, column: int) -> bool:
        """A block begins."""
        self._check_depth()
        return bool(super().add_indent(column))

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        """A value without parts, of which JSON and databases can take hold."""
        node: yaml.ScalarNode = super().compose_scalar_node(anchor)
        return _fit(node, _unfit(node))

    def compose_sequence_node(self, anchor: Any) -> yaml.SequenceNode:
        """A list."""
        node: yaml.SequenceNode = super().compose_sequence_node(anchor)
        return _fit(node, None if node.tag == f"{CORE}seq" else f"{node.tag} is no list")

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """A mapping."""
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        return _fit(node, None if node.tag == f"{CORE}map" else f"{node.tag} is no mapping")

    def _check_depth(self) -> None:
        # What reads on takes time by the square of the depth.
        if self.flow_level + len(self.indents) > DEEPEST:
            raise yaml.MarkedYAMLError(problem=TOO_DEEP, problem_mark=self.get_mark())


def _fit(node: T, what: str | None) -> T:
    if what is not None:
        assert isinstance(node, yaml.Node)
        raise yaml.MarkedYAMLError(problem=what, problem_mark=node.start_mark)
    return node


def _unfit(node: yaml.ScalarNode) -> str | None:
    """Why a value can be neither JSON nor text of a database, if it cannot."""
    name, text = node.tag.removeprefix(CORE), node.value
    if name not in SCALARS:
        return f"the tag {node.tag} is not known"
    if name == "int" and INTEGER.fullmatch(text) is None:
        return f"{text!r} is no whole number"
    if name == "int" and len(text) > MOST_DIGITS:
        return "the number is too large"
    if name == "float" and FLOAT.fullmatch(text) is None:
        return f"{text!r} is no number"
    if name == "bool" and text.lower() not in _Loader.bool_values:
        return f"{text!r} is neither true nor false"
    return json_values.objection(NUMBERS[name](text) if name in NUMBERS else text)


NUMBERS: dict[str, type[int] | type[float]] = {"int": int, "float": float}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolve("null", r"^(?:~|null|Null|NULL|)$", "~nN")
_Loader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile(r"^$"))]
_resolve("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF")
_resolve("int", f"^{INTEGER.pattern}$", "-+0123456789")
_resolve("float", f"^{FLOAT.pattern}$", "-+.0123456789")
_resolve("merge", r"^<<$", "<")
_Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
_Loader.add_constructor("tag:yaml.org,2002:merge", lambda loader, node: node.value)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def _lines(root: yaml.Node, file: str) -> Iterator[tuple[Path, int]]:
    """Path and line of everything in `root`, aliases written out."""
    left = MOST_NODES
    waiting: list[tuple[Path, yaml.Node, yaml.Mark]] = [((), root, root.start_mark)]
    while waiting:
        path, node, mark = waiting.pop()
        left -= 1
        if left < 0 or len(path) > DEEPEST:
            raise _refused_at(mark, file, f"{TOO_DEEP}, or swells by its aliases")
        yield path, mark.line + 1
        waiting += _inside(node, path, file)


def _inside(node: yaml.Node, path: Path, file: str) -> Iterator[tuple[Path, yaml.Node, yaml.Mark]]:
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield (*path, str(place)), item, item.start_mark
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            mark = key.start_mark
            if not isinstance(key, yaml.ScalarNode):
                raise _refused_at(mark, file, "a key must be text")
            if key.value in seen:
                what = f"{key.value} is there already, on line {seen[key.value]}"
                raise _refused_at(mark, file, what)
            seen[key.value] = mark.line + 1
            yield (*path, key.value), value, mark


def _refused_at(mark: yaml.Mark, file: str, what: str) -> Invalid:
    return _refused(file, what, mark.line + 1, mark.column + 1)


def _refused(file: str, what: str, *place: int) -> Invalid:
    where = ":".join(filter(None, [file, *map(str, place)]))
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
