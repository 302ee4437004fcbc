"""Discussions in Redis: with a real one, one that is absent, and one that never answers."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis as client

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.notebook import frames
from attune_ops_nb.readings import collab, threads

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server")
    place = tmp_path_factory.mktemp("redis") / "r.sock"
    words = ["--port", "0", "--unixsocket", str(place), "--save", "", "--daemonize", "no"]
    with subprocess.Popen([program, *words], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        next(line for line in running.stdout if "Ready to accept" in line or "ready to" in line)
        yield f"unix://{place}"
        running.terminate()
        running.stdout.read()


@pytest.fixture
def redis(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("REDIS_URL", server)
    with client.Redis.from_url(server) as connected:
        connected.flushall()
        yield connected


def say(redis: Any, thread: str, *bodies: str, status: str = "open", ttl: int = 0) -> None:
    """Messages of a thread as attune-ai writes them."""
    for number, body in enumerate(bodies):
        said = {"id": f"m{number}", "author": "ada", "kind": "question", "body": body,
                "ts": "2026-11-20T10:00:00+00:00", "round": 1, "reply_to": None}  # fmt: skip
        redis.rpush(threads.PREFIX + thread, json.dumps(said))
    redis.hset(threads.PREFIX + thread + threads.META, mapping={"status": status, "seq": "3"})
    if ttl:
        redis.expire(threads.PREFIX + thread, ttl)


def test_threads_that_end_first_come_first_and_those_of_tests_not_at_all(redis: Any) -> None:
    say(redis, "kept", "a")
    say(redis, "later", "a", ttl=5000)
    say(redis, "soon", "a", "b", ttl=50)
    say(redis, "done", "a", status="promoted")
    say(redis, "test-x", "a")
    say(redis, "routine-test-x", "a")

    found = threads.waiting()

    assert [(each.id, each.messages) for each in found] == [("soon", 2), ("later", 1), ("kept", 1)]
    assert found[2].expires_in_seconds is None


def test_a_thread_is_read_with_its_messages(redis: Any) -> None:
    say(redis, "one", "what now?")
    redis.rpush(threads.PREFIX + "one", b"\xffno json")

    found = threads.thread("one")

    assert (found.thread.status, found.thread.messages, found.malformed) == ("open", 2, 1)
    (message,) = found.messages
    assert (message.author, message.body, message.round) == ("ada", "what now?", 1)


def test_a_thread_that_is_not_there_is_named_with_the_nearest(redis: Any) -> None:
    say(redis, "deploy", "a")
    with pytest.raises(NotFound, match="deploy"):
        threads.thread("deplo")


@pytest.mark.parametrize("id", ["", "a b", "a:meta"])
def test_what_is_no_name_is_refused(id: str) -> None:
    with pytest.raises(Invalid, match="id: "):
        threads.thread(id)


def test_what_waits_for_somebody_counts_threads(redis: Any, tmp_path: Path) -> None:
    say(redis, "one", "what now?")
    found = collab.collab(Config(project_root=tmp_path, attune_home=tmp_path / "home"), NOW)
    assert ([each.id for each in found.open_threads], found.threads) == (["one"], "")
    assert found.action_count == 1


def test_keys_of_other_programs_are_no_threads(redis: Any) -> None:
    redis.set(threads.PREFIX + "text", "no list")
    redis.set("attune:memory:node:a", "b")
    assert threads.waiting() == []


def test_a_redis_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("REDIS_URL", f"redis://:secret@127.0.0.1:{port}/0")
        with pytest.raises(Unavailable, match="no Redis answers") as refused:
            threads.waiting()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "http://127.0.0.1", "nonsense"])
def test_where_there_is_no_redis_it_says_so(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(Unavailable, match=r"no Redis answers|is no address"):
        threads.waiting()


def test_what_a_thread_says_is_told_by_the_command_line(
    redis: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say(redis, "one", "what now?")
    assert main(["collab"]) == main(["collab", "one"]) == 0
    printed = capsys.readouterr().out
    assert "thread  one   1 messages" in printed
    assert "ada, question: what now?" in printed


def test_a_thread_is_a_frame(redis: Any) -> None:
    say(redis, "one", "what now?", "this")
    frame = frames.thread(threads.thread("one"))
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == frames.MESSAGE_COLUMNS
    assert frame["body"].tolist() == ["what now?", "this"]
