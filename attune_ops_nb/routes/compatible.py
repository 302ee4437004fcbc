"""compatible: what clients of the automation platform send and expect beside what we have.

They number pages, where we go on from a row; they name fields of parts that are not here, which is
fine as long as they ask for nothing; and they want keys in answers that are the same for all here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_origin

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Action, Execution, Identity, Inquiry, Page
from attune_ops_nb.routes import Route
from attune_ops_nb.routes.requests import ENCODER, envelope

PLATFORM = "api/v1/"
LARGEST_NUMBER = 1_000_000
LATER = frozenset(
    {
        *("worker_selector", "worker_tolerations", "worker_affinity", "accesses_mcp"),
        *("permission_set_refs", "default_execution_permission_set_refs"),
        *("artifact_retention_policy", "artifact_retention_limit", "reference_allowed_pack_refs"),
    }
)
"""Fields of bodies that mean something only to parts that are not here."""
ALWAYS: dict[type, dict[str, Any]] = {
    Action: {"accesses_mcp": False, "enabled": True, "reference_visibility": "public"},
    Execution: {"rule_ref": None, "trigger_ref": None},
    Identity: {"roles": []},
}


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a list is asked for, from 1, and how long pages are."""

    page: int = 1
    size: int | None = None


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """The page of that number."""

    items: list[Any]
    page: int
    size: int
    more: bool
    next: int | None = None


def without_later(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body without those fields of later parts that ask for nothing."""
    return {name: value for name, value in body.items() if name not in LATER or value}


def numbered(
    route: Route, query: Mapping[str, list[str]]
) -> tuple[dict[str, list[str]], Numbered | None]:
    """The query without the number and the size of a page, and these."""
    own = {parameter.name for parameter in route.parameters}
    names = {"page", "page_size", "per_page"} - own
    asked = {name: values[-1] for name, values in query.items() if name in names and any(values)}
    if not asked or route.method != "GET" or not _is_listed(route):
        return dict(query), None
    numbers = {name: _number(name, text) for name, text in asked.items()}
    rest = {name: values for name, values in query.items() if name not in names}
    size = numbers.get("page_size", numbers.get("per_page"))
    if size is not None and "per_page" in own:
        rest.setdefault("per_page", [str(size)])
    return rest, Numbered(page=numbers.get("page", 1), size=size)


def called(route: Route, engine: Any, given: Mapping[str, Any], asked: Numbered | None) -> Any:
    """What the verb gives, or the page of it that is asked for."""
    found = route.call(engine, given)
    if asked is None:
        return found
    if not isinstance(found, Page):
        size = asked.size or max(1, len(found))
        start = (asked.page - 1) * size
        items = list(found[start : start + size])
        return Turned(items=items, page=asked.page, size=size, more=start + size < len(found))
    for _ in range(asked.page - 1):
        if found.next is None:
            found = Page(items=[])
            break
        found = route.call(engine, {**given, "before": found.next})
    more = found.next is not None
    size = given.get("per_page", len(found.items))
    return Turned(items=found.items, page=asked.page, size=size, more=more, next=found.next)


def removed(value: Any) -> dict[str, Any]:
    """What is said of a noun that is no more, and what it was."""
    name = getattr(value, "ref", None) or getattr(value, "name", None) or "it"
    return {"success": True, "message": f"{name} was removed", "data": plain(value)}


def plain(value: Any) -> Any:
    """`value` with the keys that it always has for those clients."""
    if isinstance(value, Inquiry):
        return msgspec.structs.asdict(value) | {"has_response": value.response is not None}
    more = ALWAYS.get(type(value))
    return value if more is None else msgspec.structs.asdict(value) | more


def encoded(route: Route, value: Any, asked: Mapping[str, Any]) -> bytes:
    """The answer of a route as JSON; exact dollars are numbers with all their digits."""
    if route.method == "DELETE":
        return ENCODER.encode(removed(value))
    if isinstance(value, Turned):
        place = {
            "page": value.page,
            "page_size": value.size,
            "has_next": value.more,
            "has_previous": value.page > 1,
            "next": value.next,
        }
        return ENCODER.encode({"items": [*map(plain, value.items)], "pagination": place})
    whole = envelope(value, asked)
    if "data" in whole:
        return ENCODER.encode({"data": plain(whole["data"])})
    return ENCODER.encode({**whole, "items": [*map(plain, whole["items"])]})


def _is_listed(route: Route) -> bool:
    origin = get_origin(route.returns)
    listed = origin is Page or (isinstance(origin, type) and issubclass(origin, Sequence))
    return listed and route.path.startswith(PLATFORM)


def _number(name: str, text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if not 0 < number <= LARGEST_NUMBER:
        what = f"it must be a whole number from 1 to {LARGEST_NUMBER}"
        raise Invalid(f"{name}: {what}", problems={name: what})
    return number
