"""What a record says of a run, and how much of its log it holds."""

from datetime import UTC, datetime, timedelta

import pytest

from attune_ops_nb.logic import records
from attune_ops_nb.model import Execution, RunTrigger, Status, Suggestion

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=1)


def run(status: Status = Status.COMPLETED, **more: object) -> Execution:
    return Execution(id=71, action_ref="devtools.tests", status=status, **more)


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("devtools.tests", "devtools-tests"),
        ("attune.code-review", "code-review"),
        ("team_tools.Nightly_Build", "team-tools-nightly-build"),
        ("7z.pack", "run-7z-pack"),
        ("attune.x", "run-x"),
        ("a--folder-", "a--folder-"),
    ],
)
def test_a_ref_names_its_folder(ref: str, name: str):
    assert records.workflow_name(ref) == name


@pytest.mark.parametrize("ref", ["a.b", "9", "_._", "ä.ö", "x" * 500, "a" * 119 + ".b", "A.B"])
def test_every_folder_has_a_name_that_readers_accept(ref: str):
    assert records.WORKFLOW.fullmatch(records.workflow_name(ref))


def test_the_id_of_a_run_is_twelve_hexadecimal_digits():
    assert records.run_id(71) == "000000000047"
    assert records.ID.fullmatch(records.run_id(2**40))


def test_a_record_says_what_the_execution_says():
    chip = Suggestion(kind="next-workflow", name="devtools.lint")
    execution = run(
        result={"exit_code": 0},
        started_at=START,
        completed_at=START + timedelta(seconds=1.5),
        scope="/p/src",
        project="/p",
        trigger=RunTrigger.RECOMMENDATION,
        line_count=2,
        suggestions=[chip],
    )

    record = records.record_of(execution, ["a", "b"], persisted_at=NOW, executor="ada")

    assert (record.id, record.workflow, record.execution) == ("000000000047", "devtools-tests", 71)
    assert (record.status, record.exit_code, record.duration_seconds) == ("completed", 0, 1.5)
    assert (record.path, record.trigger, record.executor) == ("/p/src", "attune-rec", "ada")
    assert (record.lines, record.line_count, record.suggestions) == (["a", "b"], 2, [chip])


@pytest.mark.parametrize("end", [Status.FAILED, Status.CANCELLED, Status.TIMEOUT, Status.ABANDONED])
def test_an_end_that_readers_do_not_know_is_failed_with_an_outcome(end: Status):
    record = records.record_of(run(end), [], persisted_at=NOW)

    assert (record.status, record.outcome) == ("failed", end)


def test_a_run_that_never_started_has_no_duration():
    record = records.record_of(run(Status.CANCELLED, completed_at=NOW), [], persisted_at=NOW)

    assert record.duration_seconds is None


def test_lines_end_at_line_feeds_alone():
    assert records.log_lines(b"a\r\nb\x0cc\n\n\xff") == ["a\r", "b\x0cc", "", "\ufffd"]
    assert records.log_lines(b"") == []


def test_a_log_that_fits_is_kept_whole():
    log = b"x" * 99 + b"\n"

    assert records.log_lines(log * 2000) == ["x" * 99] * 2000


def test_a_long_log_keeps_its_first_and_its_last_lines():
    log = b"".join(b"%06d\n" % number for number in range(100_000))

    lines = records.log_lines(log)
    mark = next(line for line in lines if line.startswith("<TRUNCATED"))
    kept = sum(len(line) + 1 for line in lines if line != mark)

    assert (lines[0], lines[-1]) == ("000000", "099999")
    assert mark == f"<TRUNCATED — {len(log) - kept} bytes more>"
    assert 190_000 < len("\n".join(lines).encode()) <= records.LOG_BYTES


def test_one_endless_line_is_cut_as_well():
    lines = records.log_lines("é".encode() * 5_000_000)

    assert len(lines) == 3
    assert len("\n".join(lines).encode()) <= records.LOG_BYTES + 10
