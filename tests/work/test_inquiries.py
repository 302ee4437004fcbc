"""How an execution waits for the answer to a question."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, Forbidden, Invalid
from attune_ops_nb.model import ASK, Identity, Inquiry, InquiryStatus, Status
from attune_ops_nb.testing import FakeClock, add_actions, an_action
from attune_ops_nb.testing import engine as an_engine
from attune_ops_nb.work.janitor import Janitor
from attune_ops_nb.work.reactor import Reactor

QUESTION = {"type": "object"}
YES = {"approved": {"type": "boolean", "required": True}}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(tmp_path: Path, clock: FakeClock) -> Iterator[Engine]:
    made = an_engine(tmp_path, clock=clock)
    schema = {"prompt": {"type": "string"}, "response_schema": QUESTION, "assigned_to": {}}
    add_actions(made, [an_action(ASK, param_schema=schema), an_action("demo.plain")])
    yield made
    made.close()


def asked(engine: Engine, *, timeout_seconds: float | None = None, **parameters: object) -> Inquiry:
    """The inquiry of a new execution of core.ask."""
    run = engine.executions.run(
        ASK, {"prompt": "Ship it?", **parameters}, timeout_seconds=timeout_seconds
    )
    Reactor(engine).step()
    (inquiry,) = engine.inquiries.list(execution=run.id).items
    return inquiry


def test_an_execution_that_asks_runs_until_it_is_answered(engine: Engine) -> None:
    inquiry = asked(engine)
    waiting = engine.executions.get(inquiry.execution)

    engine.inquiries.respond(inquiry.id, {"approved": True})

    answered = engine.executions.get(inquiry.execution)
    assert (waiting.status, answered.status) == (Status.RUNNING, Status.COMPLETED)
    assert answered.result is not None and answered.result["response"] == {"approved": True}


def test_an_answer_that_does_not_fit_is_refused_by_name_and_the_question_stays(
    engine: Engine,
) -> None:
    inquiry = asked(engine, response_schema=YES)

    with pytest.raises(Invalid) as refused:
        engine.inquiries.respond(inquiry.id, {"approved": "perhaps"})

    assert set(refused.value.problems) == {"approved"}
    assert engine.inquiries.get(inquiry.id).status is InquiryStatus.PENDING


def test_a_question_is_answered_once(engine: Engine) -> None:
    inquiry = asked(engine)
    engine.inquiries.respond(inquiry.id, "yes")

    with pytest.raises(Conflict, match="it is responded"):
        engine.inquiries.respond(inquiry.id, "no")
    assert engine.inquiries.get(inquiry.id).response == "yes"


def test_a_question_for_somebody_else_is_not_answered_by_us(engine: Engine) -> None:
    other = engine.store.add(Identity(login="other"))
    inquiry = asked(engine, assigned_to=other.id)

    with pytest.raises(Forbidden, match=f"for identity {other.id}"):
        engine.inquiries.respond(inquiry.id, "yes")


def test_a_question_that_nobody_answers_in_time_times_its_execution_out(
    engine: Engine, clock: FakeClock
) -> None:
    inquiry = asked(engine, timeout_seconds=60)
    clock.forward(seconds=60)

    Janitor(engine).step()

    assert engine.inquiries.get(inquiry.id).status is InquiryStatus.TIMEOUT
    assert engine.executions.get(inquiry.execution).status is Status.TIMEOUT


def test_an_answer_that_comes_too_late_is_refused_before_the_janitor_came(
    engine: Engine, clock: FakeClock
) -> None:
    inquiry = asked(engine, timeout_seconds=60)
    clock.forward(seconds=61)

    with pytest.raises(Conflict, match="its time was up"):
        engine.inquiries.respond(inquiry.id, "yes")
    assert engine.executions.get(inquiry.execution).status is Status.TIMEOUT


def test_cancelling_what_waits_takes_the_question_back(engine: Engine) -> None:
    inquiry = asked(engine)

    cancelled = engine.executions.cancel(inquiry.execution)
    Reactor(engine).step()

    assert cancelled.status is Status.CANCELLED
    assert engine.inquiries.get(inquiry.id).status is InquiryStatus.CANCELLED


def test_an_execution_that_did_not_wait_stays_as_it_is_when_it_is_asked_about(
    engine: Engine,
) -> None:
    run = engine.executions.run("demo.plain")
    inquiry = engine.inquiries.ask(run.id, "Was that right?")

    engine.inquiries.respond(inquiry.id, "yes")

    assert engine.executions.get(run.id).status is Status.REQUESTED


def test_a_question_put_twice_is_one_inquiry(engine: Engine) -> None:
    inquiry = asked(engine)

    assert engine.inquiries.open(engine.executions.get(inquiry.execution)) is None
    assert len(engine.inquiries.list().items) == 1


def test_a_question_whose_answer_cannot_be_described_fails_its_execution(engine: Engine) -> None:
    broken = {"type": "object", "properties": {"x": {"type": "nothing"}}}
    run = engine.executions.run(ASK, {"prompt": "Well?", "response_schema": broken})

    Reactor(engine).step()

    assert engine.executions.get(run.id).status is Status.FAILED
