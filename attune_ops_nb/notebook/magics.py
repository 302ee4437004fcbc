"""Magics: `%attune …` and `%%attune …` in IPython and in notebooks.

Loading costs next to nothing: the engine, its store, pandas and widgets come with their first use.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class

from attune_ops_nb.errors import AttuneError
from attune_ops_nb.notebook import completion, formatters, grammar

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from attune_ops_nb.notebook.commands import Commands

RED, BLACK = "\x1b[31m", "\x1b[0m"


@magics_class
class AttuneMagics(Magics):
    """The magics of one shell."""

    @line_cell_magic
    def attune(self, line: str, cell: str | None = None) -> Any:
        """Run workflows, watch them and look at what they left."""
        with refused_in_one_line():
            if cell is not None:
                asked = grammar.parse(line, grammar.CELL_WORDS)
                return self._commands.do_cell(asked, cell)
            if not line.strip():
                self._commands.do(grammar.parse("status"))
                line = "help"
            return self._commands.do(grammar.parse(line))

    def _names(self) -> dict[str, Any]:
        return {} if self.shell is None else self.shell.user_ns

    @cached_property
    def _commands(self) -> "Commands":
        from attune_ops_nb.notebook.commands import Commands

        return Commands(self._names)


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """`%load_ext attune_ops`."""
    magics = AttuneMagics(shell)
    shell.register_magics(magics)
    completion.install(shell)
    formatters.install(shell)


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """`%unload_ext attune_ops`."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("attune", None)
    shell.magics_manager.registry.pop("AttuneMagics", None)
    completion.remove(shell)
    formatters.remove(shell)


@contextmanager
def refused_in_one_line() -> Iterator[None]:
    """A refusal fails the cell, and so stops “Run all”, with its words and no traceback of ours."""
    try:
        yield
    except AttuneError as error:
        line = f"{RED}{type(error).__name__}{BLACK}: {error.message}"
        # What IPython asks an exception for before it draws a traceback.
        error._render_traceback_ = lambda: [line]  # type: ignore[attr-defined]
        raise error from None


def _usage() -> str:
    words = [*grammar.WORDS.values(), *grammar.CELL_WORDS.values()]
    lines = [f"{word.usage}\n    {word.summary}" for word in words]
    return "\n".join(["Run workflows, watch them and look at what they left.\n", *lines])


AttuneMagics.attune.__doc__ = _usage()
