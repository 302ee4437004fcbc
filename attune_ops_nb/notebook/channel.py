"""Channel: the wire of one widget through the kernel, where the browser cannot reach our server.

Requests are answered as they come. Changes and logs are pushed by a thread, so that they arrive
while a cell runs. Jupyter drops messages above 1,000 a second, so they go in batches.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from attune_ops_nb import __version__
from attune_ops_nb.errors import AttuneError, NotFound
from attune_ops_nb.model import Artifact, Change, ChangeKind, Execution
from attune_ops_nb.notebook import answers
from attune_ops_nb.notebook.connect import AnyEngine

CHUNK = 256 * 1024
CHUNKS_A_ROUND = 4
CHANGES_A_ROUND = 200
LARGEST_OFFER = 1024 * 1024
FIRST_OFFER, OFFERS = 0.3, 6
"""Seconds until a log is first sent unasked, and how often: each time the wait is doubled."""

Send = Callable[[dict[str, Any], list[bytes]], None]


class Ask(msgspec.Struct, frozen=True):
    """A message of the front end."""

    type: str = ""
    since: int | None = None
    execution: int = 0
    offset: int = msgspec.field(name="from", default=0)


class Channel:
    """One widget: `receive` what it says; `push` what is new for it."""

    def __init__(self, engine: AnyEngine, send: Send) -> None:
        self._engine = engine
        self._send = send
        self._lock = threading.RLock()
        self._sequence: int | None = None
        self._follows: dict[int, int] = {}
        self._offer: Offer | None = None
        self.heard = False
        """Whether the front end has ever said anything."""

    @property
    def following(self) -> bool:
        """Whether a log has to be looked at."""
        return bool(self._follows) or self._offer is not None

    @property
    def idle(self) -> bool:
        """Whether nobody is there to whom anything could be pushed."""
        return self._sequence is None and not self.following

    def receive(self, content: Any) -> None:
        """Answer a message of the front end, at once."""
        with self._lock:
            self.heard, self._offer = True, None
            try:
                self._answer(content)
            except AttuneError as error:
                self._tell({"type": "error", "message": error.message})
            except msgspec.ValidationError as error:
                self._tell({"type": "error", "message": f"not understood: {error}"})

    def offer(self, execution: int) -> None:
        """Send the log of `execution` without being asked, until the front end is heard.

        A kernel that waits for a run does not hear its front end (unless it has subshells), and
        the first messages may come before anybody is there to take them: so it begins anew a few
        times. What has arrived already is dropped there.
        """
        with self._lock:
            self._offer = Offer(execution)

    def push(self) -> None:
        """Send what is new."""
        with self._lock:
            try:
                self._push_offer()
                if self._sequence is not None:
                    self._push_changes(self._sequence)
                for execution in list(self._follows):
                    self._push_log(execution)
            except AttuneError:
                return  # the store or the server is away for a moment; the next round asks again

    def close(self) -> None:
        """Push nothing any more."""
        with self._lock:
            self._sequence, self._offer = None, None
            self._follows.clear()

    def _answer(self, content: Any) -> None:
        if isinstance(content, dict) and "method" in content:
            request = msgspec.convert(content, answers.Request)
            answer = answers.answer(self._engine, request)
            told = {"id": request.id, "status": answer.status, "body": answer.body}
            self._send(told, [] if answer.content is None else [answer.content])
            return
        ask = msgspec.convert(content, Ask)
        match ask.type:
            case "changes":
                self._welcome(ask.since)
                self.push()
            case "follow":
                self._follows[ask.execution] = self._from(ask.execution, ask.offset)
                self.push()
            case "unfollow":
                self._follows.pop(ask.execution, None)

    def _from(self, execution: int, offset: int) -> int:
        if offset >= 0:
            return offset
        return max(0, self._engine.executions.log_size(execution) + offset)

    def _welcome(self, since: int | None) -> None:
        newest = self._engine.changes.newest()
        # A sequence that is not reached yet is that of another store.
        self._sequence = newest if since is None or since > newest else since
        info = msgspec.to_builtins(self._engine.settings.info())
        self._tell({"type": "welcome", "sequence": newest, "version": __version__, "info": info})

    def _push_changes(self, since: int) -> None:
        found = self._engine.changes.since(since, CHANGES_A_ROUND)
        if not found:
            return
        newest = {(change.noun, change.id): change for change in found}
        items = [self._item(change) for change in newest.values()]
        self._sequence = found[-1].sequence
        self._tell({"type": "changes", "sequence": self._sequence, "items": items})

    def _item(self, change: Change) -> dict[str, Any]:
        row, kind = None, change.kind
        if change.kind is not ChangeKind.DELETE:
            try:
                row = self._row(change)
            except NotFound:
                kind = ChangeKind.DELETE
        item: dict[str, Any] = msgspec.to_builtins(
            {
                "sequence": change.sequence,
                "noun": change.noun,
                "id": change.id,
                "kind": kind,
                "row": row,
            }
        )
        return item

    def _row(self, change: Change) -> Execution | Artifact | None:
        """The rows that views draw from the feed; the others only say that something changed."""
        match change.noun:
            case "execution":
                return self._engine.executions.get(change.id)
            case "artifact":
                return self._engine.artifacts.get(change.id)
        return None

    def _push_log(self, id: int) -> None:
        try:
            ended = self._engine.executions.get(id).status.ended
        except NotFound as error:
            del self._follows[id]
            self._tell({"type": "error", "execution": id, "message": error.message})
            return
        size = self._engine.executions.log_size(id)
        for _ in range(CHUNKS_A_ROUND):
            offset = self._follows[id]
            chunk = self._engine.executions.log(id, offset=offset, limit=CHUNK)
            if not chunk:
                break
            self._follows[id] = offset + len(chunk)
            size = max(size, self._follows[id])
            self._send({"type": "log", "execution": id, "offset": offset, "size": size}, [chunk])
        if ended and self._follows[id] >= size:
            del self._follows[id]
            self._tell({"type": "log_end", "execution": id, "size": size})

    def _push_offer(self) -> None:
        offer = self._offer
        if offer is None or not offer.due():
            return
        execution = self._engine.executions.get(offer.execution)
        self._welcome(None)
        change = Change(
            sequence=self._sequence or 0,
            noun="execution",
            id=execution.id,
            kind=ChangeKind.UPDATE,
        )
        self._tell({"type": "changes", "sequence": self._sequence, "items": [self._item(change)]})
        if self._follows.get(execution.id, 0) < LARGEST_OFFER:
            self._follows[execution.id] = 0
        if offer.left == 0:  # there is nobody
            self._offer, self._sequence = None, None

    def _tell(self, message: dict[str, Any]) -> None:
        self._send(message, [])


class Offer:
    """When a log is sent again to a front end that has not been heard."""

    def __init__(self, execution: int) -> None:
        self.execution = execution
        self.left = OFFERS
        self._wait = FIRST_OFFER
        self._at = time.monotonic() + self._wait

    def due(self) -> bool:
        """Whether it is time; if so, the next time is twice as far away."""
        if time.monotonic() < self._at:
            return False
        self.left -= 1
        self._wait *= 2
        self._at = time.monotonic() + self._wait
        return True
