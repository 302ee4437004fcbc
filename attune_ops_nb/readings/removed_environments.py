"""Removed environments: what was installed for a pack is taken away, unless something runs on it.

First it is said not to be complete any more: a run that comes now waits, and builds it afresh.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Conflict, Forbidden, NotFound, Unavailable
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import CLAIMED, Action, Execution
from attune_ops_nb.readings.pack_environments import MARKER, folders, lock_of
from attune_ops_nb.store import Store


def remove(config: Config, store: Store, ref: str, name: str) -> None:
    """Remove the environment `name` of the pack `ref`; the next run that needs it builds it again.

    NotFound if there is none, Conflict while an action of the pack runs or the environment is
    being built, Forbidden where nothing may be written, Unavailable if it cannot be removed.
    """
    if config.read_only:
        raise Forbidden("this is read-only: start it without --read-only to remove environments")
    known = {folder.name: folder for folder in folders(config, ref)}
    if name not in known:
        raise NotFound(f"the pack {ref} has no environment {name}{nearest(name, known)}")
    folder = known[name]
    try:
        with _alone(folder), _unfinished(folder):
            _check_unused(store, ref, name)
            shutil.rmtree(folder)
    except OSError as error:
        raise Unavailable(f"cannot remove {folder}: {error.strerror or error}") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with FileLock(lock_of(folder), blocking=False):
            yield
    except Timeout as error:
        raise Conflict(
            f"{folder} is being built: wait until the run that builds it goes on"
        ) from error


@contextmanager
def _unfinished(folder: Path) -> Iterator[None]:
    """Not complete while it is looked at, and complete as before if it stays."""
    marker = folder / MARKER
    aside = marker.with_suffix(".aside")
    if marker.exists():
        marker.replace(aside)
    try:
        yield
    except Conflict:
        if aside.exists():
            aside.replace(marker)
        raise


def _check_unused(store: Store, ref: str, name: str) -> None:
    # What a worker holds uses its environment, or will at once.
    actions = {action.ref for action in store.find(Action, pack_ref=ref)}
    using = (
        store.find(Execution, status=set(CLAIMED), action_ref=actions, limit=1) if actions else []
    )
    for run in using:
        raise Conflict(
            f"{run.action_ref} (execution {run.id}) uses {ref}/{name}: "
            "stop it, or wait until it has ended"
        )
