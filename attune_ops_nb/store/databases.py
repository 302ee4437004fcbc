"""Databases: SQLite with one writer that commits for many, PostgreSQL with a pool."""

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psutil
import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.engine import Connection, Engine

from attune_ops_nb.errors import Unavailable

T = TypeVar("T")
NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smbfs", "smb3", "afpfs", "9p", "fuse.sshfs"})
NO_ANSWER = (sa.exc.OperationalError, sa.exc.InterfaceError)
WAL_FORMAT = b"\x02\x02"
"""Bytes 18 and 19 of a database file in WAL mode (sqlite.org/fileformat.html)."""
RETRIES = 5


class Database(Protocol):
    """Where transactions run. `write` returns when what was done is durable."""

    engine: Engine

    def write(self, do: Callable[[Connection], T]) -> T: ...

    def read(self, do: Callable[[Connection], T]) -> T: ...

    def close(self) -> None: ...


def database(url: str) -> Database:
    """The database behind `url`. Unavailable if it cannot be reached or written."""
    return SQLite(url) if url.startswith("sqlite") else PostgreSQL(url)


class SQLite:
    """A file in WAL mode. Whoever gets the write lock commits for all who wait for it."""

    def __init__(self, url: str) -> None:
        self._path = Path(url.removeprefix("sqlite:///"))
        _make_writable(self._path)
        self.engine = sa.create_engine(
            url, connect_args={"check_same_thread": False, "timeout": 30}, pool_size=8
        )
        sa.event.listen(self.engine, "connect", _tune)
        sa.event.listen(self.engine, "begin", _begin)
        self._writer = self._connect()
        self._readers: list[Connection] = []
        self._lock = threading.Lock()
        self._waiting: list[tuple[Callable[[Connection], Any], Future[Any]]] = []

    def write(self, do: Callable[[Connection], T]) -> T:
        done: Future[T] = Future()
        self._waiting.append((do, done))
        with self._lock:
            if not done.done():
                self._commit_waiting()
        return done.result()

    def read(self, do: Callable[[Connection], T]) -> T:
        connection = self._reader()
        try:
            with connection.begin():
                found = do(connection)
        except NO_ANSWER as error:
            connection.close()
            raise self._unavailable(error) from error
        except BaseException:
            connection.close()
            raise
        self._readers.append(connection)
        return found

    def _reader(self) -> Connection:
        """One that nobody uses now: to make one ready costs more than most questions."""
        try:
            return self._readers.pop()
        except IndexError:
            return self._connect().execution_options(attune_reads=True)

    def close(self) -> None:
        while self._readers:
            self._readers.pop().close()
        self._writer.close()
        self.engine.dispose()

    def _commit_waiting(self) -> None:
        batch, self._waiting = self._waiting, []
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with self._writer.begin():
                for do, done in batch:
                    outcomes.append((done, *self._attempt(do, alone=len(batch) == 1)))
        except BaseException as error:  # nothing of the batch happened, and all who wait must know
            for _, done in batch:
                done.set_exception(self._told(error))
            if not isinstance(error, Exception):
                raise
            return
        for done, value, refused in outcomes:
            if refused is None:
                done.set_result(value)
            else:
                done.set_exception(refused)

    def _attempt(
        self, do: Callable[[Connection], Any], alone: bool
    ) -> tuple[Any, BaseException | None]:
        """One of a batch: its failure must undo its own writes and nobody else's."""
        if alone:
            return do(self._writer), None
        try:
            with self._writer.begin_nested():
                return do(self._writer), None
        except Exception as error:
            return None, self._told(error)

    def _connect(self) -> Connection:
        try:
            return self.engine.connect()
        except NO_ANSWER as error:
            raise self._unavailable(error) from error

    def _told(self, error: BaseException) -> BaseException:
        return self._unavailable(error) if isinstance(error, NO_ANSWER) else error

    def _unavailable(self, error: BaseException) -> Unavailable:
        return Unavailable(f"the store {self._path} does not answer: {_cause(error)}")


class PostgreSQL:
    """A pool of connections; a transaction that lost its connection is run again."""

    def __init__(self, url: str) -> None:
        try:
            self.engine = sa.create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True)
        except (ModuleNotFoundError, sa.exc.ArgumentError) as error:
            raise Unavailable(
                f"database_url: {error}; install it with: pip install 'attune-ops-nb[postgres]'"
            ) from error

    def write(self, do: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with self.engine.begin() as connection:
                return do(connection)

        return self._again(whole)

    def read(self, do: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with self.engine.connect() as connection:
                return do(connection)

        return self._again(whole)

    def close(self) -> None:
        self.engine.dispose()

    def _again(self, whole: Callable[[], T]) -> T:
        for attempt in range(RETRIES):
            try:
                return whole()
            except NO_ANSWER as error:
                if attempt == RETRIES - 1:
                    host = self.engine.url.render_as_string(hide_password=True)
                    raise Unavailable(f"{host} does not answer: {_cause(error)}") from error
                time.sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")


def _tune(connection: Any, _record: Any) -> None:
    # SQLAlchemy's own BEGIN is deferred: a read that turns into a write then fails at once with
    # "database is locked", whatever the timeout. `_begin` says BEGIN IMMEDIATE instead.
    connection.isolation_level = None
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("attune_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _make_writable(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("ab"):
            pass
        _switch_to_wal(path)
    except OSError as error:
        raise Unavailable(
            f"cannot write the store {path}: {error.strerror}; "
            "set ATTUNE_HOME to a folder that you may write"
        ) from error
    except sqlite3.Error as error:
        raise Unavailable(f"cannot use the store {path}: {error}; move it away") from error
    if (disk := _disk_of(path.resolve())) in NETWORK_DISKS:
        raise Unavailable(
            f"the store {path} lies on a network disk ({disk}), where SQLite loses its locks; "
            "set ATTUNE_HOME to a local folder, or database_url to a PostgreSQL"
        )


def _switch_to_wal(path: Path) -> None:
    """Once for a file, and by one program alone: SQLite does not wait for a lock to do this."""
    with path.open("rb") as file:
        if file.read(20)[18:] == WAL_FORMAT:
            return
    with FileLock(f"{path}.wal"), closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _disk_of(path: Path) -> str:
    mounts = {disk.mountpoint: disk.fstype for disk in psutil.disk_partitions(all=True)}
    folders = [str(folder) for folder in (path, *path.parents)]
    return next((mounts[folder] for folder in folders if folder in mounts), "")


def _cause(error: BaseException) -> str:
    original = getattr(error, "orig", None)
    return " ".join(str(original or error).split())
