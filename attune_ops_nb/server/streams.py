"""streams: server-sent events, for programs that follow executions and logs."""

import asyncio
import codecs
from contextlib import aclosing
from typing import Any

import msgspec
from tornado.iostream import StreamClosedError

from attune_ops_nb.server.credentials import reads
from attune_ops_nb.server.feed import Batch
from attune_ops_nb.server.files import number, stream_of
from attune_ops_nb.server.follow import follow
from attune_ops_nb.server.handler import Answering
from attune_ops_nb.server.notifications import Statuses

HEARTBEAT_SECONDS = 15.0
CHUNK = 64 * 1024
RETRY = b"retry: 2000\n\n"


class Events(Answering):
    """A response that goes on until one side has enough."""

    _task: "asyncio.Task[None] | None" = None

    async def _stream(self) -> None:
        """Send the events of the subclass, and a comment now and then through every proxy."""
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-cache, no-transform")
        self.set_header("X-Accel-Buffering", "no")
        # Else tornado compresses text, and holds it back.
        self.set_header("Content-Encoding", "identity")
        self._task = asyncio.ensure_future(self._events())
        self.room.guests.add(self)
        try:
            while not (await asyncio.wait({self._task}, timeout=HEARTBEAT_SECONDS))[0]:
                await self._put(b": still here\n\n")
            await self._task
        except (StreamClosedError, asyncio.CancelledError):
            pass  # the client went away, or the server goes
        finally:
            self._task.cancel()
            self.room.guests.discard(self)

    async def _events(self) -> None:
        raise NotImplementedError

    async def _event(self, data: bytes, *, event: str = "", id: int | None = None) -> None:
        head = f"event: {event}\n" if event else ""
        head += "" if id is None else f"id: {id}\n"
        await self._put(b"%sdata: %s\n\n" % (head.encode(), data))

    async def _put(self, piece: bytes) -> None:
        self.write(piece)
        await self.flush()

    def on_connection_close(self) -> None:
        """The client has enough."""
        self.end()
        super().on_connection_close()

    def end(self) -> None:
        """Send no more."""
        if self._task is not None:
            self._task.cancel()


class ExecutionEvents(Events):
    """Executions as they are written."""

    @reads
    async def get(self) -> None:
        """Stream."""
        only = self.get_argument("execution_id", None)
        self._only = None if only is None else number("execution_id", only)
        self._feed = await self.room.feed()
        await self._stream()

    async def _events(self) -> None:
        heard: asyncio.Queue[Batch] = asyncio.Queue()
        statuses = Statuses()
        listener = heard.put_nowait
        try:
            await self._feed.listen(listener)
            await self._put(RETRY)
            while True:
                for item in (await heard.get()).items:
                    notification = statuses.notification(item)
                    if (
                        notification is not None
                        and notification.entity_type == "execution"
                        and self._only in (None, notification.entity_id)
                    ):
                        await self._event(msgspec.json.encode(notification.payload))
        finally:
            self._feed.leave(listener)


class LogEvents(Events):
    """A log from an offset on, until its execution has ended."""

    @reads
    async def get(self, id: str, stream: str) -> None:
        """Stream. The id of an event is where the next one begins, so a client can resume."""
        self._execution = number("id", id)
        self._stream_of_log = stream_of(stream)
        last = self.request.headers.get("Last-Event-ID") or self.get_argument("offset", "0")
        self._offset = number("offset", last)
        await self.room.call(lambda engine: engine.executions.get(self._execution))
        await self._stream()

    async def _events(self) -> None:
        text = codecs.getincrementaldecoder("utf-8")("replace")
        event = "content"
        await self._put(RETRY)
        chunks = follow(self.room, self._execution, self._stream_of_log, self._offset, limit=CHUNK)
        async with aclosing(chunks):
            async for chunk in chunks:
                whole = text.decode(chunk.content, final=not chunk.content)
                # What was cut inside a character is sent with the next event.
                sent = chunk.end - len(text.getstate()[0])
                if whole:
                    await self._event(msgspec.json.encode(whole), event=event, id=sent)
                if not chunk.content:
                    size: dict[str, Any] = {"size": chunk.size}
                    await self._event(msgspec.json.encode(size), event="done", id=sent)
                if chunk.end >= chunk.size:
                    event = "append"
