"""Markers are taken out of the log and understood, and a hostile one does no harm."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.logic.markers import LONGEST, MOST_SUGGESTIONS, Markers
from attune_ops_nb.model import Progress, Suggestion

REFS = {"devtools.lint", "devtools.tests", "attune.code-review"}


@pytest.fixture
def markers() -> Markers:
    def inside(text: str) -> Path | None:
        return Path("/project") / text if not text.startswith(("/", "..")) else None

    return Markers(REFS.__contains__, inside)


def recommended(markers: Markers, *given: Any) -> list[Suggestion]:
    for each in given:
        text = each if isinstance(each, str) else json.dumps(each)
        markers.take(f"ATTUNE_REC {text}\n".encode())
    return markers.suggestions


def test_lines_for_people_pass_untouched(markers: Markers) -> None:
    chunk = b"one\n ATTUNE_REC {}\nATTUNE_DS final {}\nsay ATTUNE_PROGRESS 5\r\n\xff\xfe\x00\n"

    assert markers.take(chunk) == chunk
    assert markers.suggestions == []


def test_markers_are_taken_out_of_the_lines_around_them(markers: Markers) -> None:
    chunk = b"one\nATTUNE_PROGRESS 5 a\ntwo\r\nATTUNE_RUN_META rubbish\nATTUNE_REC {\nthree"

    assert markers.take(chunk) == b"one\ntwo\r\nthree"


@pytest.mark.parametrize(
    ("line", "progress"),
    [
        ("40 collecting tests", Progress(percent=40.0, message="collecting tests")),
        ("12.5", Progress(percent=12.5)),
        ("- looking around", Progress(message="looking around")),
        ("250 too much", Progress(percent=100.0, message="too much")),
        ("-3 too little", Progress(percent=0.0, message="too little")),
        ("nan x", None),
        ("half x", None),
        ("", None),
    ],
)
def test_progress_is_a_percentage_and_a_message(
    markers: Markers, line: str, progress: Progress | None
) -> None:
    assert markers.take(f"ATTUNE_PROGRESS {line}\n".encode()) == b""
    assert markers.progress == progress


def test_a_recommended_workflow_is_known_and_its_path_lies_in_the_project(
    markers: Markers,
) -> None:
    found = recommended(
        markers,
        {"kind": "next-workflow", "name": "devtools.lint", "args": {"path": "src"}, "x": 1},
        {"kind": "next-workflow", "name": "code-review", "label": "Look", "severity": "HIGH"},
    )

    assert found == [
        Suggestion(kind="next-workflow", name="devtools.lint", args={"path": "/project/src"}),
        Suggestion(kind="next-workflow", name="attune.code-review", label="Look", severity="high"),
    ]


def test_a_page_may_be_recommended(markers: Markers) -> None:
    found = recommended(markers, {"kind": "open-url", "url": "https://example.org/", "label": 5})

    assert found == [Suggestion(kind="open-url", url="https://example.org/")]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "open-url", "url": "javascript:alert(1)"},
        {"kind": "open-url", "url": ["https://example.org"]},
        {"kind": "next-workflow", "name": "unknown"},
        {"kind": "next-workflow", "name": ["devtools.lint"]},
        {"kind": "next-workflow", "name": "devtools.lint; ls"},
        {"kind": "next-workflow", "name": "devtools.lint", "args": {"path": "../out"}},
        {"kind": "next-workflow", "name": "devtools.lint", "args": {"path": 5}},
        {"kind": "next-workflow", "name": "devtools.lint", "args": {"path": ""}},
        {"kind": "next-workflow", "name": "devtools.lint", "args": "src"},
        {"kind": "delete-everything"},
        ["next-workflow"],
        "not json",
        '{"kind": "open-url", "url": "https://example.org/", "n": NaN}',
        '{"kind": ' * 1000,
        "[" * 200_000,
    ],
)
def test_a_recommendation_that_makes_no_sense_is_left_out(markers: Markers, given: Any) -> None:
    assert recommended(markers, given) == []


def test_a_recommendation_is_kept_once_and_there_is_an_end_to_them(markers: Markers) -> None:
    urls = [{"kind": "open-url", "url": f"https://example.org/{n // 2}"} for n in range(300)]

    assert len(recommended(markers, *urls)) == MOST_SUGGESTIONS


def test_long_labels_are_cut(markers: Markers) -> None:
    given = {"kind": "open-url", "url": "http://a", "label": "l" * 999, "severity": "s" * 999}

    (found,) = recommended(markers, given)

    assert (len(found.label or ""), len(found.severity or "")) == (200, 20)


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def test_the_end_of_a_run_is_told_in_meta_lines(markers: Markers) -> None:
    lines = [
        "ATTUNE_RUN_META_VERSION 1",
        "ATTUNE_RUN_META sdk_error_kind=rate_limit",
        f"ATTUNE_RUN_META sdk_stderr_b64={encoded('Not logged in')}",
        f"ATTUNE_RUN_META report_b64={encoded(json.dumps({'title': 'A', 'sections': []}))}",
        "ATTUNE_RUN_META other=1",
    ]

    assert markers.take("".join(f"{line}\n" for line in lines).encode()) == b""
    assert (markers.sdk_error_kind, markers.sdk_stderr) == ("rate_limit", "Not logged in")
    assert markers.report == {"title": "A", "sections": []}


@pytest.mark.parametrize("bad", ["", "%%%", encoded("[1]"), encoded(b"\xff"), encoded("{" * 5000)])
def test_a_broken_report_does_not_overwrite_a_good_one(markers: Markers, bad: str) -> None:
    for value in (encoded('{"good": true}'), bad):
        markers.take(f"ATTUNE_RUN_META report_b64={value}\n".encode())

    assert markers.report == {"good": True}


def test_what_no_store_can_keep_is_not_kept(markers: Markers) -> None:
    markers.take(f"ATTUNE_RUN_META sdk_stderr_b64={encoded('a' + chr(0) + 'b')}\n".encode())
    markers.take(b"ATTUNE_RUN_META report_b64=" + encoded(r'{"t": "a\u0000b"}').encode() + b"\n")
    markers.take(b"ATTUNE_PROGRESS 5 a\0b\n")

    assert (markers.sdk_stderr, markers.report) == ("ab", {"t": "ab"})
    assert markers.progress == Progress(percent=5.0, message="ab")


def test_a_marker_that_is_too_long_is_left_out_of_the_log_too(markers: Markers) -> None:
    assert markers.take(b"ATTUNE_REC " + b"x" * LONGEST + b"\nshown\n") == b"shown\n"
