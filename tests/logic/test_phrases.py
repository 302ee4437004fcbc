"""Executions, spans and sizes in words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from attune_ops_nb.logic import phrases
from attune_ops_nb.model import Execution, Status

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.324, "0.32 s"), (4.06, "4.1 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_a_span(seconds: float, words: str) -> None:
    assert phrases.span(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (30, "30 s ago"), (300, "5 min ago"), (7300, "2 h ago")],
)
def test_a_moment_ago(seconds: float, words: str) -> None:
    assert phrases.ago(NOON - timedelta(seconds=seconds), NOON) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(None, ""), (812, "812 B"), (4200, "4.2 kB"), (1_300_000, "1.3 MB"), (79e9, "79.0 GB")],
)
def test_a_size(count: int | None, words: str) -> None:
    assert phrases.size(count) == words


@pytest.mark.parametrize("status", list(Status))
def test_every_state_has_a_mark_and_a_verb(status: Status) -> None:
    assert phrases.MARKS[status]
    assert phrases.verb(status)


def test_an_execution_is_told_in_one_line() -> None:
    failed = Execution(
        id=7,
        action_ref="a.b",
        status=Status.FAILED,
        started_at=NOON,
        completed_at=NOON + timedelta(seconds=3.2),
        result={"exit_code": 1, "error": "no"},
    )
    assert phrases.told(failed) == "execution 7: a.b failed after 3.2 s, exit code 1"
    assert phrases.why(failed) == "no"


def test_a_running_execution_is_told_with_the_time_it_has_run() -> None:
    running = Execution(id=7, action_ref="a.b", status=Status.RUNNING, started_at=NOON)
    told = phrases.told(running, NOON + timedelta(seconds=5))
    assert told == "execution 7: a.b is running for 5.0 s"


@pytest.mark.parametrize(
    ("amount", "unpriced", "shown"),
    [
        (None, 0, "unknown"),
        (0.0, 0, "$0.00"),
        (Decimal("0.00425"), 0, "$0.0042"),
        (-1234.5, 0, "-$1,234.50"),
        (12.3, 4, "≥ $12.30 (+4 unpriced)"),
    ],
)
def test_dollars_say_what_they_leave_out(
    amount: float | Decimal | None, unpriced: int, shown: str
) -> None:
    assert phrases.usd(amount, unpriced) == shown


def test_parameters_are_shown_as_they_are_typed() -> None:
    assert phrases.shown({"path": "src", "fix": True, "n": 2}) == "path=src fix=true n=2"
