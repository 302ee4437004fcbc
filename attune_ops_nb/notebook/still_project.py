"""Still, of the project and of what runs: the other half of the views as HTML without script."""

from collections.abc import Callable, Iterator

from attune_ops_nb.logic import phrases
from attune_ops_nb.model import InquiryStatus
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.notebook.plain_html import Cells, folded, line, table
from attune_ops_nb.readings.bulletin import Notice
from attune_ops_nb.readings.health import Signal

MOST_ROWS = 20
WEEK = 7


def _approvals(engine: AnyEngine) -> str:
    page = engine.inquiries.list(status=InquiryStatus.PENDING, per_page=MOST_ROWS)
    rows: list[Cells] = [
        (f"#{each.execution}", each.prompt, phrases.stamp(each.created) if each.created else "")
        for each in page.items
    ]
    if not rows:
        return line("Nothing waits for an answer.")
    return table(("run", "asks", "since"), rows)


def _sessions(engine: AnyEngine) -> str:
    rows: list[Cells] = [
        (
            each.starter_prompt,
            each.message_count,
            "" if each.last_activity is None else phrases.stamp(each.last_activity),
        )
        for each in engine.readings.conversations(days=WEEK)
    ]
    if not rows:
        return line("Nobody talked about the project in the last seven days.")
    return table(("began with", "messages", "last"), rows)


def _memory(engine: AnyEngine) -> str:
    found = engine.readings.memory()
    rows: list[Cells] = [
        (each.name, each.kind, each.topic, each.description) for each in found.nodes[:MOST_ROWS]
    ]
    if not rows:
        return line("Nothing is kept from one session to the next.")
    said = f"{len(found.nodes)} pages, {len(found.findings)} findings"
    return line(said) + table(("page", "kind", "topic", "what it says"), rows)


def _bulletin(engine: AnyEngine) -> str:
    found = engine.readings.bulletin()
    rows = [*_notices(found.active, "running"), *_notices(found.stale, "silent")]
    items = engine.readings.briefing().items
    told: list[Cells] = [(each.severity, each.title, each.rationale) for each in items]
    briefing = folded("briefing", table(("", "what", "why"), told)) if told else ""
    if not rows:
        return line("Nobody says that anything runs now.") + briefing
    return table(("workflow", "", "on", "by", "last heard of"), rows) + briefing


def _notices(notices: list[Notice], said: str) -> Iterator[Cells]:
    for each in notices[:MOST_ROWS]:
        heard = phrases.stamp(each.last_heartbeat)
        yield each.workflow, said, each.scope or "all of the project", each.actor_id, heard


def _health(engine: AnyEngine) -> str:
    snapshot = engine.readings.health().snapshot
    if snapshot is None:
        return line("The project was never measured.")
    rows: list[Cells] = [
        (name.replace("_", " "), _signal(signal)) for name, signal in snapshot.signals.items()
    ]
    return line(f"measured {snapshot.collected_at}") + table(("signal", ""), rows)


def _signal(signal: Signal) -> str:
    """Its plain values, or why there are none."""
    plain = [
        f"{name.replace('_', ' ')} {value:,}"
        if isinstance(value, int | float)
        else f"{name.replace('_', ' ')} {value}"
        for name, value in (signal.value or {}).items()
        if isinstance(value, int | float | str)
    ]
    return " · ".join(plain) or signal.reason or signal.status


def _packs(engine: AnyEngine) -> str:
    rows: list[Cells] = [
        (each.ref, each.version, each.problem or each.description or "")
        for each in engine.packs.list()
    ]
    return table(("pack", "version", "what it brings"), rows)


def _workers(engine: AnyEngine) -> str:
    rows: list[Cells] = [
        (
            each.name,
            each.status,
            each.host or "",
            phrases.stamp(each.last_heartbeat) if each.last_heartbeat else "",
        )
        for each in engine.workers.list()
    ]
    if not rows:
        return line("No worker is there: one starts with the first run.")
    return table(("worker", "status", "host", "last heard of"), rows)


def _settings(engine: AnyEngine) -> str:
    rows: list[Cells] = [
        (each.name, "" if each.value is None else each.value, each.help)
        for each in engine.settings.every()
    ]
    return table(("setting", "here", "what it is for"), rows)


PARTS: dict[str, Callable[[AnyEngine], str]] = {
    "approvals": _approvals,
    "sessions": _sessions,
    "memory": _memory,
    "bulletin": _bulletin,
    "health": _health,
    "packs": _packs,
    "workers": _workers,
    "settings": _settings,
}
