"""openapi: the API as an OpenAPI 3.1 document, read off the routes."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args, get_origin

import msgspec

from attune_ops_nb import __version__
from attune_ops_nb.model import Page
from attune_ops_nb.routes import ENDPOINTS, PLACES, ROUTES, Endpoint, Parameter, Place, Route

REFUSAL = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "description": "One line that says what to do."},
        "code": {"type": "string"},
        "details": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
DOLLARS = {
    "type": "number",
    "format": "decimal",
    "description": "Exact, with all its digits: a reader that wants them takes it as a decimal, "
    "because a double keeps about fifteen.",
}
"""What `routes.requests.ENCODER` makes of a Decimal."""
PAGINATION = {
    "type": "object",
    "properties": {
        "page": {
            "type": ["integer", "null"],
            "description": "From 1; unknown of a page that was asked for by `before`.",
        },
        "page_size": {"type": "integer"},
        "has_next": {"type": "boolean"},
        "has_previous": {"type": "boolean"},
        "next": {
            "type": ["integer", "null"],
            "description": "To be given as `before` for the next page.",
        },
    },
}


def document(server: str) -> dict[str, Any]:
    """The whole document; `server` is the URL below which everything lies."""
    schemas = Schemas(ROUTES)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(f"/{endpoint.path}", {})[endpoint.method.lower()] = _endpoint(endpoint)
    for route in ROUTES:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _route(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Attune Ops for Jupyter", "version": __version__},
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.components, "Refusal": REFUSAL, "Pagination": PAGINATION},
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`token …`, as for everything in this Jupyter server",
                }
            },
        },
    }


class Schemas:
    """The JSON Schema of every type that a route takes or gives."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._types: list[Any] = []
        for route in routes:
            self._types += [each.type for each in route.parameters]
            self._types.append(_inner(route.returns)[0])
        schemas, components = msgspec.json.schema_components(
            self._types, ref_template="#/components/schemas/{name}"
        )
        self._schemas, self.components = _exact(schemas), _exact(components)

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of `kind`."""
        schema: dict[str, Any] = self._schemas[self._types.index(kind)]
        return schema


def _exact(schema: Any) -> Any:
    """The schema with decimals as they are sent: msgspec describes them as texts."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" and schema.get("format") == "decimal":
            return {**schema, **DOLLARS}
        return {name: _exact(each) for name, each in schema.items()}
    return [_exact(each) for each in schema] if isinstance(schema, list | tuple) else schema


def _route(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation = {
        "operationId": f"{route.noun}.{route.name}@{route.path}",
        "tags": [route.noun],
        "summary": route.summary,
        "parameters": [
            _parameter(each, schemas) for each in route.parameters if each.place is not Place.BODY
        ],
        "responses": {
            "201" if route.adds else "200": _content(_wrapped(route, schemas)),
            "default": _content({"$ref": "#/components/schemas/Refusal"}),
        },
    }
    body = [each for each in route.parameters if each.place is Place.BODY]
    if body:
        operation["requestBody"] = {"content": _json(_object(body, schemas))}
    return operation


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    text = {"type": "string"}
    places = PLACES.findall(endpoint.path)
    return {
        "operationId": re.sub(r"\W+", "_", f"{endpoint.name}_{'_'.join(places)}").strip("_"),
        "summary": endpoint.summary,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": text} for name in places),
            *({"name": name, "in": "query", "schema": text} for name in endpoint.query),
        ],
        "responses": {"200": {"description": endpoint.summary, "content": {endpoint.gives: {}}}},
    }


def _parameter(parameter: Parameter, schemas: Schemas) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place.value,
        "required": parameter.required,
        "schema": schemas.of(parameter.type),
    }


def _object(parameters: Sequence[Parameter], schemas: Schemas) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [each.name for each in parameters if each.required],
        "properties": {each.name: schemas.of(each.type) for each in parameters},
        "additionalProperties": False,
    }


def _wrapped(route: Route, schemas: Schemas) -> dict[str, Any]:
    inner, plural = _inner(route.returns)
    schema = schemas.of(inner)
    if route.method == "DELETE":
        said = {"success": {"type": "boolean"}, "message": {"type": "string"}}
        return {"type": "object", "properties": {**said, "data": schema}}
    if not plural:
        return {"type": "object", "properties": {"data": schema}}
    items = {"type": "array", "items": schema}
    pagination = {"$ref": "#/components/schemas/Pagination"}
    return {"type": "object", "properties": {"items": items, "pagination": pagination}}


def _inner(kind: Any) -> tuple[Any, bool]:
    """What the envelope holds, and whether it holds many."""
    origin = get_origin(kind)
    if origin is Page or (isinstance(origin, type) and issubclass(origin, Sequence)):
        return get_args(kind)[0], True
    return kind, False


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": _json(schema)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
