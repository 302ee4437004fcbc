"""Conducting: workflows that run, looked at, held up and sent on from a terminal."""

import argparse
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from attune_ops_nb.cli import output
from attune_ops_nb.cli.asking import execution_of, pairs
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import phrases, schemas
from attune_ops_nb.logic.workflow_state import StepShown, WorkflowState
from attune_ops_nb.logic.workflows import drawing
from attune_ops_nb.logic.workflows.graph import GraphNode
from attune_ops_nb.model import WORKFLOW_QUEUE, Execution, Params

if TYPE_CHECKING:
    from attune_ops_nb.work.embedded import Attune

MARKS = {
    "held": "‖",
    "waiting": "…",
    "active": "▸",
    "succeeded": "✓",
    "failed": "✗",
    "timed_out": "⏱",
    "cancelled": "■",
}


def pause(args: argparse.Namespace) -> int:
    """Let a workflow begin nothing any more; what runs may end."""
    with opened(args) as engine:
        paused = engine.workflow_runs.pause(execution_of(engine, args.id).id)
        running = [each for each in engine.workflow_runs.state(paused.id).steps if _runs(each)]
    output.note(f"go on with `attune execution resume {paused.id}`")
    if running:
        output.note(f"still at it: {', '.join(each.task for each in running)}")
    return _said(args, paused, "is paused")


def resume(args: argparse.Namespace) -> int:
    """Let a paused workflow go on."""
    with opened(args) as engine:
        resumed = engine.workflow_runs.resume(execution_of(engine, args.id).id)
    return _said(args, resumed, "goes on")


def steps(args: argparse.Namespace) -> int:
    """What a workflow came to, in order."""
    with opened(args) as engine:
        state = engine.workflow_runs.state(execution_of(engine, args.id).id)
        now = engine.store.now()
    if not output.documented(args, state.steps):
        tell(state, now)
    return 0


def graph(args: argparse.Namespace) -> int:
    """How a workflow is drawn, with the state of each task."""
    with opened(args) as engine:
        state = engine.workflow_runs.state(execution_of(engine, args.id).id)
        now = engine.store.now()
    kind = output.form(args) if args.format == "text" else args.format
    if kind in ("json", "yaml"):
        output.document(state, kind)
        return 0
    nodes = [replace(node, label=_marked(node, state, now)) for node in state.graph.nodes]
    draw = drawing.FORMS["text" if kind == "table" else kind]
    output.say(draw(replace(state.graph, nodes=nodes)))
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "execution graph": graph,
    "execution pause": pause,
    "execution resume": resume,
    "execution steps": steps,
}


def tell(state: WorkflowState, now: datetime) -> None:
    """The steps as a table, and what went wrong."""
    rows = [
        (
            each.number,
            f"{_mark(each)} {each.outcome or each.state}",
            each.task,
            "" if (seconds := _seconds(each, now)) is None else phrases.span(seconds),
            " ".join(f"#{id}" for id in each.executions[-3:]),
            ", ".join(_remarks(each)),
        )
        for each in state.steps
    ]
    output.table(("STEP", "STATE", "TASK", "TIME", "EXECUTIONS", ""), rows)
    for fault in state.errors:
        output.note(f"{fault.task}: {fault.message}" if fault.task else fault.message)


def is_workflow(execution: Execution) -> bool:
    """Whether it is conducted, and has steps."""
    return execution.queue == WORKFLOW_QUEUE and execution.started_at is not None


def goes_on(args: argparse.Namespace) -> bool:
    """Whether a rerun is to go on with what ran, rather than to begin another."""
    return bool(args.from_task or args.failed or args.failed_items or args.input)


def sent_on(engine: "Attune", ended: Execution, args: argparse.Namespace) -> Execution:
    """The workflow that ended goes on from a task, or from all that ended badly."""
    if args.values or args.param or args.params_json:
        wrong = "parameters of a workflow are fixed once it ran; --input changes those of the task"
        raise Invalid(wrong, problems={"param": "not with --from, --failed or --failed-items"})
    if args.failed and args.from_task:
        raise Invalid("--failed is for all that ended badly: --from names one",
                      problems={"from": "not with --failed"})  # fmt: skip
    if args.failed:
        return engine.workflow_runs.rerun_from(ended.id)
    state = engine.workflow_runs.state(ended.id)
    task = args.from_task or _with_failed_items(state)
    return engine.workflow_runs.rerun_from(
        ended.id,
        task,
        input=_input(engine, state, task, args.input) or None,
        failed_items=args.failed_items,
    )


def _with_failed_items(state: WorkflowState) -> str:
    """The one task of which items failed."""
    found = {each.task for each in state.steps if each.items and each.items.failed}
    if len(found) != 1:
        told = f"items of {', '.join(sorted(found))} failed" if found else "no item failed"
        raise Invalid(f"{told}: name the task with --from", problems={"from": "which one?"})
    return found.pop()


def _input(engine: "Attune", state: WorkflowState, task: str, texts: list[str]) -> Params:
    """What was typed, by the schema of the task's action."""
    refs = [node.action for node in state.graph.nodes if node.id == task and node.action]
    schema: Mapping[str, Any] = engine.actions.get(refs[0]).param_schema or {} if refs else {}
    return schemas.coerce(dict(schema), pairs(texts))


def _marked(node: GraphNode, state: WorkflowState, now: datetime) -> str:
    """The name of a task, how it stands, and how long it took."""
    ran = [each for each in state.steps if each.task == node.id and not each.superseded]
    if not ran:
        return node.label
    newest = ran[-1]
    words = [node.label, _mark(newest)]
    if len(ran) > 1:
        words.append(f"{len(ran)} times")
    if (seconds := _seconds(newest, now)) is not None:
        words.append(phrases.span(seconds))
    if newest.items is not None:
        words.append(f"{newest.items.ended} of {newest.items.total}")
    return " ".join(words)


def _remarks(step: StepShown) -> list[str]:
    items = step.items
    said = [
        f"route {step.route}" if step.route else "",
        f"time {step.iteration + 1}" if step.iteration else "",
        f"try {step.attempt}" if step.attempt > 1 else "",
        f"{items.ended} of {items.total} items" if items else "",
        f"{items.failed} failed" if items and items.failed else "",
        "run again since" if step.superseded else "",
        "longest way" if step.critical else "",
    ]
    return [each for each in said if each]


def _runs(step: StepShown) -> bool:
    return step.state == "active"


def _mark(step: StepShown) -> str:
    return MARKS[step.outcome or step.state]


def _seconds(step: StepShown, now: datetime) -> float | None:
    if step.started_at is None:
        return None
    return max(0.0, ((step.completed_at or now) - step.started_at).total_seconds())


def _said(args: argparse.Namespace, execution: Execution, what: str) -> int:
    if not output.documented(args, execution):
        output.say(f"execution {execution.id}: {execution.action_ref} {what}")
    return 0
