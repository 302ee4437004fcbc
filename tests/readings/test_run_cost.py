"""What a run cost, from real files of telemetry and a real store."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import NotFound, Unavailable
from attune_ops_nb.model import Execution
from attune_ops_nb.readings.run_cost import RunCost, of_run, told
from attune_ops_nb.store import Store, rollups

BEGAN = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENDED = BEGAN + timedelta(minutes=5)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    found = Config(attune_home=tmp_path / "home")
    found.telemetry_path.parent.mkdir(parents=True)
    return found


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    made = Store(config)
    yield made
    made.close()


def add(store: Store, ref: str = "attune.code-review", **fields: Any) -> int:
    run = Execution(**{"action_ref": ref, "started_at": BEGAN, "completed_at": ENDED, **fields})
    return store.tx(lambda tx: tx.add(run)).id


def call(after: float = 60, cost: float | None = 0.25, **fields: Any) -> dict[str, Any]:
    at = BEGAN + timedelta(seconds=after)
    tokens = {"input": 100, "output": 20}
    usual = {"ts": at.isoformat(), "workflow": "code-review", "model": "claude-a"}
    return {**usual, "cost": cost, "tokens": tokens, **fields}


def write(config: Config, *rows: Any, name: str = "usage.jsonl") -> None:
    with config.telemetry_path.with_name(name).open("a") as file:
        file.writelines(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)


def cost(config: Config, store: Store, id: int, now: datetime = ENDED) -> RunCost:
    return of_run(config, store, id, now)


def test_a_run_of_which_no_call_was_recorded_is_not_free_of_charge(config: Config, store: Store):
    id = add(store)
    assert cost(config, store, id) == RunCost(execution=id)
    assert told(cost(config, store, id)) == "no calls of models were recorded"


def test_a_run_that_is_not_there_is_not_found(config: Config, store: Store):
    with pytest.raises(NotFound, match="execution 7"):
        cost(config, store, 7)


@pytest.mark.parametrize("name", ["{0}", "{0:012x}"])
def test_calls_that_name_their_run_are_of_it(config: Config, store: Store, name: str):
    id = add(store)
    write(config, call(run_id=name.format(id)), call(run_id=id, cost=0.1), call(run_id="999"))
    found = cost(config, store, id)
    assert (found.known, found.calls, found.usd) == ("by id", 2, Decimal("0.35"))


def test_money_is_exact_and_what_has_no_price_is_counted(config: Config, store: Store):
    id = add(store)
    write(config, *[call(run_id=id, cost=0.1)] * 3, call(run_id=id, cost=None))
    found = cost(config, store, id)
    assert (found.usd, found.unpriced_calls) == (Decimal("0.3"), 1)
    assert told(found) == "≥ $0.30 (+1 unpriced) for 4 calls, 480 tokens"


def test_where_no_call_has_a_price_the_cost_is_unknown(config: Config, store: Store):
    id = add(store)
    write(config, call(run_id=id, cost=None))
    assert cost(config, store, id).usd is None
    assert told(cost(config, store, id)) == "unknown (1 unpriced) for 1 call, 120 tokens"


def test_what_a_workflow_asked_for_counts_to_it(config: Config, store: Store):
    id = add(store, "p.release")
    child = add(store, "p.build", parent=id)
    write(config, call(run_id=add(store, "p.compile", parent=child)), call(run_id=child))
    assert cost(config, store, id).calls == 2
    assert cost(config, store, child).calls == 2


def test_calls_that_name_no_run_are_counted_by_time_and_workflow(config: Config, store: Store):
    id = add(store)
    other = call(workflow="test-gen")
    write(config, call(-1), call(), call(300), call(301), other, call(run_id="999"))
    found = cost(config, store, id)
    assert (found.known, found.calls) == ("by time", 2)
    assert told(found).startswith("about $0.50 for 2 calls, 240 tokens (by time and workflow")


def test_calls_that_name_the_run_leave_none_to_be_guessed(config: Config, store: Store):
    id = add(store)
    write(config, call(), call(run_id=id))
    assert (cost(config, store, id).known, cost(config, store, id).calls) == ("by id", 1)


def test_a_number_that_was_given_again_by_a_new_store_is_another_run(config: Config, store: Store):
    id = add(store)
    write(config, call(-86_400, run_id=id), call(86_400, run_id=id))
    assert cost(config, store, id) == RunCost(execution=id)


def test_a_run_that_goes_on_costs_what_it_did_up_to_now(config: Config, store: Store):
    id = add(store, completed_at=None)
    write(config, call(60))
    assert cost(config, store, id, BEGAN + timedelta(seconds=59)).calls is None
    assert cost(config, store, id, BEGAN + timedelta(seconds=61)).calls == 1


def test_a_run_that_has_not_begun_has_made_no_calls(config: Config, store: Store):
    id = add(store, started_at=None, completed_at=None)
    write(config, call(299, run_id=id))
    assert cost(config, store, id) == RunCost(execution=id)


def test_the_dearest_model_comes_first(config: Config, store: Store):
    id = add(store)
    write(config, call(run_id=id), call(run_id=id, model="claude-b", cost=0.3))
    assert [each.model for each in cost(config, store, id).by_model] == ["claude-b", "claude-a"]


def row(name: object, **fields: Any) -> dict[str, Any]:
    sums = {"total_cost": 0.4, "baseline_cost": 1.0, "savings": 0.6, "total_input_tokens": 9}
    return {"run_id": name, "started_at": BEGAN.isoformat(), **sums, **fields}


def test_the_total_of_a_run_is_its_cost_where_no_call_was_recorded(config: Config, store: Store):
    id = add(store)
    write(config, row(id), row("999"), name="workflow_runs.jsonl")
    found = cost(config, store, id)
    assert (found.known, found.calls, found.usd) == ("by id", None, Decimal("0.4"))
    assert (found.baseline_usd, found.estimated_savings_usd) == (Decimal(1), Decimal("0.6"))
    assert told(found) == "$0.40, 9 tokens"


def test_a_total_of_zero_says_nothing(config: Config, store: Store):
    id = add(store)
    nothing = row(id, total_cost=0.0, baseline_cost=0.0, savings=0.0, total_input_tokens=0)
    write(config, nothing, name="workflow_runs.jsonl")
    assert cost(config, store, id) == RunCost(execution=id)


def test_calls_are_found_in_files_that_were_rotated_away_and_after_a_restart(
    config: Config, store: Store
):
    id = add(store)
    write(config, call(run_id=id), "{broken\n", "[1]\n")
    assert cost(config, store, id).calls == 1
    config.telemetry_path.rename(config.telemetry_path.with_name("usage.2026-11-20.jsonl"))
    write(config, call(run_id=id, ts=None, timestamp=ENDED.replace(tzinfo=None).isoformat()))
    assert cost(config, store, id).calls == 2
    rollups.clear_cache()
    assert cost(config, store, id).calls == 2


def test_a_call_is_found_among_many_that_are_out_of_order(config: Config, store: Store):
    id = add(store)
    write(config, *(call(-86_400 + each % 7) for each in range(3_000)))
    write(config, call(run_id=id), *(call(-3_600 - each) for each in range(3_000)))
    assert cost(config, store, id).calls == 1


def test_telemetry_that_cannot_be_read_is_no_run_without_calls(config: Config, store: Store):
    config.telemetry_path.mkdir()
    with pytest.raises(Unavailable, match="cannot read"):
        cost(config, store, add(store))
