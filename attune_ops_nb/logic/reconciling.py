"""Reconciling: a day's bill beside what was logged, and each dollar between them by its cause.

Bill and logs are first brought to list prices, because a discount is no missing call: half of a
batch line and the surcharge of a geography are set apart. What is left at list price is either on
the bill alone (unlogged, or logged without a price) or in the logs alone (other: paid by a
subscription, to another organization, or at another price). The causes are what is added and taken
away on that way, so they add up to the difference exactly, whatever the numbers are.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec.structs import replace

from attune_ops_nb.logic.dollars import ZERO, in_cents, rounded, total
from attune_ops_nb.logic.pricing import names

NONE = "(none)"
AGENT = "agent-sdk"
"""The model of telemetry rows about agents, whose calls stand in the session logs one by one."""
BATCH = "batch"
FAST = "-fast"
"""What session logs add to a model's name when it was used in its fast mode."""


class Factors(msgspec.Struct, frozen=True, kw_only=True):
    """What list prices are multiplied by."""

    batch: Decimal = Decimal("0.5")
    geography: Mapping[str, Decimal] = msgspec.field(default_factory=lambda: {"us": Decimal("1.1")})


PUBLISHED = Factors()


class Billed(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the bill."""

    model: str | None
    usd: Decimal
    cost_type: str | None = "tokens"
    service_tier: str | None = None
    geography: str | None = None


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """What one source logged of a model on a day."""

    day: date
    model: str | None
    source: Literal["sessions", "telemetry"]
    usd: Decimal
    """Of the calls that have a price, with all that follows."""
    batch_usd: Decimal = ZERO
    """What the batch discount makes of it: zero or below."""
    geography_usd: Decimal = ZERO
    web_search_usd: Decimal = ZERO
    calls: int = 0
    unpriced_calls: int = 0
    unpriced_tokens: int = 0


class Causes(msgspec.Struct, frozen=True, kw_only=True):
    """The difference between bill and logs, cause by cause; above zero is on the bill."""

    unlogged: Decimal = ZERO
    """Billed at list price, and in no log."""
    unpriced: Decimal = ZERO
    """Billed, and logged under a model whose price is not known."""
    batch: Decimal = ZERO
    """The batch discount that the logs do not know of: below zero."""
    web_search: Decimal = ZERO
    geography: Decimal = ZERO
    """The surcharge of a geography that the logs do not know of."""
    other: Decimal = ZERO
    """Below zero: logged, and not on this bill. Above: billed for anything but tokens or search."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A model on the day."""

    model: str
    billed_usd: Decimal
    sessions_usd: Decimal
    telemetry_usd: Decimal
    overlap_usd: Decimal
    """The part of the telemetry that the session logs have as well; it is counted once."""
    logged_usd: Decimal
    difference_usd: Decimal
    """What was billed beyond what was logged."""
    causes: Causes
    calls: int
    unpriced_calls: int


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """A UTC day of bill, session logs and telemetry."""

    day: date
    rows: list[Row]
    """The greatest difference first."""
    billed_usd: Decimal
    logged_usd: Decimal
    difference_usd: Decimal
    causes: Causes
    cents: dict[str, int]
    """The causes in whole cents, which add up to the difference in whole cents."""
    complete: bool
    """The bill is whole."""
    settled: bool
    """The day is over; until then the bill is behind the logs."""
    notes: list[str]


def reconcile(
    day: date,
    billed: Iterable[Billed],
    logged: Iterable[Logged],
    *,
    billed_tokens: Mapping[str, int] | None = None,
    factors: Factors = PUBLISHED,
    complete: bool = True,
    settled: bool = True,
    notes: Sequence[str] = (),
) -> Reconciliation:
    """Join the sources by model. `billed_tokens`, of the usage report, tell unpriced from unlogged:

    without them all that may be unpriced is taken to be so.
    """
    bills: dict[str, list[Billed]] = {}
    for line in billed:
        bills.setdefault(canonical(line.model), []).append(line)
    nameless = any(_is_search(line) for line in bills.get(NONE, []))
    logs: dict[str, list[Logged]] = {}
    for entry in logged:
        for part in _parts(entry, nameless) if entry.day == day else []:
            logs.setdefault(canonical(part.model), []).append(part)
    tokens: dict[str, int] = {}
    for model, count in (billed_tokens or {}).items():
        tokens[canonical(model)] = tokens.get(canonical(model), 0) + count
    sessions = any(each.source == "sessions" for group in logs.values() for each in group)
    rows = [
        _row(
            model,
            bills.get(model, []),
            logs.get(model, []),
            None if billed_tokens is None else tokens.get(model, 0),
            sessions,
            factors,
        )
        for model in sorted(bills.keys() | logs.keys())
    ]
    causes = _added([row.causes for row in rows])
    said = list(notes)
    if not sessions and any(row.model == AGENT for row in rows):
        said.append("runs of agents name no model, so nothing of them is joined with the bill")
    return Reconciliation(
        day=day,
        rows=sorted(rows, key=lambda row: -abs(row.difference_usd)),
        billed_usd=total(row.billed_usd for row in rows),
        logged_usd=total(row.logged_usd for row in rows),
        difference_usd=total(row.difference_usd for row in rows),
        causes=causes,
        cents=in_cents(msgspec.structs.asdict(causes)),
        complete=complete,
        settled=settled,
        notes=said,
    )


def canonical(model: str | None) -> str:
    """A model under the one name that bill and logs share: no date, no mode, no vendor."""
    if not model:
        return NONE
    *_, plainest = names(model.removesuffix(FAST))
    return plainest or NONE


def _is_search(line: Billed) -> bool:
    return line.cost_type == "web_search"


def _parts(entry: Logged, nameless: bool) -> list[Logged]:
    """An entry, and its searches apart where the bill has them under no model's name."""
    if not nameless or not entry.web_search_usd:
        return [entry]
    searches = entry.web_search_usd
    return [
        replace(entry, usd=total([entry.usd, -searches]), web_search_usd=ZERO),
        Logged(
            day=entry.day, model=None, source=entry.source, usd=searches, web_search_usd=searches
        ),
    ]


def _row(
    model: str,
    billed: list[Billed],
    logged: list[Logged],
    billed_tokens: int | None,
    sessions: bool,
    factors: Factors,
) -> Row:
    twice = [each for each in logged if sessions and _of_agents(each)]
    once = [each for each in logged if not (sessions and _of_agents(each))]
    bill = total(line.usd for line in billed)
    logged_usd = total(each.usd for each in once)
    return Row(
        model=model,
        billed_usd=bill,
        sessions_usd=total(each.usd for each in logged if each.source == "sessions"),
        telemetry_usd=total(each.usd for each in logged if each.source == "telemetry"),
        overlap_usd=total(each.usd for each in twice),
        logged_usd=logged_usd,
        difference_usd=total([bill, -logged_usd]),
        causes=_causes(billed, once, billed_tokens, factors),
        calls=sum(each.calls for each in once),
        unpriced_calls=sum(each.unpriced_calls for each in once),
    )


def _causes(
    billed: list[Billed], logged: list[Logged], billed_tokens: int | None, factors: Factors
) -> Causes:
    at_list, batch, geography, web, other = _taken_apart(billed, factors)
    logged_batch = total(each.batch_usd for each in logged)
    logged_geography = total(each.geography_usd for each in logged)
    logged_web = total(each.web_search_usd for each in logged)
    logged_at_list = total(
        [*(each.usd for each in logged), -logged_batch, -logged_geography, -logged_web]
    )
    gap = total([at_list, -logged_at_list])
    unpriced = _unpriced(gap, at_list, logged, billed_tokens)
    return Causes(
        unlogged=total([max(gap, ZERO), -unpriced]),
        unpriced=unpriced,
        batch=total([batch, -logged_batch]),
        web_search=total([web, -logged_web]),
        geography=total([geography, -logged_geography]),
        other=total([other, min(gap, ZERO)]),
    )


def _taken_apart(
    billed: list[Billed], factors: Factors
) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal]:
    """Tokens at list price, the effects of batch and geography, web search, and the rest."""
    parts: list[list[Decimal]] = [[], [], [], [], []]
    at_list, batch, geography, web, other = parts
    for line in billed:
        if _is_search(line):
            web.append(line.usd)
        elif line.cost_type not in (None, "tokens"):
            other.append(line.usd)
        else:
            anywhere = _without(line.usd, factors.geography.get(line.geography or ""))
            geography.append(total([line.usd, -anywhere]))
            listed = _without(anywhere, factors.batch if line.service_tier == BATCH else None)
            at_list.append(listed)
            batch.append(total([anywhere, -listed]))
    return total(at_list), total(batch), total(geography), total(web), total(other)


def _without(usd: Decimal, factor: Decimal | None) -> Decimal:
    """What `usd` was before it was multiplied; 1.1 divides hardly anything evenly."""
    return rounded(usd / factor) if factor else usd


def _unpriced(
    gap: Decimal, at_list: Decimal, logged: list[Logged], billed_tokens: int | None
) -> Decimal:
    """The part of the gap that was logged, only without a price."""
    if gap <= 0 or not any(each.unpriced_calls for each in logged):
        return ZERO
    if billed_tokens is None:
        return gap
    tokens = sum(each.unpriced_tokens for each in logged)
    share = min(Decimal(tokens) / billed_tokens, Decimal(1)) if billed_tokens else Decimal(1)
    return min(gap, rounded(at_list * share))


def _of_agents(entry: Logged) -> bool:
    return entry.source == "telemetry" and entry.model == AGENT


def _added(causes: list[Causes]) -> Causes:
    return Causes(
        **{name: total(getattr(each, name) for each in causes) for name in Causes.__struct_fields__}
    )
