"""What a program prints stands in its log, whole and in order, without what is for the engine."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.logic.markers import Markers
from attune_ops_nb.model import LogStream
from attune_ops_nb.store import logs
from attune_ops_nb.work.capture import Capture, Ringing

OUT, ERR = LogStream.STDOUT, LogStream.STDERR


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return build_config(tmp_path, attune_home=tmp_path)


@pytest.fixture
def capture(config: Config) -> Iterator[Capture]:
    capture = Capture(config, 1, first=True, ring=lambda: None)
    yield capture
    capture.close()


def test_lines_of_both_pipes_are_never_mixed_into_each_other(
    config: Config, capture: Capture
) -> None:
    capture.write(OUT, b"one ")
    capture.write(ERR, b"oops\n")
    capture.write(OUT, b"line\n")
    capture.close()

    assert logs.read(config, 1) == b"oops\none line\n"
    assert logs.read(config, 1, OUT) == b"one line\n"
    assert capture.line_count == 2


def test_a_prompt_without_a_newline_is_shown_when_the_program_waits(
    config: Config, capture: Capture
) -> None:
    capture.write(OUT, b"password? ")
    capture.flush()

    assert logs.read(config, 1) == b"password? "


def test_a_remark_begins_on_a_line_of_its_own(config: Config, capture: Capture) -> None:
    capture.write(OUT, b"no newline")
    capture.flush(whole=True)
    capture.say("completed")

    assert logs.read(config, 1) == b"no newline\n[attune] completed\n"
    assert logs.read(config, 1, OUT) == b"no newline"


def test_a_marker_in_the_middle_of_a_line_is_text(config: Config, capture: Capture) -> None:
    capture.markers = Markers(lambda ref: True, lambda path: None).take
    capture.write(OUT, b"see ")
    capture.flush()
    capture.write(OUT, b"ATTUNE_PROGRESS 5 x\nATTUNE_PROGRESS 6 y\nend\n")

    assert logs.read(config, 1) == b"see ATTUNE_PROGRESS 5 x\nend\n"


def test_half_a_marker_is_kept_until_it_is_whole(config: Config, capture: Capture) -> None:
    markers = Markers(lambda ref: True, lambda path: None)
    capture.markers = markers.take
    capture.write(OUT, b"ATTUNE_PRO")
    capture.flush()
    capture.write(OUT, b"GRESS 50 half\n")

    assert logs.read(config, 1) == b""
    assert markers.progress is not None and markers.progress.percent == 50


def test_a_report_of_a_hundred_kilobytes_arrives_whole(config: Config, capture: Capture) -> None:
    markers = Markers(lambda ref: True, lambda path: None)
    capture.markers = markers.take
    report = base64.b64encode(b'{"title": "%s"}' % (b"x" * 100_000))
    line = b"ATTUNE_RUN_META report_b64=" + report + b"\n"
    for start in range(0, len(line), 50_000):
        capture.write(OUT, line[start : start + 50_000])

    assert markers.report == {"title": "x" * 100_000}
    assert logs.read(config, 1) == b""


def test_a_line_without_end_is_shown_in_pieces(config: Config, capture: Capture) -> None:
    capture.write(OUT, b"x" * 70_000)

    assert logs.size(config, 1) == 70_000


def test_another_attempt_goes_on_in_the_same_log(config: Config, capture: Capture) -> None:
    capture.write(OUT, b"first\n")
    capture.close()
    second = Capture(config, 1, first=False, ring=lambda: None)
    second.write(OUT, b"second\n")
    second.close()

    assert logs.read(config, 1) == b"first\nsecond\n"
    assert logs.read(config, 1, OUT) == b"second\n"


def test_bells_ring_at_once_and_then_not_too_often() -> None:
    rings: list[int] = []
    ringing = Ringing(lambda: rings.append(1), seconds=60)

    for _ in range(100):
        ringing()

    assert len(rings) == 1
