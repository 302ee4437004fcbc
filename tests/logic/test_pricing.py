"""What requests cost, by tables as the shipped one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attune_ops_nb.logic.pricing import Band, Price, Prices, PriceTable, Usage, at_least, nanos

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
FLAT = Price(
    input=Decimal(5),
    output=Decimal(25),
    cache_write_5m=Decimal("6.25"),
    cache_write_1h=Decimal(10),
    cache_read=Decimal("0.5"),
    fast=Decimal(6),
)
BANDED = Price(
    input=Decimal("0.1"),
    output=Decimal("0.5"),
    cache_read=Decimal("0.01"),
    bands=(Band(above=100_000, input=Decimal("0.5"), cache_read=Decimal("0.05")),),
    valid_from=date(2026, 10, 7),
)
PRICES = Prices(
    PriceTable(
        batch=Decimal("0.5"),
        geography={"us": Decimal("1.1")},
        web_search=Decimal("0.01"),
        models={"claude-flat": (FLAT,), "claude-banded-4-5": (BANDED,), "claude-bare": (Price(),)},
    )
)


def price(model: str = "claude-flat", at: datetime = AT, **what: Any) -> int | None:
    return PRICES.price(Usage(model=model, at=at, **what))


@pytest.mark.parametrize(
    ("what", "nano_dollars"),
    [
        ({}, 0),
        ({"input_tokens": 1}, 5_000),
        ({"output_tokens": 1_000_000}, 25_000_000_000),
        ({"cache_write_5m_tokens": 1}, 6_250),
        ({"cache_write_1h_tokens": 1}, 10_000),
        ({"cache_read_tokens": 3}, 1_500),
        ({"web_searches": 2}, 20_000_000),
        ({"input_tokens": 1, "batch": True}, 2_500),
        ({"input_tokens": 1, "fast": True}, 30_000),
        ({"input_tokens": 1, "geography": "us"}, 5_500),
        ({"input_tokens": 1, "geography": "global"}, 5_000),
        ({"input_tokens": 1, "geography": "us", "batch": True, "web_searches": 1}, 10_002_750),
    ],
)
def test_every_kind_of_use_has_its_price(what: dict[str, Any], nano_dollars: int):
    assert price(**what) == nano_dollars


@pytest.mark.parametrize(
    "what",
    [
        {"model": "claude-unknown", "input_tokens": 1},
        {"model": "claude-unknown"},
        {"model": "claude-bare", "input_tokens": 1},
        {"input_tokens": 1, "geography": "mars"},
        {"model": "claude-banded-4-5", "input_tokens": 1, "fast": True},
        {"model": "claude-banded-4-5", "cache_write_1h_tokens": 1},
    ],
)
def test_what_has_no_known_price_has_none(what: dict[str, Any]):
    assert price(**what) is None


def test_the_band_counts_the_whole_prompt_for_the_whole_request():
    short = price("claude-banded-4-5", input_tokens=1, cache_read_tokens=99_999)
    long = price("claude-banded-4-5", input_tokens=2, cache_read_tokens=99_999)
    assert (short, long) == (100 + 10 * 99_999, 1_000 + 50 * 99_999)


@pytest.mark.parametrize("minutes", [0, 90])
def test_a_price_holds_from_its_first_day_on_in_utc(minutes: int):
    first = datetime(2026, 10, 7, tzinfo=UTC) + timedelta(minutes=minutes)
    before = datetime(2026, 10, 6, 23, 59, tzinfo=UTC)
    assert price("claude-banded-4-5", first, input_tokens=1) == 100
    assert price("claude-banded-4-5", before, input_tokens=1) is None


@pytest.mark.parametrize(
    "name",
    [
        "claude-banded-4-5-20260101",
        "claude-banded-4.5",
        "anthropic/claude-banded-4.5",
        "anthropic.claude-banded-4-5-20260101-v1:0",
        "claude-banded-4-5@20260101",
        "claude-banded-4-5-latest",
        "claude-banded-4-5[1m]",
    ],
)
def test_a_model_is_found_under_the_names_that_it_goes_by(name: str):
    assert price(name, input_tokens=1) == 100


@pytest.mark.parametrize("name", ["us.anthropic.claude-flat", "claude-flat-4", "Claude-Flat", ""])
def test_another_name_is_another_model(name: str):
    assert price(name, input_tokens=1) is None


TOKENS = st.integers(0, 10**9)


@given(tokens=st.tuples(*[TOKENS] * 5), fast=st.booleans(), batch=st.booleans(), us=st.booleans())
def test_prices_are_exact_to_the_nano_dollar(
    tokens: tuple[int, ...], fast: bool, batch: bool, us: bool
):
    kinds = ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")
    given_ = {f"{kind}_tokens": number for kind, number in zip(kinds, tokens, strict=True)}
    found = price(fast=fast, batch=batch, geography="us" if us else None, **given_)
    rates = (Fraction(getattr(FLAT, kind)) for kind in kinds)
    exact = sum(number * rate * 1000 for number, rate in zip(tokens, rates, strict=True))
    exact *= (6 if fast else 1) * Fraction(1, 2 if batch else 1) * Fraction(11 if us else 10, 10)
    assert found == int(exact + Fraction(1, 2))


def test_a_history_is_priced_by_any_table_and_says_what_has_no_price():
    history = [Usage(model=name, at=AT, input_tokens=2) for name in ("claude-flat", "x", "x", "a")]
    free = Prices(PriceTable(models={"x": (Price(input=Decimal(0)),)}))
    by_ours, by_theirs = PRICES.reprice(history), free.reprice(history)
    assert (by_ours.nanos, by_ours.priced, by_ours.unpriced_models) == (10_000, 1, ["a", "x"])
    assert (by_theirs.nanos, by_theirs.priced, by_theirs.unpriced) == (0, 2, 2)


def test_money_without_all_prices_says_so():
    assert at_least(1_234_567_890, 0) == "$1.23"
    assert at_least(1_234_567_890_000, 4) == "≥ $1,234.57 (+4 unpriced)"


@given(st.integers(0, 10**12))
def test_dollars_with_six_places_are_whole_nano_dollars(micros: int):
    assert nanos(float(f"{micros // 10**6}.{micros % 10**6:06}")) == micros * 1000
