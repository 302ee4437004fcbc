"""Tx: what can be done with nouns inside one transaction."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from attune_ops_nb.errors import NotFound
from attune_ops_nb.model import ChangeKind, Noun
from attune_ops_nb.store import prepared
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
        pages = {"before": before, "after": after, "limit": limit}
        asked = Asked(equal, paged=[name for name, value in pages.items() if value is not None])
        values = {f"_{name}": value for name, value in pages.items() if value is not None}
        query = _select(TABLES[noun], asked.shape, oldest_first)
        return made(noun, prepared.run(self.connection, query, {**asked.values, **values}))

    def count(self, noun: type[N], by: str, **equal: Any) -> dict[Any, int]:
        """How many rows there are for each value of the column `by`."""
        table = TABLES[noun]
        column = table.c[by]
        asked = Asked(equal)
        query = sa.select(column, sa.func.count()).where(*_where(table, asked.shape))
        rows = self.connection.execute(query.group_by(column), asked.values)
        return {value: number for value, number in rows}

    def newest(self, noun: type[N], by: str, **equal: Any) -> list[N]:
        """The newest row for each value of the column `by`."""
        table = TABLES[noun]
        asked = Asked(equal)
        last = sa.select(sa.func.max(table.c.id)).where(*_where(table, asked.shape))
        query = sa.select(table).where(table.c.id.in_(last.group_by(table.c[by])))
        return nouns(noun, self.connection.execute(query, asked.values))

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
        stamped, spoken, plain = _apart(values)
        statement = _insert(table, stamped)
        if spoken:
            (added,) = nouns(type(noun), self.connection.execute(statement.values(spoken), plain))
        else:
            rows = prepared.run(self.connection, statement, plain, tuple(plain))
            (added,) = made(type(noun), rows)
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
        asked = Asked({"id": id, **(expect or {})})
        stamped, spoken, plain = _apart(fields)
        statement = _update(table, asked.shape, tuple(plain), stamped)
        given = {**asked.values, **plain}
        if spoken:
            found = nouns(noun, self.connection.execute(statement.values(spoken), given))
        else:
            found = made(noun, prepared.run(self.connection, statement, given))
        if found and announce:
            self.changed(noun, id, ChangeKind.UPDATE)
        return found[0] if found else None

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
            self.connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7266)")
            self.connection.exec_driver_sql("NOTIFY attune")
        prepared.run_many(self.connection, CHANGED, self.changes)


class Asked:
    """Conditions on columns: their shape, by which a statement is made once, and their values."""

    def __init__(self, equal: dict[str, Any], paged: Iterable[str] = ()) -> None:
        compared = ((name, _kind(value)) for name, value in equal.items())
        self.shape: Shape = (*compared, *((name, "page") for name in paged))
        self.values: dict[str, Any] = {}
        for name, value in equal.items():
            if not isinstance(value, set | frozenset):
                self.values[f"_{name}"] = value
            elif len(value) > FEW:
                self.values[f"_{name}"] = list(value)
            else:
                self.values |= {f"_{name}_{place}": each for place, each in enumerate(value)}


FEW = 8
"""Of so many values, at most, each has a place of its own in a statement that is made once."""
Shape = tuple[tuple[str, str], ...]
SQL = sa.sql.ClauseElement
CHANGED = sa.insert(change)
CLOCK = sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))
"""What time it is by the clock of PostgreSQL."""


def _apart(fields: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]:
    """Which are the clock's time; what else only the database can say; and plain values.

    The first are part of a statement that is made once, the second of one that is made each time.
    """
    stamped = tuple(name for name, value in fields.items() if value is CLOCK)
    spoken = {
        name: value
        for name, value in fields.items()
        if value is not CLOCK and isinstance(value, SQL)
    }
    plain = {name: value for name, value in fields.items() if not isinstance(value, SQL)}
    return stamped, spoken, plain


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if not isinstance(value, set | frozenset):
        return "equal"
    return f"among {len(value)}" if len(value) <= FEW else "among many"


@cache
def _select(table: sa.Table, shape: Shape, oldest_first: bool) -> sa.Select[Any]:
    """Made once: to build a statement costs SQLAlchemy more than to run it costs SQLite."""
    query = sa.select(table).where(*_where(table, shape))
    query = query.order_by(table.c.id.asc() if oldest_first else table.c.id.desc())
    limited = ("limit", "page") in shape
    return query.limit(sa.bindparam("_limit", type_=sa.Integer())) if limited else query


@cache
def _insert(table: sa.Table, stamped: tuple[str, ...]) -> Any:
    statement = sa.insert(table).returning(table)
    return statement.values(dict.fromkeys(stamped, CLOCK)) if stamped else statement


@cache
def _update(
    table: sa.Table, shape: Shape, fields: tuple[str, ...], stamped: tuple[str, ...]
) -> Any:
    values: dict[str, Any] = dict.fromkeys(stamped, CLOCK)
    values |= {name: sa.bindparam(name, type_=table.c[name].type) for name in fields}
    return sa.update(table).where(*_where(table, shape)).values(values).returning(table)


def _where(table: sa.Table, shape: Shape) -> list[sa.ColumnElement[bool]]:
    made: dict[tuple[str, str], Callable[[], sa.ColumnElement[bool]]] = {
        ("before", "page"): lambda: table.c.id < sa.bindparam("_before", type_=sa.BigInteger()),
        ("after", "page"): lambda: table.c.id > sa.bindparam("_after", type_=sa.BigInteger()),
    }
    return [
        made[name, kind]() if (name, kind) in made else _compared(table.c[name], kind)
        for name, kind in shape
        if (name, kind) != ("limit", "page")
    ]


def _compared(column: sa.Column[Any], kind: str) -> sa.ColumnElement[bool]:
    if kind == "null":
        return column.is_(None)
    if kind == "among many":
        return column.in_(sa.bindparam(f"_{column.name}", type_=column.type, expanding=True))
    if kind.startswith("among"):
        places = range(int(kind.removeprefix("among ")))
        names = [f"_{column.name}_{place}" for place in places]
        return column.in_([sa.bindparam(name, type_=column.type) for name in names])
    return column == sa.bindparam(f"_{column.name}", type_=column.type)


def made(noun: type[N], rows: Iterable[prepared.Row]) -> list[N]:
    """Rows with all columns of its table, in order, as nouns."""
    names = TABLES[noun].c.keys()
    return [noun(**dict(zip(names, row, strict=True))) for row in rows]


def nouns(noun: type[N], rows: Iterable[sa.Row[Any]]) -> list[N]:
    """Rows as nouns."""
    return [noun(**row._mapping) for row in rows]
