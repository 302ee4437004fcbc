"""Invoices, in cents, and how several people share one."""

import logging
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """Some of one product, at its price in cents."""

    product: str
    price: int
    count: int = 1

    @property
    def total(self) -> int:
        return self.price * self.count


@dataclass
class Invoice:
    """What a customer has bought."""

    customer: str
    lines: list[Line] = field(default_factory=list)
    tax_percent: int = 19

    @property
    def net(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def gross(self) -> int:
        return round(self.net * (100 + self.tax_percent) / 100)

    def shares(self, people: int) -> list[int]:
        """What each of several people pays, in cents."""
        log.info("%s: %d cents among %d", self.customer, self.gross, people)
        return [self.gross // people] * people
