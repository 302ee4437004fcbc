"""The command line as a shell sees it: what is printed where, and the exit code."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
import yaml

from attune_ops_nb.cli import add_subparser, cmd_ops, main
from attune_ops_nb.config import Config
from tests.notebook.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
ATTUNE = [sys.executable, "-m", "attune_ops_nb"]
Capture = pytest.CaptureFixture[str]


def begun(*words: str) -> subprocess.Popen[str]:
    """A command that runs by itself, as in a terminal."""
    return subprocess.Popen(
        [*ATTUNE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(words: str, stream: IO[str] | None) -> None:
    assert stream is not None
    assert any(words in line for line in stream)


def answer(capsys: Capture, *words: str) -> object:
    """What a command answers with --json."""
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_run_is_watched_to_its_end(capsys: Capture) -> None:
    assert main(["run", "demo.hello", "--param", "name=Ann", "times=2", "--watch"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("hello Ann\n") == 2
    assert printed.err.startswith("execution 1: demo.hello completed after")


def test_a_failing_run_fails_the_command(capsys: Capture) -> None:
    assert main(["run", "demo.fails", "-w"]) == 1
    printed = capsys.readouterr()
    assert "<b>no & no</b>\n" in printed.out
    assert "execution 1: demo.fails failed" in printed.err


def test_with_json_the_answer_is_the_execution_and_the_log_stays_out_of_it(
    capsys: Capture,
) -> None:
    assert main(["run", "demo.hello", "-w", "--json", "--params-json", '{"times": 3}']) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["config"]["times"] == 3
    assert printed.err.count("hello world") == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["run", "demo.helo"],
            2,
            "attune: there is no action 'demo.helo'; did you mean demo.hello",
        ),
        (["run", "demo.hello", "times=x"], 2, "attune: times: it must be of type integer"),
        (["run", "demo.hello", "times"], 2, "attune: 'times' is no key=value"),
        (["run", "demo.hello", "--params-json", "[1]"], 2, "--params-json is no JSON object"),
        (["run", "demo.check", "--scope", "/etc"], 2, "attune: scope"),
        (["run", "demo.hello", "--timeout", "0"], 2, "--timeout is a number of seconds above 0"),
        (["execution", "show", "99"], 2, "99"),
        (["execution", "show", "x"], 2, "'x' is no execution"),
        (["execution", "show", "last"], 2, "nothing has run yet"),
        (["execution", "list", "-s", "odd"], 2, "--status is one of requested"),
        (["exection", "list"], 2, "there is no command `exection`; did you mean execution"),
        (["execution", "lst"], 2, "there is no command `execution lst`; did you mean list"),
        (["ops", "--read-only", "--allow-run"], 2, "exclude each other"),
    ],
)
def test_a_refusal_is_one_line_on_standard_error(
    capsys: Capture, words: list[str], code: int, said: str
) -> None:
    assert main(words) == code
    printed = capsys.readouterr()
    assert said in printed.err
    assert (printed.err.count("\n"), printed.out) == (1, "")


def test_runs_have_to_be_allowed(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTUNE__OPS__ALLOW_RUN")
    assert main(["run", "demo.hello"]) == 1
    assert "--allow-run" in capsys.readouterr().err
    assert main(["--allow-run", "run", "demo.hello", "-w"]) == 0


def test_flags_that_hold_everywhere_may_stand_anywhere(capsys: Capture, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "other")]
    for words in ([*home, "-j", "status"], ["status", "-j", *home]):
        assert main(words) == 0
        state = json.loads(capsys.readouterr().out)["info"]["attune_home"]
        assert state == str(tmp_path / "other")


def test_executions_are_listed_newest_first(capsys: Capture) -> None:
    main(["run", "demo.hello", "-w"])
    main(["run", "demo.fails", "-w"])
    found = answer(capsys, "execution", "list")
    assert isinstance(found, list)
    assert [each["action_ref"] for each in found] == ["demo.fails", "demo.hello"]
    assert answer(capsys, "execution", "list", "-s", "completed", "-l", "1") == found[1:]
    assert main(["execution", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in lines[:2]] == [
        ["ID", "STATUS", "ACTION", "TIME"],
        ["2", "✗", "failed", "demo.fails"],
    ]


def test_an_execution_can_be_looked_at_afterwards(capsys: Capture) -> None:
    main(["run", "demo.check", "--scope", "auth", "-w"])
    capsys.readouterr()
    assert main(["execution", "logs", "last", "-n", "1"]) == 0
    assert capsys.readouterr().out.startswith("[attune] ")
    assert main(["execution", "logs", "1", "--stream", "stdout"]) == 0
    assert "checked" in capsys.readouterr().out
    assert main(["execution", "result", "1", "-f", "yaml"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["exit_code"] == 0
    assert main(["execution", "artifacts", "1"]) == 0
    assert "report.txt" in capsys.readouterr().out
    assert main(["execution", "rerun", "1", "-w"]) == 0
    assert main(["execution", "watch"]) == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["action", "list", "--pack", "demo"], "demo.hello"),
        (["action", "show", "demo.hello"], "times: integer, default 1"),
        (["pack", "list"], "Actions for the tests of the faces."),
        (["pack", "show", "demo"], "demo.slow"),
        (["workflow", "list"], "demo.check"),
        (["feature", "list"], "src/auth"),
        (["worker", "list"], ""),
        (["status"], "switched on"),
        (["engine", "start"], "started"),
        (["doctor"], "pack demo"),
    ],
)
def test_what_there_is_is_shown(capsys: Capture, words: list[str], part: str) -> None:
    assert main(words) == 0
    assert part in capsys.readouterr().out


def test_the_engine_is_started_looked_at_and_stopped(capsys: Capture) -> None:
    assert main(["engine", "status"]) == 1
    assert main(["engine"]) == 0
    assert main(["engine", "status"]) == 0
    assert main(["engine", "stop"]) == 0
    assert main(["engine", "stop"]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["stopped", "there was none"]


def test_ctrl_c_stops_the_run_waits_until_it_is_gone_and_says_so(capsys: Capture) -> None:
    command = begun("run", "demo.slow", "-w")
    wait_for("begun", command.stdout)
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=60)
    assert command.returncode == 130
    assert said.splitlines()[0] == "stopping execution 1 …"
    assert "execution 1: demo.slow was cancelled" in said
    found = answer(capsys, "execution", "show", "1")
    assert isinstance(found, dict)
    assert found["status"] == "cancelled"


def test_ctrl_c_of_one_who_only_looks_leaves_the_run_alone(capsys: Capture) -> None:
    main(["run", "demo.slow"])
    command = begun("execution", "logs", "1", "-f")
    wait_for("begun", command.stdout)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=60)
    found = answer(capsys, "execution", "show", "1")
    assert isinstance(found, dict)
    assert (command.returncode, found["status"]) == (130, "running")
    assert main(["execution", "cancel", "1", "--yes", "--wait"]) == 0
    assert main(["execution", "watch", "1"]) == 1


def test_nobody_reading_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run([*ATTUNE, "action", "list"], stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_the_page_ends_with_0_when_it_is_stopped(demo: Config) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = begun("ops", "--port", port, "--no-browser")
    wait_for(f":{port}/attune/?token=", command.stderr)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=60)
    assert command.returncode == 0


def test_a_port_that_is_taken_is_said_in_one_line(capsys: Capture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["ops", "--port", str(port), "--no-browser"]) == 1
    assert f"cannot listen on 127.0.0.1, port {port}" in capsys.readouterr().err


def test_ops_is_a_word_of_other_command_lines_too(capsys: Capture) -> None:
    whole = argparse.ArgumentParser()
    add_subparser(whole.add_subparsers())
    args = whole.parse_args(["ops", "--port", "1", "--host", "300.0.0.1", "--no-browser"])
    assert args.func is cmd_ops
    assert args.func(args) == 1
    assert "cannot listen on 300.0.0.1" in capsys.readouterr().err


def test_read_only_holds_whatever_config_json_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTUNE__OPS__READ_ONLY", "true")
    assert main(["run", "demo.hello"]) == 1


def test_words_that_are_not_ours_go_to_attune_ai_where_it_is_installed(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    (site / "attune_ai-16.4.0.dist-info").mkdir(parents=True)
    (site / "attune").mkdir()
    (site / "attune" / "__init__.py").touch()
    (site / "attune" / "workflows.py").write_text("def list_workflows(): return []\n")
    (site / "attune" / "cli_minimal.py").write_text("import sys; print('theirs', sys.argv[1:])\n")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    ran = subprocess.run(
        [*ATTUNE, "workflow", "run", "code-review", "--path", "src"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout == "theirs ['workflow', 'run', 'code-review', '--path', 'src']\n"


def test_help_is_quick_because_nothing_is_imported_for_it() -> None:
    code = (
        "import sys\nfrom attune_ops_nb.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert loaded & {"sqlalchemy", "msgspec", "tornado", "pandas", "yaml", "psutil"} == set()
