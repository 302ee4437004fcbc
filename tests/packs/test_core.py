"""The actions echo, sleep and noop of the pack core."""

import pytest

from tests.packs.conftest import Run

STRANGE = ["", "it's", "'", "''\\'", "$(id) `id` $HOME", "two\nlines\n", "a='b'\nc=\n'", "päper ✂"]


@pytest.mark.parametrize("message", STRANGE)
def test_echo_prints_its_message_and_nothing_else(run: Run, message: str) -> None:
    assert run("core.echo", message=message).stdout == message


def test_echo_without_a_message_prints_nothing(run: Run) -> None:
    ran = run("core.echo")

    assert (ran.code, ran.stdout, ran.stderr) == (0, "", "")


def test_a_parameter_cannot_pass_for_another(run: Run) -> None:
    ran = run("core.noop", message="x\nexit_code='3'", exit_code=0)

    assert ran.code == 0


def test_sleep_says_what_it_was_told_and_how_long_it_slept(run: Run) -> None:
    ran = run("core.sleep", seconds=0, message="good night")

    assert (ran.code, ran.stdout) == (0, "good night\nSlept for 0 seconds\n")


@pytest.mark.parametrize("seconds", ["-1", "3601", "1.5", "soon", "1+1", "a[$(id)]"])
def test_sleep_refuses_what_is_no_whole_number_in_its_range(run: Run, seconds: str) -> None:
    ran = run("core.sleep", seconds=seconds)

    told = f"seconds: it must be a whole number from 0 to 3600, not {seconds}\n"
    assert (ran.code, ran.stdout, ran.stderr) == (1, "", told)


@pytest.mark.parametrize("code", [0, 7, 255])
def test_noop_ends_with_the_exit_code_that_is_asked_for(run: Run, code: int) -> None:
    ran = run("core.noop", message="hm", exit_code=code)

    printed = "[NOOP] hm\nNo operation completed successfully\n"
    assert (ran.code, ran.stdout) == (code, printed)


def test_noop_needs_nothing(run: Run) -> None:
    ran = run("core.noop")

    assert (ran.code, ran.stdout) == (0, "No operation completed successfully\n")
