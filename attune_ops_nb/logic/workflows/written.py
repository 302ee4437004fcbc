"""Written: YAML as it was written: every value knows the line and column on which it stands.

Rewriting one form of a workflow into another keeps the places, so that what is wrong is told where
its author can see it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import yaml

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import documents, json_values
from attune_ops_nb.logic.workflows.problem import Problem, Problems

MOST_VALUES = 500_000
"""Of one file, with its aliases written out."""
DEEPEST = 100


class Place(msgspec.Struct, frozen=True):
    """Where something stands: line and column from 1, and the range of its characters."""

    line: int
    column: int
    start: int = 0
    end: int = 0


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A value: a scalar, a list of values, or a mapping of values."""

    value: Any
    """A scalar, `tuple[Written, ...]` or `dict[str, Written]`."""
    place: Place | None = None
    keys: Mapping[str, Place] = {}
    """Where the keys of a mapping stand."""
    size: int = 1
    """How many values it consists of, with aliases written out."""

    @property
    def entries(self) -> dict[str, "Written"]:
        """The values of a mapping; none of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple["Written", ...]:
        """The values of a list; none of anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: each.plain for key, each in self.value.items()}
        if isinstance(self.value, tuple):
            return [each.plain for each in self.value]
        return self.value

    def at(self, path: Iterable[str]) -> "Written":
        """What stands at `path`, or as near to it as there is something."""
        found = self
        for part in path:
            nearer = found._part(part)
            if nearer is None:
                break
            found = nearer
        return found

    def key(self, name: str) -> Place | None:
        """Where the key `name` stands, or the mapping if that is not known."""
        return self.keys.get(name, self.place)

    def _part(self, part: str) -> "Written | None":
        if isinstance(self.value, tuple):
            known = part.isdecimal() and int(part) < len(self.value)
            return self.value[int(part)] if known else None
        return self.entries.get(part)


def of(value: Any, place: Place | None = None) -> Written:
    """A plain value; all of it stands at `place`."""
    if isinstance(value, Written):
        return value
    if isinstance(value, Mapping):
        entries = {str(key): of(each, place) for key, each in value.items()}
        return Written(value=entries, place=place, size=1 + _size(entries.values()))
    if isinstance(value, list | tuple):
        items = tuple(of(each, place) for each in value)
        return Written(value=items, place=place, size=1 + _size(items))
    return Written(value=value, place=place)


def given(value: Any, file: str) -> Written:
    """A value that was not read from a file. Invalid if no file could say it."""
    for path, part, depth in _parts(value):
        what = documents.TOO_DEEP if depth > DEEPEST else json_values.objection(part)
        if what is not None:
            raise Problem(message=what, path=".".join(path)).refusal(file)
    return of(value)


def _parts(value: Any) -> Iterator[tuple[tuple[str, ...], Any, int]]:
    """All keys and all values without parts, with their path; one that is too deep ends it."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        path, part = waiting.pop()
        inside: list[tuple[str, Any]] = []
        if isinstance(part, Mapping):
            inside = [(str(key), each) for key, each in part.items()]
        elif isinstance(part, list | tuple):
            inside = [(str(place), each) for place, each in enumerate(part)]
        else:
            yield path, part, len(path)
        if inside and len(path) > DEEPEST:
            yield path[:3], None, len(path)
            return
        for key, each in inside:
            yield path, key, len(path)
            waiting.append(((*path, key), each))


def changed(written: Written, **entries: Any) -> Written:
    """The mapping with other values; those that are None are left out."""
    kept = {**written.entries, **entries}
    value = {key: of(each, written.key(key)) for key, each in kept.items() if each is not None}
    return msgspec.structs.replace(written, value=value)


def read(text: str, problems: Problems) -> Written:
    """What `text` says. Invalid if it is no YAML; keys that stand twice go to `problems`."""
    root = documents.nodes(text, problems.file)
    if root is None:
        raise Problem(message="it is empty", line=1, column=1).refusal(problems.file)
    return _Reader(problems).read(root, 0)


class _Reader:
    """Reads nodes into values; a node that has several aliases is read once."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._known: dict[int, Written | None] = {}

    def read(self, node: yaml.Node, depth: int) -> Written:
        if id(node) in self._known:
            known = self._known[id(node)]
            if known is None:
                raise self._refused(node, "it contains itself")
            return known
        if depth > DEEPEST:
            raise self._refused(node, "it is nested too deeply")
        self._known[id(node)] = None
        made = self._made(node, depth)
        if made.size > MOST_VALUES:
            raise self._refused(node, "it is too large, or swells by its aliases")
        self._known[id(node)] = made
        return made

    def _made(self, node: yaml.Node, depth: int) -> Written:
        place = _place(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, depth)
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.read(each, depth + 1) for each in node.value)
            return Written(value=items, place=place, size=1 + _size(items))
        assert isinstance(node, yaml.ScalarNode)
        return Written(value=documents.scalar(node), place=place)

    def _mapping(self, node: yaml.MappingNode, place: Place, depth: int) -> Written:
        entries: dict[str, Written] = {}
        merged: dict[str, Written] = {}
        keys: dict[str, Place] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._refused(key, "a key must be text")
            if key.tag.endswith(":merge"):
                merged = {**self._merged(value, depth), **merged}
                continue
            if key.value in keys:
                what = f"{key.value} is there already, on line {keys[key.value].line}"
                self._problems.error(what, _place(key), key.value)
                continue
            keys[key.value] = _place(key)
            entries[key.value] = self.read(value, depth + 1)
        entries = {**merged, **entries}
        return Written(value=entries, place=place, keys=keys, size=1 + _size(entries.values()))

    def _merged(self, node: yaml.Node, depth: int) -> dict[str, Written]:
        """What `<<` brings: of several mappings the first has the say."""
        parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found: dict[str, Written] = {}
        for part in parts:
            if not isinstance(part, yaml.MappingNode):
                raise self._refused(part, "<< must have a mapping, or a list of mappings")
            found = {**self.read(part, depth + 1).entries, **found}
        return found

    def _refused(self, node: yaml.Node, what: str) -> Invalid:
        place = _place(node)
        return Problem(message=what, line=place.line, column=place.column).refusal(
            self._problems.file
        )


def _place(node: yaml.Node) -> Place:
    start, end = node.start_mark, node.end_mark
    return Place(start.line + 1, start.column + 1, start.index, end.index)


def _size(parts: Iterable[Written]) -> int:
    return sum(part.size for part in parts)
