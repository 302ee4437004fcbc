"""Rollup rows: how far files were read and what came of it, as rows of one SQLite file.

They may be lost, so nothing waits for the disk. Instead each row carries a checksum, and each file
knows how many cells it has.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec

from attune_ops_nb.logic.json_lines import BadLine
from attune_ops_nb.store.growing_files import Key, Place

Cells = Iterable[tuple[bytes, bytes]]
Version = tuple[int, int]

FORM = 3
BUSY_SECONDS = 30.0
PAGE = 32 * 1024
"""Bytes; cells may be as long as the replies of a conversation."""
CELL, BAD_LINE = 0, 1

TABLES = (
    """CREATE TABLE IF NOT EXISTS file (
        id INTEGER PRIMARY KEY, revision INTEGER, reading TEXT, device TEXT, inode TEXT,
        state BLOB, checksum INTEGER, UNIQUE (reading, device, inode)
    )""",
    """CREATE TABLE IF NOT EXISTS cell (
        file INTEGER, kind INTEGER, key BLOB, value BLOB, checksum INTEGER,
        PRIMARY KEY (file, kind, key)
    ) WITHOUT ROWID""",
    f"PRAGMA user_version = {FORM}",
)
NOT_THE_FILE = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM}
    | {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH}
)
"""Errors that say nothing against what stands in the file."""


class Overtaken(Exception):
    """Another process has written since we looked."""


class Torn(sqlite3.DatabaseError):
    """What stands in the file is not ours, or not whole."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far a file was read and how many rows belong to that."""

    place: Place
    bad_count: int
    rows: int


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was written last."""

    version: Version
    state: State


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written of a file: an addition to `before`, or in its stead if `anew`."""

    key: Key
    before: Row | None
    anew: bool
    place: Place
    bad_count: int
    cells: Cells
    bad_lines: Sequence[BadLine]


class Rows:
    """The rows of one reading. Without a database they are kept in memory."""

    def __init__(self, database: Path | None, reading: str) -> None:
        self._database = database
        self._reading = reading
        self._opened: sqlite3.Connection | None = None

    def all(self) -> dict[Key, Row]:
        """The files that are known, but for those whose row is torn."""
        question = "SELECT device, inode, id, revision, state, checksum FROM file WHERE reading = ?"
        found = {}
        for device, inode, id, revision, state, checksum in self._ask(question, self._reading):
            if checksum == _checksum(self._reading, device, inode, id, revision, state):
                decoded = msgspec.json.decode(state, type=State)
                found[int(device), int(inode)] = Row(version=(id, revision), state=decoded)
        return found

    def load(self, row: Row) -> tuple[list[tuple[bytes, bytes]], list[BadLine]]:
        """The cells of a file, and its bad lines in order. ValueError if one is torn or missing."""
        id = row.version[0]
        found = self._ask(
            "SELECT kind, key, value, checksum FROM cell WHERE file = ? ORDER BY kind, key", id
        )
        if len(found) != row.state.rows or any(
            checksum != _checksum(id, kind, key, value) for kind, key, value, checksum in found
        ):
            raise ValueError("rows are torn or missing")
        cells = [(key, value) for kind, key, value, _ in found if kind == CELL]
        bad = [value for kind, _, value, _ in found if kind == BAD_LINE]
        return cells, [msgspec.json.decode(value, type=BadLine) for value in bad]

    def write(self, changes: Sequence[Change], gone: Iterable[Row]) -> dict[Key, Version]:
        """All or nothing; the versions that the files have now.

        Overtaken if one of them is not what we took it for.
        """
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            for row in gone:
                self._remove(row)
            versions = {change.key: self._put(change) for change in changes}
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return versions

    def begin_anew(self, *, lasting: bool) -> None:
        """Without any rows: in a new file if that is to last, else in memory from now on."""
        self.close()
        if not lasting:
            self._database = None
        elif self._database is not None:
            for end in ("", "-wal", "-shm"):
                with suppress(OSError):
                    os.unlink(f"{self._database}{end}")

    def close(self) -> None:
        """Close the file, if it is open."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _put(self, change: Change) -> Version:
        if change.before is not None and not change.anew:
            self._claim(change.before)
            (id, revision), rows = change.before.version, change.before.state.rows
        else:
            # Whatever stands for the file, also from a process that was quicker, is as good.
            self._forget(change.key)
            id, revision, rows = secrets.randbits(62), 0, 0
        rows += self._put_cells(id, CELL, change.cells)
        rows += self._put_cells(id, BAD_LINE, map(_bad_row, change.bad_lines))
        state = msgspec.json.encode(
            State(place=change.place, bad_count=change.bad_count, rows=rows)
        )
        values = (self._reading, *map(str, change.key), id, revision + 1, state)
        self._ask(
            "INSERT OR REPLACE INTO file (reading, device, inode, id, revision, state, checksum)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *values,
            _checksum(*values),
        )
        return id, revision + 1

    def _put_cells(self, id: int, kind: int, cells: Cells) -> int:
        """How many of them are new."""
        rows = [(value, _checksum(id, kind, key, value), id, kind, key) for key, value in cells]
        connection = self._connection()
        new = connection.executemany(
            "INSERT OR IGNORE INTO cell (value, checksum, file, kind, key) VALUES (?, ?, ?, ?, ?)",
            rows,
        ).rowcount
        if 0 <= new < len(rows):
            connection.executemany(
                "UPDATE cell SET value = ?, checksum = ? WHERE file = ? AND kind = ? AND key = ?",
                rows,
            )
        return max(new, 0)

    def _claim(self, row: Row) -> None:
        if not self._ask("SELECT 1 FROM file WHERE id = ? AND revision = ?", *row.version):
            raise Overtaken

    def _forget(self, key: Key) -> None:
        mine = (self._reading, *map(str, key))
        which = "SELECT id FROM file WHERE reading = ? AND device = ? AND inode = ?"
        self._ask(f"DELETE FROM cell WHERE file IN ({which})", *mine)
        self._ask(f"DELETE FROM file WHERE id IN ({which})", *mine)

    def _remove(self, row: Row) -> None:
        self._claim(row)
        self._ask("DELETE FROM file WHERE id = ?", row.version[0])
        self._ask("DELETE FROM cell WHERE file = ?", row.version[0])

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        return _ask(self._connection(), statement, *values)

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = _open(self._database)
        return self._opened


def is_torn(error: sqlite3.Error) -> bool:
    """Whether a new file would do better than the one that raised `error`."""
    if isinstance(error, Torn):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN)
    return code == sqlite3.SQLITE_READONLY_DBMOVED or (code & 0xFF) not in NOT_THE_FILE


def _open(database: Path | None) -> sqlite3.Connection:
    if database is not None:
        try:
            database.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(database, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
    connection = sqlite3.connect(
        database or ":memory:",
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _ask(connection, f"PRAGMA page_size = {PAGE}")
        _ask(connection, "PRAGMA journal_mode = WAL")
        _ask(connection, "PRAGMA synchronous = OFF")
        [(form,)] = _ask(connection, "PRAGMA user_version")
        if form not in (0, FORM):
            raise Torn(f"{database} has the form {form}")
        for statement in TABLES:
            _ask(connection, statement)
    except BaseException:
        connection.close()
        raise
    return connection


def _ask(connection: sqlite3.Connection, statement: str, *values: Any) -> list[Any]:
    try:
        return connection.execute(statement, values).fetchall()
    except UnicodeDecodeError as error:  # even the message of an error may be torn
        raise Torn(str(error)) from error


def _bad_row(line: BadLine) -> tuple[bytes, bytes]:
    return line.offset.to_bytes(8, "big"), msgspec.json.encode(line)


def _checksum(*values: object) -> int:
    parts = [value if isinstance(value, bytes) else repr(value).encode() for value in values]
    return crc32(b"".join([*parts, *(b",%d" % len(part) for part in parts)]))
