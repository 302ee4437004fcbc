"""Keys over HTTP: a value is given to whoever asks for that one key, and to nobody else."""

import json
from typing import Any

SECRET = "hush-hush-over-http"
BODY = {"ref": "core.token", "name": "token", "value": SECRET}


async def test_a_key_is_kept_read_changed_and_removed(ask: Any) -> None:
    made = await ask("api/v1/keys", method="POST", body={**BODY, "owner_pack_ref": "core"})
    changed = await ask("api/v1/keys/core.token", method="PUT", body={"value": {"a": 1}})
    found = json.loads((await ask("api/v1/keys/core.token")).body)["data"]
    gone = await ask("api/v1/keys/core.token", method="DELETE")

    assert (made.code, changed.code, gone.code) == (201, 200, 200)
    assert (found["value"], found["owner_type"], found["owner"]) == ({"a": 1}, "pack", "core")
    assert (await ask("api/v1/keys/core.token")).code == 404


async def test_a_value_is_in_no_list_and_in_no_answer_to_a_change(ask: Any) -> None:
    made = await ask("api/v1/keys", method="POST", body=BODY)
    listed = await ask("api/v1/keys?owner_type=system&owner=system")
    changed = await ask("api/v1/keys/core.token", method="PUT", body={"name": "other"})
    gone = await ask("api/v1/keys/core.token", method="DELETE")

    assert [each["ref"] for each in json.loads(listed.body)["items"]] == ["core.token"]
    for answer in (made, listed, changed, gone):
        assert b"value" not in answer.body and SECRET.encode() not in answer.body


async def test_a_refusal_does_not_say_the_value(ask: Any) -> None:
    wrong = await ask("api/v1/keys", method="POST", body={**BODY, "name": "", "owner_type": "pod"})
    late = await ask("api/v1/keys", method="POST", body={**BODY, "ref": "Big"})
    await ask("api/v1/keys", method="POST", body=BODY)
    twice = await ask("api/v1/keys", method="POST", body=BODY)

    assert (wrong.code, late.code, twice.code) == (422, 422, 409)
    assert not any(SECRET.encode() in answer.body for answer in (wrong, late, twice))


async def test_a_change_of_a_key_tells_that_and_not_what(ask: Any, pages: Any) -> None:
    page = await pages()
    await page.say(type="changes", since=None)
    await page.hear("welcome")
    await ask("api/v1/keys", method="POST", body=BODY)

    changes = await page.hear("changes")
    (told,) = [each for each in changes["items"] if each["noun"] == "key"]
    assert (told["kind"], told["row"]) == ("add", None)
