"""Run records: what is kept of a finished run.

attune-ai keeps its runs in the same folders and knows the statuses `completed` and `failed`; which
of the five ends it was stands in `outcome`.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from attune_ops_nb.model import Execution, RunRecord, Status

WORKFLOW = re.compile(r"[a-z][a-z0-9-]+")
ID = re.compile(r"[0-9a-f]{1,64}")
LONGEST_NAME = 120
LOG_BYTES = 200_000
"""Bytes of log that a record holds."""
HALF = (LOG_BYTES - 100) // 2
"""Bytes kept from each end of a longer log; the mark between them has room as well."""


def record_of(
    execution: Execution,
    lines: Sequence[str],
    *,
    persisted_at: datetime,
    executor: str | None = None,
) -> RunRecord:
    """The record of a run that ended; `lines` as `log_lines` or `excerpt` gives them."""
    return RunRecord(
        id=run_id(execution.id),
        workflow=workflow_name(execution.action_ref),
        status=_status_on_disk(execution.status),
        exit_code=_exit_code(execution),
        started_at=execution.started_at,
        completed_at=execution.completed_at,
        duration_seconds=between(execution.started_at, execution.completed_at),
        line_count=execution.line_count or len(lines),
        path=execution.scope,
        trigger=execution.trigger,
        command=execution.command,
        sdk_stderr=execution.sdk_stderr,
        sdk_error_kind=execution.sdk_error_kind,
        report=execution.report,
        lines=list(lines),
        persisted_at=persisted_at,
        execution=execution.id,
        action_ref=execution.action_ref,
        outcome=execution.status,
        project=execution.project,
        executor=executor,
        suggestions=execution.suggestions,
    )


def run_id(execution: int) -> str:
    """The name of the record of `execution`: twelve hexadecimal digits."""
    return f"{execution:012x}"


def workflow_name(action_ref: str) -> str:
    """The folder for records of an action: `code-review` for attune-ai's, else `pack-name`.

    The name of a folder is its own.
    """
    if WORKFLOW.fullmatch(action_ref):
        return action_ref
    name = re.sub(r"[^a-z0-9]+", "-", action_ref.removeprefix("attune.").lower()).strip("-")
    name = name if WORKFLOW.fullmatch(name) else f"run-{name or 'of'}"
    return name[:LONGEST_NAME].rstrip("-")


def log_lines(log: bytes) -> list[str]:
    """The lines of a whole log, shortened in the middle if it is too long for a record."""
    if len(log) <= LOG_BYTES:
        return _lines(log)
    return excerpt(log[:HALF], log[-HALF:], len(log))


def excerpt(head: bytes, tail: bytes, size: int) -> list[str]:
    """The first and the last whole lines of a log of `size` bytes, and what is left out between.

    The end is kept because that is where the reason of a failure stands.
    """
    head = head[: head.rfind(b"\n") + 1] or head
    tail = tail[tail.find(b"\n") + 1 :] or tail
    left_out = size - len(head) - len(tail)
    return [*_lines(head), f"<TRUNCATED — {left_out} bytes more>", *_lines(tail)]


def _lines(log: bytes) -> list[str]:
    text = log.decode("utf-8", "replace")
    return text.removesuffix("\n").split("\n") if text else []


def _status_on_disk(status: Status) -> str:
    return (status if status is Status.COMPLETED else Status.FAILED).value


def between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from `start` to `end`, if both are known."""
    return (end - start).total_seconds() if start and end else None


def _exit_code(execution: Execution) -> int | None:
    code = (execution.result or {}).get("exit_code")
    return code if isinstance(code, int) else None
