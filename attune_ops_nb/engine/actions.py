"""The verbs of actions."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.engine.packs import ADHOC, Packs
from attune_ops_nb.errors import Conflict, Invalid, NotFound
from attune_ops_nb.logic import pack_yaml, schemas
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Action, Ops, OutputFormat, Runtime, Schema
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Tx


class Actions:
    """What can be run."""

    def __init__(self, store: Store, packs: Packs) -> None:
        self._store = store
        self._packs = packs

    def list(self, pack_ref: str | None = None) -> Sequence[Action]:
        """All actions, or those of one pack, by ref."""
        asked: dict[str, Any] = {} if pack_ref is None else {"pack_ref": pack_ref}
        return sorted(self._store.find(Action, **asked), key=lambda action: action.ref)

    def get(self, ref: str) -> Action:
        """The action `ref`. NotFound, with the nearest names, if there is none."""
        return named(self._store, ref)

    def register(
        self,
        ref: str,
        entrypoint: str,
        *,
        runtime_ref: str = "core.shell",
        label: str | None = None,
        description: str | None = None,
        param_schema: Schema | None = None,
        output_format: OutputFormat = OutputFormat.TEXT,
        timeout_seconds: float | None = None,
    ) -> Action:
        """Keep an action that is code, in the place of the one that has its ref.

        Without a pack it becomes one of `adhoc`. It runs in the folder of the project. Conflict if
        the ref is that of an action from files, or of a workflow.
        """
        whole = ref if "." in ref else f"{ADHOC}.{ref}"
        pack_ref = whole.partition(".")[0]
        wrong = pack_yaml.wrong_ref(whole, pack_ref)
        if wrong is not None:
            raise Invalid(wrong, problems={"ref": wrong})
        schemas.check_schema(param_schema or {})
        runtime = self._runtime(runtime_ref)
        action = Action(
            ref=whole,
            pack=self._packs.own(pack_ref).id,
            pack_ref=pack_ref,
            label=label or whole,
            description=description,
            entrypoint=entrypoint,
            runtime=runtime.id,
            runtime_ref=runtime.ref,
            param_schema=param_schema or None,
            is_adhoc=True,
            output_format=output_format,
            timeout_seconds=timeout_seconds,
            ops=Ops(hidden=True),  # it works on the project, and nobody picks it from a list
        )
        return self._store.tx(lambda tx: _kept(tx, action))

    def _runtime(self, ref: str) -> Runtime:
        for found in self._store.find(Runtime, ref=ref):
            return found
        hint = nearest(ref, [each.ref for each in self._store.find(Runtime)])
        raise NotFound(f"there is no runtime {ref!r}{hint}", problems={"runtime_ref": "unknown"})


def named(store: Store, ref: str) -> Action:
    """The action `ref`. NotFound, with the nearest names, if there is none."""
    for found in store.find(Action, ref=ref):
        return found
    refs = [action.ref for action in store.find(Action)]
    hint = nearest(ref, refs) or "; `%attune workflows` lists what there is"
    raise NotFound(f"there is no action {ref!r}{hint}", problems={"action_ref": "unknown"})


def _kept(tx: Tx, action: Action) -> Action:
    for known in tx.find(Action, ref=action.ref):
        if not known.is_adhoc or known.workflow_def is not None:
            what = "is a workflow" if known.workflow_def else "comes from the files of its pack"
            raise Conflict(f"{action.ref} {what}: choose another name", problems={"ref": "taken"})
        return tx.put(replace(action, id=known.id, created=known.created))
    return tx.add(action)
