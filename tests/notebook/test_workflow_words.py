"""`%attune` and `%%attune` about workflows, in an IPython without a front end."""

from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.errors import AttuneError, Conflict, Invalid, NotFound
from attune_ops_nb.logic.rehearsal import Rehearsal
from attune_ops_nb.model import Status
from attune_ops_nb.notebook.graphs import Drawing

ASKS = """
version: 1.0.0
parameters: { name: { type: string, default: Ann } }
tasks:
  - name: greet
    action: core.echo
    input: { message: "hello {{ parameters.name }}" }
    next: [{ do: [ask] }]
  - name: ask
    action: core.ask
    input:
      prompt: "Greet {{ parameters.name }} once more?"
      response_schema: { again: { type: boolean, required: true } }
    next:
      - when: "{{ result().response.again }}"
        do: [greet_again]
  - name: greet_again
    action: core.echo
    input: { message: "hello again" }
output_map: { said: "{{ task.greet.stdout }}" }
"""
FAILS = """
version: 1.0.0
tasks:
  - name: each
    action: core.noop
    with_items: [0, 3]
    concurrency: 2
    input: { exit_code: "{{ item }}" }
    next: [{ do: [last] }]
  - name: last
    action: core.noop
"""


def said(shell: InteractiveShell, text: str) -> Any:
    """The value of a cell."""
    return shell.run_cell(text).result


def refused(shell: InteractiveShell, text: str) -> BaseException | None:
    """What a cell was refused with."""
    error: BaseException | None = shell.run_cell(text).error_in_exec
    return error


def test_a_workflow_in_a_cell_is_kept_and_drawn(shell: InteractiveShell) -> None:
    drawn = said(shell, f"%%attune workflow asks{ASKS}")
    assert isinstance(drawn, Drawing)
    assert said(shell, "%attune workflow asks") == drawn
    assert "adhoc.asks" in set(said(shell, "%attune actions --pack adhoc")["ref"])


def test_what_is_wrong_is_told_with_the_lines_of_the_cell(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "\nversion: 1.0.0\ntasks:\n  - name: a\n    action: core.ecko\n    next: [{ do: [b] }]"
    assert isinstance(refused(shell, f"%%attune workflow broken{broken}"), Invalid)
    printed = capsys.readouterr().out
    assert "2 problems in adhoc.broken" in printed
    assert "line 5, column 13: tasks.a.action: there is no action core.ecko" in printed
    assert "      5 |     action: core.ecko\n" in printed
    assert "Traceback" not in printed


def test_nothing_is_kept_of_a_workflow_with_mistakes(shell: InteractiveShell) -> None:
    refused(shell, "%%attune workflow broken\nversion: 1.0.0\ntasks: []")
    assert isinstance(refused(shell, "%attune workflow broken"), NotFound)


def test_a_rehearsal_runs_nothing_and_says_what_would_happen(shell: InteractiveShell) -> None:
    shell.run_cell("given = {'ask': {'response': {'again': True}}}")
    found = said(shell, f"%%attune workflow asks --rehearse --results given name=Bob{ASKS}")
    assert isinstance(found, Rehearsal)
    assert found.sequence == ("greet", "ask", "greet_again")
    assert found.inputs[0] == ("greet", {"message": "hello Bob"})
    assert said(shell, "%attune runs").empty


def test_a_workflow_that_is_kept_is_rehearsed_by_a_line(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow fails{FAILS}")
    found = said(shell, "%attune workflow fails --rehearse")
    assert (found.status, found.sequence) == ("completed", ("each", "last"))


def test_results_come_from_a_variable_or_a_file(shell: InteractiveShell) -> None:
    line = f"%%attune workflow asks --rehearse --results nowhere{ASKS}"
    assert "neither a variable nor a file" in str(refused(shell, line))


def test_a_run_that_asks_gives_the_notebook_back_and_says_how_to_answer(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = said(shell, f"%%attune workflow asks --run --check name=Bob{ASKS}")
    assert run.status is Status.RUNNING
    assert "it asks: Greet Bob once more? (`%attune answer 1 again=…`)" in capsys.readouterr().out


def test_an_answer_lets_it_go_on(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow asks --run{ASKS}")
    asked = said(shell, "%attune inquiries --status pending")
    assert list(asked["fields"]) == ["again"]
    shell.run_cell("%attune answer last yes")
    run = said(shell, "%attune watch last")
    assert (run.status, run.result["said"]) == (Status.COMPLETED, "hello Ann")
    assert list(said(shell, "%attune inquiries")["response"]) == ['{"again":true}']


@pytest.mark.parametrize(
    ("line", "error", "part"),
    [
        ("answer last", NotFound, "nothing is asked of anybody now"),
        ("answer soon yes", Invalid, "'soon' is no inquiry"),
        ("answer 7 yes", NotFound, "7"),
        ("steps last", NotFound, "nothing has run yet"),
        ("inquiries --status open", Invalid, "--status is one of pending"),
        ("workflow nowhere", NotFound, "adhoc.nowhere"),
        ("workflow nowhere x=1", Invalid, "nothing takes it without --rehearse"),
    ],
)
def test_a_refusal_is_one_line(
    shell: InteractiveShell,
    capsys: pytest.CaptureFixture[str],
    line: str,
    error: type[AttuneError],
    part: str,
) -> None:
    assert isinstance(refused(shell, f"%attune {line}"), error)
    printed = capsys.readouterr().out.strip()
    assert part in printed
    assert "\n" not in printed


def test_an_answer_must_be_what_is_asked_for(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow asks --run{ASKS}")
    assert "what is the answer? %attune answer 1" in str(refused(shell, "%attune answer 1"))
    assert "again" in str(refused(shell, "%attune answer 1 perhaps"))
    assert "not with both" in str(refused(shell, "%attune answer 1 yes again=yes"))


def test_steps_are_a_frame(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow fails --run{FAILS}")
    steps = said(shell, "%attune steps last")
    assert isinstance(steps, pd.DataFrame)
    assert steps[["task", "outcome", "items", "items_failed"]].values.tolist() == [
        ["each", "failed", 2, 1],
        ["last", "succeeded", pd.NA, pd.NA],
    ]


def test_failed_items_run_again_with_another_input(shell: InteractiveShell) -> None:
    run = said(shell, f"%%attune workflow fails --run{FAILS}")
    again = said(shell, "%attune rerun last --from each --failed-items exit_code=0")
    assert (again.id, again.status) == (run.id, Status.COMPLETED)
    steps = said(shell, "%attune steps last")
    assert list(steps[~steps["superseded"]]["items_failed"].dropna()) == [0]


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        ("--from eahc", "did you mean each?"),
        ("--failed --from each", "it takes nothing else"),
    ],
)
def test_a_rerun_that_makes_no_sense_is_refused(
    shell: InteractiveShell, flags: str, part: str
) -> None:
    shell.run_cell(f"%%attune workflow fails --run{FAILS}")
    assert part in str(refused(shell, f"%attune rerun last {flags}"))


def test_a_paused_workflow_begins_nothing_until_it_goes_on(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = FAILS.replace("[0, 3]", "[0, 0]").replace(
        "core.noop\n    with", "core.noop\n    delay: 1\n    with"
    )
    shell.run_cell(f"%%attune workflow slow --run --no-wait{slow}")
    shell.run_cell("%attune pause last")
    run = said(shell, "%attune watch last")
    assert run.paused_at is not None
    assert f"it is paused (`%attune resume {run.id}`)" in capsys.readouterr().out
    assert said(shell, "%attune resume last").status is Status.COMPLETED


def test_what_has_ended_is_not_paused(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow fails --run{FAILS}")
    assert isinstance(refused(shell, "%attune pause last"), Conflict)


def test_cells_take_words_of_their_own(shell: InteractiveShell) -> None:
    assert "%%attune has no word 'runs'" in str(refused(shell, "%%attune runs\nx"))


def test_a_workflow_is_run_or_rehearsed_and_not_both(shell: InteractiveShell) -> None:
    line = f"%%attune workflow asks --run --rehearse{ASKS}"
    assert "not both" in str(refused(shell, line))
    assert "--run or --rehearse" in str(refused(shell, f"%%attune workflow asks name=x{ASKS}"))
