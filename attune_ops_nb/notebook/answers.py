"""Answers: a request as a widget sends it, answered by the verb that its route names.

It is the API below `attune/` without a server: same paths, same bodies, same refusals.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from attune_ops_nb.errors import AttuneError, Invalid, NotFound
from attune_ops_nb.model import LogStream
from attune_ops_nb.notebook.bundles import bundle
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.routes import PLACES, ROUTES, Route, refusals
from attune_ops_nb.routes.requests import arguments, encoded

LOG = re.compile(r"api/v1/executions/(\d+)/logs/(log|stdout|stderr)")
BUNDLE = re.compile(r"\.\./static/attune_ops/(views\.(?:js|css))")
"""What the server has beside the API: the views that a widget loads when they are first shown."""
FILE = re.compile(r"api/v1/artifacts/(\d+)(?:/versions/(\d+))?/download")
LARGEST_RANGE = 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
"""More does not go through a kernel's channel in good time."""


class Request(msgspec.Struct, frozen=True):
    """What a widget asks."""

    id: int
    method: str
    path: str
    body: dict[str, Any] | None = None


class Answer(msgspec.Struct, frozen=True):
    """What it is told: JSON, or bytes."""

    status: int
    body: Any = None
    content: bytes | None = None


def answer(engine: AnyEngine, request: Request) -> Answer:
    """The answer of `engine`, or its refusal."""
    parts = urlsplit(request.path)
    query = parse_qs(parts.query)
    try:
        if request.method == "GET":
            if found := LOG.fullmatch(parts.path):
                return Answer(200, content=_log(engine, found, query))
            if found := FILE.fullmatch(parts.path):
                return Answer(200, content=_file(engine, found))
            if found := BUNDLE.fullmatch(parts.path):
                return Answer(200, content=bundle(found[1]).encode())
        return _verb(engine, request.method, parts.path, query, request.body or {})
    except AttuneError as error:
        return refusal(error)


def refusal(error: AttuneError) -> Answer:
    """The answer that says `error`."""
    return Answer(*refusals.refusal(error))


def _verb(
    engine: AnyEngine,
    method: str,
    path: str,
    query: Mapping[str, list[str]],
    body: Mapping[str, Any],
) -> Answer:
    for route, pattern in PATTERNS:
        found = pattern.fullmatch(path)
        if found and route.method == method:
            places = {name: unquote(text) for name, text in found.groupdict().items()}
            given = arguments(route, places, query, body)
            asked = {each.name: each.default for each in route.parameters} | given
            value = msgspec.json.decode(encoded(route.call(engine, given), asked))
            return Answer(201 if route.adds else 200, value)
    raise NotFound(f"there is nothing at {method} {path}")


def _pattern(route: Route) -> re.Pattern[str]:
    # re.escape leaves letters and slashes alone, and puts a backslash before the brackets.
    return re.compile(PLACES.sub(r"(?P<\1>[^/]+)", route.path))


PATTERNS = [(route, _pattern(route)) for route in ROUTES]


def _log(engine: AnyEngine, found: re.Match[str], query: Mapping[str, list[str]]) -> bytes:
    offset = _number(query, "offset", 0)
    limit = min(_number(query, "limit", LARGEST_RANGE), LARGEST_RANGE)
    stream = LogStream(found[2])
    return engine.executions.log(int(found[1]), stream, offset=offset, limit=limit)


def _file(engine: AnyEngine, found: re.Match[str]) -> bytes:
    path = engine.artifacts.file(int(found[1]), int(found[2]) if found[2] else None)
    if path.stat().st_size > LARGEST_FILE:
        raise Invalid(f"the file is too large to come through the kernel; it lies at {path}")
    return path.read_bytes()


def _number(query: Mapping[str, list[str]], name: str, default: int) -> int:
    text = query.get(name, [str(default)])[-1]
    try:
        return int(text)
    except ValueError as error:
        raise Invalid(f"{name}: {text!r} is no number", problems={name: "no number"}) from error
