"""What clients of the automation platform send, and what they find in answers."""

import json
from typing import Any

import pytest

from attune_ops_nb.model import Execution
from attune_ops_nb.work.embedded import Attune

ACTION = {"ref": "adhoc.greet", "label": "Greet", "entrypoint": "true"}
WORKFLOW = {"version": "1", "tasks": [{"name": "a", "action": "core.noop"}]}


def said(response: Any) -> Any:
    return json.loads(response.body)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("actions", ACTION),
        ("workflows", {"ref": "adhoc.greet", "label": "Greet", "definition": WORKFLOW}),
        ("keys", {"ref": "adhoc.greet", "name": "greet", "value": "x"}),
    ],
)
async def test_what_is_removed_is_told_as_a_success(ask: Any, path: str, body: Any) -> None:
    made = await ask(f"api/v1/{path}", method="POST", body=body)
    gone = said(await ask(f"api/v1/{path}/adhoc.greet", method="DELETE"))

    assert made.code == 201
    assert (gone["success"], gone["message"]) == (True, "adhoc.greet was removed")
    assert gone["data"]["ref"] == "adhoc.greet"


async def test_pages_are_numbered(ask: Any, engine: Attune) -> None:
    ids = [engine.store.add(Execution(action_ref="core.echo")).id for _ in range(3)]

    second = said(await ask("api/v1/executions?page=2&per_page=2"))
    past = said(await ask("api/v1/executions?page=9&per_page=2"))

    assert [each["id"] for each in second["items"]] == ids[:1] and past["items"] == []
    assert second["pagination"] == {
        "page": 2, "page_size": 2, "has_next": False, "has_previous": True, "next": None,
    }  # fmt: skip


async def test_a_list_that_has_no_pages_can_be_asked_for_in_some(ask: Any) -> None:
    every = said(await ask("api/v1/actions"))["items"]
    second = said(await ask("api/v1/actions?page=2&page_size=2"))

    assert second["items"] == every[2:4]
    assert second["pagination"]["has_next"] and second["pagination"]["has_previous"]


async def test_a_number_of_a_page_that_is_none_is_refused(ask: Any) -> None:
    for wrong in ("page=0", "page=x", "page_size=-1"):
        assert (await ask(f"api/v1/actions?{wrong}")).code == 422


async def test_a_field_of_a_later_part_may_ask_for_nothing(ask: Any) -> None:
    nothing = {"worker_selector": {}, "worker_tolerations": [], "accesses_mcp": False}
    some = {**ACTION, "ref": "adhoc.other", "worker_selector": {"gpu": "yes"}}

    assert (await ask("api/v1/actions", method="POST", body={**ACTION, **nothing})).code == 201
    refused = await ask("api/v1/actions", method="POST", body=some)
    assert (refused.code, [*said(refused)["details"]]) == (422, ["worker_selector"])


async def test_answers_have_the_keys_that_clients_cannot_do_without(
    ask: Any, engine: Attune
) -> None:
    engine.store.add(Execution(action_ref="core.echo"))
    action = said(await ask("api/v1/actions/core.echo"))["data"]
    (execution,) = said(await ask("api/v1/executions"))["items"]

    assert (action["enabled"], action["reference_visibility"]) == (True, "public")
    assert action["accesses_mcp"] is False and execution["rule_ref"] is None
