"""Run cost: what the calls of models that a run made cost, by what telemetry says of its time.

A call that names its run is of that run, and so is one that names what the run asked for. Where no
call names it, those are counted that its workflow made while it ran: about right, for another run
of the same workflow may have gone on beside it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.logic import named_runs, phrases, run_calls
from attune_ops_nb.logic.dollars import from_nano
from attune_ops_nb.logic.named_runs import NamedRun
from attune_ops_nb.logic.run_calls import NamedLine
from attune_ops_nb.logic.usage_totals import Totals
from attune_ops_nb.model import Execution
from attune_ops_nb.readings.lines_of_time import Timed, lines_of_time
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Reader

CALLS = Timed(name="call times", stamps=run_calls.stamps, lines=run_calls.calls)
RUNS = Timed(name="run times", stamps=named_runs.stamps, lines=named_runs.runs, archive="archive")
SLACK = timedelta(minutes=1)
"""What names a run may be stamped so much before or after it: clocks differ."""
AT_ONCE = 500
"""Parents whose children are asked for in one question."""
NONE = "no calls of models were recorded"
ABOUT = "by time and workflow: another run of it may have gone on meanwhile"


class ModelCost(msgspec.Struct, frozen=True, kw_only=True):
    """What the calls of one model in a run add up to."""

    model: str | None
    calls: int
    input_tokens: int
    output_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    usd: Decimal | None
    """Of the calls that say what they cost; None if none does."""
    unpriced_calls: int


class RunCost(msgspec.Struct, frozen=True, kw_only=True):
    """What a run cost, with what it asked for, as far as that was recorded. Money is in dollars."""

    execution: int
    known: Literal["by id", "by time"] | None = None
    """By what its calls were found; None where none was recorded, which is not free of charge."""
    calls: int | None = None
    """None where only its total was recorded."""
    tokens: int = 0
    """All of them, those of the prompt cache too."""
    usd: Decimal | None = None
    """Of the calls that say what they cost: the least it can be while there are others."""
    unpriced_calls: int = 0
    baseline_usd: Decimal | None = None
    """What it is estimated to have cost with the dearest model, if its writer says so."""
    estimated_savings_usd: Decimal | None = None
    by_model: list[ModelCost] = []
    """The dearest first."""


def of_run(config: Config, store: Store, id: int, now: datetime) -> RunCost:
    """What the execution `id` cost up to now. NotFound if there is none, Unavailable if a file of
    telemetry cannot be read.
    """
    run, executions, refs = store.read(lambda reader: _family(reader, id))
    if run.started_at is None:
        return RunCost(execution=id)
    since, until = run.started_at, run.completed_at or now
    names = run_calls.names_of(executions)
    wide = since - SLACK, until + SLACK
    live = config.telemetry_path
    found = lines_of_time(config, CALLS, live, *wide)
    rows = lines_of_time(config, RUNS, live.with_name("workflow_runs.jsonl"), *wide)
    totals = [each for each in rows if each.name in names and wide[0] <= each.started_at <= wide[1]]
    if calls := run_calls.named(found, names, *wide):
        return _told(id, "by id", calls, totals)
    if any(each.cost_nanos is not None for each in totals):
        return _total(id, totals)
    calls = run_calls.of_time(found, run_calls.workflows_of(refs), since, until)
    return _told(id, "by time", calls, []) if calls else RunCost(execution=id)


def told(cost: RunCost) -> str:
    """What is known of the cost of a run, in words."""
    if cost.known is None:
        return NONE
    calls = "" if cost.calls is None else f" for {cost.calls} {_calls(cost.calls)}"
    about = "about " if cost.known == "by time" else ""
    why = f" ({ABOUT})" if about else ""
    return f"{about}{money(cost)}{calls}, {cost.tokens} tokens{why}"


def money(cost: RunCost | ModelCost) -> str:
    """What it cost: `≥ $1.20 (+2 unpriced)`, or that nobody knows."""
    if cost.usd is not None:
        return phrases.usd(cost.usd, cost.unpriced_calls)
    return f"unknown ({cost.unpriced_calls} unpriced)"


def _calls(count: int) -> str:
    return "call" if count == 1 else "calls"


def _family(reader: Reader, id: int) -> tuple[Execution, set[int], set[str]]:
    """An execution, it and all below it by id, and the actions that are run there."""
    run = reader.get(Execution, id)
    executions, refs, parents = {id}, {run.action_ref}, [id]
    while parents:
        children: list[int] = []
        for begin in range(0, len(parents), AT_ONCE):
            among = set(parents[begin : begin + AT_ONCE])
            children += reader.count(Execution, "id", parent=among)
            refs.update(reader.count(Execution, "action_ref", parent=among))
        parents = children
        executions.update(children)
    return run, executions, refs


def _told(
    id: int, known: Literal["by id", "by time"], calls: Iterable[NamedLine], totals: list[NamedRun]
) -> RunCost:
    models = run_calls.by_model(calls)
    whole = Totals()
    for each in models.values():
        whole = whole.plus(each)
    ordered = sorted(models.items(), key=lambda each: (-each[1].cost_nanos, each[0] or ""))
    return RunCost(
        execution=id,
        known=known,
        calls=whole.events,
        tokens=_tokens(whole),
        usd=_usd(whole),
        unpriced_calls=whole.unpriced,
        baseline_usd=_sum(each.baseline_nanos for each in totals),
        estimated_savings_usd=_sum(each.savings_nanos for each in totals),
        by_model=[_of_model(model, total) for model, total in ordered],
    )


def _total(id: int, totals: list[NamedRun]) -> RunCost:
    """Of a run of which only totals were recorded."""
    return RunCost(
        execution=id,
        known="by id",
        tokens=sum(each.input_tokens + each.output_tokens for each in totals),
        usd=_sum(each.cost_nanos for each in totals),
        baseline_usd=_sum(each.baseline_nanos for each in totals),
        estimated_savings_usd=_sum(each.savings_nanos for each in totals),
    )


def _of_model(model: str | None, total: Totals) -> ModelCost:
    return ModelCost(
        model=model,
        calls=total.events,
        input_tokens=total.input_tokens,
        output_tokens=total.output_tokens,
        cache_write_tokens=total.cache_write_tokens,
        cache_read_tokens=total.cache_read_tokens,
        usd=_usd(total),
        unpriced_calls=total.unpriced,
    )


def _tokens(total: Totals) -> int:
    return (
        total.input_tokens
        + total.output_tokens
        + total.cache_write_tokens
        + total.cache_read_tokens
    )


def _usd(total: Totals) -> Decimal | None:
    return None if total.unpriced == total.events else from_nano(total.cost_nanos)


def _sum(nanos: Iterable[int | None]) -> Decimal | None:
    """The sum of what is known, if anything is."""
    known = [each for each in nanos if each is not None]
    return from_nano(sum(known)) if known else None
