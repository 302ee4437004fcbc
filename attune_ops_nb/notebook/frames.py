"""Frames: nouns as pandas DataFrames, with the same columns and dtypes also when there are none.

Times are UTC, durations are float64 seconds, counts and ids are Int64, words are strings.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from attune_ops_nb.logic import phrases
from attune_ops_nb.model import (
    Action,
    Artifact,
    Execution,
    Feature,
    Pack,
    RunRecord,
    Worker,
    WorkflowEntry,
)

WORDS, COUNT, SECONDS, TIME, SWITCH = "string", "Int64", "float64", "datetime64[us, UTC]", "boolean"
MOST_ROWS = 60
"""Rows that are drawn; the frame itself has all."""

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


class Table(pd.DataFrame):  # type: ignore[misc]
    """A DataFrame that is drawn for reading. What is computed from it is an ordinary DataFrame."""

    @property
    def _constructor(self) -> type:
        return pd.DataFrame  # type: ignore[no-any-return]

    def _repr_html_(self) -> str:
        """A table without an index, whole words, marks for states, times in UTC."""
        if self.empty:
            return f"<p><em>none yet</em> ({escape(', '.join(self.columns))})</p>"
        head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in self.columns)
        rows = [
            f"<tr>{''.join(_cell(name, value) for name, value in row.items())}</tr>"
            for row in self.head(MOST_ROWS).to_dict("records")
        ]
        left_out = len(self) - len(rows)
        more = f"<p>… and {left_out} more rows</p>" if left_out else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


def runs(records: Iterable[RunRecord]) -> Table:
    """Runs, ours and those of attune-ai, newest first."""
    return _table(RUN_COLUMNS, records, _run)


def runs_of(executions: Iterable[Execution]) -> Table:
    """The same columns from executions."""
    return _table(RUN_COLUMNS, executions, _execution)


def workflows(entries: Iterable[WorkflowEntry]) -> Table:
    """What can be picked."""
    return _table(WORKFLOW_COLUMNS, entries, _workflow)


def features(found: Iterable[Feature]) -> Table:
    """What can be a scope."""
    return _table(
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
    return _table(
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
    return _table(
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
    return _table(
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
    return _table(
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


def _table(
    columns: dict[str, str], nouns: Iterable[Any], row: Callable[[Any], Sequence[Any]]
) -> Table:
    rows = [row(noun) for noun in nouns]
    series = {
        name: pd.Series([values[place] for values in rows], dtype=dtype)
        for place, (name, dtype) in enumerate(columns.items())
    }
    return Table(series)


def _cell(name: str, value: Any) -> str:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    align = "right" if right else "left"
    return f"<td style='text-align:{align};white-space:pre-wrap'>{escape(_shown(name, value))}</td>"


def _shown(name: str, value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if name == "duration_seconds":
        return phrases.span(value)
    if name == "size_bytes":
        return phrases.size(value)
    if name in ("status", "last_status"):
        return f"{phrases.MARKS.get(value, '')} {value}".strip()
    return str(value)
