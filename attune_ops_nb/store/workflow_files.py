"""Workflow files: the graphs of a pack, each with the action that runs it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from attune_ops_nb.errors import Conflict
from attune_ops_nb.logic import documents, pack_yaml
from attune_ops_nb.logic.documents import Document
from attune_ops_nb.logic.workflows import packed, problem, reading, validation
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.logic.workflows.problem import Severity
from attune_ops_nb.logic.workflows.reading import Reading
from attune_ops_nb.model import Action
from attune_ops_nb.store import whole
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


def save(folder: Path, ref: str, said: Mapping[str, Any], definition: Mapping[str, Any]) -> None:
    """Write the graph of `ref`, and what its action says of itself, into the pack in `folder`.

    What the file of the action says beside that stays.
    """
    name = ref.partition(".")[2]
    action, graph = _places(folder, name)
    known = _said(action, ref)
    given = {key: value for key, value in said.items() if value is not None}
    head = {"ref": ref, "enabled": True, "workflow_file": f"{FOLDER}/{graph.name}"}
    told = {**head, **known, **given}
    whole.write(graph, _dumped(_graph_only(definition)), mode=0o644)
    if told != known:
        whole.write(action, _dumped(told), mode=0o644)


def as_they_are(folder: Path, ref: str) -> dict[Path, bytes | None]:
    """The files that `save` writes, with what is in them; None: there is no such file."""
    places = _places(folder, ref.partition(".")[2])
    return {path: path.read_bytes() if path.exists() else None for path in places}


def put_back(files: Mapping[Path, bytes | None]) -> None:
    """Let the files be what they were."""
    for path, content in files.items():
        if content is None:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != content:
            whole.write(path, content, mode=0o644)


def _places(folder: Path, name: str) -> tuple[Path, Path]:
    """Where an action and its graph are written."""
    graph = folder / "actions" / FOLDER / f"{name}.workflow.yaml"
    return folder / "actions" / f"{name}.yaml", graph


def _said(action: Path, ref: str) -> dict[str, Any]:
    """What the file of the action says. Conflict if it is another's, or has the graph elsewhere."""
    if not action.exists():
        return {}
    found: Any = documents.read(action.read_text(encoding="utf-8"), action.name).value or {}
    linked = f"{FOLDER}/{ref.partition('.')[2]}.workflow.yaml"
    if found.get("ref") != ref or found.get("workflow_file") != linked:
        raise Conflict(f"{action} is no action with the graph {linked}: change it by hand")
    return dict(found)


def _graph_only(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The definition without what its action says."""
    of_action = ("ref", "label", "description", "parameters", "output", "tags")
    orquesta = isinstance(definition.get("tasks"), Mapping)
    return {key: value for key, value in definition.items() if orquesta or key not in of_action}


def _dumped(value: Mapping[str, Any]) -> bytes:
    text: str = yaml.safe_dump(dict(value), sort_keys=False, allow_unicode=True, width=100)
    return text.encode()
