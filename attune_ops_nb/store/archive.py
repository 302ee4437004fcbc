"""Archive: the records of finished runs, as files under `Config.runs_dir`.

attune-ai writes there too, and neither asks the other: a file may be anything, appear at any moment
and be gone at the next. One that cannot be read is reported and hides no other.
"""

from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict, NotFound, Unavailable
from attune_ops_nb.logic import records
from attune_ops_nb.logic.record_files import to_json
from attune_ops_nb.model import RunRecord
from attune_ops_nb.store import history, logs, whole
from attune_ops_nb.store.history import History, Unreadable, clear_cache, listing

__all__ = [
    "History",
    "Unreadable",
    "clear_cache",
    "listing",
    "load",
    "log_lines",
    "prune",
    "save",
]

STRANDED = timedelta(days=1)
"""Age at which a half-written file cannot belong to a writer that still lives."""


def save(config: Config, record: RunRecord) -> RunRecord:
    """Write `record`, whole or not at all, and return it with the id it has got.

    The id is another one if a record of a different run has it already: a store that was begun
    anew counts from one again. Unavailable if the folder cannot be written.
    """
    for id in (record.id, _other_id(record)):
        path = _path(config, record.workflow, id)
        if _free_for(path, record):
            named = msgspec.structs.replace(record, id=id)
            # Mode 0600: a log may hold anything.
            whole.write(path, to_json(named))
            return named
    raise Conflict(f"{path} holds another run; move it away")


def load(config: Config, workflow: str, id: str) -> RunRecord:
    """The record of a run. NotFound if it never finished or was pruned; Unavailable if broken."""
    missing = NotFound(f"there is no record {id} of {workflow}")
    if not records.WORKFLOW.fullmatch(workflow) or not records.ID.fullmatch(id):
        raise missing
    path = _path(config, workflow, id)
    try:
        return history.read(path, whole=True)
    except FileNotFoundError as error:
        raise missing from error
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise Unavailable(f"cannot read {path}: {error}") from error


def log_lines(config: Config, execution: int) -> list[str]:
    """The log of an execution as its record keeps it; of a long one only the ends are read."""
    size = logs.size(config, execution)
    if size <= records.LOG_BYTES:
        return records.log_lines(logs.read(config, execution, limit=records.LOG_BYTES))
    head = logs.read(config, execution, limit=records.HALF)
    tail = logs.read(config, execution, offset=size - records.HALF, limit=records.HALF)
    return records.excerpt(head, tail, size)


def prune(config: Config, now: datetime) -> int:
    """Remove the records that are older than `runs_retention_days`; how many there were.

    None if the days are 0, or if runs are switched off: then nothing is written, not even this.
    """
    if config.runs_retention_days == 0 or not config.allow_run:
        return 0
    oldest = history.moment(now - timedelta(days=config.runs_retention_days))
    seen, _ = history.look(config)
    old = [each.record for each in seen if each.when < oldest]
    gone = sum(_remove(_path(config, record.workflow, record.id)) for record in old)
    _remove_stranded(config, now)
    return gone


def _path(config: Config, workflow: str, id: str) -> Path:
    return config.runs_dir / workflow / f"{id}.json"


def _other_id(record: RunRecord) -> str:
    """An id that this run gets every time, and hardly any other."""
    run = f"{record.execution} {record.started_at or record.completed_at}"
    return blake2b(run.encode(), digest_size=6).hexdigest()


def _free_for(path: Path, record: RunRecord) -> bool:
    """Nothing is there, or the record of the same run: it may be written twice after a crash."""
    try:
        there = history.read(path, whole=False)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return _run(there) == _run(record)


def _run(record: RunRecord) -> tuple[int | None, datetime | None]:
    return record.execution, record.started_at or record.completed_at


def _remove(path: Path) -> bool:
    """Whether it was there and could be removed; the next round tries again."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _remove_stranded(config: Config, now: datetime) -> None:
    for path in config.runs_dir.glob("*/.*.tmp"):
        try:
            age = now.timestamp() - path.stat().st_mtime
        except OSError:  # its writer has just finished
            continue
        if age > STRANDED.total_seconds():
            _remove(path)
