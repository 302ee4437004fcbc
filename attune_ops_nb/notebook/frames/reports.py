"""Reports: the help of a project and what sweeps found in it, as tables."""

from collections.abc import Iterable, Iterator
from typing import Any

from attune_ops_nb.notebook.frames.table import COUNT, NUMBER, SWITCH, WORDS, Table, table
from attune_ops_nb.readings.help import Help, Hit
from attune_ops_nb.readings.sweep import Sweep, SweepFinding

HELP_COLUMNS = {
    "feature": WORDS,
    "kinds": WORDS,
    "missing_kinds": WORDS,
    "complete_percent": COUNT,
    "stale": SWITCH,
}
"""`stale` is empty where the project does not say what a feature consists of."""
PAGE_COLUMNS = {
    "feature": WORDS,
    "kind": WORDS,
    "title": WORDS,
    "snippet": WORDS,
    "score": NUMBER,
}
SWEEP_COLUMNS = {
    "scope_hash": WORDS,
    "part": WORDS,
    "severity": WORDS,
    "title": WORDS,
    "file": WORDS,
    "line": COUNT,
    "source": WORDS,
    "confidence": NUMBER,
    "reason": WORDS,
    "description": WORDS,
}
"""`part` is queue, question or rejected; `reason` says why it is a question or was rejected."""


def help(found: Help) -> Table:
    """What help there is about each feature."""
    return table(
        HELP_COLUMNS,
        found.features,
        lambda each: (
            each.name,
            ", ".join(each.kinds),
            ", ".join(each.missing_kinds),
            each.completeness_pct,
            each.is_stale,
        ),
    )


def help_pages(found: Iterable[Hit]) -> Table:
    """Pages that have the words of a search, best first."""
    return table(
        PAGE_COLUMNS,
        found,
        lambda each: (each.feature, each.kind, each.title, each.snippet, each.score),
    )


def sweeps(found: Iterable[Sweep]) -> Table:
    """What sweeps found: a row for each finding, the worst of each part first."""
    return table(SWEEP_COLUMNS, (row for each in found for row in _findings(each)), lambda row: row)


def _findings(of: Sweep) -> Iterator[tuple[Any, ...]]:
    for finding in of.queue:
        yield _row(of, "queue", finding, None)
    for question in of.questions:
        yield _row(of, "question", question.finding, question.reason)
    for rejected in of.rejected:
        yield _row(of, "rejected", rejected.finding, rejected.rule)


def _row(of: Sweep, part: str, each: SweepFinding, reason: str | None) -> tuple[Any, ...]:
    return (
        of.scope_hash,
        part,
        each.severity,
        each.title,
        each.file,
        each.line,
        each.source,
        each.confidence,
        reason,
        each.description,
    )
