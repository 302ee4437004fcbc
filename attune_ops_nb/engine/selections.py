"""The verbs of selections: what somebody selected in a dashboard, for the Python beside it.

A dashboard in JupyterLab talks to the server and not to the kernel that shows it, so what is
selected passes through a file that both can reach.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.store import whole

NAME = re.compile(r"[0-9a-f]{8,64}")
MOST_RECORDS = 10_000
KEPT_SECONDS = 7 * 24 * 3600


class Selections:
    """What is selected, by the dashboard it is selected in."""

    def __init__(self, config: Config) -> None:
        self._folder = config.ops_dir / "selections"

    def select(self, id: str, records: list[dict[str, Any]]) -> int:
        """Keep what is selected in a dashboard, and say how many records that are."""
        path = self._path(id)
        if len(records) > MOST_RECORDS:
            line = f"{len(records)} are too many; {MOST_RECORDS} can be selected"
            raise Invalid(f"records: {line}", problems={"records": line})
        first = not path.exists()
        whole.write(path, msgspec.json.encode(records))
        if first:
            self._forget_old(path.stat().st_mtime)
        return len(records)

    def selected(self, id: str) -> list[dict[str, Any]]:
        """What is selected in a dashboard; nothing, if nobody selected anything."""
        path = self._path(id)
        try:
            return msgspec.json.decode(path.read_bytes(), type=list[dict[str, Any]])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.DecodeError) as error:
            raise Unavailable(f"cannot read {path}: {error}") from error

    def _path(self, id: str) -> Path:
        if not NAME.fullmatch(id):
            raise Invalid(f"id: {id!r} names no dashboard", problems={"id": "names no dashboard"})
        return self._folder / f"{id}.json"

    def _forget_old(self, now: float) -> None:
        """Kernels end without a word; what nobody touched for a week has no dashboard any more."""
        for path in self._folder.glob("*.json"):
            if path.stat().st_mtime < now - KEPT_SECONDS:
                path.unlink(missing_ok=True)
