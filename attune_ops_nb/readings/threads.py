"""Threads: discussions of several agents, which attune-ai keeps in Redis for a week.

Redis may be absent, or take a connection and never answer: whoever looks waits a second and a half
at most, and is told why there is nothing to see.
"""

import os
from datetime import datetime
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.nearest import nearest

VARIABLE = "REDIS_URL"
USUAL = "redis://127.0.0.1:6379/0"
PREFIX = "attune:roundtable:thread:"
META = ":meta"
PROMOTED = "promoted"
OF_TESTS = ("test-", "routine-test-")
CONNECT_SECONDS = 0.5
READ_SECONDS = 1.0
MOST_THREADS = 1000
MOST_MESSAGES = 200


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said in a thread."""

    id: str | None
    author: str
    kind: str
    """question, position, synthesis, ruling, suggestion, halt, event, candidate or receipt."""
    body: str
    at: datetime | None
    round: int | None
    reply_to: str | None


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread that was not promoted yet."""

    id: str
    status: str | None
    messages: int
    expires_in_seconds: int | None
    """None where it is kept."""


class ThreadText(msgspec.Struct, frozen=True, kw_only=True):
    """A thread with the first of its messages."""

    thread: Thread
    messages: list[Message]
    malformed: int
    """Messages that say nothing."""


def waiting() -> list[Thread]:
    """The threads that wait for somebody, those that end first before all others.

    Unavailable if Redis cannot be asked.
    """
    with _Asking() as redis:
        found = []
        for id in _ids(redis):
            thread = _thread(redis, id)
            if thread and thread.status != PROMOTED and not id.startswith(OF_TESTS):
                found.append(thread)
        return sorted(found, key=_soonest)


def thread(id: str) -> ThreadText:
    """One thread. NotFound, with the nearest, if there is none; Unavailable without Redis."""
    if not id or ":" in id or any(letter.isspace() for letter in id):
        said = f"{id!r} is no name of a thread"
        raise Invalid(f"id: {said}", problems={"id": said})
    with _Asking() as redis:
        found = _thread(redis, id)
        if found is None:
            raise NotFound(f"there is no thread {id}{nearest(id, _ids(redis))}")
        lines = redis.lrange(PREFIX + id, 0, MOST_MESSAGES - 1)
        messages = [each for line in lines if (each := _message(line))]
        return ThreadText(thread=found, messages=messages, malformed=len(lines) - len(messages))


class _Asking:
    """A connection, and its errors as ours."""

    def __enter__(self) -> Any:
        url = os.environ.get(VARIABLE, "").strip() or USUAL
        try:
            import redis
        except ImportError as error:
            hint = 'pip install "attune-ops-nb[redis]"'
            raise Unavailable(f"discussion threads are kept in Redis: {hint} reads them") from error
        try:
            self._client = redis.Redis.from_url(
                url,
                socket_connect_timeout=CONNECT_SECONDS,
                socket_timeout=READ_SECONDS,
                retry=None,
            )
        except ValueError as error:
            raise Unavailable(f"{VARIABLE} is no address of a Redis") from error
        self._problem = redis.RedisError
        return self._client

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self._client.close()
        if isinstance(error, self._problem):
            # The address may have a password in it, and the error may repeat it.
            raise Unavailable(f"no Redis answers where {VARIABLE} says, or at {USUAL}") from None


def _ids(redis: Any) -> list[str]:
    """The names of all threads, the first thousand of them."""
    found = set()
    for key in redis.scan_iter(match=f"{PREFIX}*", count=1000):
        name = key.decode("utf-8", "replace").removeprefix(PREFIX)
        if name and ":" not in name:
            found.add(name)
        if len(found) >= MOST_THREADS:
            break
    return sorted(found)


def _thread(redis: Any, id: str) -> Thread | None:
    key = PREFIX + id
    asked = redis.pipeline(transaction=False).type(key).ttl(key).hget(key + META, "status")
    kind, seconds, status = asked.execute()
    if kind != b"list":
        return None
    return Thread(
        id=id,
        status=None if status is None else status.decode("utf-8", "replace"),
        messages=redis.llen(key),
        expires_in_seconds=seconds if seconds >= 0 else None,
    )


def _soonest(of: Thread) -> tuple[bool, int, str]:
    return of.expires_in_seconds is None, of.expires_in_seconds or 0, of.id


def _message(line: bytes) -> Message | None:
    try:
        said = values.mapping_in(line)
    except ValueError:
        return None
    return Message(
        id=values.text(said.get("id")),
        author=values.text(said.get("author")) or "",
        kind=values.text(said.get("kind")) or "",
        body=values.text(said.get("body")) or "",
        at=values.moment(said.get("ts")),
        round=values.whole(said.get("round")),
        reply_to=values.text(said.get("reply_to")),
    )
