"""Markers: lines by which a program speaks to the engine instead of to people.

    ATTUNE_REC {"kind": "next-workflow", "name": "devtools.lint"}    what to do next
    ATTUNE_PROGRESS 40 collecting tests                              how far it is; `-` = unknown
    ATTUNE_RUN_META report_b64=…                                     how an attune-ai run ended

A marker stands at the beginning of a line. A malformed one is left out and fails nothing.
"""

import base64
import binascii
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attune_ops_nb.logic import foreign_json
from attune_ops_nb.model import Params, Progress, Suggestion

SIGN = b"ATTUNE_"
LONGEST = 8 * 1024 * 1024
"""Bytes of a marker's line; a longer one is left out."""
MOST_SUGGESTIONS = 50
LONGEST_LABEL = 200
LONGEST_SEVERITY = 20
DEEPEST = 20
LINE = re.compile(rb"[^\n]*\n|[^\n]+")
NAME = re.compile(r"[a-z0-9_.-]{1,200}")
PERCENT = re.compile(r"-|-?\d{1,9}(\.\d{1,9})?", re.ASCII)
META = re.compile(r"ATTUNE_RUN_META ([a-z0-9_]+)=(\S+)")


class Markers:
    """Takes markers out of whole lines and keeps what they say.

    `knows` says whether there is an action of a ref; `inside` gives the absolute form of a path if
    it lies in the project, else None.
    """

    def __init__(self, knows: Callable[[str], bool], inside: Callable[[str], Path | None]) -> None:
        self._knows = knows
        self._inside = inside
        self.suggestions: list[Suggestion] = []
        self.progress: Progress | None = None
        self.report: Params | None = None
        self.sdk_error_kind: str | None = None
        self.sdk_stderr: str | None = None

    def take(self, chunk: bytes) -> bytes:
        """`chunk`, which begins at the beginning of a line, without its markers."""
        if SIGN not in chunk:
            return chunk
        return b"".join(line for line in LINE.findall(chunk) if not self._taken(line))

    def _taken(self, line: bytes) -> bool:
        """Whether `line` is a marker, and so not for people."""
        if not line.startswith(SIGN):
            return False
        if len(line) > LONGEST:
            return True
        text = line.decode("utf-8", "replace").rstrip("\r\n").replace("\0", "")
        if text.startswith("ATTUNE_RUN_META"):
            self._meta(text)
        elif text.startswith("ATTUNE_PROGRESS "):
            self._progress(text.removeprefix("ATTUNE_PROGRESS "))
        elif text.startswith("ATTUNE_REC "):
            self._suggestion(_object(text.removeprefix("ATTUNE_REC ")))
        else:
            return False
        return True

    def _progress(self, text: str) -> None:
        number, _, message = text.partition(" ")
        if PERCENT.fullmatch(number):
            percent = None if number == "-" else min(100.0, max(0.0, float(number)))
            self.progress = Progress(percent=percent, message=message[:LONGEST_LABEL] or None)

    def _meta(self, text: str) -> None:
        if (match := META.fullmatch(text)) is None:
            return
        key, value = match.groups()
        if key == "sdk_error_kind":
            self.sdk_error_kind = value
        elif key == "sdk_stderr_b64":
            self.sdk_stderr = _decoded(value) or self.sdk_stderr
        elif key == "report_b64":
            self.report = _object(_decoded(value) or "") or self.report

    def _suggestion(self, given: dict[str, Any] | None) -> None:
        if given is None or len(self.suggestions) >= MOST_SUGGESTIONS:
            return
        if given.get("kind") == "next-workflow":
            found = self._next_workflow(given)
        elif given.get("kind") == "open-url":
            found = _open_url(given)
        else:
            found = None
        if found is not None and found not in self.suggestions:
            self.suggestions.append(found)

    def _next_workflow(self, given: dict[str, Any]) -> Suggestion | None:
        name, args = given.get("name"), given.get("args", {})
        if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(args, dict):
            return None
        # attune-ai names its own workflows without their pack.
        ref = name if self._knows(name) else f"attune.{name}"
        if not self._knows(ref):
            return None
        path = args.get("path")
        inside = self._inside(path) if isinstance(path, str) and path else None
        if path is not None and inside is None:
            return None
        return Suggestion(
            kind="next-workflow",
            name=ref,
            args={"path": str(inside)} if inside else None,
            label=_label(given),
            severity=_severity(given),
        )


def _open_url(given: dict[str, Any]) -> Suggestion | None:
    url = given.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return None
    return Suggestion(kind="open-url", url=url, label=_label(given), severity=_severity(given))


def _label(given: dict[str, Any]) -> str | None:
    label = given.get("label")
    return label[:LONGEST_LABEL] if isinstance(label, str) else None


def _severity(given: dict[str, Any]) -> str | None:
    severity = given.get("severity")
    return severity.lower()[:LONGEST_SEVERITY] if isinstance(severity, str) else None


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object in `text`, unless it is something else or hostile."""
    try:
        value = foreign_json.value(text, DEEPEST)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode(text, validate=True).decode().replace("\0", "")
    except (binascii.Error, UnicodeDecodeError):
        return None
