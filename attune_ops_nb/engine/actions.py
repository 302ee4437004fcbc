"""The verbs of actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from attune_ops_nb.engine.packs import ADHOC, Packs
from attune_ops_nb.errors import Conflict, NotFound
from attune_ops_nb.logic.action_checks import refuse_broken
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Action, Ops, OutputFormat, Runtime, Schema
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Tx

RUNTIME = "core.shell"
OF_CODE = Ops(hidden=True)
"""What is written here works on the project, and nobody picks it from a list."""


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

    def create(
        self,
        ref: str,
        label: str,
        entrypoint: str,
        *,
        pack_ref: str | None = None,
        description: str | None = None,
        runtime: int | None = None,
        runtime_ref: str | None = None,
        runtime_version_constraint: str | None = None,
        required_worker_runtimes: Mapping[str, str] | None = None,
        param_schema: Schema | None = None,
        out_schema: Schema | None = None,
        output_format: OutputFormat = OutputFormat.TEXT,
        timeout_seconds: float | None = None,
        tags: Sequence[str] = (),
    ) -> Action:
        """Keep a new action that is code: its entrypoint. Conflict if its ref is taken.

        It runs in the folder of the project, in the shell unless a runtime is named.
        """
        action = _code(
            ref,
            entrypoint,
            pack_ref=pack_ref or ref.partition(".")[0],
            label=label,
            description=description or None,
            runtime_version_constraint=runtime_version_constraint or None,
            required_worker_runtimes={**(required_worker_runtimes or {})},
            param_schema=param_schema or None,
            out_schema=out_schema or None,
            output_format=output_format,
            timeout_seconds=timeout_seconds,
            tags=[*tags],
        )
        refuse_broken(action)
        placed = self._placed(action, self._chosen(runtime, runtime_ref))
        return self._store.tx(lambda tx: _added(tx, placed))

    def update(
        self,
        ref: str,
        *,
        label: str | None = None,
        entrypoint: str | None = None,
        description: str | None = None,
        runtime: int | None = None,
        runtime_ref: str | None = None,
        runtime_version_constraint: str | None = None,
        required_worker_runtimes: Mapping[str, str] | None = None,
        param_schema: Schema | None = None,
        out_schema: Schema | None = None,
        output_format: OutputFormat | None = None,
        timeout_seconds: float | None = None,
        tags: Sequence[str] | None = None,
    ) -> Action:
        """Change an action that was written here; what is empty is taken away.

        Conflict if it comes from the files of a pack, or is a workflow.
        """
        said = {
            "label": label,
            "entrypoint": entrypoint,
            "description": description,
            "runtime_version_constraint": runtime_version_constraint,
            "required_worker_runtimes": required_worker_runtimes,
            "param_schema": param_schema,
            "out_schema": out_schema,
            "output_format": output_format,
            "timeout_seconds": timeout_seconds,
            "tags": None if tags is None else [*tags],
        }
        changed = {name: _said(name, value) for name, value in said.items() if value is not None}
        if runtime is not None or runtime_ref is not None:
            chosen = self._chosen(runtime, runtime_ref)
            changed |= {"runtime": chosen.id, "runtime_ref": chosen.ref}
        id = self.get(ref).id

        def write(tx: Tx) -> Action:
            action = replace(_own(tx, id), **changed)
            refuse_broken(action)
            return tx.put(action)

        return self._store.tx(write)

    def delete(self, ref: str) -> Action:
        """Remove an action that was written here; what it ran is kept.

        Conflict if it comes from the files of a pack, or is a workflow.
        """
        id = self.get(ref).id

        def write(tx: Tx) -> Action:
            action = _own(tx, id)
            tx.remove(Action, action.id)
            return action

        return self._store.tx(write)

    def register(
        self,
        ref: str,
        entrypoint: str,
        *,
        runtime_ref: str = RUNTIME,
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
        action = _code(
            whole,
            entrypoint,
            pack_ref=whole.partition(".")[0],
            label=label or whole,
            description=description,
            param_schema=param_schema or None,
            output_format=output_format,
            timeout_seconds=timeout_seconds,
        )
        refuse_broken(action)
        placed = self._placed(action, self._chosen(None, runtime_ref))
        return self._store.tx(lambda tx: _kept(tx, placed))

    def _placed(self, action: Action, runtime: Runtime) -> Action:
        """In its pack, with its runtime. NotFound if there is no such pack."""
        pack = self._packs.own(action.pack_ref)
        return replace(action, pack=pack.id, runtime=runtime.id, runtime_ref=runtime.ref)

    def _chosen(self, id: int | None, ref: str | None) -> Runtime:
        """The runtime that is meant. NotFound, with the nearest names, if there is none."""
        asked: dict[str, Any] = {"ref": ref or RUNTIME} if ref or id is None else {}
        for found in self._store.find(Runtime, **asked):
            if id in (None, found.id):
                return found
        hint = nearest(ref or "", [each.ref for each in self._store.find(Runtime)])
        named = " ".join(repr(each) for each in (ref, id) if each is not None)
        field = "runtime" if ref is None else "runtime_ref"
        raise NotFound(f"there is no runtime {named}{hint}", problems={field: "unknown"})


def named(store: Store, ref: str) -> Action:
    """The action `ref`. NotFound, with the nearest names, if there is none."""
    for found in store.find(Action, ref=ref):
        return found
    refs = [action.ref for action in store.find(Action)]
    hint = nearest(ref, refs) or "; `%attune workflows` lists what there is"
    raise NotFound(f"there is no action {ref!r}{hint}", problems={"action_ref": "unknown"})


def _code(ref: str, entrypoint: str, **fields: Any) -> Action:
    return Action(ref=ref, entrypoint=entrypoint, pack=0, is_adhoc=True, ops=OF_CODE, **fields)


def _said(name: str, value: Any) -> Any:
    """What an update says: nothing in place of something takes it away."""
    return value if value or name not in NULLABLE else None


NULLABLE = {"description", "runtime_version_constraint", "param_schema", "out_schema"}


def _added(tx: Tx, action: Action) -> Action:
    if tx.find(Action, ref=action.ref):
        raise Conflict(f"there is an action {action.ref} already", problems={"ref": "taken"})
    return tx.add(action)


def _kept(tx: Tx, action: Action) -> Action:
    for known in tx.find(Action, ref=action.ref):
        if (what := _elsewhere(known)) is not None:
            raise Conflict(f"{action.ref} {what}: choose another name", problems={"ref": "taken"})
        return tx.put(replace(action, id=known.id, created=known.created))
    return tx.add(action)


def _own(tx: Tx, id: int) -> Action:
    """The action as it is now. Conflict if it was not written here."""
    action = tx.get(Action, id)
    if (what := _elsewhere(action)) is not None:
        raise Conflict(
            f"{action.ref} {what}, and no code to change here", problems={"ref": "no code"}
        )
    return action


def _elsewhere(action: Action) -> str | None:
    """Where an action comes from that is no code written here."""
    if action.workflow_def is not None:
        return "is a workflow"
    return None if action.is_adhoc else "comes from the files of its pack"
