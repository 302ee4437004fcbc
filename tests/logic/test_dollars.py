"""Money is added exactly and cut into cents that add up."""

from decimal import Decimal as D
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from attune_ops_nb.logic import dollars

AMOUNTS = st.decimals(min_value=-(10**18), max_value=10**18, places=25)


@given(st.lists(AMOUNTS, max_size=30))
def test_a_sum_is_exact(amounts: list[D]):
    assert Fraction(dollars.total(amounts)) == sum(map(Fraction, amounts), Fraction(0))


def test_a_sum_is_exact_where_decimals_round():
    assert dollars.total([D("1e28"), D("1e-28"), D("-1e28")]) == D("1e-28")


def test_nano_dollars_and_dollars_are_the_same_money():
    assert dollars.from_nano(1) == D("0.000000001")
    assert dollars.to_nano(D("0.0000000015")) == 2
    assert dollars.to_nano(dollars.from_nano(-(2**70) - 1)) == -(2**70) - 1


@given(st.dictionaries(st.text(max_size=3), AMOUNTS, max_size=8))
def test_cents_add_up_and_none_is_off_by_a_cent(parts: dict[str, D]):
    cents = dollars.in_cents(parts)

    assert sum(cents.values()) == dollars.rounded(dollars.total(parts.values()), D("0.01")) * 100
    for name, part in parts.items():
        assert abs(Fraction(part) * 100 - cents[name]) <= 1
