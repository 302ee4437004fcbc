"""Attempt: one try at one execution, from its preparation to its outcome."""

import shlex
import threading
import time
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import results, versions
from attune_ops_nb.logic.markers import Markers
from attune_ops_nb.logic.redaction import Masker, texts
from attune_ops_nb.model import (
    Action,
    Execution,
    LogStream,
    Pack,
    Params,
    Progress,
    Runtime,
    RuntimeVersion,
    Status,
    Suggestion,
)
from attune_ops_nb.store import logs, scope
from attune_ops_nb.work import commands, environments
from attune_ops_nb.work.capture import Capture
from attune_ops_nb.work.children import Child, Guardian
from attune_ops_nb.work.commands import Command
from attune_ops_nb.work.watching import End, Watched, watch
from attune_ops_nb.work.worker import Outcome

PARSED_BYTES = 10 * 1024 * 1024
"""How much of what a program printed is looked at for a result."""
PIPES = (LogStream.STDOUT, LogStream.STDERR)
TELL_SECONDS = 0.25
"""How often the progress of a run is written, at most."""


class Attempt:
    """`run` gives how it ended; None if it was cancelled or taken from us before it began."""

    def __init__(
        self,
        engine: Engine,
        guardian: Guardian,
        claimed: Execution,
        stop: threading.Event,
        capture: Capture,
    ) -> None:
        self._engine = engine
        self._guardian = guardian
        self._claimed = claimed
        self._stop = stop
        self._capture = capture
        self._action = engine.actions.get(claimed.action_ref)
        sealed = engine.attempts.secrets(claimed)
        self._parameters = {**(claimed.config or {}), **sealed.secrets}
        hidden = [*sealed.secrets.values(), *sealed.origins]
        self._masker = {stream: Masker(texts(hidden)) for stream in PIPES}
        self._markers = Markers(self._knows, self._inside_project)
        self._capture.markers = self._markers.take
        self._shown: Progress | None = None
        self._tell_at = 0.0

    def run(self) -> Outcome | None:
        """Prepare, start, watch, and say how it ended."""
        command = self._command()
        try:
            return self._started(command)
        finally:
            command.clean()

    def _command(self) -> Command:
        pack = self._engine.store.get(Pack, self._action.pack)
        runtime = self._engine.store.get(Runtime, self._action.runtime or 0)
        environment = environments.prepare(
            Path(pack.storage_path or "/"),
            pack.ref,
            runtime,
            self._version(runtime),
            self._engine.config.envs_dir,
            guardian=self._guardian,
            say=self._capture.raw,
            stop=self._stop,
        )
        return commands.command(
            self._engine.config,
            self._claimed,
            self._action,
            pack,
            runtime,
            environment,
            self._parameters,
            self._engine.artifacts.folder(self._claimed.id),
        )

    def _version(self, runtime: Runtime) -> RuntimeVersion | None:
        constraint = self._action.runtime_version_constraint
        rows = self._engine.runtimes.versions(runtime.id)
        chosen = versions.choose(rows, constraint)
        if chosen is None and constraint and rows:
            here = ", ".join(row.version for row in rows if row.available) or "none"
            raise Invalid(
                f"{self._action.ref} needs {runtime.name} {constraint}; this machine has {here}"
            )
        return chosen

    def _started(self, command: Command) -> Outcome | None:
        self._capture.raw(f"$ {shlex.join(command.argv)}\n".encode())
        if self._engine.attempts.start(self._claimed, command.argv) is None:
            return None
        child = Child(
            self._guardian, command.argv, cwd=command.cwd, env=command.env, stdin=command.stdin
        )
        watched = watch(
            child,
            self._write,
            self._capture.flush,
            stop=self._stop,
            timeout=self._claimed.timeout_seconds,
        )
        for stream in PIPES:
            self._capture.write(stream, self._masker[stream].end())
        self._capture.flush(whole=True)
        return self._outcome(watched)

    def _write(self, stream: LogStream, chunk: bytes) -> None:
        self._capture.write(stream, self._masker[stream].feed(chunk))
        if self._markers.progress != self._shown and self._tell_at <= time.monotonic():
            self._shown = self._markers.progress
            self._tell_at = time.monotonic() + TELL_SECONDS
            self._engine.attempts.tell(self._claimed, progress=self._shown)

    def _outcome(self, watched: Watched) -> Outcome:
        status, result = self._result(watched)
        self._remark(watched, status)
        self._engine.artifacts.keep(self._claimed)
        return Outcome(
            status=status,
            result=result,
            fields={
                "line_count": self._capture.line_count,
                "progress": self._markers.progress,
                "suggestions": self._suggestions(status),
                "report": self._markers.report,
                "sdk_error_kind": self._markers.sdk_error_kind,
                "sdk_stderr": self._markers.sdk_stderr,
                **self._place(watched),
            },
        )

    def _place(self, watched: Watched) -> dict[str, Any]:
        """Its place in a workflow, which must tell a failure from a time that was up."""
        task = self._claimed.workflow_task
        if task is None or watched.end is not End.TIMEOUT:
            return {}
        return {"workflow_task": replace(task, timed_out=True)}

    def _result(self, watched: Watched) -> tuple[Status, Params]:
        printed = results.Printed(
            stdout=self._printed(LogStream.STDOUT), stderr=self._printed(LogStream.STDERR)
        )
        code, seconds = watched.exit_code, watched.seconds
        match watched.end:
            case End.STOPPED:
                result = results.cancelled(printed, exit_code=code, seconds=seconds)
                return Status.CANCELLED, result
            case End.TIMEOUT:
                limit = self._claimed.timeout_seconds or seconds
                return Status.FAILED, results.timed_out(printed, limit=limit, seconds=seconds)
            case End.ITSELF if code == 0:
                output = self._action.output_format
                result = results.completed(printed, output, exit_code=code, seconds=seconds)
                return Status.COMPLETED, result
            case _:
                return Status.FAILED, results.failed(printed, exit_code=code, seconds=seconds)

    def _printed(self, stream: LogStream) -> str:
        """What was printed; of very much only the end, where results and errors stand."""
        size = logs.size(self._engine.config, self._claimed.id, stream)
        offset = max(0, size - PARSED_BYTES)
        text = logs.read(
            self._engine.config, self._claimed.id, stream, offset=offset, limit=PARSED_BYTES
        )
        return text.decode("utf-8", "replace")

    def _remark(self, watched: Watched, status: Status) -> None:
        how = {
            End.ITSELF: f"exit code {watched.exit_code}",
            End.STOPPED: "stopped",
            End.TIMEOUT: f"no end within {self._claimed.timeout_seconds:g} s: stopped",
        }[watched.end]
        self._capture.say(f"{status.value} after {watched.seconds:.1f} seconds, {how}")

    def _suggestions(self, status: Status) -> list[Suggestion]:
        """What the program recommends, then what its action names for after a success."""
        said = list(self._markers.suggestions)
        following = self._action.ops.next if self._action.ops else []
        if status is not Status.COMPLETED:
            return said
        named = {suggestion.name for suggestion in said}
        scoped = {"path": self._claimed.scope} if self._claimed.scope else None
        return said + [
            Suggestion(kind="next-workflow", name=ref, args=scoped)
            for ref in following
            if ref not in named and self._knows(ref)
        ]

    def _knows(self, ref: str) -> bool:
        return bool(self._engine.store.find(Action, ref=ref))

    def _inside_project(self, path: str) -> Path | None:
        root = Path(self._claimed.project or "/nonexistent")
        try:
            return scope.resolve(path, root, [])
        except Invalid:
            return None
