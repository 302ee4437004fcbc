"""websocket: one socket per page, with the change feed and every log that the page follows."""

import asyncio
import itertools
import struct
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from functools import partial
from typing import Annotated, Any

import msgspec
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from attune_ops_nb import __version__
from attune_ops_nb.errors import AttuneError, Invalid
from attune_ops_nb.model import LogStream
from attune_ops_nb.server.credentials import reads
from attune_ops_nb.server.feed import Batch, Item, items_of
from attune_ops_nb.server.follow import follow
from attune_ops_nb.server.handler import Answering
from attune_ops_nb.server.notifications import Statuses, checked_filter, wanted
from attune_ops_nb.work.embedded import Attune

HEADER = struct.Struct(">QQQ")
"""Execution, offset of the first byte, size of the log so far; then the bytes."""
MOST_FOLLOWS = 64
ITEMS_PER_MESSAGE = 200
LONGEST_BACKLOG = 20_000
"""Rows that wait for a reader; one that is further behind is gone or stuck."""
PAGE = 1000
PING_SECONDS = 30.0
PLATFORM = "attune.v1"
"""The subprotocol that the platform's own clients offer."""

Number = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Offset = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]

_clients = itertools.count(1)


class Changes(msgspec.Struct, frozen=True, tag="changes"):
    """Start the change feed; `since` is the last change that the client has seen."""

    since: Number | None = None


class Follow(msgspec.Struct, frozen=True, tag="follow", rename={"offset": "from"}):
    """Send the log of an execution from that byte on; again means anew."""

    execution: Number
    offset: Offset = 0


class Unfollow(msgspec.Struct, frozen=True, tag="unfollow"):
    """Send no more of it."""

    execution: Number


class Subscribe(msgspec.Struct, frozen=True, tag="subscribe"):
    """Send notifications that match a filter."""

    filter: str


class Unsubscribe(msgspec.Struct, frozen=True, tag="unsubscribe"):
    """Take a filter back."""

    filter: str


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Nothing is asked for."""


Message = Changes | Follow | Unfollow | Subscribe | Unsubscribe | Ping
_decoder = msgspec.json.Decoder(Message)


class Socket(Answering, WebSocketHandler):
    """A page. Each thing that it follows is a task; all are dropped when it goes."""

    @reads
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the socket."""
        await WebSocketHandler.get(self, *args, **kwargs)

    @property
    def ping_interval(self) -> float:
        """Keeps proxies from closing it, and finds out who is gone without a word."""
        return PING_SECONDS

    @property
    def ping_timeout(self) -> float:
        """How long an answer may take."""
        return PING_SECONDS

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """The platform's clients offer one, and expect it to be taken."""
        return PLATFORM if PLATFORM in subprotocols else None

    def open(self, *args: Any, **kwargs: Any) -> None:
        """The page is there."""
        self._client = f"client_{next(_clients)}"
        self._tasks: dict[object, asyncio.Task[None]] = {}
        self._pending: dict[tuple[str, int], Item] = {}
        self._more = asyncio.Event()
        self._filters: set[str] = set()
        self._statuses = Statuses()
        self._greeted = False
        self._listening = False
        self.set_nodelay(True)
        self.room.guests.add(self)
        if self.selected_subprotocol == PLATFORM:
            self._start("greeting", self._welcome)

    async def on_message(self, message: str | bytes) -> None:
        """Do what the page asks for, or say why not."""
        try:
            await self._do(_decoder.decode(message))
        except msgspec.MsgspecError as error:
            await self._trouble(f"not understood: {error}")
        except AttuneError as error:
            await self._trouble(str(error))

    def end(self) -> None:
        """The server stops."""
        self.close(1001, "the server stops")

    def on_close(self) -> None:
        """The page is gone."""
        self.room.guests.discard(self)
        for task in self._tasks.values():
            task.cancel()

    async def _do(self, message: Message) -> None:
        match message:
            case Changes(since=since):
                self._start("changes", partial(self._send_changes, since))
            case Follow(execution=execution, offset=offset):
                self._check_room_for(execution)
                self._start(execution, partial(self._send_log, execution, offset))
            case Unfollow(execution=execution):
                self._stop(execution)
            case Subscribe(filter=text):
                self._filters.add(checked_filter(text, await self._identity(text)))
                if not self._greeted:
                    await self._welcome()
                if not self._listening:
                    self._start("notifications", self._send_notifications)
            case Unsubscribe(filter=text):
                self._filters.discard(text)

    def _check_room_for(self, execution: int) -> None:
        follows = sum(isinstance(name, int) for name in self._tasks)
        if execution not in self._tasks and follows >= MOST_FOLLOWS:
            raise Invalid(f"a page follows at most {MOST_FOLLOWS} logs; unfollow one first")

    def _start(self, name: object, send: Callable[[], Awaitable[None]]) -> None:
        """Do it beside the rest, instead of what had this name."""
        self._stop(name)
        task = asyncio.create_task(self._until_closed(name, send))
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))

    def _stop(self, name: object) -> None:
        if (task := self._tasks.pop(name, None)) is not None:
            task.cancel()

    def _forget(self, name: object, task: "asyncio.Task[None]") -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]

    async def _until_closed(self, name: object, send: Callable[[], Awaitable[None]]) -> None:
        with suppress(WebSocketClosedError):
            try:
                await send()
            except AttuneError as error:
                await self._trouble(str(error), execution=name if isinstance(name, int) else None)

    async def _send_log(self, execution: int, offset: int) -> None:
        chunks = follow(self.room, execution, LogStream.LOG, offset)
        async with aclosing(chunks):
            async for chunk in chunks:
                if chunk.content:
                    head = HEADER.pack(execution, chunk.offset, chunk.size)
                    await self.write_message(head + chunk.content, binary=True)
                else:
                    await self._send(type="log_end", execution=execution, size=chunk.size)

    async def _send_changes(self, since: int | None) -> None:
        feed = await self.room.feed()
        self._pending.clear()
        listener = partial(self._heard)
        try:
            start = await feed.listen(listener)
            complete = await self.room.call(lambda engine: _complete(engine, since))
            await self._welcome(sequence=start, complete=complete)
            if since is not None:
                await self._catch_up(since, start)
            await self._send_pending()
        finally:
            feed.leave(listener)

    def _heard(self, batch: Batch) -> None:
        for item in batch.items:
            # Taken out first, so that the order is that of the newest change of each row.
            self._pending.pop((item.noun, item.id), None)
            self._pending[item.noun, item.id] = item
        if len(self._pending) > LONGEST_BACKLOG:
            self.close(1013, "too slow: connect again")
        self._more.set()

    async def _send_pending(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while keys := list(itertools.islice(self._pending, ITEMS_PER_MESSAGE)):
                await self._send_items([self._pending.pop(key) for key in keys])

    async def _catch_up(self, since: int, until: int) -> None:
        """What was written while the page was away."""
        while since < until:
            found = await self.room.call(
                lambda engine: items_of(engine.store, engine.changes.since(since, PAGE))  # noqa: B023
            )
            if not found:
                return
            for first in range(0, len(found), ITEMS_PER_MESSAGE):
                await self._send_items(found[first : first + ITEMS_PER_MESSAGE])
            since = found[-1].sequence

    async def _send_items(self, items: list[Item]) -> None:
        encoded = b",".join(item.encoded for item in items)
        head = b'{"type":"changes","sequence":%d,"items":[' % items[-1].sequence
        await self.write_message(head + encoded + b"]}")

    async def _send_notifications(self) -> None:
        heard: asyncio.Queue[Batch] = asyncio.Queue()
        feed = await self.room.feed()
        self._listening = True
        listener = heard.put_nowait
        try:
            await feed.listen(listener)
            while True:
                for item in (await heard.get()).items:
                    notification = self._statuses.notification(item)
                    if notification is not None and wanted(notification, self._filters):
                        await self.write_message(msgspec.json.encode(notification))
        finally:
            self._listening = False
            feed.leave(listener)

    async def _welcome(self, *, sequence: int | None = None, complete: bool = True) -> None:
        self._greeted = True
        newest, info = await self.room.call(
            lambda engine: (engine.changes.newest(), engine.settings.info()), login=self.login
        )
        await self._send(
            type="welcome",
            sequence=newest if sequence is None else sequence,
            complete=complete,
            version=__version__,
            info=info,
            client_id=self._client,
            message="Connected to Attune Notifier",
        )

    async def _identity(self, text: str) -> int | None:
        """Our id, where the filter asks for it."""
        if not text.startswith("user:"):
            return None
        own = await self.room.call(lambda engine: engine.identities.own(), login=self.login)
        return own.id

    async def _trouble(self, message: str, execution: int | None = None) -> None:
        about = {} if execution is None else {"execution": execution}
        with suppress(WebSocketClosedError):
            await self._send(type="error", message=message, **about)

    async def _send(self, **message: Any) -> None:
        await self.write_message(msgspec.json.encode(message))


def _complete(engine: Attune, since: int | None) -> bool:
    """Whether the feed still holds everything after `since`; old changes are forgotten."""
    if since is None:
        return True
    oldest = engine.changes.since(0, 1)
    return not oldest or since >= oldest[0].sequence - 1
