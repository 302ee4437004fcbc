"""Snapshot: an execution as text and as HTML, so that a saved notebook says what happened.

The HTML needs no script and no style sheet: what shows notebooks on the web takes both away.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from html import escape
from typing import Any

import msgspec

from attune_ops_nb.logic import ansi, phrases
from attune_ops_nb.logic.conductor import Fault
from attune_ops_nb.logic.workflow_state import StepShown
from attune_ops_nb.model import Artifact, Execution, Inquiry, Status, Suggestion
from attune_ops_nb.notebook import graphs
from attune_ops_nb.notebook.conducted import Conducted, how

MOST_LINES = 200
MOST_STEPS = 60
MOST_FAULTS = 10
ERRORS = frozenset({"errors"})
STEP_HEAD = ("task", "route", "state", "items", "took", "")
MOST_BYTES = 64 * 1024
LONGEST_LINE = 2000
LONGEST_RESULT = 4000
COLOURS = {
    Status.COMPLETED: "#1d7f45",
    Status.FAILED: "#c4342b",
    Status.TIMEOUT: "#c4342b",
    Status.ABANDONED: "#c4342b",
    Status.RUNNING: "#2866c2",
}
GREY = "#6b7280"
SHOWN_ELSEWHERE = frozenset({"succeeded", "exit_code", "error", "stdout", "stderr", "duration_ms"})
"""What the log or the line about the execution says already."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What was known of an execution at a moment."""

    execution: Execution
    tail: bytes = b""
    """The end of its log."""
    size: int = 0
    """Bytes of the whole log."""
    artifacts: list[Artifact] = []
    conducted: Conducted | None = None
    """How it stands as a workflow."""

    def plain(self) -> str:
        """One line, and the end of the log if it did not complete."""
        lines = [phrases.told(self.execution)]
        if reason := phrases.why(self.execution):
            lines.append(reason)
        lines += [] if self.conducted is None else self.conducted.rests()
        if self.execution.status.ended and self.execution.status is not Status.COMPLETED:
            lines += ansi.plain("\n".join(self._lines()[-20:])).split("\n")
        return "\n".join(filter(None, lines))

    def html(self) -> str:
        """What happened, the end of the log, the result and what was left behind."""
        open_ = "" if self.execution.status is Status.COMPLETED else " open"
        parts = [
            _headline(self.execution),
            _reason(self.execution),
            "" if self.conducted is None else _workflow(self.conducted, self.execution.status),
            self._log(open_),
            _result(self.execution, SHOWN_ELSEWHERE | (ERRORS if self.conducted else set())),
            _artifacts(self.artifacts),
            _suggestions(self.execution.suggestions),
        ]
        return f"<div class='attune-snapshot'>{''.join(filter(None, parts))}</div>"

    def _lines(self) -> list[str]:
        text = self.tail.decode("utf-8", "replace").removesuffix("\n")
        lines = text.split("\n") if text else []
        if len(self.tail) < self.size:  # the first was cut
            lines = lines[1:]
        return [_cut(line) for line in lines[-MOST_LINES:]]

    def _log(self, open_: str) -> str:
        lines = self._lines()
        if not lines:
            return ""
        counted = self.execution.line_count
        whole = len(self.tail) == self.size and len(self.tail.splitlines()) <= len(lines)
        which = "" if whole else f", the last {len(lines)} of {counted or 'more'} lines"
        box = "max-height:24em;overflow:auto;margin:0.3em 0;white-space:pre-wrap"
        return (
            f"<details{open_}><summary>log{which}</summary>"
            f"<pre style='{box}'>{ansi.html(chr(10).join(lines))}</pre></details>"
        )


def _headline(execution: Execution) -> str:
    mark = phrases.MARKS[execution.status]
    colour = COLOURS.get(execution.status, GREY)
    facts = [phrases.verb(execution.status)]
    seconds = phrases.elapsed(execution)
    if seconds is not None:
        facts.append(phrases.span(seconds))
    code = phrases.exit_code(execution)
    if code is not None:
        facts.append(f"exit code {code}")
    told = " · ".join(facts)
    scope = _scope(execution)
    moment = execution.completed_at or datetime.now(UTC)
    as_of = phrases.stamp(moment) if execution.status.ended else f"as of {phrases.stamp(moment)}"
    return (
        f"<div><strong style='color:{colour}'>{mark} {escape(execution.action_ref)}</strong>"
        f"{f' on <code>{escape(scope)}</code>' if scope else ''} {escape(told)} "
        f"<small>#{execution.id}, {as_of}</small></div>"
    )


def _scope(execution: Execution) -> str:
    """The scope as it is typed: relative to the project."""
    if execution.scope is None or execution.project is None:
        return execution.scope or ""
    return execution.scope.removeprefix(execution.project).strip("/") or "."


def _reason(execution: Execution) -> str:
    reason = phrases.why(execution)
    return "" if reason is None else f"<p style='color:#c4342b'>{escape(_cut(reason))}</p>"


def _result(execution: Execution, elsewhere: AbstractSet[str]) -> str:
    shown = {
        name: value for name, value in (execution.result or {}).items() if name not in elsewhere
    }
    if not shown:
        return ""
    text = msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()
    if len(text) > LONGEST_RESULT:
        text = f"{text[:LONGEST_RESULT]}\n… {phrases.size(len(text))} in all"
    return f"<details open><summary>result</summary><pre>{escape(text)}</pre></details>"


def _workflow(found: Conducted, status: Status) -> str:
    """What it waits for, its graph, and what it came to."""
    drawn = graphs.of_state(found.state)
    picture = f"<details open><summary>graph</summary>{drawn.html()}</details>"
    told = "".join(
        [*map(_question, found.inquiries), _rest(found), _faults(found.state.errors, status)]
    )
    return f"{told}{picture}{_steps(found)}"


def _question(inquiry: Inquiry) -> str:
    box = "border-left:3px solid #b06000;padding:0.2em 0.6em;margin:0.4em 0"
    return (
        f"<div style='{box}'><strong>It asks:</strong> {escape(_cut(inquiry.prompt))}"
        f"<br><small>answer with <code>{escape(how(inquiry))}</code></small></div>"
    )


def _rest(found: Conducted) -> str:
    if found.inquiries:
        return ""
    return "".join(f"<p>{escape(line)}</p>" for line in found.rests())


def _faults(faults: Sequence[Fault], status: Status) -> str:
    """What went wrong; in a run that completed it was seen to."""
    colour = GREY if status is Status.COMPLETED else COLOURS[Status.FAILED]
    shown = list(dict.fromkeys(told for each in faults if (told := _fault(each))))[-MOST_FAULTS:]
    lines = "".join(f"<li>{escape(_cut(each))}</li>" for each in shown)
    return f"<ul style='color:{colour};margin:0.3em 0'>{lines}</ul>" if lines else ""


def _fault(fault: Fault) -> str:
    """What went wrong and where, unless the message says where itself."""
    if fault.task is None or fault.message.startswith(f"`{fault.task}`"):
        return fault.message
    return f"{fault.task}: {fault.message}"


def _steps(found: Conducted) -> str:
    shown = [step for step in found.state.steps if not step.superseded]
    rows = "".join(map(_step, shown[:MOST_STEPS]))
    head = "".join(f"<th style='text-align:left'>{name}</th>" for name in STEP_HEAD)
    left_out = len(shown) - MOST_STEPS
    more = f"<p>… and {left_out} more steps</p>" if left_out > 0 else ""
    return (
        f"<details open><summary>steps</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>{more}</details>"
    )


def _step(step: StepShown) -> str:
    state = step.outcome or step.state
    took = ""
    if step.started_at is not None and step.completed_at is not None:
        took = phrases.span((step.completed_at - step.started_at).total_seconds())
    items = "" if step.items is None else f"{step.items.ended} of {step.items.total}"
    if step.items is not None and step.items.failed:
        items += f", {step.items.failed} failed"
    mark = f"{graphs.MARKS.get(state, '')} {state.replace('_', ' ')}"
    cells = [step.task, step.route, mark, items, took, "longest way" if step.critical else ""]
    inside = "".join(f"<td style='text-align:left'>{escape(each)}</td>" for each in cells)
    return f"<tr>{inside}</tr>"


def _artifacts(artifacts: list[Artifact]) -> str:
    names = [
        f"<code>{escape(each.name or each.ref)}</code> {phrases.size(each.size_bytes)}"
        for each in artifacts
    ]
    return f"<div>artifacts: {', '.join(names)}</div>" if names else ""


def _suggestions(suggestions: list[Suggestion]) -> str:
    lines = [
        f"<li>{escape(each.label or each.name or each.url or '')} {_how(each)}</li>"
        for each in suggestions
    ]
    return f"<div>next:<ul>{''.join(lines)}</ul></div>" if lines else ""


def _how(suggestion: Suggestion) -> str:
    if suggestion.name is None:
        return ""
    path = (suggestion.args or {}).get("path")
    scope = f" --scope {path}" if path else ""
    return f"<code>%attune run {escape(suggestion.name + scope)}</code>"


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def line(execution: Any) -> str:
    """An execution in one line of HTML."""
    return _headline(execution)
