"""Server-sent events, as programs read them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from attune_ops_nb.model import Execution, Status
from attune_ops_nb.store.logs import LogFile
from attune_ops_nb.work.embedded import Attune

Event = tuple[str, str, Any]


def events(text: bytes) -> list[Event]:
    """(event, id, data) of each event in a stream."""
    found = []
    for block in text.decode().split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")
        )
        if "data" in fields:
            found.append(
                (fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"]))
            )
    return found


async def test_a_log_is_streamed_to_its_end(
    ask: Any, running: Execution, log: LogFile, end: Callable[[], None]
) -> None:
    log.append(b"one\ntwo\n")
    end()

    response = await ask(f"api/v1/executions/{running.id}/logs/log/stream")

    assert response.headers["Content-Type"] == "text/event-stream"
    assert events(response.body) == [("content", "8", "one\ntwo\n"), ("done", "8", {"size": 8})]


async def test_a_log_is_streamed_while_it_is_written(
    ask: Any, running: Execution, log: LogFile, end: Callable[[], None]
) -> None:
    heard = asyncio.Event()
    log.append(b"one\n")
    streaming = asyncio.ensure_future(
        ask(
            f"api/v1/executions/{running.id}/logs/log/stream",
            streaming_callback=lambda piece: heard.set() if b"one" in piece else None,
        )
    )
    await heard.wait()

    log.append(b"two\n")
    end()

    assert (await streaming).code == 200


async def test_a_stream_is_resumed_after_the_last_event(
    ask: Any, jp_auth_header: Any, running: Execution, log: LogFile, end: Callable[[], None]
) -> None:
    log.append(b"one\ntwo\n")
    end()
    path = f"api/v1/executions/{running.id}/logs/log/stream"

    by_header = await ask(path, headers={**jp_auth_header, "Last-Event-ID": "4"})
    by_query = await ask(f"{path}?offset=4")

    assert events(by_header.body) == events(by_query.body)
    assert events(by_header.body)[0] == ("content", "8", "two\n")


async def test_a_character_is_never_cut_in_two(
    ask: Any, running: Execution, log: LogFile, end: Callable[[], None]
) -> None:
    whole = "x" + "€" * 50_000
    log.append(whole.encode())
    end()

    response = await ask(f"api/v1/executions/{running.id}/logs/log/stream")

    pieces = [data for event, _, data in events(response.body) if event in ("content", "append")]
    assert len(pieces) > 1
    assert "".join(pieces) == whole


async def test_the_id_of_an_event_is_where_the_next_character_begins(
    ask: Any, running: Execution, log: LogFile, end: Callable[[], None]
) -> None:
    whole = "x" + "€" * 50_000
    log.append(whole.encode())
    end()

    response = await ask(f"api/v1/executions/{running.id}/logs/log/stream")

    for _, id, _ in events(response.body):
        whole.encode()[int(id) :].decode()


async def test_executions_are_streamed_as_they_are_written(
    ask: Any, engine: Attune, running: Execution, extension: Any
) -> None:
    told, ready = asyncio.Event(), asyncio.Event()
    text = b""

    def piece(part: bytes) -> None:
        nonlocal text
        text += part
        ready.set()
        if b"completed" in text:
            told.set()

    streaming = asyncio.ensure_future(
        ask(
            f"api/v1/executions/stream?execution_id={running.id}",
            streaming_callback=piece,
        )
    )
    await ready.wait()

    engine.store.add(Execution(action_ref="core.other"))
    engine.store.update(Execution, running.id, status=Status.COMPLETED)
    await told.wait()
    extension.room.dismiss()
    await streaming

    assert [data["id"] for _, _, data in events(text)] == [running.id]
