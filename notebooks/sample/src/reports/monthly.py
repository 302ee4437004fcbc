"""Sales, added up by product."""

from collections import Counter
from collections.abc import Iterable

Sale = tuple[str, int]
"""A product and its price in cents."""


def by_product(sales: Iterable[Sale]) -> list[tuple[str, int]]:
    """Product and cents, the best first."""
    totals: Counter[str] = Counter()
    for product, cents in sales:
        totals[product] += cents
    return totals.most_common()


def bars(totals: list[tuple[str, int]], width: int = 40) -> str:
    """A bar for each product."""
    most = max((cents for _, cents in totals), default=1)
    return "\n".join(
        f"{product:<8} {'█' * round(width * cents / most)} {cents / 100:.2f}"
        for product, cents in totals
    )
