"""Record files: a run record as JSON, written for attune-ai's readers and read from anybody.

Its readers know the first sixteen keys; what we know besides stands in keys of our own.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from attune_ops_nb.logic.records import between
from attune_ops_nb.model import Params, RunRecord, Status, Suggestion


def to_json(record: RunRecord) -> bytes:
    """The text of the record's file."""
    values = msgspec.to_builtins(record, builtin_types=(datetime,))
    return (json.dumps(values, indent=2, default=datetime.isoformat) + "\n").encode()


def from_json(content: bytes, *, workflow: str, id: str, whole: bool = True) -> RunRecord:
    """The record in a file that anybody may have written; ValueError if it is no JSON object.

    A value of the wrong type counts as absent. Not `whole`: without lines and report, which is
    several times as quick.
    """
    values = _parsed(content, whole)
    started, completed = _time(values.get("started_at")), _time(values.get("completed_at"))
    lines = values.get("lines")
    lines = [str(line) for line in lines] if isinstance(lines, list) else []
    return RunRecord(
        id=id,
        workflow=workflow,
        status=_status(values.get("status")),
        exit_code=_whole(values.get("exit_code")),
        started_at=started,
        completed_at=completed,
        duration_seconds=_number(values.get("duration_seconds")) or between(started, completed),
        line_count=_whole(values.get("line_count")) or len(lines),
        path=_text(values.get("path")),
        trigger=_text(values.get("trigger")),
        command=_texts(values.get("command")),
        sdk_stderr=_text(values.get("sdk_stderr")),
        sdk_error_kind=_text(values.get("sdk_error_kind")),
        report=_object(values.get("report")),
        lines=lines,
        persisted_at=_time(values.get("persisted_at")),
        execution=_whole(values.get("execution")),
        action_ref=_text(values.get("action_ref")),
        outcome=_outcome(values.get("outcome")),
        project=_text(values.get("project")),
        executor=_text(values.get("executor")),
        suggestions=_suggestions(values.get("suggestions")),
    )


LONG = frozenset({"lines", "report"})
HEAD = msgspec.json.Decoder(
    msgspec.defstruct(
        "Head", [(name, Any, None) for name in RunRecord.__struct_fields__ if name not in LONG]
    )
)


def _parsed(content: bytes, whole: bool) -> Mapping[str, Any]:
    try:
        values = msgspec.json.decode(content) if whole else _head(content)
    except (ValueError, RecursionError):
        values = _leniently(content)
    if not isinstance(values, dict):
        raise ValueError("it is not a JSON object")
    return values


def _head(content: bytes) -> dict[str, Any]:
    return msgspec.structs.asdict(HEAD.decode(content))


def _leniently(content: bytes) -> Any:
    """JSON as Python writes it: with NaN, halves of surrogate pairs, and here also bad bytes."""
    text = content.decode("utf-8", "replace")
    try:
        return _encodable(json.loads(text, parse_constant=lambda _: None))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from error


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    return value


KNOWN = {"pending": "requested", "running": "running", "completed": "completed", "failed": "failed"}


def _status(value: Any) -> str:
    return KNOWN.get(value, "completed") if isinstance(value, str) else "completed"


def _outcome(value: Any) -> Status | None:
    return Status(value) if isinstance(value, str) and value in set(Status) else None


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and abs(value) < 2**53 else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 2**53 and math.isfinite(value) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


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


def _time(value: Any) -> datetime | None:
    """A time without a zone is UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
