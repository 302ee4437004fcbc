"""Prepared: statements that are compiled once, and then cost little more than the driver does.

SQLAlchemy writes them, for either database; to have it run one costs ten times what SQLite takes.
What cannot be compiled before its values are known (`IN` of many) is run by SQLAlchemy as ever.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

Processor = Callable[[Any], Any]
Row = Sequence[Any]
FLOAT8 = 701
"""The type of numbers with a fraction in PostgreSQL: only what reads such a column asks for it."""


def run(
    connection: Connection,
    statement: Any,
    values: Mapping[str, Any] = {},
    names: tuple[str, ...] | None = None,
) -> Sequence[Row]:
    """The rows that `statement` gives; of an insert or update, `names` are the columns it sets."""
    return _prepared(connection, statement, names).run(connection, values)


def run_many(
    connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Row]:
    """Run it for each of `rows`, which all have the same columns; the rows of the last."""
    prepared = _prepared(connection, statement, tuple(rows[0]))
    found: Sequence[Row] = ()
    for row in rows:
        found = prepared.run(connection, row)
    return found


class Prepared:
    """A statement for one kind of database."""

    def __init__(self, statement: Any, dialect: Dialect, names: Iterable[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=None if names is None else names)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self._statement = statement
        self._dialect = dialect
        self._by_hand = not any(bind.expanding for bind in binds.values())
        self._text = str(compiled)
        self._places: Sequence[str] | None = compiled.positiontup
        self._given = {name: bind.effective_value for name, bind in binds.items()}
        self._binds = [
            (name, bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in binds.items()
        ]
        columns = _columns(statement)
        self._gives_rows = bool(columns)
        self._read: list[tuple[int, Processor]] = [
            (place, read)
            for place, column in enumerate(columns)
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, FLOAT8))
        ]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Row]:
        """The rows it gives with those `values`."""
        if not self._by_hand:
            found = connection.execute(self._statement, values)
            return [tuple(row) for row in found] if self._gives_rows else ()
        if not connection.in_transaction():
            connection.begin()
        given = self._given_of(values)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._text, given)
            rows = cursor.fetchall() if self._gives_rows else ()
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(given, error) from error
        finally:
            cursor.close()
        return [self._understood(row) for row in rows] if self._read else rows

    def _given_of(self, values: Mapping[str, Any]) -> Any:
        given = {}
        for name, key, write in self._binds:
            value = values[key] if key in values else self._given[name]
            given[name] = value if write is None else write(value)
        return given if self._places is None else [given[name] for name in self._places]

    def _understood(self, row: Row) -> Row:
        understood = list(row)
        for place, read in self._read:
            understood[place] = read(understood[place])
        return understood

    def _told(self, given: Any, error: Exception) -> BaseException:
        """What SQLAlchemy would have raised; values stay unsaid."""
        return sa.exc.DBAPIError.instance(
            self._text,
            given,
            error,
            self._dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=self._dialect,
        )


_known: dict[tuple[str, Any, tuple[str, ...] | None], Prepared] = {}


def _prepared(connection: Connection, statement: Any, names: tuple[str, ...] | None) -> Prepared:
    key = connection.dialect.name, statement, names
    found = _known.get(key)
    if found is None:
        found = _known[key] = Prepared(statement, connection.dialect, names)
    return found


def _columns(statement: Any) -> Sequence[sa.ColumnElement[Any]]:
    """What a select gives, or the RETURNING of another statement."""
    return list(statement.exported_columns)
