"""Phrases: executions, spans, sizes and money in words, the same in notebook and terminal."""

from datetime import UTC, datetime
from decimal import Decimal

from attune_ops_nb.model import Execution, Params, Status

MARKS: dict[str, str] = {
    Status.REQUESTED: "…",
    Status.SCHEDULING: "…",
    Status.SCHEDULED: "…",
    Status.RUNNING: "▸",
    Status.COMPLETED: "✓",
    Status.FAILED: "✗",
    Status.CANCELING: "■",
    Status.CANCELLED: "■",
    Status.TIMEOUT: "⏱",
    Status.ABANDONED: "?",
}
MINUTE, HOUR, DAY = 60, 3600, 86400
CENTS_DO = Decimal("0.1")
"""Dollars from which on cents are exact enough."""


def told(execution: Execution, now: datetime | None = None) -> str:
    """`execution 7: devtools.tests failed after 3.2 s, exit code 1`."""
    seconds = elapsed(execution, now)
    words = [f"execution {execution.id}: {execution.action_ref} {verb(execution.status)}"]
    if seconds is not None:
        words.append(f"{'after' if execution.status.ended else 'for'} {span(seconds)}")
    told = " ".join(words)
    code = exit_code(execution)
    return told if code is None else f"{told}, exit code {code}"


def verb(status: Status) -> str:
    """What an execution in this state does or did."""
    words = {
        Status.RUNNING: "is running",
        Status.CANCELING: "is being stopped",
        Status.TIMEOUT: "ran out of time",
        Status.COMPLETED: "completed",
        Status.FAILED: "failed",
        Status.CANCELLED: "was cancelled",
        Status.ABANDONED: "was abandoned",
    }
    return words.get(status, "is waiting to start")


def why(execution: Execution) -> str | None:
    """The reason an execution gives for not having completed."""
    error = (execution.result or {}).get("error")
    completed = execution.status is Status.COMPLETED
    return error if isinstance(error, str) and error and not completed else None


def elapsed(execution: Execution, now: datetime | None = None) -> float | None:
    """Seconds it has run, up to its end or to `now`; none before it started."""
    end = execution.completed_at or now
    if execution.started_at is None or end is None:
        return None
    return max(0.0, (end - execution.started_at).total_seconds())


def exit_code(execution: Execution) -> int | None:
    """The exit code of what was run, if it was a program."""
    code = (execution.result or {}).get("exit_code")
    return code if isinstance(code, int) else None


def span(seconds: float) -> str:
    """A length of time: `0.32 s`, `4.1 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s"
    return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago a moment was: `just now`, `5 min ago`, `2026-01-31 14:05` in local time."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    if seconds < 5:
        return "just now"
    if seconds < MINUTE:
        return f"{seconds:.0f} s ago"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min ago"
    if seconds < DAY:
        return f"{seconds // HOUR:.0f} h ago"
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def stamp(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def size(count: int | None) -> str:
    """A number of bytes: `812 B`, `4.2 kB`, `1.3 MB`."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} B"
    if count < 1000**2:
        return f"{count / 1000:.1f} kB"
    if count < 1000**3:
        return f"{count / 1000**2:.1f} MB"
    return f"{count / 1000**3:.1f} GB"


def usd(amount: float | Decimal | None, unpriced: int = 0) -> str:
    """Dollars: `$12.30`, `$0.0042`; `≥ $12.30 (+3 unpriced)` if some have no price."""
    if amount is None:
        return "unknown"
    amount = Decimal(amount)
    places = 2 if amount == 0 or abs(amount) >= CENTS_DO else 4
    text = f"{'-' if amount < 0 else ''}${abs(amount):,.{places}f}"
    return f"≥ {text} (+{unpriced} unpriced)" if unpriced else text


def shown(parameters: Params | None) -> str:
    """Parameters as they are typed: `path=src/auth verbose=true`."""
    return " ".join(f"{name}={_text(value)}" for name, value in (parameters or {}).items())


def _text(value: object) -> str:
    if value is True or value is False:
        return str(value).lower()
    return str(value)
