"""What is offered when a line is not finished."""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

ASKS = """version: 1.0.0
tasks:
  - name: greet
    action: core.ask
    input: { prompt: "Again?", response_schema: { again: { type: boolean } } }
"""


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%attune ru", ["run", "runs"]),
        ("%attune run demo.h", ["demo.hello"]),
        ("run = %attune run demo.h", ["demo.hello"]),
        ("%attune run demo.check --sc", ["--scope"]),
        ("%attune run demo.check --scope a", ["auth"]),
        ("%attune run demo.check --scope=a", ["--scope=auth"]),
        ("%attune run demo.check --path s", ["src/"]),
        ("%attune run --scope src demo.ch", ["demo.check"]),
        ("%attune run demo.hello na", ["name="]),
        ("%attune run demo.hello loud=", ["loud=false", "loud=true"]),
        ("%attune run demo.hello manner=k", ["manner=kind"]),
        ("%attune stop l", ["last"]),
        ("%attune runs --status fai", ["failed"]),
        ("%attune allow-run o", ["off", "on"]),
        ("%%attune wo", ["workflow"]),
        ("%%attune action greet --ru", ["--run", "--runtime"]),
        ("%%attune action greet --runtime s", ["shell"]),
        ("%attune inquiries --status pe", ["pending"]),
        ("%attune answer l", ["last"]),
        ("%attune help w", ["watch", "workers", "workflow", "workflows", "writes"]),
    ],
)
def test_a_line_is_completed(shell: InteractiveShell, line: str, offered: list[str]) -> None:
    assert completed(shell, line) == offered


def test_workflows_their_tasks_and_their_questions_are_completed(shell: InteractiveShell) -> None:
    shell.run_cell(f"%%attune workflow asks --run\n{ASKS}")
    assert completed(shell, "%attune workflow a") == ["asks"]
    assert completed(shell, "%attune rerun last --from g") == ["greet"]
    assert completed(shell, "%attune rerun last --from=g") == ["--from=greet"]
    assert completed(shell, "%attune answer last ag") == ["again="]
    assert completed(shell, "%attune answer 1 again=t") == ["again=true"]


def test_other_lines_are_completed_as_ever(shell: InteractiveShell) -> None:
    shell.user_ns["attuned_value"] = 1
    assert "attuned_value" in completed(shell, "attuned_v")


def completed(shell: InteractiveShell, line: str) -> list[str]:
    """What the last word of `line` may become, as a front end asks for it."""
    with provisionalcompleter():
        found = list(shell.Completer.completions(line, len(line)))
    return sorted(each.text for each in found)
