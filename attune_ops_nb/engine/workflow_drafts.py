"""Drafts: workflows that somebody gives as a value, before they are checked and kept."""

from collections.abc import Sequence
from typing import Any

import msgspec

from attune_ops_nb.logic.workflows import verdicts
from attune_ops_nb.model import Action, Params, Schema


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A graph as a value, and what its action says of it."""

    ref: str
    label: str
    definition: Params
    pack_ref: str | None = None
    """The pack it belongs to, where its ref does not begin with it."""
    version: str | None = None
    """It takes the place of the version that the definition has."""
    description: str | None = None
    param_schema: Schema | None = None
    out_schema: Schema | None = None
    tags: Sequence[str] = ()

    @property
    def graph(self) -> Params:
        """The definition, with the version."""
        return self.definition | ({} if self.version is None else {"version": self.version})

    @property
    def action(self) -> Action:
        """The action that runs it, as it is kept."""
        return msgspec.structs.replace(
            verdicts.written_here(self.ref, self.pack_ref),
            label=self.label,
            description=self.description,
            param_schema=self.param_schema or None,
            out_schema=self.out_schema or None,
            tags=[*self.tags],
        )

    @property
    def said(self) -> dict[str, Any]:
        """What the YAML of its action says."""
        return {
            "label": self.label,
            "description": self.description,
            "parameters": self.param_schema,
            "output": self.out_schema,
            "tags": [*self.tags] or None,
        }
