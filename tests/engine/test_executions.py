"""What can be asked of executions, and how it is refused."""

from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound
from attune_ops_nb.logic.redaction import REDACTED
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.testing import ScriptedRunner, worker
from attune_ops_nb.testing import engine as an_engine


def test_a_run_is_written_with_its_defaults_and_who_asked_for_it(engine: Engine) -> None:
    run = engine.executions.run("demo.greet", {"name": "Ada"})

    assert (run.status, run.config) == (Status.REQUESTED, {"name": "Ada", "times": 1})
    assert engine.identities.get(run.executor or 0).login == "tester"


def test_an_unknown_action_is_refused_with_the_nearest_names(engine: Engine) -> None:
    with pytest.raises(NotFound, match=r"no action 'demo.grete'.*did you mean demo.greet"):
        engine.executions.run("demo.grete")


def test_all_wrong_parameters_are_named_at_once(engine: Engine) -> None:
    with pytest.raises(Invalid) as refused:
        engine.executions.run("demo.greet", {"times": "many", "nmae": "Ada"})

    assert set(refused.value.problems) == {"name", "times", "nmae"}
    assert engine.executions.list().items == []


def test_nothing_runs_while_runs_are_switched_off(tmp_path: Path) -> None:
    engine = an_engine(tmp_path, allow_run=False)

    with pytest.raises(Forbidden, match="switched off: add --allow-run"):
        engine.executions.run("demo.plain")
    engine.close()


def test_runs_can_be_switched_on_for_programs_that_are_already_there(tmp_path: Path) -> None:
    engine = an_engine(tmp_path, allow_run=False)

    engine.settings.allow_run(True)

    assert engine.settings.runs_allowed()
    engine.close()


def test_runs_that_a_home_allows_can_be_switched_off_where_it_was_started_with_them(
    tmp_path: Path,
) -> None:
    before = an_engine(tmp_path, allow_run=False)
    before.settings.allow_run(True)
    started = an_engine(tmp_path, allow_run=None)  # what the home says

    assert started.settings.runs_allowed()
    assert not started.settings.allow_run(False).allow_run
    assert started.settings.allow_run(True).allow_run
    started.close()
    before.close()


def test_runs_that_a_program_was_started_with_stay_on(engine: Engine) -> None:
    assert engine.settings.allow_run(False).allow_run


def test_a_scope_fills_the_parameter_that_takes_it(engine: Engine) -> None:
    run = engine.executions.run("demo.check", scope="auth")

    path = str(engine.config.project_root / "auth")
    assert (run.scope, run.config) == (path, {"path": path})


@pytest.mark.parametrize("scope", ["../elsewhere", "/etc", "nowhere", "auth\0"])
def test_a_scope_outside_the_project_is_refused(engine: Engine, scope: str) -> None:
    with pytest.raises(Invalid, match="scope"):
        engine.executions.run("demo.check", scope=scope)


def test_a_scope_given_as_the_parameter_is_checked_as_well(engine: Engine) -> None:
    with pytest.raises(Invalid, match="scope"):
        engine.executions.run("demo.check", {"path": "/etc"})


def test_a_workflow_that_needs_a_scope_does_not_start_without(engine: Engine) -> None:
    with pytest.raises(Invalid, match=r"scope: demo.check needs one"):
        engine.executions.run("demo.check")


def test_an_action_without_a_scope_takes_none(engine: Engine) -> None:
    with pytest.raises(Invalid, match=r"scope: demo.plain takes none"):
        engine.executions.run("demo.plain", scope="auth")


def test_a_secret_is_kept_apart_and_opened_for_the_worker_alone(engine: Engine) -> None:
    run = engine.executions.run("demo.greet", {"name": "Ada", "password": "open sesame"})

    assert (run.config or {})["password"] == REDACTED
    assert engine.attempts.secrets(run).secrets == {"password": "open sesame"}
    assert b"open sesame" not in engine.config.database_path.read_bytes()


def test_a_rerun_keeps_secrets_and_changes_what_is_named(engine: Engine) -> None:
    first = engine.executions.run("demo.greet", {"name": "Ada", "password": "open sesame"})

    again = engine.executions.rerun(first.id, {"name": "Grace"})

    assert (again.original_execution, (again.config or {})["name"]) == (first.id, "Grace")
    assert engine.attempts.secrets(again).secrets == {"password": "open sesame"}


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf")])
def test_a_timeout_that_makes_no_sense_is_refused(engine: Engine, limit: float) -> None:
    with pytest.raises(Invalid, match="timeout_seconds"):
        engine.executions.run("demo.plain", timeout_seconds=limit)


def test_wrong_variables_are_all_named(engine: Engine) -> None:
    with pytest.raises(Invalid) as refused:
        engine.executions.run("demo.plain", env_vars={"A B": "x", "C": "nul\0", "D": "fine"})

    assert set(refused.value.problems) == {"env_vars.A B", "env_vars.C"}


def test_what_no_worker_runs_yet_is_cancelled_at_once(engine: Engine) -> None:
    run = engine.executions.run("demo.plain")

    cancelled = engine.executions.cancel(run.id)

    assert cancelled.status is Status.CANCELLED
    assert (cancelled.result or {})["error"] == "Cancelled by user before execution started"


def test_what_has_ended_cannot_be_cancelled(engine: Engine) -> None:
    run = engine.executions.run("demo.plain")
    worker(engine).drain()

    with pytest.raises(Conflict, match="has ended already: completed"):
        engine.executions.cancel(run.id)


def test_waiting_gives_the_execution_as_it_ended(engine: Engine) -> None:
    run = engine.executions.run("demo.plain")
    worker(engine).drain()

    assert engine.executions.wait(run.id).status is Status.COMPLETED


def test_waiting_ends_with_its_time(engine: Engine) -> None:
    run = engine.executions.run("demo.plain")

    assert engine.executions.wait(run.id, timeout=0).status is Status.REQUESTED


def test_a_page_says_where_the_next_begins(engine: Engine) -> None:
    ids = [engine.executions.run("demo.plain").id for _ in range(3)]

    page = engine.executions.list(per_page=2)
    rest = engine.executions.list(per_page=2, before=page.next)

    assert [row.id for row in (*page.items, *rest.items)] == ids[::-1]
    assert rest.next is None


def test_filters_go_together(engine: Engine) -> None:
    engine.executions.run("demo.plain")
    failed = engine.executions.run("demo.once")
    worker(engine, ScriptedRunner({}, ValueError("no"))).drain()

    found = engine.executions.list(status=[Status.FAILED], action_ref="demo.once")

    assert [row.id for row in found.items] == [failed.id]


def test_states_are_counted(engine: Engine) -> None:
    engine.executions.run("demo.plain")

    assert engine.executions.stats()["requested"] == 1


def test_an_execution_that_is_not_there_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound, match="there is no execution 99"):
        engine.executions.get(99)


def test_an_action_without_a_runtime_cannot_run(engine: Engine) -> None:
    action = engine.actions.get("demo.plain")
    engine.store.update(type(action), action.id, runtime=None)

    with pytest.raises(Invalid, match="there is no runtime"):
        engine.executions.run("demo.plain")
    assert engine.store.find(Execution) == []
