"""Money: commands about the bill, the spending and the prices."""

import argparse
import getpass
import sys
from collections.abc import Callable
from decimal import Decimal

from attune_ops_nb.cli import output
from attune_ops_nb.cli.asking import execution_of
from attune_ops_nb.cli.opening import config_of, opened
from attune_ops_nb.cli.readings import say_malformed
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.pricing import Rates
from attune_ops_nb.readings import account, run_cost
from attune_ops_nb.readings.anthropic_cost import CostFetchError, CostFetchErrorKind, CostSummary
from attune_ops_nb.readings.anthropic_usage import Tokens
from attune_ops_nb.readings.prices import own_path
from attune_ops_nb.readings.run_cost import ModelCost
from attune_ops_nb.readings.spend import NOTHING_KNOWN, Spend, money
from attune_ops_nb.readings.workflow_runs import ESTIMATE

NO_BILL = "nothing was spent in the last thirty days"
ALARM = {"ok": "", "alarm": "! ", "insufficient_data": "not known yet: "}


def cost(args: argparse.Namespace) -> int:
    """What the account spent; 1 and the reason if that is not known. With --run, what a run did."""
    if args.run is not None:
        return _of_run(args)
    with opened(args) as engine:
        found = engine.readings.fetch_cost(refresh=args.refresh)
    if found.summary is not None:
        return _shown(args, found.summary)
    assert found.error is not None
    if output.form(args) != "table":
        output.document(found.error, output.form(args))
    elif (last := found.error.last) is not None:
        _shown(args, last)
        output.note(account.not_now(found.error, last.fetched_at))
        return 1
    output.note(_advised(found.error))
    return 1


def _advised(error: CostFetchError) -> str:
    """Why the bill is not known, and the command that helps where one does."""
    key = "; `attune cost setup` stores a key"
    advice = {
        CostFetchErrorKind.NO_KEY: key,
        CostFetchErrorKind.AUTH_FAILED: key,
        CostFetchErrorKind.NETWORK: "; check the connection, then ask again",
    }
    return f"attune: {error.message}{advice.get(error.kind, '')}"


def _of_run(args: argparse.Namespace) -> int:
    with opened(args) as engine:
        found = engine.readings.run_cost(execution_of(engine, args.run).id)
    if output.documented(args, found):
        return 0
    output.say(run_cost.told(found))
    rows = [
        (each.model or "(none)", each.calls, run_cost.money(each), *_counted(each))
        for each in found.by_model
    ]
    if rows:
        output.table(("MODEL", "CALLS", "COST", "INPUT", "OUTPUT", "CACHE READ"), rows)
    if found.estimated_savings_usd is not None:
        output.say(f"saved {phrases.usd(found.estimated_savings_usd)}. {ESTIMATE}")
    return 0


def _counted(each: ModelCost) -> tuple[int, int, int]:
    return each.input_tokens, each.output_tokens, each.cache_read_tokens


def _shown(args: argparse.Namespace, summary: CostSummary) -> int:
    if summary.problem:
        output.note(f"the bill is not complete: {summary.problem}")
    if args.by is None:
        shown: dict[str, object] = {
            "today": account.money(summary, summary.today_usd),
            "7 days": account.money(summary, summary.seven_day_usd),
            "this month": account.money(summary, summary.month_to_date_usd),
            "30 days": account.money(summary, summary.thirty_day_usd),
            "fetched": f"{phrases.stamp(summary.fetched_at)}, {summary.source}",
        }
        return output.facts(args, summary, shown)
    if output.documented(args, summary):
        return 0
    sides = {
        "day": [(str(day), usd) for day, usd in summary.by_day],
        "model": summary.by_model,
        "type": summary.by_cost_type,
        "workspace": summary.by_workspace,
    }
    cells = [(name, account.money(summary, usd)) for name, usd in sides[args.by]]
    return output.listing(args, cells, (args.by.upper(), "COST"), cells, NO_BILL)


def setup(args: argparse.Namespace) -> int:
    """Take the admin key from a prompt or a pipe, try it and keep it: 0 if the API takes it."""
    if sys.stdin.isatty():
        key = getpass.getpass("Admin key of the account (it is not shown): ")
    else:
        key = sys.stdin.readline()
    with opened(args) as engine:
        stored = engine.readings.store_admin_key(key)
    kept = "nothing was stored" if stored.path is None else f"kept in {stored.path}"
    if output.form(args) != "table":
        output.document(stored, output.form(args))
    elif stored.tested:
        output.say(f"the key works; {kept}, which only its owner can read")
    else:
        why = stored.problem.message if stored.problem else "nobody says why"
        output.note(f"attune: the key is not known to work: {why}; {kept}")
    return 0 if stored.tested else 1


def spend(args: argparse.Namespace) -> int:
    """Where the month is going, and whether that is usual."""
    with opened(args) as engine:
        found = engine.readings.fetch_spend(refresh=args.refresh)
    if found.problem and output.form(args) == "table":
        output.note(f"not the whole bill: {found.problem}")
    return output.facts(args, found, spent(found))


def spent(found: Spend) -> dict[str, object]:
    """What is spent, by the names that people read."""
    if not found.known:
        return {"spent": NOTHING_KNOWN}
    numbers, forecast, budget = found.numbers, found.forecast, found.budget
    return {
        "source": found.source,
        "today": money(found, numbers.today_usd),
        "yesterday": money(found, numbers.yesterday_usd),
        "7 days": money(found, numbers.seven_day_usd),
        "this month": money(found, numbers.month_to_date_usd),
        "forecast": None
        if forecast is None
        else f"{phrases.usd(forecast.month_usd)} "
        f"({phrases.usd(forecast.low_usd)} to {phrases.usd(forecast.high_usd)})",
        "budget": None
        if budget is None
        else f"{phrases.usd(budget.limit_usd)}, {phrases.usd(budget.left_usd)} left",
        "alarm": f"{ALARM[found.alarm.level]}{found.alarm.detail}",
    }


def usage(args: argparse.Namespace) -> int:
    """The tokens behind the bill; 1 and the reason if they are not known."""
    with opened(args) as engine:
        found = engine.readings.fetch_usage(refresh=args.refresh)
    summary = found.summary
    if summary is None:
        assert found.error is not None
        if output.form(args) != "table":
            output.document(found.error, output.form(args))
        output.note(_advised(found.error))
        return 1
    if output.documented(args, summary):
        return 0
    if found.error:
        output.note(account.not_now(found.error, summary.fetched_at))
    if summary.problem:
        output.note(f"the report is not complete: {summary.problem}")
    sides: dict[str, list[tuple[str, Tokens]]] = {
        "day": [(day.isoformat(), tokens) for day, tokens in summary.by_day],
        "model": summary.by_model,
        "tier": summary.by_service_tier,
        "workspace": summary.by_workspace,
    }
    rows = [
        (
            name,
            each.all_tokens,
            each.input_tokens,
            each.output_tokens,
            each.cache_write_5m_tokens + each.cache_write_1h_tokens,
            each.cache_read_tokens,
        )
        for name, each in sides[args.by]
    ]
    columns = (args.by.upper(), "TOKENS", "INPUT", "OUTPUT", "CACHE WRITE", "CACHE READ")
    return output.listing(args, rows, columns, rows, "nothing was used in the last thirty days")


def savings(args: argparse.Namespace) -> int:
    """How runs of workflows ended, and what they are estimated to have saved."""
    with opened(args) as engine:
        found = engine.readings.savings()
    shown: dict[str, object] = {"runs": found.runs}
    if found.runs:
        shown |= {
            "failed": found.failed,
            "cost": phrases.usd(found.cost),
            "saved": f"{phrases.usd(found.estimated_savings)} in {found.compared} runs",
            "": found.caption,
        }
    code = output.facts(args, found, shown)
    say_malformed(args, found.malformed)
    if not found.runs:
        output.note("no runs yet: attune-ai writes them to telemetry/workflow_runs.jsonl")
    return code


def reconcile(args: argparse.Namespace) -> int:
    """Why the bill of a day and what was logged differ."""
    with opened(args) as engine:
        found = engine.readings.reconcile(args.day)
    if output.documented(args, found):
        return 0
    rows = [
        (row.model, *map(phrases.usd, (row.billed_usd, row.logged_usd, row.difference_usd)))
        for row in found.rows
    ]
    output.table(("MODEL", "BILLED", "LOGGED", "DIFFERENCE"), rows)
    whole = (found.billed_usd, found.logged_usd, found.difference_usd)
    output.say("all: billed {}, logged {}, difference {}".format(*map(phrases.usd, whole)))
    for cause, cents in found.cents.items():
        if cents:
            output.say(f"  {cause}: {phrases.usd(cents / 100)}")
    for note in found.notes:
        output.note(note)
    return 0


def prices(args: argparse.Namespace) -> int:
    """What tokens cost, in dollars a million."""
    with opened(args) as engine:
        found = engine.readings.prices()
    if output.documented(args, found):
        return 0
    rows = [
        (model, price.valid_from, above, *_kinds(rates), price.fast)
        for model, versions in found.models.items()
        for price in versions
        for above, rates in ((0, price), *((band.above, band) for band in price.bands))
    ]
    kinds = ("INPUT", "OUTPUT", "WRITE 5 MIN", "WRITE 1 H", "CACHE READ", "FAST")
    output.table(("MODEL", "FROM", "ABOVE TOKENS", *kinds), rows)
    own = own_path(config_of(args))
    output.note(f"dollars a million tokens, fast requests FAST times that; yours stand in {own}")
    return 0


def _kinds(rates: Rates) -> tuple[Decimal | None, ...]:
    writes = (rates.cache_write_5m, rates.cache_write_1h)
    return (rates.input, rates.output, *writes, rates.cache_read)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "cost": cost,
    "cost setup": setup,
    "prices": prices,
    "reconcile": reconcile,
    "savings": savings,
    "spend": spend,
    "usage": usage,
}
