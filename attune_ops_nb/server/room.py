"""EngineRoom: the engine of one server, and the threads in which all that may block is done."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from logging import Logger
from typing import Protocol, TypeVar

from attune_ops_nb.errors import AttuneError
from attune_ops_nb.model import Status
from attune_ops_nb.server.feed import Feed
from attune_ops_nb.work.embedded import Attune

T = TypeVar("T")
VERB_THREADS = 8
LOG_THREADS = 4
"""Apart from the verbs: eight logs at full speed must not delay a click."""
AT_WORK = [status for status in Status if not status.ended]


class Guest(Protocol):
    """A socket or a stream that is open."""

    def end(self) -> None: ...


class EngineRoom:
    """`open_engine` is called at the first need, and again at the next if it was refused."""

    def __init__(self, open_engine: Callable[[], Attune], log: Logger) -> None:
        self.guests: set[Guest] = set()
        self._open_engine = open_engine
        self._log = log
        self._verbs = ThreadPoolExecutor(VERB_THREADS, thread_name_prefix="attune-verb")
        self._logs = ThreadPoolExecutor(LOG_THREADS, thread_name_prefix="attune-log")
        self._lock = threading.Lock()
        self._engine: Attune | None = None
        self._feed: Feed | None = None
        self._refusal = ""
        self._at_work = True
        self._closed = False

    async def call(self, do: Callable[[Attune], T], *, login: str | None = None) -> T:
        """What `do` gives, done in a thread with the engine acting for `login`."""

        def called() -> T:
            engine = self._opened()
            return do(engine if login is None else engine.on_behalf_of(login))

        return await asyncio.get_running_loop().run_in_executor(self._verbs, called)

    async def read(self, do: Callable[[], T]) -> T:
        """What `do` reads from a file, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._logs, do)

    async def feed(self) -> Feed:
        """The change feed, for as many as want to listen."""
        store, config = await self.call(lambda engine: (engine.store, engine.config))
        if self._feed is None:
            self._feed = Feed(store, config, asyncio.get_running_loop())
        return self._feed

    def busy(self) -> bool:
        """Whether runs went on when this was last asked; it is looked up anew meanwhile."""
        if not self._closed:
            self._verbs.submit(self._look)
        return self._at_work

    def dismiss(self) -> None:
        """End what is open."""
        for guest in list(self.guests):
            guest.end()

    def close(self) -> None:
        """Let go of everything; what is being done is not waited for."""
        self._closed = True
        if self._feed is not None:
            self._feed.close()
        self._verbs.shutdown(wait=False, cancel_futures=True)
        self._logs.shutdown(wait=False, cancel_futures=True)
        if self._engine is not None:
            self._engine.close()

    def _look(self) -> None:
        try:
            page = self._opened().executions.list(status=AT_WORK, per_page=1)
        except AttuneError:
            self._at_work = False
        else:
            self._at_work = bool(page.items)

    def _opened(self) -> Attune:
        if self._engine is not None:
            return self._engine
        with self._lock:
            if self._engine is None:
                try:
                    self._engine = self._open_engine()
                except AttuneError as error:
                    self._say(str(error))
                    raise
            return self._engine

    def _say(self, refusal: str) -> None:
        if refusal != self._refusal:
            self._refusal = refusal
            self._log.error("attune_ops: %s", refusal)
