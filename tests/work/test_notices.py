"""What runs of the engine put on the bulletin."""

import json
from typing import Any

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.model import Execution, RunTrigger, Status
from attune_ops_nb.readings import bulletin
from attune_ops_nb.testing import FakeClock
from attune_ops_nb.work.janitor import Janitor
from attune_ops_nb.work.notices import Notices
from attune_ops_nb.work.reactor import Reactor


def begin(engine: Engine, **asked: Any) -> Execution:
    run = engine.executions.run("demo.plain", **asked)
    (claimed,) = engine.store.claim(99, ["shell"], 1, engine.attempts.lease)
    started = engine.attempts.start(claimed, ["true"])
    assert started is not None and started.id == run.id
    return started


def lines(engine: Engine) -> list[dict[str, Any]]:
    path = bulletin.active_path(engine.config)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_is_on_the_board_from_its_start_to_its_end(engine: Engine, clock: FakeClock):
    reactor = Reactor(engine)
    run = begin(engine, trigger=RunTrigger.MANUAL)
    reactor.step()
    (running,) = bulletin.read(engine.config, clock.now).active
    assert (running.run_id, running.workflow) == (f"{run.id:012x}", "demo-plain")
    assert running.actor_id == bulletin.actor_id()
    assert running.started_at == run.started_at

    engine.attempts.end(run, Status.COMPLETED, {})
    reactor.step()

    assert bulletin.read(engine.config, clock.now).active == []
    assert lines(engine)[-1]["current_status"] == "completed"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.FAILED, "failed"),
        (Status.TIMEOUT, "failed"),
        (Status.ABANDONED, "failed"),
        (Status.CANCELLED, "cancelled"),
    ],
)
def test_each_end_is_one_that_others_know(engine: Engine, status: Status, said: str):
    engine.attempts.end(begin(engine), status, {})

    Reactor(engine).step()

    assert [each["current_status"] for each in lines(engine)] == [said]


def test_a_run_says_every_half_minute_that_it_is_alive(engine: Engine, clock: FakeClock):
    notices = Notices(engine)
    reactor, janitor = Reactor(engine, notices), Janitor(engine, notices)
    run = begin(engine)
    reactor.step()
    janitor.step()

    for _ in range(120):
        clock.forward(seconds=1)
        engine.store.renew(99, [run.id], engine.attempts.lease)
        janitor.step()

    assert len(bulletin.read(engine.config, clock.now).active) == 1
    assert len(lines(engine)) == 2 + 120 // 30


def test_progress_is_no_news_for_the_board(engine: Engine):
    reactor = Reactor(engine)
    run = begin(engine)
    for count in range(5):
        engine.attempts.tell(run, line_count=count)
        reactor.step()

    assert len(lines(engine)) == 1


def test_what_a_run_asked_for_is_not_on_the_board(engine: Engine):
    engine.store.update(Execution, begin(engine).id, parent=12)

    Reactor(engine).step()

    assert not engine.config.bulletin_dir.exists()


def test_a_board_that_cannot_be_written_holds_nothing_up(engine: Engine):
    engine.config.attune_home.mkdir(exist_ok=True)
    engine.config.bulletin_dir.write_text("in the way")
    run = begin(engine)
    engine.attempts.end(run, Status.COMPLETED, {})

    assert Reactor(engine).step() > 0

    assert engine.runs.get("demo.plain", f"{run.id:012x}").status == "completed"
