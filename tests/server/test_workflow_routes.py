"""Workflows over HTTP."""

import json
from typing import Any

TEXT = "version: '1'\ntasks: [{name: a, action: core.noop}]\n"
VALUE = {"version": "1", "tasks": [{"name": "a", "action": "core.noop"}]}


async def test_a_file_is_checked_and_drawn(ask: Any) -> None:
    response = await ask("api/v1/workflows/validate", method="POST", body={"text": TEXT})

    verdict = json.loads(response.body)["data"]
    assert (response.code, verdict["ok"]) == (200, True)
    assert verdict["graph"]["nodes"][0]["id"] == "a"


async def test_a_workflow_is_made_read_and_removed(ask: Any) -> None:
    body = {"ref": "core.made", "pack_ref": "core", "label": "Made", "definition": VALUE}
    made = await ask("api/v1/workflows", method="POST", body={**body, "tags": ["x"]})
    found = await ask("api/v1/workflows/core.made")
    gone = await ask("api/v1/workflows/core.made", method="DELETE")

    assert (made.code, found.code, gone.code) == (201, 200, 200)
    assert json.loads(found.body)["data"]["tags"] == ["x"]


async def test_a_bad_workflow_is_refused_in_one_line_with_its_places(ask: Any) -> None:
    body = {"text": TEXT.replace("core.noop", "noop"), "ref": "core.made", "name": "w.yaml"}
    response = await ask("api/v1/workflows/register", method="POST", body=body)

    answer = json.loads(response.body)
    assert (response.code, "\n" in answer["error"]) == (422, False)
    assert list(answer["details"]) == ["w.yaml:2:27"]


async def test_workflows_of_a_pack_are_listed(ask: Any) -> None:
    await ask("api/v1/workflows/register", method="POST", body={"text": TEXT, "ref": "core.made"})
    response = await ask("api/v1/packs/core/workflows?search=made")

    assert [each["ref"] for each in json.loads(response.body)["items"]] == ["core.made"]


async def test_a_body_may_say_again_what_its_path_says(ask: Any) -> None:
    body = {"name": "made", "pack_ref": "core", "label": "Made", "definition": VALUE}
    response = await ask("api/v1/packs/core/workflow-files", method="POST", body=body)

    assert json.loads(response.body)["code"] == "CONFLICT"  # core comes with the program


async def test_a_body_cannot_contradict_its_path(ask: Any) -> None:
    body = {"name": "made", "pack_ref": "shop", "label": "Made", "definition": VALUE}
    response = await ask("api/v1/packs/core/workflow-files", method="POST", body=body)

    assert json.loads(response.body)["details"] == {"pack_ref": "the path says core"}
