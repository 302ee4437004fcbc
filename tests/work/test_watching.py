"""A child is read to its last byte, and ends when its time is up or somebody stops it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.model import LogStream
from attune_ops_nb.work.children import Guardian
from attune_ops_nb.work.watching import End, Watched, watch
from tests.work.test_children import child, guardian

__all__ = ["guardian"]
Output = dict[LogStream, bytes]


@pytest.fixture
def output() -> Iterator[Output]:
    yield {LogStream.STDOUT: b"", LogStream.STDERR: b""}


def run(
    guardian: Guardian,
    script: str,
    output: Output,
    *,
    stop: threading.Event | None = None,
    stop_at: bytes = b"never",
    timeout: float | None = 60,
) -> Watched:
    stop = stop or threading.Event()

    def write(stream: LogStream, chunk: bytes) -> None:
        output[stream] += chunk
        if stop_at in output[stream]:
            stop.set()

    return watch(child(guardian, script), write, lambda: None, stop=stop, timeout=timeout)


def test_both_pipes_are_read_to_the_last_byte(guardian: Guardian, output: Output) -> None:
    watched = run(guardian, "seq 100000; echo oops >&2; exit 3", output)

    expected = "".join(f"{n}\n" for n in range(1, 100001)).encode()
    assert (watched.end, watched.exit_code) == (End.ITSELF, 3)
    assert output == {LogStream.STDOUT: expected, LogStream.STDERR: b"oops\n"}


def test_a_grandchild_that_keeps_a_pipe_open_delays_nothing(
    guardian: Guardian, output: Output
) -> None:
    watched = run(guardian, "sleep 300 & echo done", output)

    assert (watched.end, output[LogStream.STDOUT]) == (End.ITSELF, b"done\n")


def test_a_child_that_closes_its_pipes_is_waited_for(guardian: Guardian, output: Output) -> None:
    watched = run(guardian, "exec >&- 2>&-; sleep 0.3; exit 5", output)

    assert (watched.end, watched.exit_code) == (End.ITSELF, 5)


def test_a_stopped_child_may_say_its_last_words(guardian: Guardian, output: Output) -> None:
    script = "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done"

    watched = run(guardian, script, output, stop_at=b"ready")

    assert (watched.end, watched.exit_code) == (End.STOPPED, 9)
    assert output[LogStream.STDOUT] == b"ready\nbye\n"


def test_a_child_that_prints_without_end_can_be_stopped(guardian: Guardian, output: Output) -> None:
    watched = run(guardian, "yes", output, stop_at=b"y\ny\n")

    assert watched.end is End.STOPPED


def test_time_that_is_used_up_ends_a_child(guardian: Guardian, output: Output) -> None:
    watched = run(guardian, "sleep 300", output, timeout=0.2)

    assert watched.end is End.TIMEOUT


def test_a_writer_that_fails_leaves_no_child(
    guardian: Guardian, output: Output, tmp_path: Path
) -> None:
    def write(stream: LogStream, chunk: bytes) -> None:
        raise OSError("no space left")

    one = child(guardian, "echo x; exec sleep 300")
    with pytest.raises(OSError, match="no space"):
        watch(one, write, lambda: None, stop=threading.Event(), timeout=60)

    assert one.ended()
