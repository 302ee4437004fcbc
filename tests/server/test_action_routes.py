"""Actions over HTTP."""

import json
from typing import Any

BODY = {
    "ref": "adhoc.greet",
    "pack_ref": "adhoc",
    "label": "Greet",
    "entrypoint": "echo hello $name",
    "param_schema": {"name": {"type": "string", "required": True}},
}


async def post(ask: Any, **changed: Any) -> Any:
    return await ask("api/v1/actions", method="POST", body={**BODY, **changed})


async def test_an_action_is_made_read_changed_and_removed(ask: Any) -> None:
    made = await post(ask)
    changed = await ask("api/v1/actions/adhoc.greet", method="PUT", body={"label": "Hail"})
    gone = await ask("api/v1/actions/adhoc.greet", method="DELETE")
    found = await ask("api/v1/actions/adhoc.greet")

    assert [each.code for each in (made, changed, gone, found)] == [201, 200, 200, 404]
    assert json.loads(made.body)["data"]["is_adhoc"] is True
    assert json.loads(changed.body)["data"]["label"] == "Hail"


async def test_a_ref_that_is_taken_is_a_conflict(ask: Any) -> None:
    await post(ask)
    response = await post(ask)

    assert (response.code, json.loads(response.body)["details"]) == (409, {"ref": "taken"})


async def test_an_action_without_label_or_code_is_refused_by_field(ask: Any) -> None:
    response = await post(ask, label="", entrypoint=" ", timeout_seconds=-1)

    refused = json.loads(response.body)
    assert (response.code, refused["code"]) == (422, "VALIDATION_ERROR")
    assert list(refused["details"]) == ["label", "entrypoint", "timeout_seconds"]


async def test_a_pack_or_runtime_that_is_not_there_is_not_found(ask: Any) -> None:
    no_pack = await post(ask, ref="shop.greet", pack_ref="shop")
    no_runtime = await post(ask, runtime_ref="core.cobol")

    assert (no_pack.code, no_runtime.code) == (404, 404)


async def test_an_action_keeps_its_ref_and_its_pack(ask: Any) -> None:
    await post(ask)
    body = {"ref": "adhoc.other", "pack_ref": "core"}
    response = await ask("api/v1/actions/adhoc.greet", method="PUT", body=body)

    assert response.code == 422
    assert set(json.loads(response.body)["details"]) == {"ref", "pack_ref"}
