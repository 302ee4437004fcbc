"""Record files are read as they come."""

import json
from datetime import UTC, datetime

import pytest

from attune_ops_nb.logic.record_files import from_json, to_json
from attune_ops_nb.model import RunRecord, Status, Suggestion

OF_ATTUNE_AI = {
    "id": "5dbcf22cc60b", "workflow": "code-review", "status": "failed", "exit_code": 1,
    "started_at": "2026-11-21T02:08:37.019111+00:00",
    "completed_at": "2026-11-21T02:08:52.824446+00:00", "duration_seconds": 15.805335,
    "line_count": 18, "path": None, "trigger": None, "command": ["python3", "-m", "attune"],
    "sdk_stderr": "Not logged in", "sdk_error_kind": "unknown", "report": None,
    "lines": ["$ python3"], "persisted_at": "2026-11-21T02:08:52.824618+00:00",
}  # fmt: skip


def read(whole: bool = True, **values: object) -> RunRecord:
    content = json.dumps({**OF_ATTUNE_AI, **values}).encode()
    return from_json(content, workflow="code-review", id="5dbcf22cc60b", whole=whole)


def test_a_record_of_attune_ai_is_read_whole():
    record = read()

    assert (record.status, record.exit_code, record.line_count) == ("failed", 1, 18)
    assert record.completed_at == datetime(2026, 11, 21, 2, 8, 52, 824446, tzinfo=UTC)
    assert (record.lines, record.sdk_stderr) == (["$ python3"], "Not logged in")
    assert (record.execution, record.outcome, record.suggestions) == (None, None, [])


def test_a_written_record_begins_with_the_keys_that_its_readers_know():
    written = json.loads(to_json(read()))

    assert list(written)[:16] == list(OF_ATTUNE_AI)
    assert {key: written[key] for key in OF_ATTUNE_AI} == OF_ATTUNE_AI


def test_a_record_is_read_as_it_was_written():
    record = RunRecord(
        id="0a", workflow="w-1", status="failed", outcome=Status.TIMEOUT, lines=["\x1b[31mä"],
        line_count=1, report={"title": "t"}, suggestions=[Suggestion(kind="open-url", url="https://x.example")],
        started_at=datetime(2026, 1, 1, tzinfo=UTC), execution=10, project="/p", executor="ada",
    )  # fmt: skip

    assert from_json(to_json(record), workflow="w-1", id="0a") == record


@pytest.mark.parametrize(
    ("key", "value", "read_as"),
    [
        ("status", "exploded", "completed"),
        ("status", 3, "completed"),
        ("status", "pending", "requested"),
        ("exit_code", "1", None),
        ("exit_code", 1e300, None),
        ("exit_code", 10**400, None),
        ("started_at", "yesterday", None),
        ("started_at", 5, None),
        ("started_at", "0001-01-01T00:00:00+14:00", None),
        ("started_at", "2026-01-01T01:00:00", datetime(2026, 1, 1, 1, tzinfo=UTC)),
        ("path", ["/p"], None),
        ("command", "python", None),
        ("command", ["python", 3], ["python", "3"]),
        ("lines", "text", []),
        ("lines", [1, None], ["1", "None"]),
        ("report", [1], None),
        ("suggestions", [{"kind": "open-url"}, 5, {"kind": 1}], [Suggestion(kind="open-url")]),
        ("outcome", "exploded", None),
    ],
)
def test_a_value_that_does_not_fit_counts_as_absent(key: str, value: object, read_as: object):
    assert getattr(read(**{key: value}), key) == read_as


def test_without_lines_and_report_everything_else_is_the_same():
    record = read(whole=False, report={"title": "t"})

    assert (record.lines, record.report) == ([], None)
    assert (record.line_count, record.exit_code, record.command) == (
        18, 1, ["python3", "-m", "attune"],
    )  # fmt: skip


@pytest.mark.parametrize("whole", [True, False])
def test_what_only_python_calls_json_is_read(whole: bool):
    content = b'{"sdk_stderr": "\\ud800 \xff", "duration_seconds": NaN, "exit_code": 2}'

    record = from_json(content, workflow="w-1", id="0a", whole=whole)

    assert (record.sdk_stderr, record.duration_seconds, record.exit_code) == ("? \ufffd", None, 2)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("content", [b"", b"[1]", b"5", b"{", b"null", b"[" * 200_000, b'{"a":}'])
def test_what_is_no_object_is_refused(content: bytes, whole: bool):
    with pytest.raises(ValueError, match="it is n"):
        from_json(content, workflow="w-1", id="0a", whole=whole)
