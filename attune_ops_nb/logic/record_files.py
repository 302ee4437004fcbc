"""Record files: a run record as JSON, written for attune-ai's readers and read from anybody.

Its readers know the first sixteen keys; what we know besides stands in keys of our own.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.records import between
from attune_ops_nb.model import Params, RunRecord, Status, Suggestion


def to_json(record: RunRecord) -> bytes:
    """The text of the record's file."""
    written = msgspec.to_builtins(record, builtin_types=(datetime,))
    return (json.dumps(written, indent=2, default=datetime.isoformat) + "\n").encode()


def from_json(content: bytes, *, workflow: str, id: str, whole: bool = True) -> RunRecord:
    """The record in a file that anybody may have written; ValueError if it is no JSON object.

    A value of the wrong type counts as absent. Not `whole`: without lines and report, which is
    several times as quick.
    """
    said = _parsed(content, whole)
    started, completed = (
        values.moment(said.get("started_at")),
        values.moment(said.get("completed_at")),
    )
    lines = said.get("lines")
    lines = [str(line) for line in lines] if isinstance(lines, list) else []
    return RunRecord(
        id=id,
        workflow=workflow,
        status=_status(said.get("status")),
        exit_code=values.whole(said.get("exit_code")),
        started_at=started,
        completed_at=completed,
        duration_seconds=_seconds(said.get("duration_seconds")) or between(started, completed),
        line_count=values.whole(said.get("line_count")) or len(lines),
        path=values.text(said.get("path")),
        trigger=values.text(said.get("trigger")),
        command=_texts(said.get("command")),
        sdk_stderr=values.text(said.get("sdk_stderr")),
        sdk_error_kind=values.text(said.get("sdk_error_kind")),
        report=_object(said.get("report")),
        lines=lines,
        persisted_at=values.moment(said.get("persisted_at")),
        execution=values.whole(said.get("execution")),
        action_ref=values.text(said.get("action_ref")),
        outcome=_outcome(said.get("outcome")),
        project=values.text(said.get("project")),
        executor=values.text(said.get("executor")),
        suggestions=_suggestions(said.get("suggestions")),
    )


LONG = frozenset({"lines", "report"})
HEAD = msgspec.json.Decoder(
    msgspec.defstruct(
        "Head", [(name, Any, None) for name in RunRecord.__struct_fields__ if name not in LONG]
    )
)


def _parsed(content: bytes, whole: bool) -> Mapping[str, Any]:
    if not whole:
        try:
            return msgspec.structs.asdict(HEAD.decode(content))
        except (ValueError, RecursionError):
            pass  # it is read with more patience
    return values.mapping_in(content)


KNOWN = {"pending": "requested", "running": "running", "completed": "completed", "failed": "failed"}


def _status(value: Any) -> str:
    return KNOWN.get(value, "completed") if isinstance(value, str) else "completed"


def _outcome(value: Any) -> Status | None:
    return Status(value) if isinstance(value, str) and value in set(Status) else None


def _seconds(value: Any) -> float | None:
    """A span that every face can add to a time."""
    found = values.number(value)
    return found if found is not None and abs(found) < 2**53 else None


def _texts(value: Any) -> list[str] | None:
    return [str(each) for each in value] if isinstance(value, list) else None


def _object(value: Any) -> Params | None:
    return value if isinstance(value, dict) else None


def _suggestions(value: Any) -> list[Suggestion]:
    found = []
    for each in value if isinstance(value, list) else []:
        try:
            found.append(msgspec.convert(each, Suggestion))
        except msgspec.ValidationError:
            continue
    return found
