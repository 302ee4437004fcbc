"""`%%attune action`: code in a cell that becomes an action."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Status
from attune_ops_nb.notebook.written_actions import code

TWICE = '''def run(n: int, words: list[str] = [], *, loud: bool = False, note: str | None = None):
    """Twice as much."""
    print("at work")
    return {"twice": 2 * n, "words": words}
'''


def test_the_parameters_are_those_of_the_function() -> None:
    assert code("twice", "python", TWICE, []).parameters == {
        "n": {"type": "integer", "required": True, "position": 0},
        "words": {"type": "array", "default": [], "position": 1},
        "loud": {"type": "boolean", "default": False, "position": 2},
        "note": {"type": "string", "position": 3},
    }


def test_parameters_are_also_said_in_the_line() -> None:
    said = ["who", "times:integer=2", "key:secret"]
    assert code("greet", "shell", "echo", said).parameters == {
        "who": {"type": "string", "required": True},
        "times": {"type": "integer", "default": 2},
        "key": {"type": "string", "secret": True, "required": True},
    }


@pytest.mark.parametrize("text", ["x = 1\nx +\n", TWICE + "\nx +\n"])
def test_lines_are_those_of_the_cell(text: str) -> None:
    last = text.count("\n") + 1
    with pytest.raises(Invalid, match=f"line {last}: invalid syntax"):
        code("broken", "python", text, [])


@pytest.mark.parametrize(
    ("text", "said", "part"),
    [
        (TWICE, ["m"], "has no such parameter"),
        ("def run(n=print): ...", [], "line 2: the default of n is no plain value"),
        ("def run(*all): ...", [], "called by names"),
        ("", ["n:number=x"], "must be of type number"),
        ("", ["n:int"], "say name:type=default"),
    ],
)
def test_what_makes_no_sense_is_refused(text: str, said: list[str], part: str) -> None:
    with pytest.raises(Invalid, match=part):
        code("broken", "python", text, said)


def test_a_function_is_run_with_its_parameters_and_gives_its_result(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = shell.run_cell(f"%%attune action twice --run n=4 words='[\"a\"]'\n{TWICE}").result
    assert (run.action_ref, run.status) == ("adhoc.twice", Status.COMPLETED)
    assert run.result["data"] == {"twice": 8, "words": ["a"]}
    assert "at work" in capsys.readouterr().out


def test_a_traceback_names_the_line_of_the_cell(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run = shell.run_cell("%%attune action fails --run\ndef run():\n    return 1 / 0\n").result
    assert "ZeroDivisionError: division by zero" in run.result["error"]
    assert "line 3, in run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("runtime", "text"),
    [
        ("python", 'print(f"{who} {times + 1}")'),
        ("shell", 'echo "$who $((times + 1))"'),
    ],
)
def test_a_script_has_its_parameters_as_variables(
    shell: InteractiveShell, runtime: str, text: str
) -> None:
    line = f"%%attune action greet --runtime {runtime} --param who --param times:integer=2"
    run = shell.run_cell(f"{line} --run who=Ann\n{text}").result
    assert run.result["stdout"] == "Ann 3\n"


def test_without_run_it_is_only_kept(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.run_cell(f"%%attune action twice\n{TWICE}").result is None
    assert "`%attune run adhoc.twice n=… words=… loud=… note=…`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "what"),
    [("  \n", "there is no code"), ("async def run(): ...", r"line 2: run\(\) cannot be async")],
)
def test_code_that_would_do_nothing_is_refused(text: str, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        code("x", "python", text, [])
