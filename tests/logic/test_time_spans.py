"""Which bytes of a file of lines are of which time."""

from datetime import UTC, datetime, timedelta

from attune_ops_nb.logic.run_calls import stamps
from attune_ops_nb.logic.time_spans import LONGEST, Span, TimeSpans

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def line(minutes: float, width: int = 0) -> bytes:
    at = NOON + timedelta(minutes=minutes)
    return f'{{"ts":"{at.isoformat()}","stage":"{"x" * width}"}}\n'.encode()


def of(*blocks: bytes) -> TimeSpans:
    made, begin = TimeSpans(stamps), 0
    for block in blocks:
        made.take(block, begin)
        begin += len(block)
    return made


def at(minutes: float) -> float:
    return NOON.timestamp() + 60 * minutes


def test_lines_that_come_bit_by_bit_are_one_span_with_its_first_and_last_time() -> None:
    size = len(line(0))
    assert of(line(5), line(1), line(9)).spans == [Span(0, 3 * size, at(1), at(9))]


def test_a_span_does_not_grow_without_end() -> None:
    whole = line(0, LONGEST)
    assert [span.begin for span in of(whole, line(1), line(2)).spans] == [0, len(whole)]


def test_a_span_is_of_every_time_between_its_lines() -> None:
    (span,) = of(line(1) + line(9)).spans
    asked = [(0, 0.5), (0, 1), (4, 5), (9, 10), (9.5, 10)]
    moments = [[NOON + timedelta(minutes=each) for each in pair] for pair in asked]
    assert [span.within(*pair) for pair in moments] == [False, True, True, True, False]


def test_lines_without_a_time_are_in_no_span_and_broken_ones_are_told() -> None:
    made = TimeSpans(stamps)
    bad = made.take(b'{"ts":null}\n{"ts":"soon"}\n[1]\n', 0)
    assert (made.spans, [each.offset for each in bad]) == ([], [26])


def test_what_was_kept_is_begun_with_again_and_only_what_changed_is_kept() -> None:
    made = of(line(1), line(0, LONGEST), line(5))
    again = TimeSpans(stamps)
    again.restore(made.changes())
    assert (again.spans, made.changes()) == (made.spans, [])
