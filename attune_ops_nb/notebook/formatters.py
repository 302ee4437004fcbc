"""Formatters: how our nouns look as the value of a cell."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

EXECUTION = ("attune_ops_nb.model", "Execution")
ENGINES = (
    ("attune_ops_nb.work.embedded", "Attune"),
    ("attune_ops_nb.notebook.remote", "RemoteEngine"),
)


def install(shell: "InteractiveShell") -> None:
    """Let `shell` show an Execution in one line and an engine by its project.

    By name, so that nothing is imported before there is one to be shown.
    """
    plain, html = _formatters(shell)
    plain.for_type_by_name(*EXECUTION, _execution_as_text)
    html.for_type_by_name(*EXECUTION, _execution_as_html)
    for engine in ENGINES:
        plain.for_type_by_name(*engine, _engine_as_text)


def remove(shell: "InteractiveShell") -> None:
    """Show them as Python does."""
    for formatter in _formatters(shell):
        for module, name in (EXECUTION, *ENGINES):
            formatter.deferred_printers.pop((module, name), None)
            for known in list(formatter.type_printers):
                if (known.__module__, known.__name__) == (module, name):
                    del formatter.type_printers[known]


def _formatters(shell: "InteractiveShell") -> tuple[Any, Any]:
    known: Any = shell.display_formatter
    return known.formatters["text/plain"], known.formatters["text/html"]


def _execution_as_text(execution: Any, printer: Any, _cycle: bool) -> None:
    from attune_ops_nb.logic.phrases import told

    printer.text(told(execution))


def _execution_as_html(execution: Any) -> str:
    from attune_ops_nb.notebook.snapshot import line

    return line(execution)


def _engine_as_text(engine: Any, printer: Any, _cycle: bool) -> None:
    info = engine.settings.info()
    where = getattr(engine, "url", info.attune_home)
    switch = "on" if info.allow_run else "off"
    printer.text(f"engine of {info.project} ({info.project_root}), state in {where}, runs {switch}")
