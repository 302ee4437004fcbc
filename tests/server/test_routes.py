"""The routes: verbs over HTTP, and what is said when something is wrong."""

import getpass
import json
from collections.abc import Callable
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

from attune_ops_nb.model import Execution, Status
from attune_ops_nb.routes import ENDPOINTS, ROUTES
from attune_ops_nb.server.app import CLASSES
from attune_ops_nb.work.embedded import Attune

REFUSED = [
    ("GET", "api/v1/executions/99", None, 404, "NOT_FOUND", None),
    ("GET", "api/v1/executions/x", None, 422, "VALIDATION_ERROR", "id"),
    ("GET", f"api/v1/executions/{2**80}", None, 422, "VALIDATION_ERROR", "id"),
    ("GET", "api/v1/executions?status=gone", None, 422, "VALIDATION_ERROR", "status"),
    ("GET", "api/v1/executions?before=x", None, 422, "VALIDATION_ERROR", "before"),
    ("GET", "api/v1/executions?stauts=failed", None, 422, "VALIDATION_ERROR", "stauts"),
    ("GET", "api/v1/executions?action_ref=a%00b", None, 422, "VALIDATION_ERROR", "action_ref"),
    ("GET", "api/v1/changes", None, 422, "VALIDATION_ERROR", "since"),
    ("GET", "api/v1/actions/core.nothing", None, 404, "NOT_FOUND", "action_ref"),
    ("GET", "api/v1/nothing", None, 404, "NOT_FOUND", None),
    ("GET", "api/v1/executions/1/logs/diary", None, 404, "NOT_FOUND", None),
    ("GET", "api/v1/executions/1/logs/log?offset=x", None, 422, "VALIDATION_ERROR", "offset"),
    ("GET", "api/v1/artifacts/1/download", None, 404, "NOT_FOUND", None),
    ("POST", "api/v1/executions/execute", "{", 400, "BAD_REQUEST", None),
    ("POST", "api/v1/executions/execute", "[1]", 400, "BAD_REQUEST", None),
    ("POST", "api/v1/executions/execute", b"\xff\xfe", 400, "BAD_REQUEST", None),
    ("POST", "api/v1/executions/execute", "[" * 100_000, 400, "BAD_REQUEST", None),
    ("POST", "api/v1/executions/execute", {}, 422, "VALIDATION_ERROR", "action_ref"),
    ("POST", "api/v1/executions/execute", {"action_ref": 7}, 422, "VALIDATION_ERROR", "action_ref"),
    ("POST", "api/v1/executions/execute", {"action_ref": "no.no"}, 404, "NOT_FOUND", "action_ref"),
    ("POST", "api/v1/executions/1/cancel", {"why": 1}, 422, "VALIDATION_ERROR", "why"),
    ("POST", "api/v1/executions/99/cancel", None, 404, "NOT_FOUND", None),
    ("PUT", "api/ops/allow-run", {"allow_run": "maybe"}, 422, "VALIDATION_ERROR", "allow_run"),
    ("POST", "api/ops/info", {}, 405, "METHOD_NOT_ALLOWED", None),
]  # fmt: skip


def said(response: HTTPResponse) -> Any:
    return json.loads(response.body)


@pytest.mark.parametrize(("method", "path", "body", "status", "code", "field"), REFUSED)
async def test_what_makes_no_sense_is_refused_with_its_reason(
    ask: Any, method: str, path: str, body: Any, status: int, code: str, field: str | None
) -> None:
    response = await ask(path, method=method, body=body)

    assert (response.code, said(response)["code"]) == (status, code)
    assert "\n" not in said(response)["error"]
    assert "%s" not in said(response)["error"]
    assert field is None or field in said(response)["details"]


async def test_all_that_is_wrong_is_said_at_once(ask: Any) -> None:
    response = await ask("api/v1/executions?status=gone&before=x&pager=2")

    assert list(said(response)["details"]) == ["pager", "status", "before"]


async def test_a_single_noun_comes_as_data(ask: Any, running: Execution) -> None:
    response = await ask(f"api/v1/executions/{running.id}")

    assert said(response)["data"]["status"] == "running"
    assert said(response)["data"]["created"].endswith("Z")


async def test_a_list_comes_in_keyset_pages(ask: Any, engine: Attune) -> None:
    ids = [engine.store.add(Execution(action_ref="core.echo")).id for _ in range(3)]

    first = said(await ask("api/v1/executions?per_page=2"))
    second = said(await ask(f"api/v1/executions?per_page=2&before={first['pagination']['next']}"))

    assert [each["id"] for each in first["items"] + second["items"]] == ids[::-1]
    assert first["pagination"] == {
        "page": 1, "page_size": 2, "has_next": True, "has_previous": False, "next": ids[1],
    }  # fmt: skip
    assert second["pagination"] == {
        "page": None, "page_size": 2, "has_next": False, "has_previous": True, "next": None,
    }  # fmt: skip


async def test_a_query_may_name_several_and_leave_some_empty(ask: Any, engine: Attune) -> None:
    for status in (Status.RUNNING, Status.FAILED, Status.COMPLETED):
        engine.store.add(Execution(action_ref="core.echo", status=status))

    found = said(await ask("api/v1/executions?status=failed&status=running&action_ref=&17="))

    assert [each["status"] for each in found["items"]] == ["failed", "running"]


async def test_switching_runs_on_is_kept_and_answered(ask: Any, engine: Attune) -> None:
    response = await ask("api/ops/allow-run", method="PUT", body={"allow_run": True})

    assert said(response)["data"] == said(await ask("api/ops/info"))["data"]
    assert json.loads(engine.config.config_path.read_text())["settings"] == {"allow_run": True}


async def test_what_ended_cannot_be_cancelled(
    ask: Any, running: Execution, end: Callable[[], None]
) -> None:
    end()

    response = await ask(f"api/v1/executions/{running.id}/cancel", method="POST", body={})

    assert (response.code, said(response)["code"]) == (409, "CONFLICT")


async def test_the_owner_of_the_token_is_the_owner_of_the_server(ask: Any, engine: Attune) -> None:
    assert said(await ask("api/ops/info"))["data"]["identity"] == getpass.getuser()


async def test_the_description_names_every_route(ask: Any) -> None:
    document = said(await ask("api-spec/openapi.json"))

    described = {
        (method.upper(), path) for path in document["paths"] for method in document["paths"][path]
    }
    assert described == {(each.method, f"/{each.path}") for each in (*ROUTES, *ENDPOINTS)}
    assert "Execution" in document["components"]["schemas"]


def test_every_endpoint_has_a_class() -> None:
    assert {each.name for each in ENDPOINTS} == set(CLASSES)


def test_no_get_changes_anything() -> None:
    changing = {"run", "rerun", "cancel", "allow_run", "sync", "enable", "disable", "delete"}

    assert [each for each in ROUTES if each.method == "GET" and each.name in changing] == []


def test_a_route_fills_a_request_that_asks_for_the_verb() -> None:
    route = next(each for each in ROUTES if each.name == "rerun")

    filled = route.filled({"id": 7, "parameters": {"message": "hi"}})

    assert (filled.path, filled.query) == ("api/v1/executions/7/rerun", {})
    assert filled.body == {"parameters": {"message": "hi"}}
