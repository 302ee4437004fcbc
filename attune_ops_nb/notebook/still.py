"""Still: a view as HTML without script, so that a saved notebook says what there was to see."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

from attune_ops_nb.errors import AttuneError
from attune_ops_nb.logic import phrases
from attune_ops_nb.notebook import still_project
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.notebook.plain_html import Cells, folded, table

MOST_ROWS = 20


def still(engine: AnyEngine, view: str, now: datetime | None = None) -> str:
    """What `view` shows now, at a glance."""
    moment = now or datetime.now(UTC)
    try:
        content = PARTS[view](engine)
    except AttuneError as error:  # a notebook is saved also while a disk or a server is away
        content = f"<p>It could not be read: {escape(error.message)}</p>"
    project = escape(_project(engine))
    return (
        f"<div class='attune-still'><div><strong>Attune Ops · {escape(view)}</strong> "
        f"<small>{project}as of {phrases.stamp(moment)}</small></div>{content}</div>"
    )


def _home(engine: AnyEngine) -> str:
    return _spending(engine) + _matters(engine) + _runs(engine)


def _spending(engine: AnyEngine) -> str:
    spend = engine.readings.home().spend
    if spend is None:
        return "<p>It is not known what is spent.</p>"
    numbers, unpriced = spend.numbers, spend.unpriced
    rows: list[Cells] = [
        ("today", phrases.usd(numbers.today_usd, unpriced)),
        ("last 7 days", phrases.usd(numbers.seven_day_usd, unpriced)),
        ("this month", phrases.usd(numbers.month_to_date_usd, unpriced)),
    ]
    if spend.forecast is not None:
        rows.append(("by the end of the month, about", phrases.usd(spend.forecast.month_usd)))
    if spend.budget is not None:
        rows.append(("budget of the month", phrases.usd(spend.budget.limit_usd)))
    days: list[Cells] = [(day, phrases.usd(usd)) for day, usd in reversed(numbers.series)]
    return table(("spent", ""), rows) + folded("day by day", table(("day", "spent"), days))


def _matters(engine: AnyEngine) -> str:
    matters = [f"<li>{escape(matter.text)}</li>" for matter in engine.readings.home().matters]
    return f"<ul>{''.join(matters)}</ul>" if matters else ""


def _runs(engine: AnyEngine) -> str:
    page = engine.executions.list(top_level_only=True, per_page=MOST_ROWS)
    rows: list[Cells] = [
        (
            f"#{run.id}",
            f"{phrases.MARKS[run.status]} {run.status}",
            run.action_ref,
            "" if run.started_at is None else phrases.stamp(run.started_at),
            "" if (took := phrases.elapsed(run)) is None else phrases.span(took),
        )
        for run in page.items
    ]
    if not rows:
        return "<p>Nothing has run yet.</p>"
    return table(("run", "status", "workflow", "started", "took"), rows)


def _workflows(engine: AnyEngine) -> str:
    entries = engine.readings.workflows()
    rows: list[Cells] = [(each.ref, each.concern, each.description or "") for each in entries]
    return table(("workflow", "concern", "what it does"), rows)


def _telemetry(engine: AnyEngine) -> str:
    found = engine.readings.telemetry()
    rows: list[Cells] = [
        (each.workflow, f"{each.events:,}", phrases.usd(each.cost))
        for each in found.by_workflow[:MOST_ROWS]
    ]
    total = phrases.usd(found.total_cost, found.unpriced_events)
    line = f"<p>{found.total_events:,} calls, {escape(total)}</p>"
    return line + table(("workflow", "calls", "cost"), rows)


def _specs(engine: AnyEngine) -> str:
    rows: list[Cells] = [
        (each.slug, each.lifecycle, each.next_action) for each in engine.readings.specs()
    ]
    return table(("spec", "lifecycle", "next"), rows)


PARTS: dict[str, Callable[[AnyEngine], str]] = {
    "home": _home,
    "costs": _spending,
    "runs": _runs,
    "workflows": _workflows,
    "telemetry": _telemetry,
    "specs": _specs,
    **still_project.PARTS,
}


def _project(engine: AnyEngine) -> str:
    try:
        return f"{engine.settings.info().project}, "
    except AttuneError:
        return ""
