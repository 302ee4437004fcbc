"""Spec status: the status line of a phase file, and what a spec's statuses say together."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

COMPLETE = frozenset({"complete", "completed", "done", "shipped", "superseded"})
APPROVED = COMPLETE | {"approved", "active", "living"}
SETTABLE = ("draft", "in-review", "approved", "complete", "completed", "done")
"""The statuses that may be written."""
STALE = timedelta(days=30)

REPLACEABLE = frozenset(
    {"draft", "in-review", "approved", "in-progress", "implemented", "complete", "completed"}
    | {"done", "shipped", "closed", "retired", "superseded", "parked", "paused", "blocked"}
    | {"deferred", "pending", "open", "not", "active", "stale", "living", "ongoing", "resolved"}
)
"""First words of a status; anything else on a status line is prose that a rewrite would destroy."""

PLAIN = re.compile(r"[ \t]*\*\*Status(?::\*\*|\*\*:)[ \t]*(.+?)[ \t]*")
WRAPPED = re.compile(r"[ \t]*\*\*Status:[ \t]*([^*\n]+?)[ \t]*\*\*")
ANY_SHAPE = re.compile(r"[ \t]*\**[ \t]*Status\**[ \t]*:", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
ANNOTATION = re.compile(r" — | \(| - |, ")
HEAD_ENDS = re.compile(r"[ (,;—-]")
WAIVER = re.compile(r"PHASE-WAIVED:\s*([a-z]+)")
LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n)|([^\r\n]+)\Z")


class Stage(NamedTuple):
    """Where a spec stands, and what comes next."""

    stage: str
    next_phase: str | None
    next_action: str


def status_of(text: str) -> str | None:
    """The status that a phase file states, if any: the plain form wins over the all-bold one."""
    lines = [line for line, _ in _lines(text)]
    for line in lines:
        if match := PLAIN.fullmatch(line):
            return match[1].strip()
    for line in lines:
        if match := WRAPPED.match(line):
            return match[1].strip()
    return None


def waived(decisions: str) -> list[str]:
    """The phases that decisions.md does without."""
    return [match[1] for line, _ in _lines(decisions) if (match := WAIVER.match(line))]


def head(status: str) -> str:
    """The word that counts: for example `approved` in `Approved (2026-05-31)`."""
    return HEAD_ENDS.split(status.strip().lower(), maxsplit=1)[0].strip()


def lifecycle(statuses: Mapping[str, str | None], edited: datetime | None, now: datetime) -> str:
    """In which of seven buckets a spec belongs; `statuses` holds the phases that have a file."""
    said = [status for status in statuses.values() if status]
    heads = [head(status) for status in said]
    if any("paused" in status.lower() for status in said):
        return "paused"
    if "parked" in heads:
        return "parked"
    if _all_complete(statuses):
        return "complete"
    if "living" in heads:
        return "active"
    if edited is not None and now - edited > STALE:
        return "stale"
    required = head(statuses.get("requirements") or "")
    if required not in APPROVED:
        return "draft"
    if required == "approved" and "tasks" in statuses and not COMPLETE.intersection(heads):
        return "approved-not-shipped"
    return "active"


def stage(statuses: Mapping[str, str | None], waivers: Collection[str]) -> Stage:
    """How far a spec is, and the next step; `statuses` holds the phases that have a file."""
    if _all_complete(statuses):
        return Stage("shipped", None, "Everything is complete; it can be archived")
    if not _approved(statuses, "requirements"):
        first = "Approve" if "requirements" in statuses else "Write and approve"
        return Stage("requirements", "requirements", f"{first} the requirements")
    if "design" not in statuses and "design" not in waivers:
        return Stage("design", "design", "Write design.md, or waive it in decisions.md")
    for phase in ("design", "tasks"):
        if phase in statuses and not _approved(statuses, phase):
            return Stage(phase, phase, f"Approve the {phase}")
    return Stage("executing", "decisions", "Do it, note it in decisions.md, then close the phases")


def rewritten(text: str, status: str) -> str:
    """`text` with `status` on its status line, and every other character as it was.

    What follows the status in its line stays. Without such a line one is put below the title.
    ValueError, with the reason, where something that somebody wrote would be lost.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = _lines(text.removeprefix(mark))
    for index, (line, end) in enumerate(lines):
        if match := PLAIN.fullmatch(line):
            lines[index] = (f"**Status:** {status}{_kept(match[1])}", end)
            break
        if ANY_SHAPE.match(line):
            raise ValueError(f"{line.strip()!r} is no status line that can be rewritten safely")
    else:
        _insert(lines, f"**Status:** {status}")
    return mark + "".join(line + end for line, end in lines)


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line and what ends it. Form feeds and the like, unlike in `splitlines`, end none."""
    return [(match[1] or match[3] or "", match[2] or "") for match in LINE.finditer(text)]


def _kept(value: str) -> str:
    word = WORD.match(value.strip().lstrip("*_`✓✅ \t"))
    if word is None or word[0].lower() not in REPLACEABLE:
        raise ValueError(f"{value!r} describes more than a status; it would be lost")
    annotation = ANNOTATION.search(value)
    kept = value[annotation.start() :] if annotation else ""
    return kept if kept.strip() else ""


def _insert(lines: list[tuple[str, str]], stamp: str) -> None:
    end = next((end for _, end in lines if end), "\n")
    at = 1 if lines and lines[0][0].startswith("# ") else 0
    block = [("", end), (stamp, end)] if at else [(stamp, end)]
    if len(lines) > at and lines[at][0].strip():
        block.append(("", end))
    lines[at:at] = block
    # The last line of the file, and a title that was all there was, may have had no end.
    lines[:] = [(line, found or end) for line, found in lines]


def _all_complete(statuses: Mapping[str, str | None]) -> bool:
    return bool(statuses) and all(
        status is not None and head(status) in COMPLETE for status in statuses.values()
    )


def _approved(statuses: Mapping[str, str | None], phase: str) -> bool:
    return head(statuses.get(phase) or "") in APPROVED
