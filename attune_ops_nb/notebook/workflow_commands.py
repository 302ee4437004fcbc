"""Workflow commands: the words after `%attune` about workflows that are graphs."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from attune_ops_nb.engine import recordings as kept
from attune_ops_nb.engine.packs import ADHOC
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import documents, recordings, schemas
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.logic.recordings import Recording
from attune_ops_nb.logic.rehearsal import Rehearsal
from attune_ops_nb.logic.workflow_state import WorkflowState
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.model import Execution, Params, Status
from attune_ops_nb.notebook.grammar import Asked
from attune_ops_nb.notebook.graphs import Drawing
from attune_ops_nb.notebook.inquiry_commands import InquiryCommands
from attune_ops_nb.notebook.saying import say

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import Table

LOOKS, LOOK_SECONDS = 100, 0.1


class WorkflowCommands(InquiryCommands):
    """Look at workflows, hold them up and let them go on."""

    def workflow(self, asked: Asked) -> Drawing | Rehearsal:
        """A workflow as a graph, or what would happen in it."""
        ref = whole(asked.at or "")
        if "rehearse" in asked.flags:
            return self._rehearsed(ref, asked)
        if asked.values:
            raise unused(asked, "--rehearse")
        return Drawing(graph=self.engine.workflows.graph(ref), title=ref)

    def pause(self, asked: Asked) -> Execution:
        """Let a workflow begin nothing more."""
        id = self._id(asked)
        self._begun(id)
        paused = self.engine.workflow_runs.pause(id)
        state = self.engine.workflow_runs.state(paused.id)
        running = sum(step.state == "active" for step in state.steps)
        what = f"; {running} of its tasks may still end" if running else ""
        sys.stdout.write(
            f"execution {paused.id} is paused{what}; `%attune resume {paused.id}` goes on\n"
        )
        return paused

    def resume(self, asked: Asked) -> Execution:
        """Let a paused workflow go on, and watch it."""
        return self._watched(self.engine.workflow_runs.resume(self._id(asked)), asked)

    def steps(self, asked: Asked) -> "Table":
        """What a workflow came to."""
        table: Table = self._frames.steps(self.engine.workflow_runs.state(self._id(asked)))
        return table

    def recording(self, asked: Asked) -> Recording | Rehearsal:
        """What a workflow did, or what would happen if it did so again."""
        found = self.engine.recordings.get(self._id(asked))
        if "save" in asked.flags:
            path = Path(asked.flags["save"]).expanduser()
            kept.save(found, path)
            say(f"kept in {path}: `%attune workflow NAME --rehearse --results {path}`")
        if "rehearse" in asked.flags:
            return found.again(_typed(found.definition, asked), actions=self._schemas())
        if asked.values:
            raise unused(asked, "--rehearse")
        return found

    def _begun(self, id: int) -> None:
        """Wait until somebody has taken it up: what was asked for just now may be paused."""
        for _ in range(LOOKS):
            if self.engine.executions.wait(id, LOOK_SECONDS).status is not Status.REQUESTED:
                return

    def _rehearsed(self, ref: str, asked: Asked) -> Rehearsal:
        known = self.engine.workflows.get(ref)
        definition = msgspec.convert(known.definition, Definition)
        given = recordings.read(_results(asked, self._names()))
        config = self.engine.packs.get(known.pack_ref).config
        values = _typed(definition, asked)
        keys, actions = _keystore(asked), self._schemas()
        return recordings.play(definition, given, values, config, keys, actions=actions)

    def _schemas(self) -> Actions:
        """What all actions take."""
        return {action.ref: action.param_schema for action in self.engine.actions.list()}

    def _gone_on(self, id: int, asked: Asked) -> Execution:
        """A workflow that ended, going on from a task, or from all that failed."""
        only_items = "failed-items" in asked.flags
        task = asked.flags.get("from")
        if "failed" in asked.flags:
            if task or only_items or asked.values:
                what = "--failed goes on from all that failed; it takes nothing else"
                raise Invalid(what, problems={"failed": "alone"})
            return self.engine.workflow_runs.rerun_from(id)
        state = self.engine.workflow_runs.state(id)
        task = task or _with_failed_items(state)
        return self.engine.workflow_runs.rerun_from(
            id, task, input=self._input(state, task, asked), failed_items=only_items
        )

    def _input(self, state: WorkflowState, task: str, asked: Asked) -> Params:
        """What was typed, as the action of the task wants it."""
        actions = {node.id: node.action for node in state.graph.nodes if node.action}
        if task not in actions:
            hint = nearest(task, actions) or f"; there are {', '.join(actions)}"
            raise NotFound(f"the workflow has no task {task!r}{hint}", problems={"from": "unknown"})
        flat = self.engine.actions.get(actions[task]).param_schema or {}
        return schemas.coerce(flat, asked.values)


def whole(name: str) -> str:
    """The ref of what is called so: without a pack it was written here."""
    return name if "." in name else f"{ADHOC}.{name}"


def unused(asked: Asked, flag: str) -> Invalid:
    """The refusal of values that nothing is given."""
    names = ", ".join(asked.values)
    return Invalid(f"{names}: nothing takes it without {flag}", problems={})


def _typed(definition: Definition, asked: Asked) -> Params:
    return schemas.coerce(dict(definition.parameters), asked.values)


def _results(asked: Asked, names: Mapping[str, Any]) -> Any:
    """What tasks end with: a variable of the notebook, or a file."""
    named = asked.flags.get("results")
    if named is None:
        return None
    if named in names:
        return names[named]
    path = Path(named).expanduser()
    if path.is_file():
        return documents.read(_text(path), named).value
    what = f"--results: {named} is neither a variable nor a file"
    raise Invalid(what, problems={"results": "unknown"})


def _keystore(asked: Asked) -> Params:
    """What stands for keys."""
    given = [each.partition("=") for each in asked.several.get("key", [])]
    for name, equals, _ in given:
        if not name or not equals:
            raise Invalid("--key takes name=value", problems={"key": "no name=value"})
    return {name: value for name, _, value in given}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"--results: cannot read {path}: {error}"
        raise Invalid(what, problems={"results": "not read"}) from error


def _with_failed_items(state: WorkflowState) -> str:
    """The one task of which items failed."""
    open_ones = [each for each in state.steps if not each.superseded]
    tasks = {each.task for each in open_ones if each.items is not None and each.items.failed}
    if len(tasks) != 1:
        names = ", ".join(sorted(tasks))
        there_are = f"items failed of {names}" if tasks else "of none did items fail"
        raise Invalid(f"--from: name the task; {there_are}", problems={"from": "missing"})
    return tasks.pop()
