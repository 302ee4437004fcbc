"""Prices: the table that ships, with what the user says otherwise.

`<attune_home>/ops/prices.json` has the form of the shipped `prices.json`; a model that stands in it
counts whole, and everything it leaves out stays.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic.pricing import Prices, PriceTable, Rates

SHIPPED = Path(__file__).with_name("prices.json")
MOST_DOLLARS = 999_999
"""A million tokens, or a search."""
MOST_TIMES = 1000


def prices(config: Config) -> Prices:
    """The prices in force. Invalid, with the field, if the user's file makes no sense."""
    return Prices(table(config))


def table(config: Config) -> PriceTable:
    """The shipped table with the user's changes."""
    shipped = read(SHIPPED)
    own = own_path(config)
    return shipped.with_changes(read(own)) if own.exists() else shipped


def own_path(config: Config) -> Path:
    """Where the user's prices lie, if there are any."""
    return config.ops_dir / "prices.json"


def read(path: Path) -> PriceTable:
    """The table in a file. Invalid if it is none, Unavailable if it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error
    try:
        found = msgspec.json.decode(content, type=PriceTable)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Invalid(f"{path}: {error}", problems={"prices": str(error)}) from error
    if problem := _problem(found):
        raise Invalid(f"{path}: {problem}", problems={"prices": problem})
    return found


def _problem(found: PriceTable) -> str | None:
    """What in a table cannot be meant."""
    for where, number, most in _numbers(found):
        if number is not None and not (number.is_finite() and 0 <= number <= most):
            return f"{where} is {number}; it must be a number from 0 to {most:,}"
    for model, prices in found.models.items():
        days = [price.valid_from for price in prices]
        if len(set(days)) < len(days):
            return f"models.{model}: two prices from the same day on"
        for price in prices:
            lengths = [band.above for band in price.bands]
            if len(set(lengths)) < len(lengths) or min(lengths, default=0) < 0:
                return f"models.{model}: each band must be above another length, 0 or more tokens"
    return None


def _numbers(found: PriceTable) -> Iterator[tuple[str, Decimal | None, int]]:
    """Every number of a table, where it stands and the most that it can be."""
    yield "batch", found.batch, MOST_TIMES
    yield "web_search", found.web_search, MOST_DOLLARS
    for name, times in found.geography.items():
        yield f"geography.{name}", times, MOST_TIMES
    for model, prices in found.models.items():
        for price in prices:
            yield f"models.{model}: fast", price.fast, MOST_TIMES
            for rates in (price, *price.bands):
                for kind in Rates.__struct_fields__:
                    yield f"models.{model}: {kind}", getattr(rates, kind), MOST_DOLLARS
