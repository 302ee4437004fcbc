"""The verbs of workflows that are graphs: look at one, check one, write one."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
import yaml

from attune_ops_nb.engine.packs import ADHOC, Packs
from attune_ops_nb.engine.workflow_drafts import Draft
from attune_ops_nb.engine.workflow_writing import filed, kept_with_action
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound
from attune_ops_nb.logic import pack_yaml
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.logic.workflows import graph, packed, problem, reading, validation, verdicts
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.graph import WorkflowGraph
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.logic.workflows.problem import Severity
from attune_ops_nb.logic.workflows.reading import Reading
from attune_ops_nb.logic.workflows.verdicts import PackVerdict, WorkflowSummary, WorkflowVerdict
from attune_ops_nb.model import Action, Params, Schema, WorkflowDefinition
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Tx

FILE = "workflow.yaml"
READ_ONLY = "runs are switched off, and with them writing the files of packs"


class Workflows:
    """Definitions of workflows. `allowed` is the gate before files are written."""

    def __init__(self, store: Store, packs: Packs, *, allowed: Callable[[], bool]) -> None:
        self._store = store
        self._packs = packs
        self._allowed = allowed

    def list(
        self,
        *,
        pack_ref: str | None = None,
        tags: str | None = None,
        search: str | None = None,
    ) -> Sequence[WorkflowSummary]:
        """All that are graphs, by ref; those with one of the `tags`, with `search` in the name."""
        asked: dict[str, Any] = {} if pack_ref is None else {"pack_ref": pack_ref}
        own = {action.ref for action in self._store.find(Action, is_adhoc=True)}
        wanted = {tag.strip() for tag in tags.split(",")} if tags else None
        found = [
            verdicts.summary(each, each.ref in own)
            for each in self._store.find(WorkflowDefinition, **asked)
            if (wanted is None or wanted & set(each.tags)) and verdicts.says(each, search)
        ]
        return sorted(found, key=lambda each: each.ref)

    def get(self, ref: str) -> WorkflowDefinition:
        """The workflow `ref`. NotFound, with the nearest names, if there is none."""
        for found in self._store.find(WorkflowDefinition, ref=ref):
            return found
        refs = [each.ref for each in self._store.find(WorkflowDefinition)]
        raise NotFound(f"there is no workflow {ref!r} that is a graph{nearest(ref, refs)}")

    def graph(self, ref: str) -> WorkflowGraph:
        """How the workflow `ref` is drawn."""
        return graph.graph(msgspec.convert(self.get(ref).definition, Definition))

    def validate(
        self, text: str, *, action: Params | None = None, name: str = FILE
    ) -> WorkflowVerdict:
        """What is wrong with a workflow file, and how it is drawn; nothing is kept.

        `action` is what the file of its action says, where it has one.
        """
        return verdicts.verdict(text, action, self._actions, name)

    def validate_pack(self, pack_ref: str) -> PackVerdict:
        """What is wrong with the workflows of a pack, given the actions that there are now."""
        pack = self._packs.get(pack_ref)
        kept = self._store.find(WorkflowDefinition, pack=pack.id, oldest_first=True)
        errors = {each.ref: self._errors(each) for each in kept}
        wrong = {ref: told for ref, told in errors.items() if told}
        return PackVerdict(
            pack_ref=pack.ref, validated_count=len(kept), error_count=len(wrong), errors=wrong
        )

    def register(
        self,
        text: str,
        *,
        ref: str | None = None,
        action: Params | None = None,
        name: str = FILE,
    ) -> WorkflowDefinition:
        """Keep the workflow of a file, in the place of the one that has its ref.

        `ref` is used where the file has none; without a pack it becomes one of `adhoc`. `action`
        is what the file of its action says, where it has one. Invalid, with all that is wrong by
        file, line and column.
        """
        found = verdicts.described(reading.read(text, name=name), action)
        chosen = found.definition.ref or ref or ""
        if chosen and "." not in chosen:
            chosen = f"{ADHOC}.{chosen}"
        return self._keep(found, verdicts.written_here(chosen), name, text)

    def create(
        self,
        ref: str,
        label: str,
        definition: Params,
        *,
        pack_ref: str | None = None,
        version: str | None = None,
        description: str | None = None,
        param_schema: Schema | None = None,
        out_schema: Schema | None = None,
        tags: Sequence[str] = (),
    ) -> WorkflowDefinition:
        """Keep a workflow that is there as a value. Conflict if its ref is taken."""
        if self._store.find(Action, ref=ref):
            raise Conflict(f"there is an action {ref} already", problems={"ref": "taken"})
        return self._written(
            Draft(
                ref=ref,
                label=label,
                definition=definition,
                pack_ref=pack_ref,
                version=version,
                description=description,
                param_schema=param_schema,
                out_schema=out_schema,
                tags=tags,
            )
        )

    def update(
        self,
        ref: str,
        *,
        label: str | None = None,
        definition: Params | None = None,
        version: str | None = None,
        description: str | None = None,
        param_schema: Schema | None = None,
        out_schema: Schema | None = None,
        tags: Sequence[str] | None = None,
    ) -> WorkflowDefinition:
        """Change a workflow that was written here."""
        kept = self.get(ref)
        return self._written(
            Draft(
                ref=ref,
                label=kept.label if label is None else label,
                definition=_as_value(kept) if definition is None else definition,
                pack_ref=kept.pack_ref,
                version=version,
                description=kept.description if description is None else description,
                param_schema=kept.param_schema if param_schema is None else param_schema,
                out_schema=kept.out_schema if out_schema is None else out_schema,
                tags=kept.tags if tags is None else tags,
            )
        )

    def delete(self, ref: str) -> WorkflowDefinition:
        """Remove a workflow that was written here, and the action that ran it."""
        kept = self.get(ref)
        self._refuse_files(ref)

        def write(tx: Tx) -> None:
            for action in tx.find(Action, ref=ref):
                tx.remove(Action, action.id)
            tx.remove(WorkflowDefinition, kept.id)

        self._store.tx(write)
        return kept

    def save(
        self,
        pack_ref: str,
        name: str,
        label: str,
        definition: Params,
        *,
        version: str | None = None,
        description: str | None = None,
        param_schema: Schema | None = None,
        out_schema: Schema | None = None,
        tags: Sequence[str] = (),
    ) -> WorkflowDefinition:
        """Write a workflow into the files of a pack: an action, and its graph beside it."""
        ref = f"{pack_ref}.{name}"
        if self._store.find(Action, ref=ref):
            raise Conflict(f"there is an action {ref} already", problems={"name": "taken"})
        return self._filed(
            Draft(
                ref=ref,
                label=label,
                definition=definition,
                version=version,
                description=description,
                param_schema=param_schema,
                out_schema=out_schema,
                tags=tags,
            )
        )

    def save_again(
        self,
        ref: str,
        label: str,
        definition: Params,
        *,
        name: str | None = None,
        pack_ref: str | None = None,
        version: str | None = None,
        description: str | None = None,
        param_schema: Schema | None = None,
        out_schema: Schema | None = None,
        tags: Sequence[str] = (),
    ) -> WorkflowDefinition:
        """Write the workflow `ref` over its files; a name and a pack must be those it has."""
        self.get(ref)
        pack, _, own = ref.partition(".")
        if (pack_ref or pack, name or own) != (pack, own):
            what = f"{ref} keeps its name: write another workflow, and remove this one"
            raise Conflict(what, problems={"name": "another"})
        return self._filed(
            Draft(
                ref=ref,
                label=label,
                definition=definition,
                version=version,
                description=description,
                param_schema=param_schema,
                out_schema=out_schema,
                tags=tags,
            )
        )

    def _written(self, draft: Draft) -> WorkflowDefinition:
        text = yaml.safe_dump(draft.graph, sort_keys=False, allow_unicode=True)
        found = reading.read(draft.graph, name="definition")
        return self._keep(found, draft.action, "definition", text)

    def _filed(self, draft: Draft) -> WorkflowDefinition:
        if not self._allowed():
            raise Forbidden(READ_ONLY)
        folder = self._packs.folder(draft.ref.partition(".")[0])
        found = reading.read(draft.graph, name="definition")
        self._checked(found, draft.action, "definition")
        filed(self._packs, folder, draft)
        return self.get(draft.ref)

    def _keep(self, found: Reading, action: Action, file: str, text: str) -> WorkflowDefinition:
        checked = self._checked(found, action, file)
        if self._store.find(Action, ref=action.ref):
            self._refuse_files(action.ref)
        pack = self._packs.own(action.pack_ref)
        owned = msgspec.structs.replace(action, pack=pack.id)
        return self._store.tx(
            partial(kept_with_action, *packed.rows(checked.definition, owned, text))
        )

    def _checked(self, found: Reading, action: Action, file: str) -> Reading:
        """The reading with what the action says. Invalid, with everything that is wrong."""
        wrong = pack_yaml.wrong_ref(action.ref, action.pack_ref)
        if wrong is not None:
            raise Invalid(wrong, problems={"ref": wrong})
        found = packed.described(found, action)
        problems = validation.check(found, actions=self._actions(found.definition))
        errors = [each for each in problems if each.severity is Severity.ERROR]
        if errors:
            raise problem.refusal(errors, file)
        return found

    def _refuse_files(self, ref: str) -> None:
        """Conflict if `ref` comes from the files of a pack."""
        for action in self._store.find(Action, ref=ref, is_adhoc=False):
            what = f"{ref} comes from the files of the pack {action.pack_ref}: change it there"
            raise Conflict(what, problems={"ref": "not written here"})

    def _actions(self, definition: Definition) -> Actions:
        """What a task can run, the workflow itself among it."""
        known = {action.ref: action.param_schema for action in self._store.find(Action)}
        own = {definition.ref: dict(definition.parameters)} if definition.ref else {}
        return {**known, **own}

    def _errors(self, kept: WorkflowDefinition) -> Sequence[str]:
        definition = msgspec.convert(kept.definition, Definition)
        problems = validation.problems(definition, actions=self._actions(definition))
        return [each.text for each in problems if each.severity is Severity.ERROR]


def _as_value(kept: WorkflowDefinition) -> Params:
    """The file of a workflow as a value."""
    found: Params = reading.plain(kept.text or "")
    return found
