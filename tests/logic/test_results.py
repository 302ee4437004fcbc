"""A result says how a program ended, and holds what it printed in the form it declared."""

from typing import Any

import pytest

from attune_ops_nb.logic.results import EXCERPT, Printed, cancelled, completed, failed, timed_out
from attune_ops_nb.logic.results import parse as parsed
from attune_ops_nb.model import OutputFormat

TEXT, JSON, YAML, JSONL = (
    OutputFormat.TEXT,
    OutputFormat.JSON,
    OutputFormat.YAML,
    OutputFormat.JSONL,
)


def printed(stdout: str = "", stderr: str = "") -> Printed:
    return Printed(stdout=stdout, stderr=stderr)


@pytest.mark.parametrize(
    ("output", "stdout", "value"),
    [
        (TEXT, '{"a": 1}', None),
        (JSON, ' {"a":\n 1}\n', {"a": 1}),
        (JSON, 'working…\n{"not this": 1}\n{"a": 1}\n\n', {"a": 1}),
        (JSON, "no json at all", None),
        (JSON, "", None),
        (JSON, '{"a": NaN}', None),
        (JSON, '{"a": 1e999}', None),
        (JSON, r'"half \ud800 a pair"', None),
        (JSON, r'{"a\u0000b": ["c\u0000", "\\u0000"]}', {"ab": ["c", r"\u0000"]}),
        (JSON, "[" * 100_000, None),
        (JSON, "[" * 500 + "]" * 500, None),
        (YAML, "a: 1\nb: [yes, 2024-01-01]\n", {"a": 1, "b": ["yes", "2024-01-01"]}),
        (YAML, "a: [", None),
        (YAML, "a: &x [*x]", None),
        (YAML, "!!python/object/apply:os.getcwd []", None),
        (JSONL, '{"a": 1}\nrubbish\n\n[2]\n', [{"a": 1}, [2]]),
        (JSONL, "rubbish", []),
    ],
)
def test_standard_output_is_read_in_the_declared_format(
    output: OutputFormat, stdout: str, value: Any
) -> None:
    assert parsed(stdout, output) == value


def test_a_swelling_yaml_is_not_taken() -> None:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 1}]" for n in range(30)]

    assert parsed("\n".join(lines), YAML) is None


def test_a_completed_run_has_its_value_in_place_of_its_output() -> None:
    result = completed(printed('{"a": 1}'), JSON, exit_code=0, seconds=1.2345)

    assert result == {"exit_code": 0, "duration_ms": 1234, "succeeded": True, "data": {"a": 1}}


def test_what_cannot_be_read_stays_output_and_the_run_completed() -> None:
    result = completed(printed("hello\n"), JSON, exit_code=0, seconds=0)

    assert result == {"exit_code": 0, "duration_ms": 0, "succeeded": True, "stdout": "hello\n"}


@pytest.mark.parametrize(
    ("stderr", "exit_code", "error"),
    [
        ("no disk\nno luck\n", 1, "no disk\nno luck"),
        ("\n".join("abcdef"), 1, "f"),
        ("\x1b[31mno disk\x1b[0m\n", 1, "no disk"),
        ("", 3, "Command exited with code 3"),
        (" \n", -9, "Command exited with code -9 (SIGKILL)"),
    ],
)
def test_a_failed_run_says_why_in_few_words(stderr: str, exit_code: int, error: str) -> None:
    result = failed(printed("out", stderr), exit_code=exit_code, seconds=0)

    assert result == {
        "exit_code": exit_code,
        "duration_ms": 0,
        "succeeded": False,
        "error": error,
        "stdout": "out",
    }


def test_a_run_that_used_up_its_time_says_how_much() -> None:
    result = timed_out(printed(), limit=2.5, seconds=2.6)

    assert result["error"] == "Execution timed out after 2.5 seconds"
    one = timed_out(printed(), limit=1, seconds=1.1)
    assert one["error"] == "Execution timed out after 1 second"
    assert (result["exit_code"], result["succeeded"]) == (-1, False)


def test_a_stopped_run_was_cancelled() -> None:
    result = cancelled(printed(), exit_code=-15, seconds=1)

    assert (result["cancelled"], result["succeeded"]) == (True, False)


def test_of_very_much_output_the_end_is_kept() -> None:
    result = completed(printed("x" * EXCERPT + "end\0"), TEXT, exit_code=0, seconds=0)

    assert result["stdout"].endswith("xend")
    assert (len(result["stdout"]), result["stdout_chars_left_out"]) == (EXCERPT, 3)
