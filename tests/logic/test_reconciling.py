"""Every dollar between bill and logs has a cause, and the causes add up."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from attune_ops_nb.logic.reconciling import (
    Billed,
    Causes,
    Logged,
    Reconciliation,
    canonical,
    reconcile,
)

DAY = date(2026, 10, 31)
SONNET = "claude-sonnet-5"


def billed(usd: str, model: str | None = SONNET, **fields: Any) -> Billed:
    return Billed(model=model, usd=D(usd), **fields)


def logged(usd: str, model: str = SONNET, source: Any = "sessions", **fields: Any) -> Logged:
    return Logged(day=DAY, model=model, source=source, usd=D(usd), **{"calls": 1, **fields})


def causes(bill: list[Billed], logs: list[Logged], **more: Any) -> Causes:
    return reconcile(DAY, bill, logs, **more).causes


@pytest.mark.parametrize(
    ("bill", "logs", "found"),
    [
        ([billed("3")], [logged("3")], {}),
        ([billed("3")], [logged("1"), logged("0.5", source="telemetry")], {"unlogged": "1.5"}),
        ([billed("3")], [], {"unlogged": "3"}),
        ([], [logged("2")], {"other": "-2"}),
        ([billed("1", service_tier="batch")], [logged("2")], {"batch": "-1"}),
        ([billed("1", service_tier="batch")], [logged("1", batch_usd=D(-1))], {}),
        ([billed("1", service_tier="batch")], [], {"unlogged": "2", "batch": "-1"}),
        ([billed("1.1", geography="us")], [logged("1")], {"geography": "0.1"}),
        ([billed("1.1", geography="us")], [logged("1.1", geography_usd=D("0.1"))], {}),
        ([billed("9", geography="global")], [logged("9")], {}),
        (
            [billed("0.55", geography="us", service_tier="batch")],
            [logged("1")],
            {"geography": "0.05", "batch": "-0.5"},
        ),
        ([billed("0.3", None, cost_type="web_search")], [], {"web_search": "0.3"}),
        (
            [billed("0.3", None, cost_type="web_search")],
            [logged("0.1", web_search_usd=D("0.1"))],
            {"web_search": "0.2"},
        ),
        ([billed("0.7", None, cost_type="code_execution")], [], {"other": "0.7"}),
        ([billed("5")], [logged("0", unpriced_calls=2)], {"unpriced": "5"}),
        ([billed("5", cost_type=None)], [logged("5")], {}),
    ],
)
def test_a_difference_has_its_cause(bill: list[Billed], logs: list[Logged], found: dict[str, str]):
    assert causes(bill, logs) == Causes(**{name: D(usd) for name, usd in found.items()})


def test_tokens_tell_unpriced_from_unlogged():
    logs = [logged("0", unpriced_calls=2, unpriced_tokens=250)]

    found = causes([billed("8")], logs, billed_tokens={SONNET: 1000})

    assert found == Causes(unpriced=D(2), unlogged=D(6))


def test_models_are_joined_under_one_name():
    names = ["claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5", "claude-sonnet-4-5[1m]",
             "claude-sonnet-4-5-fast", "claude-sonnet-4-5@20250929"]  # fmt: skip

    found = reconcile(DAY, [billed("5", names[0])], [logged("1", name) for name in names])

    assert [(row.model, row.difference_usd) for row in found.rows] == [("claude-sonnet-4-5", 0)]


@pytest.mark.parametrize(
    ("model", "name"),
    [(None, "(none)"), ("", "(none)"), ("us.anthropic.claude-opus-4-6",) * 2, ("gpt-5",) * 2],
)
def test_a_model_that_is_billed_elsewhere_keeps_its_name(model: str | None, name: str):
    assert canonical(model) == name


def test_what_agents_did_is_counted_once():
    agent = logged("2", "agent-sdk", "telemetry")

    both = reconcile(DAY, [billed("2")], [agent, logged("2")])
    alone = reconcile(DAY, [billed("2")], [agent])

    assert (both.difference_usd, both.logged_usd) == (0, 2)
    assert [row.overlap_usd for row in both.rows if row.model == "agent-sdk"] == [2]
    assert (alone.difference_usd, alone.causes) == (0, Causes(unlogged=D(2), other=D(-2)))


def test_other_days_are_other_days():
    late = Logged(day=date(2026, 11, 1), model=SONNET, source="sessions", usd=D(7))

    assert causes([billed("1")], [late]) == Causes(unlogged=D(1))


USD = st.decimals(min_value=0, max_value=10**6, places=11)
MODELS = st.sampled_from([SONNET, f"{SONNET}-20260101", "claude-opus-5", "agent-sdk", None])
BILLS = st.lists(
    st.builds(
        Billed,
        model=MODELS,
        usd=USD,
        cost_type=st.sampled_from(["tokens", "web_search", "code_execution", "surprise", None]),
        service_tier=st.sampled_from(["standard", "batch", None]),
        geography=st.sampled_from(["us", "global", "not_available", None]),
    ),
    max_size=12,
)
LOGS = st.lists(
    st.builds(
        Logged,
        day=st.just(DAY),
        model=MODELS,
        source=st.sampled_from(["sessions", "telemetry"]),
        usd=USD,
        batch_usd=USD.map(lambda usd: -usd),
        geography_usd=USD,
        web_search_usd=USD,
        unpriced_calls=st.integers(0, 2),
        unpriced_tokens=st.integers(0, 999),
    ),
    max_size=12,
)
TOKENS = st.none() | st.dictionaries(st.sampled_from([SONNET, "claude-opus-5"]), st.integers(0, 99))


@given(BILLS, LOGS, TOKENS)
def test_the_causes_add_up_exactly(
    bill: list[Billed], logs: list[Logged], tokens: dict[str, int] | None
):
    found = reconcile(DAY, bill, logs, billed_tokens=tokens)

    for row in [*found.rows, found]:
        parts = asdict(row.causes).values()
        assert sum(map(Fraction, parts)) == Fraction(row.difference_usd)
        assert Fraction(row.billed_usd) - Fraction(row.logged_usd) == Fraction(row.difference_usd)
        assert row.causes.unlogged >= 0
        assert row.causes.unpriced >= 0
    assert sum(line.usd for line in bill) == found.billed_usd
    assert sum(found.cents.values()) == cents(found)


def cents(found: Reconciliation) -> int:
    return round(Fraction(found.difference_usd) * 100)
