"""Tx: what can be done with nouns inside one transaction."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from attune_ops_nb.errors import NotFound
from attune_ops_nb.model import ChangeKind, Noun
from attune_ops_nb.store.tables import TABLES, change, cursor, name_of

N = TypeVar("N", bound=Noun)


class Reader:
    """Questions about nouns, answered on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, noun: type[N], id: int) -> N:
        """The row `id` of `noun`. NotFound if there is none."""
        for found in self.find(noun, id=id):
            return found
        raise NotFound(f"there is no {name_of(noun).replace('_', ' ')} {id}")

    def find(
        self,
        noun: type[N],
        *,
        before: int | None = None,
        after: int | None = None,
        limit: int | None = None,
        oldest_first: bool = False,
        **equal: Any,
    ) -> list[N]:
        """Rows whose columns equal the values given: a set means one of, None means NULL.

        Newest first, unless `oldest_first`; `before` and `after` are ids (keyset pages).
        """
        table = TABLES[noun]
        query = sa.select(table).where(*conditions(table, equal))
        if before is not None:
            query = query.where(table.c.id < before)
        if after is not None:
            query = query.where(table.c.id > after)
        query = query.order_by(table.c.id.asc() if oldest_first else table.c.id.desc())
        return nouns(noun, self.connection.execute(query.limit(limit)))

    def count(self, noun: type[N], by: str, **equal: Any) -> dict[Any, int]:
        """How many rows there are for each value of the column `by`."""
        table = TABLES[noun]
        column = table.c[by]
        query = sa.select(column, sa.func.count()).where(*conditions(table, equal))
        return {value: number for value, number in self.connection.execute(query.group_by(column))}

    def newest(self, noun: type[N], by: str, **equal: Any) -> list[N]:
        """The newest row for each value of the column `by`."""
        table = TABLES[noun]
        last = sa.select(sa.func.max(table.c.id)).where(*conditions(table, equal))
        query = sa.select(table).where(table.c.id.in_(last.group_by(table.c[by])))
        return nouns(noun, self.connection.execute(query))

    def cursor(self, name: str) -> int:
        """How far the follower `name` has come in the change feed."""
        query = sa.select(cursor.c.sequence).where(cursor.c.name == name)
        return self.connection.execute(query).scalar() or 0


class Tx(Reader):
    """Writes of nouns; all of them happen, with their changes in the feed, or none does."""

    def __init__(self, connection: Connection, now: Any) -> None:
        super().__init__(connection)
        self.now = now
        """The database's clock: a value, or the SQL that gives it."""
        self.changes: list[dict[str, Any]] = []

    def add(self, noun: N) -> N:
        """`noun` with the id and the times that the store gave it."""
        table = TABLES[type(noun)]
        values = msgspec.structs.asdict(noun)
        del values["id"]
        for stamp in ("created", "updated"):
            if stamp in values and values[stamp] is None:
                values[stamp] = self.now
        row = self.connection.execute(sa.insert(table).values(values).returning(table))
        (added,) = nouns(type(noun), row)
        self.changed(type(noun), added.id, ChangeKind.ADD)
        return added

    def update(
        self,
        noun: type[N],
        id: int,
        *,
        expect: dict[str, Any] | None = None,
        announce: bool = True,
        **fields: Any,
    ) -> N | None:
        """The row after `fields` were set; None if it is not, or no longer, as `expect` says.

        Without `announce` the feed does not tell: for heartbeats, which nobody shows.
        """
        table = TABLES[noun]
        if "updated" in table.c:
            fields.setdefault("updated", self.now)
        guarded = sa.update(table).where(table.c.id == id, *conditions(table, expect or {}))
        for updated in nouns(
            noun, self.connection.execute(guarded.values(fields).returning(table))
        ):
            if announce:
                self.changed(noun, id, ChangeKind.UPDATE)
            return updated
        return None

    def put(self, noun: N) -> N:
        """`noun`, written over the row that has its id."""
        fields = msgspec.structs.asdict(noun)
        del fields["id"]
        fields.pop("updated", None)
        if (updated := self.update(type(noun), noun.id, **fields)) is None:
            raise NotFound(f"there is no {name_of(type(noun))} {noun.id}")
        return updated

    def remove(self, noun: type[N], id: int) -> None:
        """Row `id` of `noun` is gone, if it was there."""
        table = TABLES[noun]
        if self.connection.execute(sa.delete(table).where(table.c.id == id)).rowcount:
            self.changed(noun, id, ChangeKind.DELETE)

    def advance(self, name: str, sequence: int) -> None:
        """The follower `name` has done with every change up to `sequence`."""
        done = sa.update(cursor).where(cursor.c.name == name).values(sequence=sequence)
        if self.connection.execute(done).rowcount == 0:
            self.connection.execute(sa.insert(cursor).values(name=name, sequence=sequence))

    def changed(self, noun: type[Noun], id: int, kind: ChangeKind) -> None:
        """Say in the feed that row `id` of `noun` was written."""
        self.changes.append({"noun": name_of(noun), "id": id, "kind": kind.value})

    def publish(self) -> None:
        """Append what was changed to the feed, at the end of the transaction."""
        if not self.changes:
            return
        if self.connection.dialect.name == "postgresql":
            # Sequences are given before commit: without the lock a follower that saw 8 could
            # miss a 7 that is committed later.
            self.connection.execute(sa.text("SELECT pg_advisory_xact_lock(7266)"))
            self.connection.execute(sa.text("NOTIFY attune"))
        self.connection.execute(sa.insert(change), self.changes)


def conditions(table: sa.Table, equal: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """A condition for each column: a set means one of, None means NULL."""
    return [_condition(table.c[name], value) for name, value in equal.items()]


def _condition(column: sa.Column[Any], value: Any) -> sa.ColumnElement[bool]:
    if value is None:
        return column.is_(None)
    if isinstance(value, set | frozenset):
        return column.in_(value)
    return sa.and_(column == value)


def nouns(noun: type[N], rows: Iterable[sa.Row[Any]]) -> list[N]:
    """Rows as nouns."""
    return [noun(**row._mapping) for row in rows]
