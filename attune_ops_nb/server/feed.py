"""Feed: one thread per server that waits for writes, and hands what changed to the event loop.

Rows are fetched and encoded once, in that thread, however many sockets show them. The same thread
looks after the logs that are followed: the bell says when, and a look every LOOK_SECONDS makes up
for a ring that was lost.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.model import (
    Action,
    Artifact,
    ArtifactVersion,
    Change,
    ChangeKind,
    Execution,
    LogStream,
    Noun,
    Pack,
    Runtime,
    Worker,
)
from attune_ops_nb.store import Store, logs
from attune_ops_nb.store.tables import name_of

LOOK_SECONDS = 0.05
POLL_SECONDS = 1.0
SHORTEST_ROUND = 0.05
"""Runs at full speed ring all the time; what comes after a silence is told at once."""
PAGE = 1000
SHOWN: dict[str, type[Noun]] = {
    name_of(noun): noun
    for noun in (Action, Artifact, ArtifactVersion, Execution, Pack, Runtime, Worker)
}
EXECUTION = name_of(Execution)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """The newest change of one row, and the row as it is now."""

    sequence: int
    noun: str
    id: int
    kind: ChangeKind
    row: Noun | None
    encoded: bytes
    """As the socket sends it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """What was written up to the change `sequence`."""

    sequence: int
    items: list[Item]


Listener = Callable[[Batch], None]


class Watch:
    """A log that somebody follows: `news` is set when it grew, or when its execution ended."""

    def __init__(self, execution: int, stream: LogStream) -> None:
        self.execution = execution
        self.stream = stream
        self.news = asyncio.Event()
        self.ended = False
        self.size = -1


class Feed:
    """Listeners and watches of one event loop. Its thread runs only while there are any."""

    def __init__(self, store: Store, config: Config, loop: asyncio.AbstractEventLoop) -> None:
        self._store = store
        self._config = config
        self._loop = loop
        self._lock = threading.Lock()
        self._newcomers: list[tuple[Listener, asyncio.Future[int]]] = []
        self._listeners: list[Listener] = []
        self._watches: set[Watch] = set()
        self._thread: threading.Thread | None = None
        self._closed = False

    async def listen(self, listener: Listener) -> int:
        """Call `listener`, in the loop, for every change after the one returned."""
        admitted: asyncio.Future[int] = self._loop.create_future()
        with self._lock:
            self._newcomers.append((listener, admitted))
            self._start()
        return await admitted

    def leave(self, listener: Listener) -> None:
        """Call `listener` no more."""
        with self._lock:
            self._newcomers = [each for each in self._newcomers if each[0] is not listener]
            self._listeners = [each for each in self._listeners if each is not listener]

    def watch(self, watch: Watch) -> None:
        """Tell `watch` of news until `unwatch`."""
        with self._lock:
            self._watches.add(watch)
            self._start()

    def unwatch(self, watch: Watch) -> None:
        """Tell `watch` no more."""
        with self._lock:
            self._watches.discard(watch)

    def close(self) -> None:
        """The thread ends within a look."""
        self._closed = True
        if self._thread is not None:
            self._thread.join(timeout=1)

    def _start(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="attune-feed", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        position = Position(self._store)
        while not self._finished():
            begun = time.monotonic()
            rings = self._store.bells.count()
            try:
                more = self._round(position)
            except (AttuneError, OSError):  # it will be well again, or every request says why not
                more, position.rung = False, True
            time.sleep(max(0.0, begun + SHORTEST_ROUND - time.monotonic()))
            if not more:
                position.rung = self._store.wait(rings, LOOK_SECONDS)

    def _finished(self) -> bool:
        with self._lock:
            if self._closed or not (self._newcomers or self._listeners or self._watches):
                self._thread = None
                return True
        return False

    def _round(self, position: "Position") -> bool:
        """Tell everybody what is new; whether there is more to tell at once."""
        batch = position.advance()
        with self._lock:
            listeners, watches = list(self._listeners), list(self._watches)
            newcomers, self._newcomers = self._newcomers, []
            self._listeners += [listener for listener, _ in newcomers]
        if batch.items:
            self._tell(_publish, listeners, batch)
        for _, admitted in newcomers:
            self._tell(_admit, admitted, batch.sequence)
        if woken := list(self._woken(watches, batch)):
            self._tell(_wake, woken)
        return position.behind

    def _woken(self, watches: list[Watch], batch: Batch) -> Iterator[tuple[Watch, bool]]:
        """The watches with news, and whether their execution has ended."""
        ended = {
            item.id
            for item in batch.items
            if isinstance(item.row, Execution) and item.row.status.ended
        }
        for watch in watches:
            size = logs.size(self._config, watch.execution, watch.stream)
            if size != watch.size or watch.execution in ended:
                watch.size = size
                yield watch, watch.execution in ended

    def _tell(self, do: Callable[..., None], *arguments: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(do, *arguments)


class Position:
    """How far the thread has come in the feed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sequence: int | None = None
        self._looked = 0.0
        self.rung = True
        self.behind = False

    def advance(self) -> Batch:
        """What was written since the last call. Without a ring it looks every POLL_SECONDS."""
        if self._sequence is None:
            self._sequence = self._store.last_change()
        found: list[Change] = []
        if self.rung or self.behind or time.monotonic() - self._looked > POLL_SECONDS:
            found = list(self._store.changes(self._sequence, PAGE))
            self._looked = time.monotonic()
        self.behind = len(found) == PAGE
        self._sequence = found[-1].sequence if found else self._sequence
        return Batch(sequence=self._sequence, items=items_of(self._store, found))


def items_of(store: Store, changes: Iterable[Change]) -> list[Item]:
    """The newest of `changes` for each row, with the row, in the order of the feed."""
    newest: dict[tuple[str, int], Change] = {}
    added = set()
    for change in changes:
        key = change.noun, change.id
        newest.pop(key, None)
        newest[key] = change
        if change.kind is ChangeKind.ADD:
            added.add(key)
    rows = _rows(store, newest)
    return [_item(change, rows.get(key), key in added) for key, change in newest.items()]


def _rows(store: Store, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Noun]:
    ids: dict[str, set[int]] = {}
    for noun, id in wanted:
        if noun in SHOWN:
            ids.setdefault(noun, set()).add(id)
    return {(noun, row.id): row for noun in ids for row in store.find(SHOWN[noun], id=ids[noun])}


def _item(change: Change, row: Noun | None, added: bool) -> Item:
    kind = change.kind
    if row is None and change.noun in SHOWN:
        kind = ChangeKind.DELETE
    elif added and kind is ChangeKind.UPDATE:
        kind = ChangeKind.ADD
    fields = {"sequence": change.sequence, "noun": change.noun, "id": change.id, "kind": kind}
    return Item(
        sequence=change.sequence,
        noun=change.noun,
        id=change.id,
        kind=kind,
        row=row,
        encoded=msgspec.json.encode({**fields, "row": row}),
    )


def _publish(listeners: list[Listener], batch: Batch) -> None:
    for listener in listeners:
        listener(batch)


def _admit(admitted: "asyncio.Future[int]", sequence: int) -> None:
    if not admitted.done():
        admitted.set_result(sequence)


def _wake(woken: list[tuple[Watch, bool]]) -> None:
    for watch, ended in woken:
        watch.ended = watch.ended or ended
        watch.news.set()
