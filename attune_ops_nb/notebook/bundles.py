"""Bundles: the front end as it was built into the package."""

from pathlib import Path

from attune_ops_nb.errors import Unavailable

STATIC = Path(__file__).parents[1] / "static"


def bundle(name: str) -> str:
    """A built file. Unavailable where the package was not built."""
    try:
        return (STATIC / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Unavailable(
            f"{name} was not built: install the package with pip, or run `make build`"
        ) from error
