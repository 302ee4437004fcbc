"""The routes of the readings, as a page asks them."""

import json
from typing import Any

import pytest

from attune_ops_nb.routes import ROUTES

LOOKS = [
    route.path
    for route in ROUTES
    if (route.noun, route.method) == ("readings", "GET")
    and not any(parameter.required for parameter in route.parameters)
]


def said(response: Any) -> Any:
    return json.loads(response.body)


@pytest.mark.parametrize("path", LOOKS)
async def test_an_empty_home_is_a_fact_and_no_error(ask: Any, path: str) -> None:
    response = await ask(path)
    assert response.code == 200
    assert {"data"} == set(said(response)) or said(response)["items"] is not None


async def test_a_run_is_announced_lives_and_ends_on_the_bulletin(ask: Any) -> None:
    put = await ask("api/ops/bulletin", method="POST", body={"workflow": "tests", "scope": "auth"})
    run = said(put)["data"]["run_id"]
    assert put.code == 201
    (active,) = said(await ask("api/ops/bulletin"))["data"]["active"]
    assert (active["run_id"], active["scope"]) == (run, "auth")
    beat = f"api/ops/bulletin/{run}/heartbeat"
    assert (await ask(beat, method="POST", body={})).code == 200
    await ask(beat, method="POST", body={"status": "completed"})
    assert said(await ask("api/ops/bulletin"))["data"]["active"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "api/ops/bulletin/nothing/heartbeat", {}, 404),
        ("POST", "api/ops/bulletin", {"workflow": " "}, 422),
        ("POST", "api/ops/bulletin", {"workflow": "a", "actor_kind": "ghost"}, 422),
        ("GET", "api/ops/bulletin/archive", None, 422),
        ("GET", "api/ops/sweeps/0123456789abcdef", None, 404),
        ("GET", "api/ops/sweeps/x", None, 422),
        ("GET", "api/ops/help/auth/concept", None, 404),
        ("POST", "api/ops/briefing/answer", {"item_id": "", "choice": "yes"}, 422),
    ],
)
async def test_what_makes_no_sense_to_a_reading_is_refused(
    ask: Any, method: str, path: str, body: Any, code: int
) -> None:
    assert (await ask(path, method=method, body=body)).code == code


def numbers_of(document: Any, record: str) -> dict[str, Any]:
    """The fields of a record that are described as exact numbers."""
    fields = document["components"]["schemas"][record]["properties"]
    return {name: each for name, each in fields.items() if each.get("format") == "decimal"}


async def test_exact_dollars_are_described_as_they_are_sent(ask: Any) -> None:
    described = numbers_of(said(await ask("api-spec/openapi.json")), "Kpis")
    sent = said(await ask("api/ops/spend"))["data"]["numbers"]
    assert set(described) == set(sent) - {"series"}
    assert {each["type"] for each in described.values()} == {"number"}
    assert all(isinstance(sent[name], int | float) for name in described)
