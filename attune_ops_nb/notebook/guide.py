"""Guide: where you are and what you can say, as text and as HTML."""

from datetime import UTC, datetime
from html import escape

from IPython.display import display

from attune_ops_nb.errors import NotFound
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.notebook import servers
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.notebook.grammar import CELL_WORDS, WORDS, Word
from attune_ops_nb.notebook.remote import RemoteEngine

AT_WORK = [status for status in Status if not status.ended]
MOST_RUNNING = 10


def show_status(engine: AnyEngine) -> None:
    """Which project, where its state lies, whether runs are on, and what runs."""
    facts = status(engine)
    width = max(map(len, facts))
    plain = "\n".join(f"{name:<{width}}  {what}" for name, what in facts.items())
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:left;white-space:pre-wrap'>{_linked(what)}</td></tr>"
        for name, what in facts.items()
    )
    _show(plain, f"<table><tbody>{rows}</tbody></table>")


def status(engine: AnyEngine) -> dict[str, str]:
    """Facts about where we are, by name."""
    info = engine.settings.info()
    page = engine.executions.list(status=AT_WORK, top_level_only=True, per_page=MOST_RUNNING)
    facts = {
        "project": f"{info.project} ({info.project_root})",
        "state": info.attune_home,
        "runs": "switched on" if info.allow_run else "switched off; `%attune allow-run on`",
        "engine": "running" if info.engine_running else "asleep; it wakes when something runs",
        "at work": "\n".join(map(_told, page.items)) or "nothing",
    }
    where = engine.url if isinstance(engine, RemoteEngine) else servers.page()
    return facts if where is None else {**facts, "page": where}


def show_help(name: str | None = None) -> None:
    """The words, or more on one. NotFound for one that there is not."""
    if name is None:
        _show(overview(), _table(_summaries()))
        return
    words = [words[name] for words in (WORDS, CELL_WORDS) if name in words]
    if not words:
        known = {**WORDS, **CELL_WORDS}
        raise NotFound(f"%attune has no word {name!r}{nearest(name, known)}")
    parts = list(map(_of_word, words))
    _show("\n\n".join(plain for plain, _ in parts), "".join(html for _, html in parts))


def overview() -> str:
    """The words with what they do, one a line."""
    return "\n".join(_aligned(_summaries()))


def _summaries() -> dict[str, str]:
    words = [*WORDS.values(), *CELL_WORDS.values()]
    return {f"{word.magic} {word.name}": word.summary for word in words}


def _of_word(word: Word) -> tuple[str, str]:
    """How it is typed, what it does and its options, as text and as HTML."""
    flags = {flag.name: flag.help for flag in word.flags}
    lines = [word.usage, f"    {word.summary}", *_aligned(flags)]
    html = f"<p><code>{escape(word.usage)}</code><br>{escape(word.summary)}</p>{_table(flags)}"
    return "\n".join(lines), html


def _aligned(facts: dict[str, str]) -> list[str]:
    width = max(map(len, facts), default=0)
    return [f"{name:<{width}}  {what}" for name, what in facts.items()]


def _table(facts: dict[str, str]) -> str:
    rows = "".join(
        f"<tr><td style='text-align:left'><code>{escape(name)}</code></td>"
        f"<td style='text-align:left'>{escape(what)}</td></tr>"
        for name, what in facts.items()
    )
    return f"<table><tbody>{rows}</tbody></table>" if rows else ""


def _told(execution: Execution) -> str:
    return phrases.told(execution, datetime.now(UTC))


def _linked(what: str) -> str:
    text = escape(what)
    return f"<a href='{text}'>{text}</a>" if what.startswith("http") else text


def _show(plain: str, html: str) -> None:
    display({"text/plain": plain, "text/html": html}, raw=True)  # type: ignore[no-untyped-call]
