"""Conducted: how a workflow stands, and whether it waits for people."""

import msgspec

from attune_ops_nb.errors import NotFound
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.conductor import Stage, StepState
from attune_ops_nb.logic.workflow_state import WorkflowState
from attune_ops_nb.model import Execution, Inquiry, InquiryStatus, Status
from attune_ops_nb.notebook.connect import AnyEngine

AT_WORK = [status for status in Status if not status.ended]
MOST = 1000


class Conducted(msgspec.Struct, frozen=True, kw_only=True):
    """What was known of a workflow at a moment."""

    state: WorkflowState
    inquiries: list[Inquiry] = []
    """What it waits to be told."""

    def asks(self) -> list[str]:
        """Each question, and how it is answered."""
        return [f"it asks: {each.prompt} (`{how(each)}`)" for each in self.inquiries]

    def rests(self) -> list[str]:
        """What it waits for, and what makes it go on."""
        if self.state.stage == Stage.PAUSED:
            return [f"it is paused (`%attune resume {self.state.execution}`)"]
        return self.asks()


def how(inquiry: Inquiry) -> str:
    """How a question is answered, as it is typed."""
    names = list(schemas.json_schema(inquiry.response_schema or {}).get("properties", {}))
    parts = " ".join(f"{name}=…" for name in names) or "…"
    return f"%attune answer {inquiry.id} {parts}"


def conducted(engine: AnyEngine, execution: Execution) -> Conducted | None:
    """How the workflow stands; None if the execution is none, or has not begun."""
    if execution.workflow_def is None:
        return None
    try:
        state = engine.workflow_runs.state(execution.id)
    except NotFound:
        return None
    return Conducted(state=state, inquiries=_questions(engine, execution))


def resting(engine: AnyEngine, execution: Execution) -> bool:
    """Whether nothing goes on until somebody answers, or lets the workflow go on."""
    if execution.workflow_def is None or execution.status.ended:
        return False
    if execution.paused_at is not None:
        return engine.workflow_runs.state(execution.id).stage == Stage.PAUSED
    asked = {each.execution for each in _questions(engine, execution)}
    return bool(asked) and _waits(engine, execution.id, asked)


def _questions(engine: AnyEngine, execution: Execution) -> list[Inquiry]:
    """What the execution, or what it asked for, waits to be told; oldest first."""
    if execution.status.ended:
        return []
    pending = engine.inquiries.list(status=InquiryStatus.PENDING, per_page=MOST).items
    return [each for each in reversed(pending) if _below(engine, each.execution, execution.id)]


def _below(engine: AnyEngine, id: int | None, above: int) -> bool:
    while id is not None and id != above:
        id = engine.executions.get(id).parent
    return id is not None


def _waits(engine: AnyEngine, id: int, asked: set[int]) -> bool:
    """Whether all that is open below is a question; a delay passes by itself."""
    steps = engine.workflow_runs.state(id).steps
    if any(step.state == StepState.WAITING for step in steps):
        return False
    children = engine.executions.list(parent=id, status=AT_WORK, per_page=MOST).items
    return bool(children) and all(
        child.id in asked or (child.workflow_def is not None and _waits(engine, child.id, asked))
        for child in children
    )
