"""`%attune recording`, in an IPython without a front end."""

from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.errors import AttuneError, Invalid, NotFound
from attune_ops_nb.logic.recordings import Recording
from attune_ops_nb.logic.rehearsal import Rehearsal
from attune_ops_nb.notebook import frames, recorded
from tests.notebook.test_workflow_words import FAILS, refused, said

GREETS = """
version: 1.0.0
parameters: { name: { type: string, default: Ann } }
tasks:
  - name: greet
    action: core.echo
    input: { message: "hello {{ parameters.name }}" }
output_map: { said: "{{ task.greet.stdout }}" }
"""


@pytest.fixture
def ran(shell: InteractiveShell) -> Recording:
    """Of a run in which an item failed."""
    shell.run_cell(f"%%attune workflow fails --run{FAILS}")
    found: Recording = said(shell, "%attune recording last")
    return found


def test_a_run_is_recorded_by_how_its_tasks_ended(ran: Recording) -> None:
    ends = {task: [mock.status for mock in mocks] for task, mocks in ran.results.items()}
    assert ends == {"each": ["succeeded", "failed"], "last": ["succeeded"]}
    table = frames.recording(ran)
    assert list(table["task"]) == ["each", "each", "last"]
    assert list(table["item"].dropna()) == [0, 1]


def test_a_recording_shows_each_end_and_how_to_rehearse_it(ran: Recording) -> None:
    lines = recorded.plain(ran).splitlines()
    assert lines[0] == f"recording of adhoc.fails, execution {ran.recorded}"
    assert [line[:9] for line in lines[1:4]] == ["✓ each[0]", "✗ each[1]", "✓ last   "]
    assert lines[-1] == f"rehearse it: %attune recording {ran.recorded} --rehearse"
    assert "<td>✗</td><td style='text-align:left'>each[1]</td>" in recorded.html(ran)


def test_what_ran_is_rehearsed_again_and_nothing_runs(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow greets --run{GREETS}")
    played = said(shell, "%attune recording last --rehearse name=Bob")
    assert isinstance(played, Rehearsal)
    assert (played.inputs[0], played.output) == (
        ("greet", {"message": "hello Bob"}),
        {"said": "hello Ann"},
    )
    assert len(said(shell, "%attune runs")) == 1


def test_a_changed_workflow_is_rehearsed_with_what_was_recorded(
    shell: InteractiveShell, ran: Recording
) -> None:
    shell.user_ns["ran"] = ran
    changed = FAILS.replace("name: last", "name: end").replace("do: [last]", "do: [end]")
    played = said(shell, f"%%attune workflow fails --rehearse --results ran{changed}")
    assert played.sequence == ("each", "end")
    assert [fault.message for fault in played.errors] == ["`each`: 1 of 2 items failed"]


def test_a_recording_is_kept_as_a_file_that_a_rehearsal_takes(
    shell: InteractiveShell, ran: Recording, tmp_path: Path
) -> None:
    file = tmp_path / "ran.yaml"
    assert said(shell, f"%attune recording last --save {file}") == ran
    played = said(shell, f"%attune workflow fails --rehearse --results {file}")
    assert played == ran.again()


@pytest.mark.parametrize(
    ("line", "error", "part"),
    [
        ("recording 99", NotFound, "no execution 99"),
        ("recording last x=1", Invalid, "nothing takes it without --rehearse"),
        ("recording last --rehearse x=1", Invalid, "x: there is no such parameter"),
        ("recording last --save /nowhere/x.yaml", Invalid, "cannot write /nowhere/x.yaml"),
    ],
)
def test_a_recording_that_cannot_be_is_refused(
    shell: InteractiveShell, line: str, error: type[AttuneError], part: str
) -> None:
    shell.run_cell(f"%%attune workflow greets --run{GREETS}")
    refusal: Any = refused(shell, f"%attune {line}")
    assert isinstance(refusal, error)
    assert part in str(refusal)
