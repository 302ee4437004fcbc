"""Host: whether the engine's own program runs, and how it is started and stopped.

There is at most one for each home. It is started, detached, by whoever first needs it, and goes
away when it is idle (`engine_host.py`). The lock that it holds is let go by the operating system
however it ends, so the next one can start at once.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from attune_ops_nb.config import Config, environment_of
from attune_ops_nb.errors import Unavailable

MARK = "ATTUNE_HOST_MARK"
"""The variable by which the guardian of a host knows what the host started."""
LONGEST_LOG = 1024 * 1024
LONGEST_START = 10.0
"""Seconds after which a host that was started, and is not there, must have failed."""


def ensure(config: Config) -> bool:
    """See to it that a host runs; whether one had to be started."""
    if running(config) or _starting(config):
        return False
    start(config)
    return True


def running(config: Config) -> bool:
    """Whether a host holds the lock now."""
    config.ops_dir.mkdir(parents=True, exist_ok=True)
    held = lock(config)
    try:
        held.acquire(blocking=False)
    except Timeout:
        return True
    held.release()
    return False


def start(config: Config) -> None:
    """Start a host, detached: it outlives the program that needed it first."""
    environment = {name: value for name, value in os.environ.items() if name != MARK}
    output = config.ops_dir / "host.log"
    try:
        if output.exists() and output.stat().st_size > LONGEST_LOG:
            output.replace(output.with_suffix(".log.1"))
        with output.open("ab") as sink:
            child = subprocess.Popen(
                [sys.executable, "-m", "attune_ops_nb.work.engine_host"],
                env={**environment, **environment_of(config)},
                cwd=config.ops_dir,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        starting_path(config).write_text(str(child.pid))
        # If it ends before we do, somebody must take note, or it stays as a zombie.
        threading.Thread(target=child.wait, name="attune-host", daemon=True).start()
    except OSError as error:
        raise Unavailable(f"cannot start the engine host: {error.strerror}") from error


def stop(config: Config, timeout: float = 15.0) -> bool:
    """Ask the host to end and wait for it; whether there was one. What it ran is taken up later.

    Unavailable if it does not end in time, or if it is not on this machine.
    """
    deadline = time.monotonic() + timeout
    asked: set[int] = set()
    while running(config) or _starting(config):
        pid = int(facts(config).get("pid", 0))
        if pid not in asked and psutil.pid_exists(pid):
            asked.add(pid)
            os.kill(pid, signal.SIGTERM)
        if time.monotonic() > deadline:
            raise Unavailable(
                f"the engine host did not end within {timeout:.0f} seconds: process {pid or '?'}; "
                f"see {config.ops_dir / 'host.log'}"
            )
        time.sleep(0.02)
    return bool(asked)


def facts(config: Config) -> dict[str, Any]:
    """What the host said of itself when it started: pid, since, python."""
    try:
        found: dict[str, Any] = json.loads(facts_path(config).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _starting(config: Config) -> bool:
    """Whether a host was started a moment ago, and does not hold the lock yet."""
    path = starting_path(config)
    try:
        young = time.time() - path.stat().st_mtime < LONGEST_START
        return young and psutil.pid_exists(int(path.read_text()))
    except (FileNotFoundError, ValueError):
        return False


def lock(config: Config) -> FileLock:
    """The lock that a host holds while it lives."""
    return FileLock(config.ops_dir / "host.lock")


def starting_path(config: Config) -> Path:
    """What a new host removes when it holds the lock: until then nobody needs to start another."""
    return config.ops_dir / "host.starting"


def facts_path(config: Config) -> Path:
    """Where the host says who it is."""
    return config.ops_dir / "host.json"
