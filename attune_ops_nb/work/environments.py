"""Environments: what a pack's actions need is installed once for each pack and runtime version.

An environment is built in place, because interpreters and scripts in it know their own path. A
marker is written last, so one whose building was interrupted is known for what it is.
"""

import hashlib
import json
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from attune_ops_nb.errors import Conflict, Unavailable
from attune_ops_nb.logic import execution_config
from attune_ops_nb.logic.execution_config import ExecutionConfig, fill
from attune_ops_nb.model import LogStream, Params, Runtime, RuntimeVersion
from attune_ops_nb.readings.pack_environments import MARKER, lock_of
from attune_ops_nb.work import inherited, interpreters
from attune_ops_nb.work.children import Child, Guardian
from attune_ops_nb.work.watching import watch

LOOK_SECONDS = 0.2
TOLD_LINES = 3

Say = Callable[[bytes], object]


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What code of a pack is run with."""

    config: ExecutionConfig
    interpreter: str | None = None
    """None where a script is itself the program."""
    folder: Path | None = None
    """None where the runtime needs nothing of its own."""
    places: dict[str, str] = {}
    """What `{env_dir}`, `{pack_dir}`, `{interpreter}` and `{manifest_path}` mean."""


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """What this machine has of a runtime."""

    available: bool
    versions: dict[int, bool]
    """By the id of the version."""


def verify(runtime: Runtime, versions: Sequence[RuntimeVersion]) -> Here:
    """Look whether this machine has the runtime, and which of its versions."""
    distributions = [runtime.distributions, *(row.distributions for row in versions)]
    asked = [_verification(each) for each in distributions]
    with ThreadPoolExecutor(len(asked)) as threads:  # each is a program that has to start
        itself, *found = threads.map(interpreters.here, asked)
    rows = {row.id: available for row, available in zip(versions, found, strict=True)}
    return Here(available=itself or any(found), versions=rows)


def prepare(
    pack_dir: Path,
    pack_ref: str,
    runtime: Runtime,
    version: RuntimeVersion | None,
    envs_dir: Path,
    *,
    guardian: Guardian,
    say: Say,
    stop: threading.Event,
) -> Environment:
    """The environment of a pack, built or repaired if need be; what that prints goes to `say`.

    Without a version, or if it says nothing itself, the runtime's own configuration is used.
    Unavailable, with the last lines, if it cannot be built; Conflict once `stop` is set.
    """
    own = version.execution_config if version else {}
    config = execution_config.parse(own or runtime.execution_config)
    binary = config.interpreter.binary
    base = interpreters.find(binary) if binary else None
    name = f"{runtime.name}-{version.version}" if version and own else runtime.name
    places = {"pack_dir": str(pack_dir), "interpreter": base or ""}
    manifest = _manifest(config, pack_dir)
    if config.environment is None or (config.dependencies and manifest is None):
        return Environment(config=config, interpreter=base, places=places)
    folder = envs_dir / pack_ref / name
    places |= {"env_dir": str(folder), "manifest_path": str(manifest or "")}
    plan = _Plan(config, folder, manifest, base, places)
    if not plan.built():
        builder = _Builder(f"the environment {pack_ref}/{name}", guardian, say, stop)
        builder.build(plan)
    inside = {**places, "interpreter": plan.interpreter or ""}
    return Environment(config=config, interpreter=plan.interpreter, folder=folder, places=inside)


class _Plan:
    """What an environment is to be, and whether the folder is that already."""

    def __init__(
        self,
        config: ExecutionConfig,
        folder: Path,
        manifest: Path | None,
        base: str | None,
        places: dict[str, str],
    ) -> None:
        assert config.environment is not None
        self.folder = folder
        inside = config.environment.interpreter_path
        self.interpreter = fill(inside, places) if inside else base
        self.create = [fill(part, places) for part in config.environment.create_command]
        if self.create and self.create[0] == config.interpreter.binary and base:
            self.create[0] = base
        install = config.dependencies.install_command if manifest and config.dependencies else []
        within = {**places, "interpreter": self.interpreter or ""}
        self.install = [fill(part, within) for part in install]
        content = manifest.read_bytes() if manifest else b""
        # The program behind the link: an environment dies with the interpreter it was made by.
        self.made = _digest(self.create, os.path.realpath(base) if base else "")
        self.installed = _digest(self.install, content.decode("utf-8", "replace"))

    def built(self) -> bool:
        """Nothing is to be done."""
        return self.usable() and self._marker().get("installed") == self.installed

    def usable(self) -> bool:
        """It was made as it is to be, and its interpreter is there, not just a link to nowhere."""
        sound = self.interpreter is None or os.access(self.interpreter, os.X_OK)
        return sound and self._marker().get("made") == self.made

    def finish(self) -> None:
        """Say that it is complete."""
        marker = self.folder / MARKER
        text = json.dumps({"made": self.made, "installed": self.installed})
        marker.with_suffix(".part").write_text(text, encoding="utf-8")
        marker.with_suffix(".part").replace(marker)

    def unfinish(self) -> None:
        """Say that it is not."""
        (self.folder / MARKER).unlink(missing_ok=True)

    def _marker(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.folder / MARKER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found


class _Builder:
    """Builds an environment while nobody else does, and tells about it."""

    def __init__(self, name: str, guardian: Guardian, say: Say, stop: threading.Event) -> None:
        self._name = name
        self._guardian = guardian
        self._say = say
        self._stop = stop

    def build(self, plan: _Plan) -> None:
        """Make the environment what it is to be, unless another did so meanwhile."""
        try:
            plan.folder.parent.mkdir(parents=True, exist_ok=True)
            with self._alone(plan.folder):
                if not plan.built():
                    self._make(plan)
        except OSError as error:
            raise Unavailable(f"cannot build {self._name}: {error}") from error

    def _make(self, plan: _Plan) -> None:
        usable = plan.usable()
        plan.unfinish()
        if not usable:
            self._remark("is built; that is done once")
            shutil.rmtree(plan.folder, ignore_errors=True)
            plan.folder.mkdir()
            self._run(plan.create, plan.folder)
        else:
            self._remark("is brought up to date")
        self._run(plan.install, plan.folder)
        plan.finish()
        self._remark("is ready")

    def _run(self, argv: list[str], cwd: Path) -> None:
        if not argv:
            return
        self._say(f"$ {' '.join(argv)}\n".encode())
        child = Child(self._guardian, argv, cwd=cwd, env=_variables(), stdin=b"")
        lines = _Lines(self._say)
        watched = watch(child, lines.write, lines.flush, stop=self._stop, timeout=None)
        lines.flush()
        self._check_stop()
        if watched.exit_code:
            raise Unavailable(
                f"{self._name} cannot be built: {lines.told() or f'exit {watched.exit_code}'}; "
                "mend that and run again, it is built afresh"
            )

    @contextmanager
    def _alone(self, folder: Path) -> Iterator[None]:
        lock = FileLock(lock_of(folder))
        try:
            lock.acquire(blocking=False)
        except Timeout:
            self._remark("is being built by another run; waiting for it")
        while not lock.is_locked:
            self._check_stop()
            try:
                lock.acquire(timeout=LOOK_SECONDS)
            except Timeout:
                continue
        try:
            yield
        finally:
            lock.release()

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise Conflict(f"{self._name} was not built: the run was stopped")

    def _remark(self, what: str) -> None:
        self._say(f"[attune] {self._name} {what}\n".encode())


class _Lines:
    """Passes whole lines on, and remembers the last ones for an error."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._open: dict[LogStream, bytes] = {}
        self._last: deque[str] = deque(maxlen=TOLD_LINES)

    def write(self, stream: LogStream, chunk: bytes) -> None:
        text = self._open.pop(stream, b"") + chunk
        whole, newline, self._open[stream] = text.rpartition(b"\n")
        self._pass(whole + newline)

    def flush(self) -> None:
        """Lines that are not whole yet will hardly become so."""
        for stream, text in self._open.items():
            self._open[stream] = b""
            self._pass(text + b"\n" if text else b"")

    def told(self) -> str:
        return " | ".join(self._last)

    def _pass(self, lines: bytes) -> None:
        if lines:
            self._say(lines)
            told = lines.decode("utf-8", "replace").splitlines()[-TOLD_LINES:]
            self._last.extend(line.strip() for line in told if line.strip())


def _variables() -> dict[str, str]:
    """Nothing of the host's own Python path may be taken for installed."""
    passed = {
        name: value for name, value in inherited.environment().items() if name != "PYTHONPATH"
    }
    return passed | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def _manifest(config: ExecutionConfig, pack_dir: Path) -> Path | None:
    if config.dependencies is None:
        return None
    path = pack_dir / config.dependencies.manifest_file
    return path if path.is_file() else None


def _verification(distributions: Params) -> execution_config.Verification:
    return msgspec.convert(distributions, execution_config.Distributions).verification


def _digest(command: list[str], rest: str) -> str:
    return hashlib.sha256(json.dumps([command, rest]).encode()).hexdigest()
