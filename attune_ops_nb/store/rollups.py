"""Rollups: what was worked out from growing files of lines, kept so that only new bytes are read.

They lie in one SQLite file that may be thrown away at any time (`<attune_home>/ops/readings.db`).
How far a file was read is written in the same transaction as what came of it, so neither is ever
ahead of the other; what is torn or not ours is noticed and worked out anew.

A reading says by a `Fold` what becomes of the lines of one file, and looks at the folds while it
holds them:

    with rollups.of(config, "telemetry", version=1, fold=EventFold).read(paths) as files:
        events = sum(file.fold.events for file in files)
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from attune_ops_nb.config import Config
from attune_ops_nb.logic.json_lines import BadLine
from attune_ops_nb.store.growing_files import START, Found, Growing, Key, look
from attune_ops_nb.store.rollup_rows import Cells, Change, Overtaken, Row, Rows, is_torn

__all__ = ["BadLine", "Cells", "Fold", "RolledFile", "Rollups", "clear_cache", "of"]

KEPT_BAD_LINES = 1000
"""So many bad lines of a file are listed; the others are only counted."""
UNREAD = (0, 0)
TRIES = 3
"""Rounds in which another process may be quicker before we go on without the database."""


class Fold(Protocol):
    """What a reading makes of the lines of one file, as cells: a key and a value, both bytes.

    Cells must not depend on the name of the file, which changes when it is rotated.
    """

    def take(self, block: bytes, start: int) -> Iterable[BadLine]:
        """Add the lines of `block`, which are whole and begin at the offset `start`.

        Returns those that could not be read. Whatever stands in them, it raises nothing.
        """

    def changes(self) -> Cells:
        """The cells that are new or other than at the last call."""

    def restore(self, cells: Cells) -> None:
        """Begin with `cells`, which `changes` gave before; ValueError if they cannot be."""


F = TypeVar("F", bound=Fold)


class RolledFile(Generic[F]):
    """A file, how far it was read, and what came of it."""

    def __init__(self, path: Path, fold: F) -> None:
        self.path = path
        self.error: str | None = None
        """Why it cannot be read now, if so; then nothing of it is in the fold."""
        self.moved = False
        """Whether that is because somebody took it away after we had looked."""
        self.begin_anew(fold)

    def begin_anew(self, fold: F) -> None:
        """Nothing was read so far."""
        self.fold = fold
        self.place = START
        self.version = UNREAD
        """Equal as long as the fold is; the first number changes when it was read anew."""
        self.bad_count = 0
        self.bad_lines: list[BadLine] = []
        """The first KEPT_BAD_LINES of them, in order."""

    @property
    def read(self) -> int:
        """Bytes whose lines are in the fold."""
        return self.place.offset

    @property
    def waiting(self) -> int:
        """Bytes of a last line that has no newline yet."""
        return self.place.size - self.place.offset


class Rollups(Generic[F]):
    """The files of one reading. `name` and `version` say whose cells they are and of which form."""

    def __init__(
        self, database: Path | None, name: str, *, version: int, fold: Callable[[], F]
    ) -> None:
        self._rows = Rows(database, f"{name} {version}")
        self._fold = fold
        self._files: dict[Key, RolledFile[F]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def read(self, paths: Iterable[Path]) -> Iterator[list[RolledFile[F]]]:
        """The files at `paths` that exist, in that order, read up to their last newline.

        They are held until the block ends. A file that two paths lead to comes once.
        """
        with self._lock:
            yield self._refreshed(look(paths))

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self._files = {}
            self._rows.close()

    def _refreshed(self, found: dict[Key, Found]) -> list[RolledFile[F]]:
        tries = 0
        while not self._is_current(found):
            try:
                self._refresh(found)
            except Overtaken:
                self._files = {}
                tries += 1
                if tries == TRIES:
                    self._rows.begin_anew(lasting=False)
            except sqlite3.Error as error:
                self._files = {}
                tries += 1
                self._rows.begin_anew(lasting=tries == 1 and is_torn(error))
            except BaseException:
                self._files = {}  # a fold that was left half-way belongs to no offset
                raise
            else:
                break
        return list(self._files.values())

    def _is_current(self, found: dict[Key, Found]) -> bool:
        return list(found) == list(self._files) and all(
            file.error is None and file.path == found[key].path and file.place.is_at(found[key])
            for key, file in self._files.items()
        )

    def _refresh(self, found: dict[Key, Found]) -> None:
        rows = self._rows.all()
        files: dict[Key, RolledFile[F]] = {}
        changes = []
        for key, each in found.items():
            files[key] = self._known(each, rows.get(key))
            try:
                change = self._go_on(files[key], each, rows.get(key))
            except OSError as error:
                files[key] = RolledFile(each.path, self._fold())
                files[key].error = error.strerror or str(error)
                files[key].moved = isinstance(error, FileNotFoundError)
            else:
                changes += [change] if change else []
        gone = [row for key, row in rows.items() if key not in files]
        if changes or gone:
            for key, version in self._rows.write(changes, gone).items():
                files[key].version = version
        self._files = files

    def _known(self, found: Found, row: Row | None) -> RolledFile[F]:
        """The file as we hold it, else as the database does, else unread."""
        held = self._files.get(found.key)
        if held is not None and row is not None and held.version == row.version:
            held.path = found.path
            return held
        file = RolledFile(found.path, self._fold())
        if row is None:
            return file
        try:
            cells, file.bad_lines = self._rows.load(row)
            file.fold.restore(cells)
        except ValueError:
            return RolledFile(found.path, self._fold())
        file.place, file.bad_count, file.version = row.state.place, row.state.bad_count, row.version
        return file

    def _go_on(self, file: RolledFile[F], found: Found, before: Row | None) -> Change | None:
        """Take what was added, if anything was."""
        if found.problem is not None:
            raise OSError(found.problem)
        if file.version != UNREAD and file.place.is_at(found):
            return None
        with Growing(found.path, file.place) as growing:
            if growing.found.key != found.key:
                raise FileNotFoundError("it was replaced while it was read")
            if growing.place.offset < file.place.offset:
                file.begin_anew(self._fold())
            bad = list(self._bad_lines(file, growing))
        file.place = growing.place
        file.bad_count += len(bad)
        kept = bad[: KEPT_BAD_LINES - len(file.bad_lines)]
        file.bad_lines += kept
        return Change(
            key=found.key,
            before=before,
            anew=file.version == UNREAD,
            place=file.place,
            bad_count=file.bad_count,
            cells=file.fold.changes(),
            bad_lines=kept,
        )

    def _bad_lines(self, file: RolledFile[F], growing: Growing) -> Iterator[BadLine]:
        for block in growing.blocks():
            if isinstance(block, BadLine):
                yield block
            else:
                yield from file.fold.take(block[1], block[0])


def of(config: Config, name: str, *, version: int, fold: Callable[[], F]) -> Rollups[F]:
    """The rollups of a reading in the home of `config`, the same ones for the whole process.

    Where nothing may be written they are kept in memory.
    """
    with _lock:
        key = (config.attune_home, config.read_only, name, version)
        if key not in _opened:
            database = None if config.read_only else config.ops_dir / "readings.db"
            _opened[key] = Rollups(database, name, version=version, fold=fold)
        return _opened[key]


def clear_cache() -> None:
    """Forget all that is held in memory; what lies in files stays."""
    with _lock:
        for each in _opened.values():
            each.close()
        _opened.clear()


_opened: dict[tuple[Path, bool, str, int], Rollups[Any]] = {}
_lock = threading.Lock()
