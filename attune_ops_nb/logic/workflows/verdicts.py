"""Verdicts: what is said of workflows in one answer: of a file, of a pack, and in a list."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import documents
from attune_ops_nb.logic.pack_yaml import ActionYaml
from attune_ops_nb.logic.workflows import graph, packed, problem, reading, validation
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.graph import WorkflowGraph
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.logic.workflows.problem import Problem, Severity
from attune_ops_nb.logic.workflows.reading import Reading
from attune_ops_nb.model import Action, Params, WorkflowDefinition


class WorkflowVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a workflow file."""

    ok: bool
    """It can be run: there may be warnings, and there is no error."""
    problems: list[Problem]
    lines: list[str]
    """The problems as compilers write them: `file:line:column: …`."""
    graph: WorkflowGraph | None
    """How it is drawn, as far as it could be read."""


class WorkflowSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A definition in a list."""

    id: int
    ref: str
    pack_ref: str
    label: str
    description: str | None
    version: str
    tags: list[str]
    tasks: int
    is_adhoc: bool
    """It was written here, and does not come from the files of a pack."""
    created: datetime | None = None
    updated: datetime | None = None


class PackVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the workflows of a pack, by ref."""

    pack_ref: str
    validated_count: int
    error_count: int
    errors: dict[str, Sequence[str]]


def verdict(
    text: str, action: Params | None, actions: Callable[[Definition], Actions], name: str
) -> WorkflowVerdict:
    """What is to be said of a file, given what its action says and the actions that there are."""
    try:
        found = described(reading.read(text, name=name), action)
    except Invalid as error:
        problems = [problem.placed(*each, name) for each in error.problems.items()]
        lines = [each.told(name) for each in problems]
        return WorkflowVerdict(ok=False, problems=problems, lines=lines, graph=None)
    problems = validation.check(found, actions=actions(found.definition))
    return WorkflowVerdict(
        ok=all(each.severity is Severity.WARNING for each in problems),
        problems=problems,
        lines=[each.told(name) for each in problems],
        graph=graph.graph(found.definition),
    )


def described(found: Reading, action: Params | None) -> Reading:
    """The reading with what the YAML of an action says."""
    if action is None:
        return found
    yaml = documents.Document(file="action", value=action, lines={}).fit(ActionYaml)
    head = msgspec.structs.replace(
        written_here(yaml.ref),
        label=yaml.label or yaml.ref,
        description=yaml.description,
        param_schema=yaml.parameters or None,
        out_schema=yaml.output or yaml.output_schema,
        tags=yaml.tags,
    )
    return packed.described(found, head)


def written_here(ref: str, pack_ref: str | None = None) -> Action:
    """The action of a workflow that is written here."""
    pack, _, name = ref.partition(".")
    return Action(
        ref=ref,
        pack=0,
        pack_ref=pack_ref or pack,
        label=ref,
        entrypoint=f"workflows/{name}.workflow.yaml",
        is_adhoc=True,
    )


def summary(kept: WorkflowDefinition, is_adhoc: bool) -> WorkflowSummary:
    return WorkflowSummary(
        id=kept.id,
        ref=kept.ref,
        pack_ref=kept.pack_ref,
        label=kept.label,
        description=kept.description,
        version=kept.version,
        tags=kept.tags,
        tasks=len(kept.definition["tasks"]),
        is_adhoc=is_adhoc,
        created=kept.created,
        updated=kept.updated,
    )


def says(kept: WorkflowDefinition, search: str | None) -> bool:
    said = f"{kept.ref} {kept.label} {kept.description or ''}".casefold()
    return search is None or search.casefold() in said
