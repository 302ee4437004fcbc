"""Packed: a workflow that belongs to an action: one has the name and the parameters, the other the
graph.
"""

from typing import Any

import msgspec

from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.reading import Reading
from attune_ops_nb.model import Action, WorkflowDefinition

Both = tuple[Action, WorkflowDefinition]


def described(found: Reading, action: Action) -> Reading:
    """The reading with what the action says of itself, where it says something."""
    definition = found.definition
    said: dict[str, Any] = {
        "ref": action.ref,
        "label": action.label if action.label != action.ref else definition.label,
        "description": action.description or definition.description,
        "parameters": action.param_schema or definition.parameters,
        "output": action.out_schema or definition.output,
        "tags": tuple(action.tags) or definition.tags,
    }
    for name, schema in (("parameters", action.param_schema), ("output", action.out_schema)):
        for path, what in schemas.flaws(schema or {}):
            found.problems.error(what, None, ".".join((name, *path)))
    whole = msgspec.structs.replace(definition, **said)
    return msgspec.structs.replace(found, definition=whole)


def rows(definition: Definition, action: Action, text: str | None) -> Both:
    """The action as one that is conducted, and the definition, as they are kept."""
    label = definition.label or definition.ref
    param_schema = dict(definition.parameters) or None
    out_schema = dict(definition.output) or None
    conducted = msgspec.structs.replace(
        action,
        label=label,
        description=definition.description,
        runtime=None,
        runtime_ref=None,
        param_schema=param_schema,
        out_schema=out_schema,
        tags=list(definition.tags),
    )
    return conducted, WorkflowDefinition(
        ref=definition.ref,
        pack=action.pack,
        pack_ref=action.pack_ref,
        label=label,
        description=definition.description,
        version=definition.version,
        param_schema=param_schema,
        out_schema=out_schema,
        definition=msgspec.to_builtins(definition),
        text=text,
        tags=list(definition.tags),
    )
