"""No program outlives its run or its host."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from attune_ops_nb.work.children import Child, Guardian


@pytest.fixture
def guardian(tmp_path: Path) -> Iterator[Guardian]:
    guardian = Guardian(tmp_path / "guardian.lock")
    yield guardian
    guardian.close()


def child(guardian: Guardian, script: str, stdin: bytes = b"") -> Child:
    environment = {"PATH": os.environ["PATH"]}
    return Child(guardian, ["sh", "-c", script], cwd=Path("/"), env=environment, stdin=stdin)


def gone(pid: int) -> bool:
    """Whether the program is dead, waiting for it a little if need be."""
    try:
        psutil.Process(pid).wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


def test_a_child_gets_its_input_and_gives_its_output(guardian: Guardian) -> None:
    one = child(guardian, "cat", stdin=b'{"a": 1}\n')

    output = one.stdout.read()

    assert (output, one.reap()) == (b'{"a": 1}\n', 0)


def test_a_large_input_does_not_wait_for_the_reader(guardian: Guardian) -> None:
    one = child(guardian, "wc -c", stdin=b"x" * 1_000_000)

    assert (one.stdout.read().strip(), one.reap()) == (b"1000000", 0)


def test_what_a_child_leaves_behind_is_killed_even_in_another_group(guardian: Guardian) -> None:
    one = child(guardian, "sleep 300 & echo $!; setsid sleep 300 & echo $!; sleep 0.2")
    left = [int(one.stdout.readline()) for _ in range(2)]
    while not one.ended():
        time.sleep(0.01)

    one.sweep()

    assert [gone(pid) for pid in left] == [True, True]
    one.reap()


def test_a_child_that_ignores_the_request_to_end_is_killed(guardian: Guardian) -> None:
    one = child(guardian, "trap '' TERM; echo ready; while :; do sleep 0.05; done")
    one.stdout.readline()

    one.stop(grace=0.2)
    one.sweep()

    assert one.reap() == -signal.SIGKILL


def test_a_child_that_ends_when_asked_is_not_killed(guardian: Guardian) -> None:
    one = child(guardian, "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done")
    one.stdout.readline()

    one.stop(grace=10)
    one.sweep()

    assert one.reap() == 7


HOST = """
import sys, time
from pathlib import Path
from attune_ops_nb.work.children import Child, Guardian
guardian = Guardian(Path(sys.argv[1]))
script = "sleep 300 & setsid sleep 301 & echo $!; wait"
child = Child(guardian, ["sh", "-c", script], cwd=Path("/"), env={"PATH": sys.argv[2]}, stdin=b"")
print(child.group, child.stdout.readline().decode(), flush=True)
time.sleep(300)
"""


def test_children_die_with_a_host_that_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "guardian.lock"
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, str(lock), os.environ["PATH"]], stdout=subprocess.PIPE
    )
    assert host.stdout is not None
    pids = [int(word) for word in host.stdout.readline().split()]

    host.kill()
    host.wait()
    Guardian(lock).close()  # it waits until the guardian of the dead host is done

    assert [gone(pid) for pid in pids] == [True, True]
    host.stdout.close()
