"""What a saved notebook shows of an execution."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from attune_ops_nb.logic.conductor import Fault
from attune_ops_nb.logic.workflow_state import ItemCounts, StepShown, WorkflowState
from attune_ops_nb.logic.workflows.graph import GraphNode, NodeKind, WorkflowGraph
from attune_ops_nb.model import Artifact, ArtifactType, Execution, Inquiry, Status, Suggestion
from attune_ops_nb.notebook.conducted import Conducted
from attune_ops_nb.notebook.snapshot import MOST_LINES, Snapshot

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FAILED = Execution(
    id=7,
    action_ref="demo.check",
    status=Status.FAILED,
    started_at=NOON,
    completed_at=NOON + timedelta(seconds=3),
    result={"exit_code": 1, "error": "it <broke>", "found": ["<script>"]},
    project="/p",
    scope="/p/src/auth",
    suggestions=[Suggestion(kind="next-workflow", label="Again", name="demo.check",
                            args={"path": "/p/src/auth"})],
)  # fmt: skip


def test_it_says_what_happened_why_and_what_to_do_next() -> None:
    html = Snapshot(execution=FAILED).html()
    told = ["✗ demo.check", "<code>src/auth</code>", "exit code 1", "it &lt;broke&gt;"]
    for part in [*told, "2026-01-01 12:00:03 UTC", "%attune run demo.check --scope /p/src/auth"]:
        assert part in html


def test_nothing_of_a_log_or_a_result_is_markup() -> None:
    log = b"<script>alert(1)</script>\n\x1b[31m<b>\x1b[0m\n"
    html = Snapshot(execution=FAILED, tail=log, size=len(log)).html()
    assert "<script" not in html
    assert '<span style="color:#c4342b">&lt;b&gt;</span>' in html


def test_of_a_long_log_the_last_lines_are_kept() -> None:
    log = b"".join(b"line %d\n" % number for number in range(1000))
    html = Snapshot(
        execution=replace(FAILED, line_count=1000), tail=log[-5000:], size=len(log)
    ).html()
    assert f"the last {MOST_LINES} of 1000 lines" in html
    assert "line 999" in html
    assert "line 799\n" not in html


def test_artifacts_are_named() -> None:
    left = Artifact(ref="x", type=ArtifactType.OTHER, name="report.txt", size_bytes=2000)
    assert "<code>report.txt</code> 2.0 kB" in Snapshot(execution=FAILED, artifacts=[left]).html()


def test_as_text_a_failure_has_the_end_of_its_log() -> None:
    text = Snapshot(execution=FAILED, tail=b"\x1b[31mlast\x1b[0m\n", size=14).plain()
    told = "execution 7: demo.check failed after 3.0 s, exit code 1"
    assert text.split("\n") == [told, "it <broke>", "last"]


@pytest.mark.parametrize("status", list(Status))
def test_every_state_can_be_shown(status: Status) -> None:
    html = Snapshot(execution=Execution(id=1, action_ref="a.b", status=status)).html()
    assert "a.b</strong>" in html
    assert ("as of" in html) is not status.ended


NODE = GraphNode(id="each", kind=NodeKind.TASK, label="each", action="demo.check", items=True)
STEP = StepShown(
    number=0,
    task="each",
    route="",
    iteration=0,
    state="ended",
    outcome="failed",
    items=ItemCounts(total=3, active=0, ended=3, failed=1),
    started_at=NOON,
    completed_at=NOON + timedelta(seconds=2),
    critical=True,
)
STATE = WorkflowState(
    execution=7,
    stage="failed",
    graph=WorkflowGraph(nodes=[NODE], edges=[]),
    steps=[replace(STEP, number=1, task="before", superseded=True), STEP],
    errors=[Fault(message="it <broke>", task="each")],
)
QUESTION = Inquiry(id=4, execution=9, prompt="<b>Go on?</b>", response_schema={"ok": {}})


def test_of_a_workflow_it_has_the_graph_the_steps_and_what_went_wrong() -> None:
    html = Snapshot(execution=FAILED, conducted=Conducted(state=STATE)).html()
    for part in ["<svg", "✗ failed", "3 of 3, 1 failed", "2.0 s", "longest way"]:
        assert part in html
    assert "<li>each: it &lt;broke&gt;</li>" in html
    assert "before" not in html


def test_a_question_is_shown_with_how_it_is_answered() -> None:
    waits = replace(FAILED, status=Status.RUNNING, completed_at=None, result=None)
    shot = Snapshot(execution=waits, conducted=Conducted(state=STATE, inquiries=[QUESTION]))
    assert "&lt;b&gt;Go on?&lt;/b&gt;" in shot.html()
    assert "<code>%attune answer 4 ok=…</code>" in shot.html()
    assert "it asks: <b>Go on?</b> (`%attune answer 4 ok=…`)" in shot.plain()


def test_a_pause_is_shown_with_how_it_ends() -> None:
    waits = replace(FAILED, status=Status.RUNNING, completed_at=None, result=None)
    paused = Conducted(state=replace(STATE, stage="paused"))
    assert "it is paused (`%attune resume 7`)" in Snapshot(execution=waits, conducted=paused).html()
