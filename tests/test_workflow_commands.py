"""`attune workflow` checks, draws and keeps the workflows in files."""

import json
from pathlib import Path

import pytest

from attune_ops_nb.cli import main
from tests.notebook.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
Capture = pytest.CaptureFixture[str]

TEXT = """\
version: 1.0.0
tasks:
- name: a
  action: core.noop
  next: [{when: succeeded(), do: [b]}]
- {name: b, action: core.noop}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "greet.workflow.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def action(tmp_path: Path) -> Path:
    """An action that names its graph."""
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "g.workflow.yaml").write_text(TEXT)
    path = tmp_path / "greet.yaml"
    path.write_text("ref: core.greet\nlabel: Hi\nworkflow_file: workflows/g.workflow.yaml\n")
    return path


def test_a_good_file_passes(capsys: Capture, file: Path) -> None:
    assert main(["workflow", "validate", str(file)]) == 0
    assert "nothing is wrong that would stop its 2 tasks" in capsys.readouterr().err


def test_a_bad_file_fails_with_every_line(capsys: Capture, file: Path) -> None:
    file.write_text(TEXT.replace("[b]", "[c]").replace("name: b, action", "name: b, aktion"))
    assert main(["workflow", "validate", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.removeprefix(str(file)).partition(" ")[0] for line in lines] == [
        ":5:35:",
        ":6:3:",
        ":6:13:",
    ]


def test_a_file_of_other_bytes_is_refused_where_they_stand(capsys: Capture, file: Path) -> None:
    file.write_bytes(TEXT.encode() + b"label: caf\xe9\n")
    assert main(["workflow", "validate", str(file)]) == 2
    assert f"{file}:7:11: it is no UTF-8" in capsys.readouterr().err


def test_a_program_gets_the_verdicts_by_file(capsys: Capture, file: Path) -> None:
    assert main(["workflow", "validate", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[str(file)]["ok"] is True


def test_a_file_is_drawn(capsys: Capture, file: Path) -> None:
    assert main(["workflow", "graph", str(file), "-f", "mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")


def test_a_workflow_that_is_kept_is_drawn_by_its_ref(capsys: Capture, file: Path) -> None:
    main(["workflow", "upload", str(file)])
    capsys.readouterr()
    assert main(["workflow", "graph", "adhoc.greet"]) == 0
    assert "└─ ✓ b [succeeded]" in capsys.readouterr().out


def test_a_file_is_kept_under_its_name_and_listed(capsys: Capture, file: Path) -> None:
    assert main(["workflow", "upload", str(file)]) == 0
    assert main(["workflow", "list", "--search", "greet"]) == 0
    assert "adhoc.greet" in capsys.readouterr().out.splitlines()[-1]


def test_what_is_there_is_replaced_only_by_force(capsys: Capture, file: Path) -> None:
    assert main(["workflow", "upload", str(file)]) == 0
    assert main(["workflow", "upload", str(file)]) != 0
    assert "adhoc.greet is there already; say --force" in capsys.readouterr().err
    assert main(["workflow", "upload", str(file), "--force"]) == 0


def test_an_action_is_kept_with_the_graph_it_names(capsys: Capture, action: Path) -> None:
    assert main(["workflow", "upload", str(action)]) == 0
    capsys.readouterr()
    assert main(["workflow", "show", "core.greet"]) == 0
    assert "label    Hi\n" in capsys.readouterr().out


def test_a_workflow_that_was_kept_can_be_removed(capsys: Capture, file: Path) -> None:
    main(["workflow", "upload", str(file)])
    assert main(["workflow", "delete", "adhoc.greet", "--yes"]) == 0
    assert main(["workflow", "show", "adhoc.greet"]) != 0
    assert "there is no workflow 'adhoc.greet'" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(capsys: Capture) -> None:
    assert main(["workflow", "validate", "nowhere.yaml"]) != 0
    assert "cannot read nowhere.yaml" in capsys.readouterr().err
