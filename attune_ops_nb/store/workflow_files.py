"""Workflow files: the graphs of a pack, each with the action that runs it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.logic import pack_yaml
from attune_ops_nb.logic.documents import Document
from attune_ops_nb.logic.workflows import packed, problem, reading, validation
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.logic.workflows.problem import Severity
from attune_ops_nb.logic.workflows.reading import Reading
from attune_ops_nb.model import Action
from attune_ops_nb.store.texts import name_of, text_of

FOLDER = "workflows"
"""Where the graphs lie that carry their own ref, beside `actions`."""


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """A graph that was read, and the action that runs it."""

    file: str
    action: Action
    reading: Reading
    text: str


def of_action(folder: Path, document: Document, action: Action) -> Graph:
    """The graph of an action whose YAML has it, or names its file."""
    named: Any = document.value.get("workflow_file")
    if named is None:
        path = folder.parent / document.file
        text = text_of(path, folder)
        read = reading.read(text, name=document.file, under=("workflow",))
        return Graph(file=document.file, action=action, reading=read, text=text)
    path = folder / "actions" / str(named)
    inside = path.resolve().is_relative_to(folder.resolve())
    if not inside or not path.is_file():
        raise document.refused(
            ("workflow_file",), f"workflow_file: there is no file {named} in actions/"
        )
    text = text_of(path, folder)
    file = name_of(path, folder)
    return Graph(file=file, action=action, reading=reading.read(text, name=file), text=text)


def standing_alone(folder: Path, path: Path, pack_ref: str) -> Graph:
    """The graph of a file that carries its own ref."""
    text, file = text_of(path, folder), name_of(path, folder)
    read = reading.read(text, name=file)
    ref = read.definition.ref
    wrong = pack_yaml.wrong_ref(ref, pack_ref)
    if wrong is not None:
        read.problems.error(wrong, read.root.at(["ref"]).place)
    action = Action(
        ref=ref, pack=0, pack_ref=pack_ref, label=ref, entrypoint=f"{FOLDER}/{path.name}"
    )
    return Graph(file=file, action=action, reading=read, text=text)


def rows(graph: Graph, actions: Actions, warnings: list[str]) -> packed.Both:
    """What is kept of a graph. Invalid, with everything that is wrong with it."""
    found = packed.described(graph.reading, graph.action)
    problems = validation.check(found, actions=actions, partly=True)
    warnings += [each.told(graph.file) for each in problems if each.severity is Severity.WARNING]
    errors = [each for each in problems if each.severity is Severity.ERROR]
    if errors:
        raise problem.refusal(errors, graph.file)
    return packed.rows(found.definition, graph.action, graph.text)


def schemas_of(actions: list[Action], graphs: list[Graph]) -> Actions:
    """The parameters of everything in the pack that a task can run."""
    return dict(_schemas(actions, graphs))


def _schemas(actions: list[Action], graphs: list[Graph]) -> Iterator[tuple[str, Any]]:
    for action in actions:
        yield action.ref, action.param_schema
    for graph in graphs:
        own = packed.described(graph.reading, graph.action).definition.parameters
        yield graph.action.ref, dict(own)
