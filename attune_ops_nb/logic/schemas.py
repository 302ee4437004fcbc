"""Schemas: what parameters an action takes, and whether the ones given fit.

A flat schema is `{name: {type, required, secret, default, …}}`; one that is an ordinary JSON
Schema of an object is taken as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.json_values import objection
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Params, Schema

OURS = frozenset({"required", "secret", "position"})
"""Keys of a parameter that JSON Schema does not know, or means otherwise."""


def json_schema(schema: Schema) -> Schema:
    """`schema` as the JSON Schema of an object."""
    if _is_json_schema(schema):
        return schema
    entries = _entries(schema)
    return {
        "type": "object",
        "properties": {
            name: {key: value for key, value in entry.items() if key not in OURS}
            for name, entry in entries.items()
        },
        "required": [name for name, entry in entries.items() if entry.get("required") is True],
    }


def check(schema: Schema, parameters: Params) -> Params:
    """`parameters` with defaults filled in. Invalid, with every wrong one by name.

    A parameter that is null counts as not given, unless its schema allows null.
    """
    _check_values(parameters)
    whole = json_schema(schema)
    entries = whole.get("properties", {})
    filled = _filled(entries, parameters)
    problems = _in_order_of(entries, dict(_problems(schema, whole, filled)))
    if entries and not whole.get("additionalProperties"):
        problems |= _unknown(entries, parameters)
    _refuse(problems)
    return filled


def check_schema(schema: Schema) -> None:
    """Invalid if `schema` itself is broken."""
    from attune_ops_nb.logic.validation import validator  # which takes 0.1 s to load

    validator(msgspec.json.encode(json_schema(schema)))
    _refuse({".".join(path): what for path, what in _unclear(schema)})


def flaws(schema: Schema) -> Iterator[tuple[tuple[str, ...], str]]:
    """Everything that is wrong with `schema`, by its path, defaults that do not fit among it."""
    flat = not _is_json_schema(schema)
    sound = {}
    for name, entry in _entries(schema).items():
        at = (name,) if flat else ("properties", name)
        try:
            check_schema({name: {key: entry[key] for key in entry if key not in OURS}})
        except Invalid as error:
            broken = next(iter(error.problems)).split(".")[2:]
            yield (*at, *broken), f"the schema is broken: {next(iter(error.problems.values()))}"
        else:
            sound[at] = {name: {**entry, "required": False}}
    yield from _unclear(schema)
    for at, one in sound.items():
        yield from _misfit(at, one)
    if not flat and not any(True for _ in _unclear(schema)):
        try:
            check_schema(schema)
        except Invalid as error:
            yield (), error.message


def coerce(schema: Schema, texts: Mapping[str, str]) -> Params:
    """Typed values for texts that somebody typed as `key=value`.

    A text that does not fit its type stays a text, so that `check` can say so by name.
    """
    entries = json_schema(schema).get("properties", {})
    return {name: _typed(entries.get(name, {}), text) for name, text in texts.items()}


def secrets(schema: Schema) -> set[str]:
    """The names of the parameters that must not be shown."""
    return {name for name, entry in _entries(schema).items() if entry.get("secret") is True}


def _is_json_schema(schema: Schema) -> bool:
    return schema.get("type") == "object" and isinstance(schema.get("properties"), dict)


def _entries(schema: Schema) -> dict[str, dict[str, Any]]:
    named = schema["properties"] if _is_json_schema(schema) else schema
    return {name: entry for name, entry in named.items() if isinstance(entry, dict)}


def _unclear(schema: Schema) -> Iterator[tuple[tuple[str, ...], str]]:
    """Switches of ours that are neither on nor off: `secret: yes` is a text, and hides nothing."""
    flat = not _is_json_schema(schema)
    for name, entry in _entries(schema).items():
        of_object = "properties" in entry  # whose `required` names some of these
        for key in ("secret", "required") if flat and not of_object else ("secret",):
            if not isinstance(entry.get(key), bool | None):
                at = (name, key) if flat else ("properties", name, key)
                yield at, f"it must be true or false, not {entry[key]!r}"


def _misfit(at: tuple[str, ...], one: Schema) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong with the default of the one parameter that the schema `one` has."""
    for name, entry in _entries(one).items():
        if entry.get("default") is not None:
            try:
                check(one, {name: entry["default"]})
            except Invalid as error:
                yield (*at, "default"), next(iter(error.problems.values()))


def _check_values(parameters: Params) -> None:
    """A schema can only be asked about values of JSON."""
    told = {name: objection(value) or objection(name) for name, value in parameters.items()}
    _refuse({str(name)[:80]: what for name, what in told.items() if what is not None})


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        told = "; ".join(f"{name}: {what}" for name, what in problems.items())
        raise Invalid(told, problems=problems)


def _filled(entries: Mapping[str, Any], parameters: Params) -> Params:
    given = {
        name: value
        for name, value in parameters.items()
        if value is not None or "null" in _types(entries.get(name, {}))
    }
    defaults = {
        name: entry["default"]
        for name, entry in entries.items()
        if entry.get("default") is not None and name not in given
    }
    return {**given, **defaults}


def _problems(schema: Schema, whole: Schema, filled: Params) -> Iterator[tuple[str, str]]:
    from attune_ops_nb.logic.validation import problems

    seen: set[str] = set()
    for name, what in problems(msgspec.json.encode(whole), filled, hidden=secrets(schema)):
        if name not in seen:  # the first is the one to mend
            seen.add(name)
            yield name, what


def _in_order_of(entries: Mapping[str, Any], problems: dict[str, str]) -> dict[str, str]:
    order = {name: place for place, name in enumerate(entries)}
    last = len(order)
    names = sorted(problems, key=lambda name: order.get(name.partition(".")[0], last))
    return {name: problems[name] for name in names}


def _unknown(entries: Mapping[str, Any], parameters: Params) -> dict[str, str]:
    return {
        name: f"there is no such parameter{nearest(name, entries) or _list(entries)}"
        for name in parameters
        if name not in entries
    }


def _list(entries: Mapping[str, Any]) -> str:
    return f"; there are {', '.join(entries)}"


def _types(entry: Mapping[str, Any]) -> list[str]:
    named = entry.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def _typed(entry: Mapping[str, Any], text: str) -> Any:
    for option in entry.get("enum", ()):
        if text == str(option):
            return option
    for name in _types(entry):
        try:
            return _READ[name](text)
        except (KeyError, ValueError):
            continue
    return text


def _boolean(text: str) -> bool:
    if (word := text.strip().lower()) in {"true", "yes", "on", "1"}:
        return True
    if word in {"false", "no", "off", "0"}:
        return False
    raise ValueError(text)


def _of(wanted: type) -> Any:
    def read(text: str) -> Any:
        return msgspec.json.decode(text, type=wanted)

    return read


_READ = {
    "integer": _of(int),
    "number": _of(float),
    "boolean": _boolean,
    "array": _of(list),
    "object": _of(dict),
    "null": _of(type(None)),
    "string": str,
}
