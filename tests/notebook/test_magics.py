"""`%attune` in an IPython without a front end: text, live, and refusals in one line."""

from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.config import Config
from attune_ops_nb.errors import AttuneError, Conflict, Forbidden, Invalid, NotFound
from attune_ops_nb.model import Execution, Status


def said(shell: InteractiveShell, line: str) -> Any:
    """The value of a cell."""
    return shell.run_cell(line).result


def test_a_run_prints_its_log_and_gives_the_ended_execution(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = said(shell, "%attune run demo.hello name=Ann times=2")
    assert isinstance(run, Execution)
    assert run.status is Status.COMPLETED
    assert run.config == {"name": "Ann", "times": 2, "loud": False}
    assert capsys.readouterr().out.count("hello Ann") == 2


def test_variables_stand_in_a_line(shell: InteractiveShell) -> None:
    shell.run_cell("who, count = 'Bob', 3")
    run = said(shell, "%attune run demo.hello name=$who times={count}")
    assert run.config == {"name": "Bob", "times": 3, "loud": False}


def test_a_failing_run_is_an_answer_and_no_error(shell: InteractiveShell) -> None:
    cell = shell.run_cell("run = %attune run demo.fails")
    assert cell.success
    assert shell.user_ns["run"].result["exit_code"] == 3


def test_with_check_a_failing_run_fails_the_cell(shell: InteractiveShell) -> None:
    cell = shell.run_cell("%attune run demo.fails --check")
    assert isinstance(cell.error_in_exec, Conflict)


def test_a_scope_is_a_feature_or_a_path_of_the_project(
    shell: InteractiveShell, demo: Config
) -> None:
    folder = str(demo.project_root / "src" / "auth")
    assert said(shell, "%attune run demo.check --scope auth").scope == folder
    assert said(shell, "%attune run demo.check --path src/auth").scope == folder
    assert isinstance(shell.run_cell("%attune run demo.check --path /etc").error_in_exec, Invalid)


@pytest.mark.parametrize(
    ("line", "error", "part"),
    [
        ("run demo.helo", NotFound, "did you mean demo.hello"),
        ("run demo.hello times=x loud=perhaps", Invalid, "loud: it must be of type boolean"),
        ("run demo.hello nme=x", Invalid, "nme: there is no such parameter"),
        ("run demo.check", Invalid, "scope: demo.check needs one"),
        ("run demo.check --scope src --path src", Invalid, "--scope and --path are the same"),
        ("status 99", NotFound, "99"),
        ("stop soon", Invalid, "'soon' is no execution"),
        ("result last", NotFound, "nothing has run yet"),
        ("allow-run maybe", Invalid, "allow-run is on or off"),
        ("help rnu", NotFound, "did you mean run"),
        ("runs --status done", Invalid, "--status is one of requested"),
    ],
)
def test_a_refusal_is_one_line_and_fails_the_cell(
    shell: InteractiveShell,
    capsys: pytest.CaptureFixture[str],
    line: str,
    error: type[AttuneError],
    part: str,
) -> None:
    cell = shell.run_cell(f"%attune {line}")
    assert isinstance(cell.error_in_exec, error)
    printed = capsys.readouterr().out.strip()
    assert part in printed
    assert "\n" not in printed


def test_runs_are_refused_while_they_are_switched_off(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, demo: Config
) -> None:
    monkeypatch.delenv("ATTUNE__OPS__ALLOW_RUN")
    assert isinstance(shell.run_cell("%attune run demo.hello").error_in_exec, Forbidden)
    shell.run_cell("%attune allow-run on")
    assert said(shell, "%attune run demo.hello").status is Status.COMPLETED


def test_runs_are_a_frame_newest_first(shell: InteractiveShell) -> None:
    shell.run_cell("%attune run demo.hello")
    shell.run_cell("%attune run demo.fails")
    table = said(shell, "runs = %attune runs\nruns")
    assert isinstance(table, pd.DataFrame)
    assert list(table["workflow"]) == ["demo.fails", "demo.hello"]
    assert list(said(shell, "%attune runs --status failed")["workflow"]) == ["demo.fails"]
    assert list(said(shell, "%attune runs -w demo.hello")["status"]) == ["completed"]


def test_an_execution_can_be_looked_at_afterwards(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = said(shell, "%attune run demo.check --scope src")
    assert said(shell, "%attune status last") == run
    assert said(shell, "%attune result last")["exit_code"] == 0
    assert list(said(shell, "%attune artifacts last")["name"]) == ["report.txt"]
    capsys.readouterr()
    shell.run_cell("%attune logs last -n 1")
    assert capsys.readouterr().out.startswith("[attune] ")


def test_no_wait_goes_on_and_stop_stops(shell: InteractiveShell) -> None:
    run = said(shell, "%attune run demo.slow --no-wait")
    assert not run.status.ended
    assert said(shell, "%attune stop last").status is Status.CANCELLED
    assert isinstance(shell.run_cell("%attune stop last").error_in_exec, Conflict)


def test_a_rerun_changes_some_parameters(shell: InteractiveShell) -> None:
    first = said(shell, "%attune run demo.hello name=Ann times=2")
    again = said(shell, "%attune rerun last times=3")
    assert again.config == {"name": "Ann", "times": 3, "loud": False}
    assert again.original_execution == first.id


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("workflows", "ref", "demo.check"),
        ("features", "name", "auth"),
        ("actions --pack demo", "ref", "demo.slow"),
        ("packs", "ref", "demo"),
    ],
)
def test_what_there_is_comes_as_frames(
    shell: InteractiveShell, line: str, column: str, value: str
) -> None:
    assert value in set(said(shell, f"%attune {line}")[column])


def test_alone_it_says_where_one_is_and_what_can_be_said(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], demo: Config
) -> None:
    shell.run_cell("%attune")
    printed = capsys.readouterr().out
    assert str(demo.project_root) in printed
    assert "%attune run" in printed


def test_an_execution_is_shown_in_one_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("from attune_ops_nb.model import Execution; Execution(id=3, action_ref='a.b')")

    assert "execution 3: a.b is waiting to start" in capsys.readouterr().out


def test_what_a_log_cell_shows_is_not_said_again_below_it(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%attune run demo.hello --no-wait")

    assert capsys.readouterr().out.count("demo.hello") == 1


def test_unloading_takes_everything_back(shell: InteractiveShell) -> None:
    shell.run_line_magic("unload_ext", "attune_ops")
    assert shell.find_line_magic("attune") is None
    assert [each.__name__ for each in shell.Completer.custom_matchers] == []
    shell.run_line_magic("load_ext", "attune_ops")
