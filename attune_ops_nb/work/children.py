"""Children: starts programs so that none of them outlives its run or its host."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.work import guardian
from attune_ops_nb.work.host import MARK

GRACE_SECONDS = 5.0
"""Between asking a group to end and killing it."""
GATE = 'IFS= read -r go && [ "$go" = go ] && exec "$@"'
"""The child waits for `go`: it must not start before the guardian knows its group."""


class Guardian:
    """The guardian of this host, as a child that outlives it for a moment."""

    def __init__(self, lock: Path) -> None:
        self.mark = f"{MARK}={secrets.token_hex(16)}"
        self._lock = threading.Lock()
        lock.parent.mkdir(parents=True, exist_ok=True)
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-S", guardian.__file__, str(lock), self.mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._child.stdout is not None
        if self._child.stdout.readline() != b"ready\n":
            raise Unavailable(f"the guardian did not start: {lock}")

    def watch(self, group: int) -> None:
        """Kill `group` should the host die."""
        self._tell(b"+%d\n" % group)

    def release(self, group: int) -> None:
        """`group` is gone."""
        self._tell(b"-%d\n" % group)

    def close(self) -> None:
        """Kill what is left, and end."""
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()

    def _tell(self, line: bytes) -> None:
        stdin = self._child.stdin
        assert stdin is not None
        with self._lock:
            stdin.write(line)
            stdin.flush()


class Child:
    """A program in a process group of its own, with pipes for its output."""

    def __init__(
        self,
        guardian: Guardian,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: bytes,
    ) -> None:
        name, _, token = guardian.mark.partition("=")
        self._guardian = guardian
        self._mark = f"{name}={token}-{secrets.token_hex(8)}"
        try:
            self._child = subprocess.Popen(
                ["/bin/sh", "-c", GATE, "sh", *argv],
                cwd=cwd,
                env={**env, name: self._mark.partition("=")[2]},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable(f"cannot start {argv[0]} in {cwd}: {error.strerror}") from error
        self.group = self._child.pid
        self.end = _end_of(self.group)
        """A descriptor that becomes readable when the program has ended, where there is such."""
        guardian.watch(self.group)
        assert self._child.stdin and self._child.stdout and self._child.stderr
        self.stdout: IO[bytes] = self._child.stdout
        self.stderr: IO[bytes] = self._child.stderr
        feed = threading.Thread(
            target=_feed, args=(self._child.stdin, b"go\n" + stdin), daemon=True
        )
        if len(stdin) < 60_000:  # fits a pipe, so nobody has to wait for the reader
            feed.run()
        else:
            feed.start()

    def ended(self) -> bool:
        """Whether the program itself is done. Its group may still hold others."""
        if self._child.returncode is not None:
            return True
        # Not reaped yet: until then nobody else can be given the number of its group.
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._child.pid, options) is not None

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Ask the whole group to end, and kill it after `grace` seconds."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        while time.monotonic() < deadline and self._others_or_self():
            time.sleep(0.02)

    def sweep(self) -> None:
        """Kill whatever the program left running, in its group or escaped from it."""
        self._signal(signal.SIGKILL)
        for pid in guardian.marked(self._mark):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def reap(self) -> int:
        """The exit code, negative for a signal."""
        code = self._child.wait()
        self._guardian.release(self.group)
        for pipe in (self.stdout, self.stderr):
            pipe.close()
        if self.end is not None:
            os.close(self.end)
        return code

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, number)

    def _others_or_self(self) -> bool:
        """Whether anybody in the group still runs; a zombie leader does not count."""
        if not self.ended():
            return True
        try:
            os.killpg(self.group, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return self._living_members()

    def _living_members(self) -> bool:
        return any(
            os.getpgid(pid) == self.group
            for pid in guardian.marked(self._mark)
            if pid != self.group and _exists(pid)
        )


def _end_of(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):  # not on Linux, or an old one: its end is polled for
        return None


def _exists(pid: int) -> bool:
    try:
        os.getpgid(pid)
    except ProcessLookupError:
        return False
    return True


def _feed(stdin: IO[bytes], text: bytes) -> None:
    """Give the child its input. A child that does not read it is no error of ours."""
    with contextlib.suppress(BrokenPipeError), stdin:
        stdin.write(text)
