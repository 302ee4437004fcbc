"""Prices: the table that ships, with what the user says otherwise.

`<attune_home>/ops/prices.json` has the form of the shipped `prices.json`; a model that stands in it
counts whole, and everything it leaves out stays.
"""

from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic.pricing import Prices, PriceTable

SHIPPED = Path(__file__).with_name("prices.json")


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
    for model, prices in found.models.items():
        days = [price.valid_from for price in prices]
        if len(set(days)) < len(days):
            return f"models.{model}: two prices from the same day on"
        for price in prices:
            for rates in (price, *price.bands):
                for field in ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read"):
                    rate = getattr(rates, field)
                    if rate is not None and not (rate.is_finite() and 0 <= rate < 1_000_000):
                        return f"models.{model}: {field} is {rate}"
    return None
