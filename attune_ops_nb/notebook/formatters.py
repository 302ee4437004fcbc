"""Formatters: how our nouns look as the value of a cell."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

EXECUTION = ("attune_ops_nb.model", "Execution")
REHEARSAL = ("attune_ops_nb.logic.rehearsal", "Rehearsal")
RECORDING = ("attune_ops_nb.logic.recordings", "Recording")
ENGINES = (
    ("attune_ops_nb.work.embedded", "Attune"),
    ("attune_ops_nb.notebook.remote", "RemoteEngine"),
)


def install(shell: "InteractiveShell") -> None:
    """Let `shell` show an Execution in one line and an engine by its project.

    By name, so that nothing is imported before there is one to be shown.
    """
    plain, itself = _formatters(shell)
    itself.for_type_by_name(*EXECUTION, _show)
    itself.for_type_by_name(*REHEARSAL, _show_rehearsal)
    itself.for_type_by_name(*RECORDING, _show_recording)
    for engine in ENGINES:
        plain.for_type_by_name(*engine, _engine_as_text)


def remove(shell: "InteractiveShell") -> None:
    """Show them as Python does."""
    for formatter in _formatters(shell):
        for module, name in (EXECUTION, REHEARSAL, RECORDING, *ENGINES):
            formatter.deferred_printers.pop((module, name), None)
            for known in list(formatter.type_printers):
                if (known.__module__, known.__name__) == (module, name):
                    del formatter.type_printers[known]


class Seen:
    """The execution that a log cell has shown last: as the value of that cell it says no more."""

    execution: Any = None


def _formatters(shell: "InteractiveShell") -> tuple[Any, Any]:
    known: Any = shell.display_formatter
    return known.formatters["text/plain"], known.ipython_display_formatter


def _show(execution: Any) -> None:
    """In one line."""
    from IPython.display import display

    from attune_ops_nb.logic.phrases import told
    from attune_ops_nb.notebook.snapshot import line

    if execution is not Seen.execution:
        bundle = {"text/plain": told(execution), "text/html": line(execution)}
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _show_rehearsal(rehearsal: Any) -> None:
    """What would have happened."""
    from IPython.display import display

    from attune_ops_nb.notebook import rehearsed

    bundle = {"text/plain": rehearsed.plain(rehearsal), "text/html": rehearsed.html(rehearsal)}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _show_recording(recording: Any) -> None:
    """What happened."""
    from IPython.display import display

    from attune_ops_nb.notebook import recorded

    bundle = {"text/plain": recorded.plain(recording), "text/html": recorded.html(recording)}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _engine_as_text(engine: Any, printer: Any, _cycle: bool) -> None:
    info = engine.settings.info()
    where = getattr(engine, "url", info.attune_home)
    switch = "on" if info.allow_run else "off"
    printer.text(f"engine of {info.project} ({info.project_root}), state in {where}, runs {switch}")
