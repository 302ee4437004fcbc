"""Store: nouns in a database, and the feed of their changes."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict
from attune_ops_nb.model import Change, ChangeKind, Execution, Noun
from attune_ops_nb.store import claims, prepared
from attune_ops_nb.store.bells import POLL_SECONDS, Bells
from attune_ops_nb.store.databases import SQLite, database
from attune_ops_nb.store.listening import Listener
from attune_ops_nb.store.schema import bring_up
from attune_ops_nb.store.tables import change
from attune_ops_nb.store.tx import CLOCK, Reader, Tx

N = TypeVar("N", bound=Noun)
T = TypeVar("T")
Clock = Callable[[], datetime]
CHANGES = (
    sa.select(change.c.sequence, change.c.noun, change.c.id, change.c.kind)
    .where(change.c.sequence > sa.bindparam("since", type_=sa.BigInteger()))
    .order_by(change.c.sequence)
    .limit(sa.bindparam("limit", type_=sa.Integer()))
)
NEWEST_CHANGE = sa.select(sa.func.max(change.c.sequence))


class Store:
    """Nouns in a database. Safe to use from many threads and, on one file, many programs."""

    def __init__(self, config: Config, *, clock: Clock | None = None) -> None:
        self._database = database(config.url)
        self._embedded = isinstance(self._database, SQLite)
        self._clock = clock
        bring_up(self._database)
        self.bells: Bells | Listener = (
            Bells(config.database_path.with_suffix(".bells"))
            if self._embedded
            else Listener(self._database.engine)
        )

    def tx(self, do: Callable[[Tx], T]) -> T:
        """What `do` gives, when all that it wrote is durable. It may be called more than once."""

        def whole(connection: sa.Connection) -> tuple[T, bool]:
            tx = Tx(connection, self._now_in(connection))
            value = do(tx)
            tx.publish()
            return value, bool(tx.changes)

        try:
            value, changed = self._database.write(whole)
        except sa.exc.IntegrityError as error:
            raise Conflict(f"already there: {error.orig}") from error
        if changed:
            self.bells.ring()
        return value

    def read(self, do: Callable[[Reader], T]) -> T:
        """What `do` finds in one consistent view; it never waits for a writer."""
        return self._database.read(lambda connection: do(Reader(connection)))

    def now(self) -> datetime:
        """The database's clock, which all leases and stamps go by."""
        if self._clock is not None:
            return self._clock()
        if self._embedded:
            return datetime.now(UTC)
        return self._database.read(
            lambda connection: connection.execute(sa.select(CLOCK)).scalar_one()
        )

    def add(self, noun: N) -> N:
        """`noun` as the store keeps it, with an id. Conflict if its ref is taken."""
        return self.tx(lambda tx: tx.add(noun))

    def get(self, noun: type[N], id: int) -> N:
        """The row `id` of `noun`. NotFound if there is none."""
        return self.read(lambda reader: reader.get(noun, id))

    def find(self, noun: type[N], **asked: Any) -> list[N]:
        """Rows of `noun`, newest first; see `Reader.find`."""
        return self.read(lambda reader: reader.find(noun, **asked))

    def put(self, noun: N) -> N:
        """`noun`, written over the row that has its id."""
        return self.tx(lambda tx: tx.put(noun))

    def update(
        self, noun: type[N], id: int, *, expect: dict[str, Any] | None = None, **fields: Any
    ) -> N | None:
        """The row after `fields` were set; None if it is not, or no longer, as `expect` says."""
        return self.tx(lambda tx: tx.update(noun, id, expect=expect, **fields))

    def claim(
        self, worker: int, queues: Collection[str], slots: int, lease: timedelta
    ) -> list[Execution]:
        """Up to `slots` requested executions, now scheduled for `worker` until the lease ends."""
        return self.tx(lambda tx: claims.claim(tx, worker, queues, slots, lease))

    def renew(self, worker: int, ids: Collection[int], lease: timedelta) -> dict[int, Execution]:
        """The executions that `worker` still holds; one that is missing is no longer its own."""
        return self.tx(lambda tx: claims.renew(tx, worker, ids, lease))

    def lapsed(self) -> list[Execution]:
        """Claimed executions whose worker has not renewed its lease."""
        return self.read(lambda reader: claims.lapsed(reader, self.now()))

    def changes(self, since: int, limit: int = 1000) -> list[Change]:
        """What was written after the change `since`, oldest first."""

        def rows(reader: Reader) -> list[Change]:
            asked = {"since": since, "limit": limit}
            return [
                Change(sequence=sequence, noun=noun, id=id, kind=ChangeKind(kind))
                for sequence, noun, id, kind in prepared.run(reader.connection, CHANGES, asked)
            ]

        return self.read(rows)

    def last_change(self) -> int:
        """The sequence of the newest change; 0 if nothing was ever written."""

        def newest(reader: Reader) -> int:
            ((sequence,),) = prepared.run(reader.connection, NEWEST_CHANGE)
            return sequence or 0

        return self.read(newest)

    def forget_changes(self, keep: int) -> None:
        """Remove all but the newest `keep` changes from the feed."""

        def cut(connection: sa.Connection) -> None:
            newest = sa.select(sa.func.max(change.c.sequence)).scalar_subquery()
            connection.execute(sa.delete(change).where(change.c.sequence <= newest - keep))

        self._database.write(cut)

    def wait(self, seen: int, timeout: float = POLL_SECONDS) -> bool:
        """Whether somebody wrote since `self.bells.count()` gave `seen`; see `Bells.wait`."""
        return self.bells.wait(seen, timeout)

    def close(self) -> None:
        """Let go of connections and of our bell."""
        self.bells.close()
        self._database.close()

    def _now_in(self, connection: sa.Connection) -> Any:
        if self._clock is not None:
            return self._clock()
        if self._embedded:
            return datetime.now(UTC)
        return CLOCK
