"""An index of words: which products have them."""

import logging
import os
import re
from collections import defaultdict

log = logging.getLogger(__name__)
WORD = re.compile(r"[a-z0-9]+")


class Index:
    """Products by the words of their names."""

    def __init__(self) -> None:
        self._products: dict[str, set[str]] = defaultdict(set)

    def add(self, product: str) -> None:
        """Make `product` findable."""
        for word in WORD.findall(product.lower()):
            self._products[word].add(product)

    def find(self, query: str) -> list[str]:
        """The products that have all words of `query`, or their beginnings."""
        words = WORD.findall(query.lower())
        found = [self._starting_with(word) for word in words]
        log.info("%r: %s words", query, len(words))
        return sorted(set.intersection(*found)) if found else []

    def _starting_with(self, word: str) -> set[str]:
        return {
            product
            for known, products in self._products.items()
            if known.startswith(word)
            for product in products
        }
