"""The wire of a widget through the kernel: requests, changes and logs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.model import Execution, LogStream, Status
from attune_ops_nb.notebook import channel as channels
from attune_ops_nb.notebook.channel import CHUNK, CHUNKS_A_ROUND, Channel
from attune_ops_nb.store.logs import LogFile
from attune_ops_nb.work.embedded import Attune, open_engine

Sent = list[tuple[dict[str, Any], list[bytes]]]


@pytest.fixture
def engine(demo: Config) -> Iterator[Attune]:
    opened = open_engine(demo)
    yield opened
    opened.close()


@pytest.fixture
def sent() -> Sent:
    """What the front end was sent."""
    return []


@pytest.fixture
def channel(engine: Attune, sent: Sent) -> Channel:
    return Channel(engine, lambda message, buffers: sent.append((message, buffers)))


@pytest.fixture
def running(engine: Attune) -> Execution:
    return engine.store.add(Execution(action_ref="demo.slow", status=Status.RUNNING))


@pytest.fixture
def write(engine: Attune, running: Execution) -> Iterator[Callable[[bytes], None]]:
    file = LogFile(engine.config, running.id, LogStream.LOG, fresh=True)
    yield file.append
    file.close()


def request(channel: Channel, sent: Sent, method: str, path: str, body: Any = None) -> Any:
    """The status and the body of the answer, or its bytes."""
    channel.receive({"id": 5, "method": method, "path": path, "body": body})
    answer, buffers = sent.pop()
    assert answer["id"] == 5
    return answer["status"], buffers[0] if buffers else answer["body"]


def test_a_noun_is_answered_as_over_http(channel: Channel, sent: Sent) -> None:
    status, body = request(channel, sent, "GET", "api/v1/actions/demo.hello")
    assert (status, body["data"]["ref"]) == (200, "demo.hello")


def test_a_list_has_its_place_among_the_pages(channel: Channel, sent: Sent, engine: Attune) -> None:
    for _ in range(3):
        engine.store.add(Execution(action_ref="demo.slow"))
    path = "api/v1/executions?top_level_only=true&per_page=2&status=requested&status=running"
    status, body = request(channel, sent, "GET", path)
    assert (status, [each["id"] for each in body["items"]]) == (200, [3, 2])
    assert body["pagination"] == {
        "page": 1,
        "page_size": 2,
        "has_next": True,
        "has_previous": False,
        "next": 2,
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "api/v1/actions/demo.helo", None, 404, "NOT_FOUND"),
        ("GET", "api/v1/executions/x", None, 422, "VALIDATION_ERROR"),
        ("GET", "api/v1/executions?status=odd", None, 422, "VALIDATION_ERROR"),
        ("POST", "api/v1/executions/execute", {}, 422, "VALIDATION_ERROR"),
        ("POST", "api/v1/executions/execute", {"action_ref": 7}, 422, "VALIDATION_ERROR"),
        ("DELETE", "api/v1/packs/demo", None, 404, "NOT_FOUND"),
        ("GET", "api/v1/artifacts/9/download", None, 404, "NOT_FOUND"),
        ("GET", "nothing", None, 404, "NOT_FOUND"),
    ],
)
def test_a_refusal_is_said_as_over_http(
    channel: Channel, sent: Sent, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answered, told = request(channel, sent, method, path, body)
    assert (answered, told["code"]) == (status, code)
    assert "\n" not in told["error"]


def test_a_range_of_a_log_comes_as_bytes(
    channel: Channel, sent: Sent, running: Execution, write: Callable[[bytes], None]
) -> None:
    write(b"0123456789")
    path = f"api/v1/executions/{running.id}/logs/log?offset=-4&limit=2"
    assert request(channel, sent, "GET", path) == (200, b"67")


def test_changes_come_after_the_welcome_the_newest_of_each_row(
    channel: Channel, sent: Sent, engine: Attune, running: Execution
) -> None:
    channel.receive({"type": "changes", "since": None})
    assert [message["type"] for message, _ in sent] == ["welcome"]
    for line_count in (1, 2):
        engine.store.update(Execution, running.id, line_count=line_count)
    channel.push()
    (item,) = sent[-1][0]["items"]
    assert (item["id"], item["row"]["line_count"]) == (running.id, 2)
    assert sent[-1][0]["sequence"] == engine.changes.newest()


def test_nothing_is_sent_when_nothing_is_new(channel: Channel, sent: Sent) -> None:
    channel.receive({"type": "changes", "since": None})
    channel.push()
    assert len(sent) == 1


def test_a_log_is_sent_without_gap_or_overlap_to_its_end(
    channel: Channel,
    sent: Sent,
    engine: Attune,
    running: Execution,
    write: Callable[[bytes], None],
) -> None:
    written = bytes(range(256)) * (CHUNK * (CHUNKS_A_ROUND + 1) // 256)
    write(written)
    channel.receive({"type": "follow", "execution": running.id, "from": 10})
    engine.store.update(Execution, running.id, status=Status.COMPLETED)
    while channel.following:
        channel.push()
    logs = [(message, buffers[0]) for message, buffers in sent if message["type"] == "log"]
    assert all(len(chunk) <= CHUNK for _, chunk in logs)
    offsets = [message["offset"] for message, _ in logs]
    ends = [message["offset"] + len(chunk) for message, chunk in logs]
    assert (offsets[0], offsets[1:]) == (10, ends[:-1])
    assert b"".join(chunk for _, chunk in logs) == written[10:]
    end = {"type": "log_end", "execution": running.id, "size": len(written)}
    assert sent[-1] == (end, [])


def test_what_is_not_followed_any_more_is_not_sent(
    channel: Channel, sent: Sent, running: Execution, write: Callable[[bytes], None]
) -> None:
    channel.receive({"type": "follow", "execution": running.id, "from": 0})
    channel.receive({"type": "unfollow", "execution": running.id})
    write(b"more")
    channel.push()
    assert sent == []
    assert channel.idle


def test_a_log_of_nothing_is_an_error_and_not_followed(channel: Channel, sent: Sent) -> None:
    channel.receive({"type": "follow", "execution": 99, "from": 0})
    assert (sent[0][0]["type"], sent[0][0]["execution"]) == ("error", 99)
    assert channel.idle


@pytest.mark.parametrize("content", [{"type": "follow", "execution": "x"}, 7, {"type": []}])
def test_what_is_not_understood_is_an_error(channel: Channel, sent: Sent, content: Any) -> None:
    channel.receive(content)
    assert sent[0][0]["type"] == "error"


def test_an_offered_log_begins_anew_until_the_front_end_is_heard(
    channel: Channel,
    sent: Sent,
    running: Execution,
    write: Callable[[bytes], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(channels, "FIRST_OFFER", 0.0)
    write(b"line\n")
    channel.offer(running.id)
    channel.push()
    channel.push()
    offsets = [message["offset"] for message, _ in sent if message["type"] == "log"]
    assert offsets == [0, 0]
    channel.receive({"type": "unfollow", "execution": 0})
    del sent[:]
    channel.push()
    assert sent == []


def test_an_offer_that_nobody_hears_comes_to_an_end(
    channel: Channel, engine: Attune, running: Execution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "FIRST_OFFER", 0.0)
    channel.offer(running.id)
    engine.store.update(Execution, running.id, status=Status.COMPLETED)
    for _ in range(channels.OFFERS):
        assert not channel.idle
        channel.push()
    assert channel.idle


def test_a_closed_channel_is_silent(
    channel: Channel, sent: Sent, running: Execution, write: Callable[[bytes], None]
) -> None:
    channel.receive({"type": "follow", "execution": running.id, "from": 0})
    channel.close()
    write(b"more")
    channel.push()
    assert sent == []


def test_the_views_that_a_widget_loads_come_through_the_kernel(
    channel: Channel, sent: Sent
) -> None:
    status, content = request(channel, sent, "GET", "../static/attune_ops/views.js")
    assert status == 200 and content.startswith(b"export default (require)")


def test_nothing_else_beside_the_api_comes_through_the_kernel(channel: Channel, sent: Sent) -> None:
    status, _ = request(channel, sent, "GET", "../static/attune_ops/../../__init__.py")
    assert status == 404
