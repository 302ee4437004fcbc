"""Dollars: exact sums of money, and how they are cut into cents.

A Decimal addition rounds to the precision of its context, a float addition to 53 bits. What is
added here is not rounded at all.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, Inexact

ZERO = Decimal(0)
CENT = Decimal("0.01")
NANO = Decimal("1e-9")
_EXACT = Context(prec=400, traps=[Inexact])
_WIDE = Context(prec=400)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, to the last digit."""
    found = ZERO
    for amount in amounts:
        found = _EXACT.add(found, amount)
    return found


def from_nano(nano_dollars: int) -> Decimal:
    """Dollars of whole nano-dollars."""
    return _EXACT.scaleb(Decimal(nano_dollars), -9)


def from_cents(cents: Decimal) -> Decimal:
    """Dollars of an amount in cents."""
    return _EXACT.scaleb(cents, -2)


def to_nano(dollars: Decimal) -> int:
    """The nearest whole nano-dollars."""
    return int(_WIDE.scaleb(dollars, 9).to_integral_value(ROUND_HALF_EVEN))


def rounded(dollars: Decimal, step: Decimal = NANO) -> Decimal:
    """The nearest multiple of `step`, a power of ten."""
    return dollars.quantize(step, ROUND_HALF_EVEN, _WIDE)


def in_cents(parts: Mapping[str, Decimal]) -> dict[str, int]:
    """Whole cents for each part, which add up to the rounded sum of all parts.

    Each part is off by less than a cent: the cents that rounding down leaves over go to the parts
    that lost the most by it.
    """
    floors = {name: part.quantize(CENT, ROUND_FLOOR, _WIDE) for name, part in parts.items()}
    left = int(rounded(total(parts.values()), CENT).scaleb(2) - total(floors.values()).scaleb(2))
    neediest = sorted(parts, key=lambda name: floors[name] - parts[name])[:left]
    return {name: int(floors[name].scaleb(2)) + (name in neediest) for name in parts}
