"""Packrows: what a pack's files say, written over the rows that are there."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from attune_ops_nb.model import Action, Noun, Pack, Runtime, RuntimeVersion, WorkflowDefinition
from attune_ops_nb.store.packfiles import PackFiles
from attune_ops_nb.store.tx import Tx

N = TypeVar("N", bound=Noun)
KEPT: dict[type[Noun], frozenset[str]] = {
    Pack: frozenset({"id", "created", "updated", "installed_at", "installed_by", "config"}),
    Runtime: frozenset({"id", "created", "updated"}),
    RuntimeVersion: frozenset({"id", "created", "updated", "available", "verified_at"}),
    Action: frozenset({"id", "created", "updated"}),
    WorkflowDefinition: frozenset({"id", "created", "updated"}),
}
"""Fields that are ours, and that the files do not say."""


def write(tx: Tx, packs: Iterable[PackFiles]) -> None:
    """Rows for `packs`; what a pack no longer brings is removed. First runtimes, then actions."""
    packs = list(packs)
    rows = [(each, _written(tx, each.pack, ref=each.pack.ref)) for each in packs]
    for files, pack in rows:
        _write_runtimes(tx, files, pack)
    for files, pack in rows:
        _write_actions(tx, files, pack)


def remove(tx: Tx, pack: Pack) -> None:
    """The pack and all that it brought are gone. Executions keep the names of their actions."""
    _keep_only(tx, tx.find(Action, pack=pack.id), set())
    _keep_only(tx, tx.find(WorkflowDefinition, pack=pack.id), set())
    for runtime in tx.find(Runtime, pack=pack.id):
        _keep_only(tx, tx.find(RuntimeVersion, runtime=runtime.id), set())
        tx.remove(Runtime, runtime.id)
    tx.remove(Pack, pack.id)


def _write_runtimes(tx: Tx, files: PackFiles, pack: Pack) -> None:
    kept = set()
    for runtime in files.runtimes:
        row = _written(tx, msgspec.structs.replace(runtime, pack=pack.id), ref=runtime.ref)
        kept.add(row.id)
        _write_versions(tx, row, [each for each in files.versions if each.runtime_ref == row.ref])
    _keep_only(tx, tx.find(Runtime, pack=pack.id), kept)


def _write_versions(tx: Tx, runtime: Runtime, versions: list[RuntimeVersion]) -> None:
    kept = {
        _written(
            tx,
            msgspec.structs.replace(version, runtime=runtime.id),
            runtime=runtime.id,
            version=version.version,
        ).id
        for version in versions
    }
    _keep_only(tx, tx.find(RuntimeVersion, runtime=runtime.id), kept)


def _write_actions(tx: Tx, files: PackFiles, pack: Pack) -> None:
    kept = set()
    workflows = {
        each.ref: _written(tx, msgspec.structs.replace(each, pack=pack.id), ref=each.ref).id
        for each in files.workflows
    }
    for action in files.actions:
        runtimes = tx.find(Runtime, ref=action.runtime_ref)
        runtime = runtimes[0].id if runtimes else None
        owned = msgspec.structs.replace(
            action, pack=pack.id, runtime=runtime, workflow_def=workflows.get(action.ref)
        )
        kept.add(_written(tx, owned, ref=action.ref).id)
    made_by_files = [row for row in tx.find(Action, pack=pack.id) if not row.is_adhoc]
    _keep_only(tx, made_by_files, kept)
    own = {*workflows, *(row.ref for row in tx.find(Action, pack=pack.id, is_adhoc=True))}
    gone = [row for row in tx.find(WorkflowDefinition, pack=pack.id) if row.ref not in own]
    _keep_only(tx, gone, set())


def _written(tx: Tx, noun: N, **key: Any) -> N:
    """The row that `key` finds, with what the files say of it; untouched if it says so already."""
    for known in tx.find(type(noun), **key):
        said = {
            name: getattr(noun, name)
            for name in noun.__struct_fields__
            if name not in KEPT[type(noun)]
        }
        changed = {name: value for name, value in said.items() if getattr(known, name) != value}
        return tx.put(msgspec.structs.replace(known, **changed)) if changed else known
    return tx.add(noun)


def _keep_only(tx: Tx, rows: Iterable[Noun], kept: set[int]) -> None:
    for row in rows:
        if row.id not in kept:
            tx.remove(type(row), row.id)
