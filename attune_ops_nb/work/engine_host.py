"""Engine host: the program in which worker, reactor and janitor run until nothing is to do."""

import argparse
import json
import logging
import os
import select
import shutil
import signal
import sys
import threading
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

from filelock import Timeout

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.work import host
from attune_ops_nb.work.children import Guardian
from attune_ops_nb.work.commands import SCRATCH
from attune_ops_nb.work.embedded import open_engine
from attune_ops_nb.work.janitor import Janitor
from attune_ops_nb.work.notices import Notices
from attune_ops_nb.work.reactor import Reactor
from attune_ops_nb.work.runners import runners
from attune_ops_nb.work.worker import Worker

log = logging.getLogger(__name__)
BEAT_SECONDS = 3.0
SWEEP_SECONDS = 1.0
BREATH_SECONDS = 0.01
"""Between two looks at the clock while much happens."""
NICENESS = 5


class Host:
    """Worker, reactor, clock and janitor in threads, until there is nothing to do for long."""

    def __init__(self, engine: Engine, worker: Worker) -> None:
        self._engine = engine
        self._worker = worker
        notices = Notices(engine)
        self._reactor = Reactor(engine, notices)
        self._janitor = Janitor(engine, notices)
        self._end = threading.Event()
        self._look = threading.Event()
        """Set when something was written, so that a wait may have begun."""
        self._wish = os.pipe()
        self._seen_change = -1
        self._looked = self._said_hello = 0.0
        self.asked_to_end = False

    def run(self) -> None:
        """Until `end` is called, or nothing was to be done for `Config.host_idle_seconds`."""
        threads = [
            threading.Thread(target=self._loop, args=(each,), name=f"attune-{each.__name__}")
            for each in (self._work, self._react, self._tell_time, self._sweep)
        ]
        for thread in threads:
            thread.start()
        self._watch_idleness()
        for thread in threads:
            thread.join()
        self._worker.close()
        while self._reactor.step():
            pass
        self._reactor.settle()

    def end(self, *_: object) -> None:
        """Come to an end because somebody wishes it: a signal, or a test."""
        self.asked_to_end = True
        # A signal may interrupt this very thread while it holds a lock, so none is taken here.
        os.write(self._wish[1], b"!")

    def _loop(self, step: Callable[[], None]) -> None:
        """A store that does not answer for a while must not end the host."""
        while not self._end.is_set():
            try:
                step()
            except AttuneError as error:
                log.error("%s: %s", step.__name__.strip("_"), error)
                self._end.wait(SWEEP_SECONDS)

    def _work(self) -> None:
        rings = self._engine.store.bells.count()
        newest = self._engine.store.last_change()
        now = time.monotonic()
        # Most rings are for logs: a claim is a write, and is tried only if there may be something.
        if newest != self._seen_change or now - self._looked >= SWEEP_SECONDS:
            self._seen_change, self._looked = newest, now
            self._worker.beat()
            self._worker.step()
        if now - self._said_hello >= BEAT_SECONDS:
            self._said_hello = now
            self._worker.hello()
        self._engine.store.wait(rings)

    def _react(self) -> None:
        rings = self._engine.store.bells.count()
        if self._reactor.step():
            self._look.set()
        else:
            self._engine.store.wait(rings)

    def _tell_time(self) -> None:
        """Waits of workflows are over when they are due, and not with the next sweep."""
        self._look.clear()
        seconds = self._engine.workflow_runs.next_time()
        if seconds is not None and seconds <= 0:
            self._engine.workflow_runs.tell_time()
            return
        self._look.wait(SWEEP_SECONDS if seconds is None else min(seconds, SWEEP_SECONDS))
        self._end.wait(BREATH_SECONDS)

    def _sweep(self) -> None:
        self._janitor.step()
        self._reactor.settle()
        self._end.wait(SWEEP_SECONDS)

    def _watch_idleness(self) -> None:
        idle_since = time.monotonic()
        while not select.select([self._wish[0]], [], [], SWEEP_SECONDS)[0]:
            if self._busy():
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= self._engine.config.host_idle_seconds:
                break
        self._end.set()
        self._look.set()
        self._engine.store.bells.ring()

    def _busy(self) -> bool:
        try:
            return bool(self._worker.busy or self._engine.attempts.left())
        except AttuneError:  # the store does not answer; what it holds may be waiting
            return True


def main(arguments: list[str] | None = None) -> int:
    """Run a host in this process, unless there is one; the exit code."""
    argparse.ArgumentParser(prog="attune engine", description=__doc__).parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # What runs by itself gives way to kernels and servers, on which people wait.
    os.nice(NICENESS)
    config = build_config()
    config.ops_dir.mkdir(parents=True, exist_ok=True)
    while True:
        lock = host.lock(config)
        try:
            # Others hold the lock for a moment to see whether a host runs.
            lock.acquire(timeout=0.3, poll_interval=0.01)
        except Timeout:
            log.info("there is a host already")
            return 0
        finally:
            host.starting_path(config).unlink(missing_ok=True)
        try:
            more = serve(config)
        finally:
            lock.release()
        if not more:
            return 0


def serve(config: Config) -> bool:
    """Be the host, under the lock; whether something was requested while it went away."""
    guardian = Guardian(config.ops_dir / "guardian.lock")
    # Nothing runs now, so what a killed host left for its programs, secrets too, is nobody's.
    shutil.rmtree(config.ops_dir / SCRATCH, ignore_errors=True)
    engine = open_engine(config)
    try:
        worker = Worker(engine, runners(engine, guardian), name=_worker_name(config))
        motion = Host(engine, worker)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, motion.end)
        _write_facts(config)
        log.info("the host %d runs", os.getpid())
        motion.run()
        return not motion.asked_to_end and engine.attempts.left()
    finally:
        engine.close()
        guardian.close()
        log.info("the host %d is gone", os.getpid())


def _worker_name(config: Config) -> str:
    """One name for each home on a machine: the lock makes sure that one host has it."""
    return f"worker-{os.uname().nodename}-{zlib.crc32(bytes(config.attune_home)):08x}"


def _write_facts(config: Config) -> None:
    since = datetime.now(UTC).isoformat()
    content = {"pid": os.getpid(), "since": since, "python": sys.executable}
    host.facts_path(config).write_text(json.dumps(content), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
