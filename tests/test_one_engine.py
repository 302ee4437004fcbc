"""The same stories, told to an engine on the store and to one behind a server."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.engine.following import follow
from attune_ops_nb.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)
from attune_ops_nb.model import Status
from attune_ops_nb.notebook.connect import AnyEngine
from attune_ops_nb.notebook.remote import RemoteEngine
from attune_ops_nb.work.embedded import Attune, open_engine
from tests import reading_files
from tests.notebook.conftest import demo

__all__ = ["demo"]
TOKEN = "a-token-of-this-test"


@pytest.fixture
def here(demo: Config) -> Iterator[Attune]:
    engine = open_engine(demo)
    yield engine
    engine.close()


@pytest.fixture
def url(demo: Config) -> Iterator[str]:
    """The address of `attune ops` on the home of the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "attune_ops_nb", "ops", "--no-browser", "--port", str(port)],
        env={**os.environ, "JUPYTER_TOKEN": TOKEN},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    for line in server.stderr:
        if f":{port}/" in line:
            break
    yield f"http://127.0.0.1:{port}/"
    server.terminate()
    server.communicate(timeout=30)


@pytest.fixture
def there(url: str) -> Iterator[RemoteEngine]:
    engine = RemoteEngine(url, TOKEN)
    yield engine
    engine.close()


@pytest.fixture(params=["here", "there"])
def engine(request: pytest.FixtureRequest) -> AnyEngine:
    """Both, one after the other."""
    found: AnyEngine = request.getfixturevalue(request.param)
    return found


def test_a_run_is_asked_for_followed_and_found_again(engine: AnyEngine) -> None:
    run = engine.executions.run("demo.hello", {"name": "Ann", "times": 2})
    log = b"".join(follow(engine.executions, run.id))
    ended = engine.executions.wait(run.id)
    assert log.count(b"hello Ann") == 2
    assert ended.status is Status.COMPLETED
    assert engine.executions.get(run.id) == ended
    assert engine.executions.list(top_level_only=True).items == [ended]
    assert engine.executions.stats()["completed"] == 1
    assert engine.executions.log_size(run.id) == len(log)
    assert engine.executions.log(run.id, offset=-5, limit=3) == log[-5:-2]


def test_pages_follow_one_another(engine: AnyEngine) -> None:
    ids = [engine.executions.run("demo.hello").id for _ in range(3)]
    first = engine.executions.list(per_page=2)
    second = engine.executions.list(per_page=2, before=first.next)
    assert [run.id for run in [*first.items, *second.items]] == ids[::-1]
    assert second.next is None


def test_a_scope_reaches_the_run_and_its_records(engine: AnyEngine) -> None:
    run = engine.executions.run("demo.check", scope="auth")
    ended = engine.executions.wait(run.id)
    assert ended.scope is not None
    assert ended.scope.endswith("src/auth")
    (record,) = engine.runs.list(workflow="demo.check").items
    assert (record.execution, record.status) == (run.id, "completed")
    (artifact,) = engine.artifacts.list(run.id)
    assert engine.artifacts.file(artifact.id).read_text() == "a report\n"


def test_an_action_that_is_code_is_made_run_changed_and_removed(engine: AnyEngine) -> None:
    entry = {"name": {"type": "string", "required": True}}
    engine.actions.create("adhoc.greet", "Greet", "echo hello $name", param_schema=entry)
    ended = engine.executions.wait(engine.executions.run("adhoc.greet", {"name": "Ann"}).id)
    assert b"hello Ann" in engine.executions.log(ended.id)
    assert engine.actions.update("adhoc.greet", label="Hail").label == "Hail"
    engine.actions.delete("adhoc.greet")
    assert engine.executions.get(ended.id).action_ref == "adhoc.greet"


def test_what_a_workflow_did_is_rehearsed_again(engine: AnyEngine) -> None:
    flow = "version: 1.0.0\ntasks: [{name: hello, action: demo.hello}]"
    engine.workflows.register(flow, ref="flow")
    ended = engine.executions.wait(engine.executions.run("adhoc.flow").id)
    recording = engine.recordings.get(ended.id)
    assert (recording.recorded, recording.workflow) == (ended.id, "adhoc.flow")
    assert recording.again().sequence == ("hello",)


def test_a_run_is_stopped_and_run_again(engine: AnyEngine) -> None:
    run = engine.executions.run("demo.slow")
    assert any(b"begun\n" in chunk for chunk in follow(engine.executions, run.id))
    engine.executions.cancel(run.id)
    assert engine.executions.wait(run.id).status is Status.CANCELLED
    with pytest.raises(Conflict, match="has ended already"):
        engine.executions.cancel(run.id)
    again = engine.executions.rerun(run.id)
    assert again.original_execution == run.id
    engine.executions.cancel(again.id)


def test_what_there_is(engine: AnyEngine) -> None:
    assert {"core", "demo"} <= {pack.ref for pack in engine.packs.list()}
    assert engine.packs.get("demo").label == "Demo"
    assert "demo.check" in {action.ref for action in engine.actions.list("demo")}
    assert "core.shell" in {runtime.ref for runtime in engine.runtimes.list()}
    assert [feature.name for feature in engine.readings.features()] == ["auth"]
    assert "demo.check" in {entry.ref for entry in engine.readings.workflows()}
    assert engine.workers.list() == []


def test_a_key_is_kept_opened_changed_and_removed(engine: AnyEngine) -> None:
    made = engine.keys.create("demo.token", "token", ["hush", 1], owner_pack_ref="demo")
    assert engine.keys.list(owner="demo").items == [made]
    opened = engine.keys.get("demo.token")
    assert (opened.value, opened.owner) == (["hush", 1], "demo")
    assert engine.keys.update("demo.token", encrypted=False).encrypted is False
    assert engine.keys.delete("demo.token").ref == "demo.token"
    with pytest.raises(NotFound, match=r"there is no key 'demo\.token'"):
        engine.keys.get("demo.token")


def test_changes_are_told_since_the_one_that_was_seen(engine: AnyEngine) -> None:
    seen = engine.changes.newest()
    run = engine.executions.run("demo.hello")
    first = engine.changes.since(seen)[0]
    changed = [(each.noun, each.id) for each in engine.changes.since(seen)]
    assert first.sequence > seen
    assert ("execution", run.id) in changed


def test_refusals_are_the_same_five(engine: AnyEngine) -> None:
    with pytest.raises(NotFound, match=r"did you mean demo\.hello"):
        engine.executions.run("demo.helo")
    with pytest.raises(Invalid) as refused:
        engine.executions.run("demo.hello", {"times": "x", "loud": 7})
    assert set(refused.value.problems) == {"times", "loud"}
    with pytest.raises(Invalid, match="scope"):
        engine.executions.run("demo.check", scope="/etc")
    with pytest.raises(NotFound):
        engine.executions.get(10**9)


def test_runs_are_switched_on(engine: AnyEngine) -> None:
    info = engine.settings.allow_run(True)
    assert (info.allow_run, info.project) == (True, "project")
    assert engine.settings.info() == info


def test_a_wrong_token_is_forbidden(url: str) -> None:
    engine = RemoteEngine(url, "wrong")
    with pytest.raises(Forbidden, match="wants a valid token"):
        engine.packs.list()
    engine.close()


def test_a_server_that_is_not_there_is_unavailable() -> None:
    engine = RemoteEngine("http://127.0.0.1:9/", "x")
    with pytest.raises(Unavailable, match=r"http://127.0.0.1:9/ does not answer"):
        engine.packs.list()
    engine.close()


def test_readings_are_the_same(here: Attune, there: RemoteEngine) -> None:
    reading_files.telemetry(here.config)
    reading_files.project(here.config)
    with pytest.raises(Invalid, match="no time zone"):
        there.readings.sessions(zone="Moon")
    for verb in (
        "telemetry",
        "telemetry_rows",
        "telemetry_events",
        "cost",
        "sessions",
        "session_blocks",
        "conversations",
        "spend",
        "prices",
        "specs",
        "candidates",
        "bulletin",
        "memory",
        "memory_events",
        "form_events",
        "diagnoses",
        "gate_verdicts",
        "reach",
        "health",
        "health_snapshots",
        "environment",
    ):
        assert getattr(there.readings, verb)() == getattr(here.readings, verb)()
    assert there.readings.telemetry_rows(["day", "model"]) == here.readings.telemetry_rows(
        ["day", "model"]
    )
    with pytest.raises(Invalid, match="moon"):
        there.readings.telemetry_rows(["moon"])  # type: ignore[list-item]
