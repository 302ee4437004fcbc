"""Workflow writing: what was checked goes into the store, or into the files of its pack."""

from pathlib import Path

import msgspec

from attune_ops_nb.engine.packs import Packs
from attune_ops_nb.engine.workflow_drafts import Draft
from attune_ops_nb.errors import AttuneError, Conflict
from attune_ops_nb.model import Action, WorkflowDefinition
from attune_ops_nb.store import workflow_files
from attune_ops_nb.store.tx import Tx


def kept_with_action(action: Action, definition: WorkflowDefinition, tx: Tx) -> WorkflowDefinition:
    """The definition as it is kept, with the action that runs it, in the place of those before."""
    known = tx.find(WorkflowDefinition, ref=definition.ref)
    if known:
        kept = tx.put(msgspec.structs.replace(definition, id=known[0].id, created=known[0].created))
    else:
        kept = tx.add(definition)
    linked = msgspec.structs.replace(action, workflow_def=kept.id)
    before = tx.find(Action, ref=action.ref)
    if before:
        tx.put(msgspec.structs.replace(linked, id=before[0].id, created=before[0].created))
    else:
        tx.add(linked)
    return kept


def filed(packs: Packs, folder: Path, draft: Draft) -> None:
    """Write the draft into the pack in `folder`, and load it.

    Conflict, and the files are as they were, if the pack cannot be loaded afterwards.
    """
    before = workflow_files.as_they_are(folder, draft.ref)
    try:
        workflow_files.save(folder, draft.ref, draft.said, draft.graph)
        _load(packs, draft.ref.partition(".")[0], folder)
    except AttuneError:
        workflow_files.put_back(before)
        packs.sync()
        raise


def _load(packs: Packs, ref: str, folder: Path) -> None:
    problems = {pack.ref: pack.problem for pack in packs.sync()}
    problem = problems.get(ref) or problems.get(folder.name)  # of files that cannot be read
    if problem is not None:
        told = f"nothing was written, as the pack {ref} could not be loaded with it: {problem}"
        raise Conflict(told, problems={"pack": problem})
