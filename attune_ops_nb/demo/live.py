"""Live: the runs that a demo's engine is asked for, one of each state, and what they are on."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from attune_ops_nb.model import Params

PACK = "paperclip"
BESIDE = Path(__file__).parent / PACK


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A run to be asked for."""

    action: str
    parameters: Params = {}
    scope: str | None = None
    timeout_seconds: float | None = None
    ends: bool = True
    """Whether it comes to its end by itself, and soon."""
    stopped: bool = False
    """Whether it is stopped while it runs."""


RUNS = (
    Wanted(action="paperclip.check", scope="auth"),
    Wanted(action="paperclip.nightly"),
    Wanted(action="core.sleep", parameters={"seconds": 600}, timeout_seconds=1),
    Wanted(action="paperclip.orders", parameters={"minutes": 2}, stopped=True),
    Wanted(action="paperclip.tax_rates"),
    Wanted(action="paperclip.check", scope="billing"),
    Wanted(action="paperclip.release", ends=False),
    Wanted(action="paperclip.orders", parameters={"minutes": 60}, ends=False),
)


def pack_files() -> Iterator[tuple[str, bytes]]:
    """The files of the demo's own pack, by path in the home."""
    for path in sorted(BESIDE.rglob("*")):
        if path.is_file():
            yield f"packs/{PACK}/{path.relative_to(BESIDE).as_posix()}", path.read_bytes()
