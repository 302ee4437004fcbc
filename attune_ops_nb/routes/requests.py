"""requests: what a request asks of a route, and how the answer is wrapped, on any channel."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Page
from attune_ops_nb.routes import Parameter, Place, Route

ENCODER = msgspec.json.Encoder(decimal_format="number")
LARGEST_INTEGER = 2**63 - 1
"""What a database takes."""


def arguments(
    route: Route,
    path: Mapping[str, str],
    query: Mapping[str, list[str]],
    body: Mapping[str, Any],
) -> dict[str, Any]:
    """The arguments of the verb. Invalid, with all that is wrong by name."""
    places: dict[Place, Mapping[str, Any]] = {
        Place.PATH: path,
        # A form sends what was left empty; JupyterLab adds a number against caches.
        Place.QUERY: {
            name: values for name, values in query.items() if any(values) and not name.isdecimal()
        },
        Place.BODY: body,
    }
    found: dict[str, Any] = {}
    problems = _unknown(route, places) | _contradictions(route, path, body)
    for parameter in route.parameters:
        given = places[parameter.place]
        if parameter.name in given:
            try:
                found[parameter.name] = _converted(parameter, given[parameter.name])
            except ValueError as error:
                problems[parameter.name] = _wording(error, parameter.type)
        elif parameter.required:
            problems[parameter.name] = "missing"
    if problems:
        line = "; ".join(f"{name}: {what}" for name, what in problems.items())
        raise Invalid(line, problems=problems)
    return found


def envelope(value: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    """`value` as the wire has it: a list with its place among the pages, all else as `data`."""
    if isinstance(value, Page):
        size, following = asked["per_page"], value.next
        items: Sequence[Any] = value.items
    elif isinstance(value, list | tuple):
        size, following, items = len(value), None, value
    else:
        return {"data": value}
    place = {
        "page": 1 if asked.get("before") is None else None,
        "page_size": size,
        "has_next": following is not None,
        "has_previous": asked.get("before") is not None,
        "next": following,
    }
    return {"items": items, "pagination": place}


def encoded(value: Any, asked: Mapping[str, Any]) -> bytes:
    """The envelope of `value` as JSON; exact dollars are numbers with all their digits."""
    return ENCODER.encode(envelope(value, asked))


def _unknown(route: Route, places: Mapping[Place, Mapping[str, Any]]) -> dict[str, str]:
    """What was given in a place where the verb takes nothing of that name."""
    problems = {}
    in_path = [each.name for each in route.parameters if each.place is Place.PATH]
    for place in (Place.QUERY, Place.BODY):
        known = [each.name for each in route.parameters if each.place is place]
        repeated = in_path if place is Place.BODY else ()
        for name in places[place]:
            if name not in known and name not in repeated:
                there_is = f"there is {', '.join(known)}" if known else "nothing is taken here"
                problems[name] = f"unknown; {there_is}"
    return problems


def _contradictions(
    route: Route, path: Mapping[str, str], body: Mapping[str, Any]
) -> dict[str, str]:
    """A body may say again what the path says, and nothing else."""
    return {
        each.name: f"the path says {path[each.name]}"
        for each in route.parameters
        if each.place is Place.PATH and str(body.get(each.name, path[each.name])) != path[each.name]
    }


def _converted(parameter: Parameter, value: Any) -> Any:
    """`value` as the type that the verb asks for. ValueError if it does not fit."""
    written = parameter.place is not Place.BODY
    if parameter.place is Place.QUERY and not _plural(parameter.type):
        value = value[-1]
    converted = msgspec.convert(value, type=parameter.type, strict=not written)
    if isinstance(converted, int) and abs(converted) > LARGEST_INTEGER:
        raise ValueError("too large")
    if isinstance(converted, str) and "\0" in converted:
        raise ValueError("it holds a NUL")
    return converted


def _plural(kind: Any) -> bool:
    return any(get_origin(arm) is list for arm in (kind, *get_args(kind)))


def _wording(error: ValueError, kind: Any) -> str:
    """What a reader can do something about."""
    line = re.sub(r" - at `.*`$", "", str(error)).replace("`", "")
    if line.startswith("Invalid enum value"):
        return f"{line.removeprefix('Invalid enum value ')} is none of {', '.join(_words(kind))}"
    return line[:1].lower() + line[1:]


def _words(kind: Any) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(each.value) for each in kind)
    if get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
        return
    for arm in get_args(kind):
        yield from _words(arm)
