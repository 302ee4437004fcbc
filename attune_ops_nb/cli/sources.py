"""Sources: workflows in files, with what the files of their actions say."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import documents
from attune_ops_nb.model import Params

STANDARD_INPUT = "-"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A graph as it lies in a file, and what the file of its action says, if that was named."""

    name: str
    text: str
    action: Params | None = None


def source_of(name: str) -> Source:
    """The graph in a file, or the one that the action in the file names."""
    if name == STANDARD_INPUT:
        return Source(name="standard input", text=sys.stdin.read())
    path = Path(name)
    text = text_of(path)
    if "workflow_file" not in text:
        return Source(name=name, text=text)
    try:
        said: Any = documents.read(text, name).value
    except Invalid:
        return Source(name=name, text=text)  # whoever validates it tells more
    if not isinstance(said, dict) or "workflow_file" not in said:
        return Source(name=name, text=text)
    linked = path.parent / str(said["workflow_file"])
    return Source(name=str(linked), text=text_of(linked), action=said)


def text_of(path: Path) -> str:
    """What a file says. NotFound if it cannot be read, Invalid if it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        above = error.object[: error.start]
        line, column = above.count(b"\n") + 1, len(above) - above.rfind(b"\n")
        raise Invalid(f"{path}:{line}:{column}: it is no UTF-8") from error
    except OSError as error:
        raise NotFound(f"cannot read {path}: {error.strerror}") from error
