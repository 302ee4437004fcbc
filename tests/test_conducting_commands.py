"""Workflows that run, and questions they wait on, in a terminal; and rehearsals."""

import json
from pathlib import Path

import pytest

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.work.embedded import open_engine
from tests.notebook.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
Capture = pytest.CaptureFixture[str]

FLOW = """\
version: 1.0.0
parameters: {name: {type: string, default: Ann}}
tasks:
- name: hello
  action: demo.hello
  input: {name: "{{ parameters.name }}"}
  next: [{when: succeeded(), publish: [{greeting: "{{ result().said }}"}], do: [ask]}]
- name: ask
  action: core.ask
  input: {prompt: Go on, response_schema: {go: {type: boolean, required: true}}}
  next: [{when: "{{ not result().response.go }}", do: [fail]}]
output_map: {greeting: "{{ workflow.greeting }}"}
"""
RESULTS = "hello: {said: hi}\nask: {response: {go: true}}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flow.workflow.yaml"
    path.write_text(FLOW)
    (tmp_path / "results.yaml").write_text(RESULTS)
    return path


@pytest.fixture
def asked(demo: Config, file: Path) -> int:
    """A run that waits for an answer."""
    engine = open_engine(demo)
    engine.workflows.register(FLOW, ref="demo.flow")
    run = engine.executions.run("demo.flow")
    while not engine.inquiries.list().items:
        engine.executions.wait(run.id, 0.05)
    engine.close()
    return run.id


def answer(capsys: Capture, *words: str) -> tuple[int, str, str]:
    """The exit code, what was said, and what was remarked."""
    capsys.readouterr()
    code = main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def ended(demo: Config, id: int) -> str:
    engine = open_engine(demo)
    status = engine.executions.wait(id).status
    engine.close()
    return status.value


def test_a_file_is_rehearsed_with_results_and_nothing_runs(capsys: Capture, file: Path) -> None:
    results = str(file.parent / "results.yaml")
    words = ("workflow", "rehearse", str(file), "name=Bob", "--results", results)
    code, out, err = answer(capsys, *words)
    assert (code, out.splitlines()[1].split()) == (0, ["1", "hello", "name=Bob"])
    assert "output greeting = hi" in out and "nothing was run" in err
    assert answer(capsys, "execution", "list", "--json")[1] == "[]\n"


def test_a_rehearsal_that_fails_says_why(capsys: Capture, file: Path) -> None:
    (file.parent / "bad.yaml").write_text("hello: {status: failed, result: {error: no voice}}\n")
    bad = str(file.parent / "bad.yaml")
    code, _, err = answer(capsys, "workflow", "rehearse", str(file), "--results", bad)
    assert code == 1 and "no voice" in err and "the rehearsal failed" in err


def test_a_program_gets_the_whole_rehearsal(capsys: Capture, file: Path) -> None:
    results = str(file.parent / "results.yaml")
    words = ("workflow", "rehearse", str(file), "--results", results, "--json")
    found = json.loads(answer(capsys, *words)[1])
    assert (found["sequence"], found["status"]) == (["hello", "ask"], "completed")


def test_what_ran_is_kept_and_rehearsed_again(
    capsys: Capture, demo: Config, asked: int, tmp_path: Path
) -> None:
    assert answer(capsys, "workflow", "rehearse", "--execution", str(asked))[0] == 1
    assert main(["inquiry", "answer", "1", "yes"]) == 0
    assert ended(demo, asked) == "completed"
    kept = str(tmp_path / "kept.yaml")
    assert main(["workflow", "rehearse", "--execution", str(asked), "--save", kept]) == 0
    code, out, _ = answer(capsys, "workflow", "rehearse", "demo.flow", "--results", kept)
    assert code == 0 and "name=Ann" in out


def test_a_question_is_listed_shown_and_answered(capsys: Capture, demo: Config, asked: int) -> None:
    assert answer(capsys, "inquiry", "list")[1].splitlines()[1].endswith("Go on")
    assert "go (boolean)" in answer(capsys, "inquiry", "show", "1")[1]
    code, _, err = answer(capsys, "inquiry", "answer", "last", "perhaps")
    assert code == 2 and "go: it must be of type boolean" in err
    assert answer(capsys, "inquiry", "answer", "last", "go=true")[0] == 0
    assert ended(demo, asked) == "completed"


def test_without_an_answer_it_is_told_what_is_wanted(capsys: Capture, asked: int) -> None:
    code, _, err = answer(capsys, "inquiry", "answer", "1")
    assert (code, err) == (2, "attune: give the answer: go=…\n")


def test_a_question_that_is_taken_back_cancels_who_waits(
    capsys: Capture, demo: Config, asked: int
) -> None:
    assert answer(capsys, "inquiry", "cancel", "1")[0] == 0
    assert ended(demo, asked) == "failed"


def test_steps_are_shown_with_what_they_ran(capsys: Capture, asked: int) -> None:
    lines = answer(capsys, "execution", "show", str(asked))[1].splitlines()[-3:]
    assert lines[1].split()[:4] == ["0", "✓", "succeeded", "hello"]
    assert lines[2].split()[:4] == ["1", "▸", "active", "ask"]
    steps = json.loads(answer(capsys, "execution", "steps", str(asked), "--json")[1])
    assert [each["executions"] for each in steps] == [[asked + 1], [asked + 2]]


def test_a_graph_shows_how_each_task_stands(capsys: Capture, asked: int) -> None:
    out = answer(capsys, "execution", "graph", str(asked))[1]
    assert "hello ✓" in out and "ask ▸" in out


def test_a_workflow_is_paused_and_goes_on(capsys: Capture, demo: Config, asked: int) -> None:
    code, out, err = answer(capsys, "execution", "pause", str(asked))
    assert (code, out) == (0, f"execution {asked}: demo.flow is paused\n")
    assert "still at it: ask" in err
    assert answer(capsys, "execution", "resume", str(asked))[0] == 0
    code, _, err = answer(capsys, "execution", "resume", str(asked))
    assert code == 1 and "cannot be resumed" in err


def test_a_workflow_goes_on_from_a_task_with_another_input(
    capsys: Capture, demo: Config, asked: int
) -> None:
    main(["inquiry", "answer", "1", "no"])
    assert ended(demo, asked) == "failed"
    words = ("execution", "rerun", str(asked), "--from", "hello", "--input", "name=Eve")
    assert answer(capsys, *words)[0] == 0
    engine = open_engine(demo)
    newest = engine.executions.list(action_ref="demo.hello").items[0]
    engine.close()
    assert newest.config is not None and newest.config["name"] == "Eve"


def test_parameters_of_the_whole_are_refused_when_it_goes_on(capsys: Capture, asked: int) -> None:
    code, _, err = answer(capsys, "execution", "rerun", str(asked), "name=Eve", "--failed")
    assert code == 2 and "--input changes those of the task" in err
