"""Results: what an attempt leaves in its execution, from its exit code and what it printed."""

import signal
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import documents, foreign_json
from attune_ops_nb.logic.ansi import plain
from attune_ops_nb.model import OutputFormat, Params

EXCERPT = 4096
"""Characters of standard output that a result keeps, of the end; the whole is in the log."""
SHORT = 5
"""So many lines on standard error are the error as they are; of more it is the last."""


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """What a program printed, as text."""

    stdout: str
    stderr: str


def completed(printed: Printed, output: OutputFormat, *, exit_code: int, seconds: float) -> Params:
    """The result of a program that ended with exit code 0."""
    result = {**_numbers(exit_code, seconds), "succeeded": True}
    found = parse(printed.stdout, output)
    if found is None:
        return {**result, **_stdout(printed.stdout)}
    return {**result, "data": found}


def failed(printed: Printed, *, exit_code: int, seconds: float) -> Params:
    """The result of a program that ended with another exit code, or by a signal."""
    return {
        **_numbers(exit_code, seconds),
        "succeeded": False,
        "error": _error(printed.stderr, exit_code),
        **_stdout(printed.stdout),
    }


def timed_out(printed: Printed, *, limit: float, seconds: float) -> Params:
    """The result of a program that used up its time."""
    error = f"Execution timed out after {limit:g} second{'' if limit == 1 else 's'}"
    return {**_numbers(-1, seconds), "succeeded": False, "error": error, **_stdout(printed.stdout)}


def cancelled(printed: Printed, *, exit_code: int, seconds: float) -> Params:
    """The result of a program that somebody stopped."""
    return {
        **_numbers(exit_code, seconds),
        "succeeded": False,
        "cancelled": True,
        "error": "Cancelled by user",
        **_stdout(printed.stdout),
    }


def parse(stdout: str, output: OutputFormat) -> Any:
    """The value that `stdout` is in the format the action declares; None if it is none."""
    text = stdout.strip()
    if not text:
        return None
    match output:
        case OutputFormat.TEXT:
            return None
        case OutputFormat.JSON:
            whole = _json(text)
            return _json(text.splitlines()[-1]) if whole is None else whole
        case OutputFormat.YAML:
            return _yaml(text)
        case OutputFormat.JSONL:
            return [value for line in text.splitlines() if (value := _json(line)) is not None]


def _numbers(exit_code: int, seconds: float) -> Params:
    return {"exit_code": exit_code, "duration_ms": round(seconds * 1000)}


def _stdout(text: str) -> Params:
    text = text.replace("\0", "")  # PostgreSQL cannot keep it
    if len(text) <= EXCERPT:
        return {"stdout": text} if text else {}
    left_out = len(text) - EXCERPT
    return {"stdout": text[-EXCERPT:], "stdout_truncated": True, "stdout_chars_left_out": left_out}


def _error(stderr: str, exit_code: int) -> str:
    lines = [line for line in plain(stderr).splitlines() if line.strip()]
    if not lines:
        return f"Command exited with code {exit_code}{_signal(exit_code)}"
    return "\n".join(lines) if len(lines) <= SHORT else lines[-1]


def _signal(exit_code: int) -> str:
    try:
        return f" ({signal.Signals(-exit_code).name})"
    except ValueError:
        return ""


def _json(text: str) -> Any:
    try:
        return foreign_json.value(text)
    except ValueError:
        return None


def _yaml(text: str) -> Any:
    try:
        return documents.plain(text)
    except Invalid:
        return None
