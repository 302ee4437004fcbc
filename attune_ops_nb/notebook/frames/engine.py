"""Engine: the nouns of the engine as tables."""

from collections.abc import Iterable
from typing import Any

from attune_ops_nb.logic import phrases
from attune_ops_nb.model import (
    Action,
    Artifact,
    Execution,
    Feature,
    Key,
    Pack,
    RunRecord,
    Worker,
    WorkflowEntry,
)
from attune_ops_nb.notebook.frames.table import COUNT, SECONDS, SWITCH, TIME, WORDS, Table, table

RUN_COLUMNS = {
    "execution": COUNT,
    "workflow": WORDS,
    "status": WORDS,
    "started_at": TIME,
    "duration_seconds": SECONDS,
    "exit_code": COUNT,
    "scope": WORDS,
    "trigger": WORDS,
    "line_count": COUNT,
    "executor": WORDS,
    "record": WORDS,
}
WORKFLOW_COLUMNS = {
    "ref": WORDS,
    "name": WORDS,
    "concern": WORDS,
    "scope": WORDS,
    "last_run": COUNT,
    "last_status": WORDS,
    "next": WORDS,
    "stages": WORDS,
    "description": WORDS,
    "notice": WORDS,
}
FEATURE_COLUMNS = {
    "name": WORDS,
    "path": WORDS,
    "tags": WORDS,
    "description": WORDS,
    "detected": SWITCH,
}
ACTION_COLUMNS = {
    "ref": WORDS,
    "label": WORDS,
    "pack": WORDS,
    "runtime": WORDS,
    "parameters": WORDS,
    "description": WORDS,
}
ARTIFACT_COLUMNS = {
    "artifact": COUNT,
    "name": WORDS,
    "type": WORDS,
    "content_type": WORDS,
    "size_bytes": COUNT,
    "created": TIME,
    "ref": WORDS,
}
PACK_COLUMNS = {
    "ref": WORDS,
    "label": WORDS,
    "version": WORDS,
    "description": WORDS,
    "problem": WORDS,
    "path": WORDS,
}
WORKER_COLUMNS = {
    "worker": COUNT,
    "name": WORDS,
    "status": WORDS,
    "host": WORDS,
    "pid": COUNT,
    "runtimes": WORDS,
    "last_heartbeat": TIME,
}
KEY_COLUMNS = {
    "key": COUNT,
    "ref": WORDS,
    "name": WORDS,
    "owner_type": WORDS,
    "owner": WORDS,
    "encrypted": SWITCH,
    "created": TIME,
    "updated": TIME,
}


def runs(records: Iterable[RunRecord]) -> Table:
    """Runs, ours and those of attune-ai, newest first."""
    return table(RUN_COLUMNS, records, _run)


def runs_of(executions: Iterable[Execution]) -> Table:
    """The same columns from executions."""
    return table(RUN_COLUMNS, executions, _execution)


def workflows(entries: Iterable[WorkflowEntry]) -> Table:
    """What can be picked."""
    return table(WORKFLOW_COLUMNS, entries, _workflow)


def features(found: Iterable[Feature]) -> Table:
    """What can be a scope."""
    return table(
        FEATURE_COLUMNS,
        found,
        lambda each: (
            each.name,
            each.path,
            " ".join(each.tags),
            each.description,
            each.detected,
        ),
    )


def actions(found: Iterable[Action]) -> Table:
    """Everything that can be run."""
    return table(
        ACTION_COLUMNS,
        found,
        lambda each: (
            each.ref,
            each.label,
            each.pack_ref,
            each.runtime_ref,
            " ".join(each.param_schema or {}),
            each.description,
        ),
    )


def artifacts(found: Iterable[Artifact]) -> Table:
    """What executions left behind."""
    return table(
        ARTIFACT_COLUMNS,
        found,
        lambda each: (
            each.id,
            each.name,
            each.type.value,
            each.content_type,
            each.size_bytes,
            each.created,
            each.ref,
        ),
    )


def packs(found: Iterable[Pack]) -> Table:
    """What is installed, and what is wrong with it."""
    return table(
        PACK_COLUMNS,
        found,
        lambda each: (
            each.ref,
            each.label,
            each.version,
            each.description,
            each.problem,
            each.storage_path,
        ),
    )


def workers(found: Iterable[Worker]) -> Table:
    """Who runs it."""
    return table(
        WORKER_COLUMNS,
        found,
        lambda each: (
            each.id,
            each.name,
            each.status.value,
            each.host,
            each.pid,
            " ".join(each.capabilities.get("runtimes", [])),
            each.last_heartbeat,
        ),
    )


def keys(found: Iterable[Key]) -> Table:
    """Secrets that executions may have, without their values."""
    return table(
        KEY_COLUMNS,
        found,
        lambda each: (
            each.id,
            each.ref,
            each.name,
            each.owner_type.value,
            each.owner,
            each.encrypted,
            each.created,
            each.updated,
        ),
    )


def _run(record: RunRecord) -> tuple[Any, ...]:
    return (
        record.execution,
        record.action_ref or record.workflow,
        record.status,
        record.started_at,
        record.duration_seconds,
        record.exit_code,
        record.path,
        record.trigger,
        record.line_count,
        record.executor,
        record.id,
    )


def _execution(execution: Execution) -> tuple[Any, ...]:
    return (
        execution.id,
        execution.action_ref,
        execution.status.value,
        execution.started_at,
        phrases.elapsed(execution),
        phrases.exit_code(execution),
        execution.scope,
        execution.trigger,
        execution.line_count,
        None,
        None,
    )


def _workflow(entry: WorkflowEntry) -> tuple[Any, ...]:
    scope = None if entry.path_arg is None else entry.path_arg.parameter
    needed = " (needed)" if entry.path_arg is not None and entry.path_arg.required else ""
    return (
        entry.ref,
        entry.name,
        entry.concern,
        None if scope is None else f"{scope}{needed}",
        entry.last_run,
        entry.last_status,
        " ".join(entry.next),
        " ".join(entry.stages),
        entry.description,
        entry.notice,
    )
