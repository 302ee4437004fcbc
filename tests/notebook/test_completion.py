"""What is offered when a line is not finished."""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell


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
        ("%attune help w", ["watch", "workers", "workflow", "workflows", "writes"]),
    ],
)
def test_a_line_is_completed(shell: InteractiveShell, line: str, offered: list[str]) -> None:
    assert completed(shell, line) == offered


def test_other_lines_are_completed_as_ever(shell: InteractiveShell) -> None:
    shell.user_ns["attuned_value"] = 1
    assert "attuned_value" in completed(shell, "attuned_v")


def completed(shell: InteractiveShell, line: str) -> list[str]:
    """What the last word of `line` may become, as a front end asks for it."""
    with provisionalcompleter():
        found = list(shell.Completer.completions(line, len(line)))
    return sorted(each.text for each in found)
