"""The engine host, as a program of its own: what it runs, and what survives it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.model import Execution, LogStream, Status
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import Attune, open_engine

PACK = """
ref: demo
label: Demo
version: 1.0.0
"""
ACTIONS = {
    "slow": "echo begun; echo x >> {ledger}; sleep 0.5; echo done",
    "stuck": "trap '' TERM; sleep 301 & echo $!; setsid sleep 302 & echo $!; echo begun; wait",
    "wordy": "seq 1 200000",
    "careful": "echo begun; cat /proc/self/environ /proc/self/cmdline | tr '\\\\0' '\\\\n'; cat",
    "flaky": "echo try; [ $(wc -l < {ledger}) -ge 3 ] || { echo x >> {ledger}; exit 4; }",
    "marked": 'echo "ATTUNE_PROGRESS 50 half"; echo \'ATTUNE_REC {"kind":"next-workflow",'
    '"name":"demo.slow"}\'; echo \'{"answer": 42}\'',
}
EXTRA = {
    "careful": "parameters: {password: {type: string, secret: true}}",
    "flaky": "retry: {count: 3}",
    "marked": "output_format: json",
    "stuck": "timeout: 600",
}


PATIENCE = """
version: 1.0.0
vars: {why: it failed}
tasks:
  - name: wait
    action: core.sleep
    input: {seconds: 60}
    timeout: 0.3
    next:
      - {when: "{{ timed_out() }}", publish: [{why: its time was up}], do: [mend]}
      - {when: "{{ failed() }}", do: [mend]}
  - {name: mend, action: core.noop, input: {}}
output_map: {why: "{{ workflow.why }}"}
"""


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    (tmp_path / "project").mkdir()
    (tmp_path / "ledger").touch()
    write_pack(tmp_path / "packs" / "demo", ledger=tmp_path / "ledger")
    config = build_config(
        tmp_path / "project",
        attune_home=tmp_path / "home",
        allow_run=True,
        packs_dirs=[tmp_path / "packs"],
        host_idle_seconds=60,
    )
    yield config
    host.stop(config)


@pytest.fixture
def attune(config: Config) -> Iterator[Attune]:
    attune = open_engine(config)
    yield attune
    attune.close()


def write_pack(folder: Path, ledger: Path) -> None:
    (folder / "actions").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK)
    for name, script in ACTIONS.items():
        text = f"ref: demo.{name}\nrunner_type: shell\nentry_point: {name}.sh\n"
        (folder / "actions" / f"{name}.yaml").write_text(text + EXTRA.get(name, "") + "\n")
        code = script.replace("{ledger}", str(ledger))
        (folder / "actions" / f"{name}.sh").write_text(code.replace("\\\\", "\\") + "\n")


def kill(config: Config) -> None:
    """As the power would: no warning."""
    pid = int(host.facts(config)["pid"])
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not host.running(config))


def eventually(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def printed(attune: Attune, run: Execution, text: bytes) -> bool:
    return text in attune.executions.log(run.id, LogStream.STDOUT)


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_run_outlives_whoever_asked_for_it(config: Config) -> None:
    asked = open_engine(config)
    run = asked.executions.run("demo.slow")
    asked.close()

    later = open_engine(config)
    ended = later.executions.wait(run.id, timeout=30)
    log = later.executions.log(run.id)
    later.close()

    assert ended.status is Status.COMPLETED
    assert b"\nbegun\ndone\n[attune] completed" in log


def test_a_killed_host_loses_nothing_and_repeats_nothing_that_was_done(
    config: Config, attune: Attune, tmp_path: Path
) -> None:
    done = attune.executions.wait(attune.executions.run("core.echo", {"message": "hi"}).id)
    runs = [attune.executions.run("demo.slow") for _ in range(3)]
    eventually(lambda: all(printed(attune, run, b"begun") for run in runs))

    kill(config)
    host.ensure(config)
    ended = [attune.executions.wait(run.id, timeout=30) for run in runs]

    assert [(run.status, run.attempt) for run in ended] == [(Status.COMPLETED, 2)] * 3
    assert attune.executions.get(done.id) == done
    assert (tmp_path / "ledger").read_text() == "x\n" * 6


def test_what_a_killed_host_had_started_is_dead_before_the_next_one_works(
    config: Config, attune: Attune
) -> None:
    run = attune.executions.run("demo.stuck")
    eventually(lambda: printed(attune, run, b"begun"))
    pids = [int(word) for word in attune.executions.log(run.id, LogStream.STDOUT).split()[:2]]

    kill(config)
    attune.executions.cancel(run.id)
    attune.executions.wait(attune.executions.run("core.noop").id, timeout=30)

    assert [lives(pid) for pid in pids] == [False, False]
    assert attune.executions.wait(run.id, timeout=30).status is Status.CANCELLED


def test_cancelling_ends_the_whole_group_even_if_it_resists(attune: Attune) -> None:
    run = attune.executions.run("demo.stuck")
    eventually(lambda: printed(attune, run, b"begun"))
    pids = [int(word) for word in attune.executions.log(run.id, LogStream.STDOUT).split()[:2]]

    asked = attune.executions.cancel(run.id)
    ended = attune.executions.wait(run.id, timeout=30)

    assert (asked.status, ended.status) == (Status.CANCELING, Status.CANCELLED)
    assert [lives(pid) for pid in pids] == [False, False]


def test_an_execution_that_takes_too_long_fails_with_the_limit(attune: Attune) -> None:
    run = attune.executions.run("core.sleep", {"seconds": 60}, timeout_seconds=0.3)

    ended = attune.executions.wait(run.id, timeout=30)

    assert ended.status is Status.FAILED
    assert (ended.result or {})["error"] == "Execution timed out after 0.3 seconds"


def test_a_task_whose_time_is_up_is_told_from_one_that_failed(attune: Attune) -> None:
    attune.workflows.register(PATIENCE, ref="demo.patience")

    run = attune.executions.run("demo.patience")

    ended = attune.executions.wait(run.id, timeout=30)
    assert ended.status is Status.COMPLETED
    assert (ended.result or {})["why"] == "its time was up"


def test_a_secret_reaches_standard_input_and_nothing_else(config: Config, attune: Attune) -> None:
    secret = "tr0ub4dor&3 correct horse"

    run = attune.executions.run("demo.careful", {"password": secret})
    ended = attune.executions.wait(run.id, timeout=30)
    host.stop(config)

    assert b'{"password":"***"}' in attune.executions.log(run.id).replace(b": ", b":")
    assert secret not in str(ended)
    files = [path for path in config.attune_home.rglob("*") if path.is_file()]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []


def test_a_failed_execution_is_tried_as_often_as_its_action_says(
    attune: Attune, tmp_path: Path
) -> None:
    run = attune.executions.run("demo.flaky")

    ended = attune.executions.wait(run.id, timeout=30)

    assert (ended.status, ended.retry_count) == (Status.COMPLETED, 3)
    assert attune.executions.log(run.id).count(b"\ntry\n") == 4


def test_markers_become_progress_suggestions_and_no_log(attune: Attune) -> None:
    run = attune.executions.run("demo.marked")

    ended = attune.executions.wait(run.id, timeout=30)

    assert (ended.result or {})["data"] == {"answer": 42}
    assert ended.progress is not None and ended.progress.message == "half"
    assert [each.name for each in ended.suggestions] == ["demo.slow"]
    assert b"ATTUNE_" not in attune.executions.log(run.id).partition(b"\n")[2]


def test_a_log_that_reaches_its_limit_says_so(config: Config) -> None:

    attune = open_engine(build_config(config.project_root, **changed(config, 1000)))

    run = attune.executions.run("demo.wordy")
    ended = attune.executions.wait(run.id, timeout=30)
    log = attune.executions.log(run.id)
    attune.close()

    assert ended.status is Status.COMPLETED
    assert b"[attune] the log has reached its limit; the rest is left out" in log
    assert len(log) < 1300


def changed(config: Config, limit: int) -> dict[str, object]:
    return {
        "attune_home": config.attune_home,
        "packs_dirs": config.packs_dirs,
        "allow_run": True,
        "log_limit_bytes": limit,
    }


def test_a_second_host_goes_away_at_once(config: Config, attune: Attune) -> None:
    attune.executions.wait(attune.executions.run("core.noop").id, timeout=30)
    first = host.facts(config)["pid"]

    host.start(config)
    eventually(lambda: "there is a host already" in (config.ops_dir / "host.log").read_text())

    assert (host.facts(config)["pid"], host.running(config)) == (first, True)


def test_an_idle_host_goes_away(tmp_path: Path, config: Config) -> None:
    idle = build_config(
        tmp_path / "project", attune_home=tmp_path / "idle", allow_run=True, host_idle_seconds=0.5
    )
    attune = open_engine(idle)
    attune.executions.wait(attune.executions.run("core.noop").id, timeout=30)

    eventually(lambda: not host.running(idle))

    attune.executions.wait(attune.executions.run("core.noop").id, timeout=30)
    attune.close()
    host.stop(idle)


def test_a_host_that_is_asked_to_end_leaves_its_work_to_the_next(
    config: Config, attune: Attune
) -> None:
    run = attune.executions.run("demo.slow")
    eventually(lambda: printed(attune, run, b"begun"))

    host.stop(config)
    waiting = attune.executions.get(run.id)
    host.ensure(config)

    assert waiting.status is Status.REQUESTED
    assert attune.executions.wait(run.id, timeout=30).status is Status.COMPLETED


def test_many_requests_at_once_start_one_host(config: Config, attune: Attune) -> None:
    runs = [attune.executions.run("core.noop") for _ in range(20)]
    ended = [attune.executions.wait(run.id, timeout=30) for run in runs]

    assert {run.status for run in ended} == {Status.COMPLETED}
    log = (config.ops_dir / "host.log").read_text()
    assert (log.count("runs"), log.count("there is a host already")) == (1, 0)


def test_whoever_waits_for_a_killed_host_gets_another(config: Config, attune: Attune) -> None:
    run = attune.executions.run("demo.slow")
    eventually(lambda: printed(attune, run, b"begun"))

    kill(config)

    assert attune.executions.wait(run.id, timeout=30).status is Status.COMPLETED
