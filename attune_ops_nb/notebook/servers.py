"""Servers: the Jupyter servers of this machine, as their files say, and ours among them.

Read through jupyter_core: importing jupyter_server costs a kernel seconds.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from attune_ops_nb.routes import PREFIX


def page() -> str | None:
    """Where the browser finds our page on the server that started this kernel."""
    found = parent()
    return None if found is None else f"{found['url']}{PREFIX}"


def parent() -> dict[str, str] | None:
    """The server that started this kernel; none in a plain terminal or on another machine."""
    pid = os.environ.get("JPY_PARENT_PID")
    return _read(_folder() / f"jpserver-{pid}.json") if pid else None


@cache
def parent_serves() -> bool:
    """Whether the server that started this kernel has our extension. Asked once, and briefly."""
    import httpx

    found = parent()
    if found is None:
        return False
    try:
        return httpx.get(f"{found['url']}{PREFIX}health", timeout=1.0).is_success
    except httpx.HTTPError:
        return False


def token_of(url: str) -> str | None:
    """The token of a server of this machine, if it is one and its file may be read."""
    wanted = _place(url)
    for found in _all():
        if _place(found["url"]) == wanted:
            return found["token"]
    return None


def _all() -> Iterator[dict[str, str]]:
    for path in _folder().glob("jpserver-*.json"):
        found = _read(path)
        if found is not None:
            yield found


def _folder() -> Path:
    from jupyter_core.paths import jupyter_runtime_dir

    return Path(jupyter_runtime_dir())


def _read(path: Path) -> dict[str, str] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # it has ended, or is just being written
        return None
    if not isinstance(found, dict) or not isinstance(found.get("url"), str):
        return None
    return {"url": found["url"], "token": str(found.get("token") or "")}


def _place(url: str) -> tuple[str, int | None, str]:
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname in ("localhost", "::1") else parts.hostname or ""
    return host, parts.port, f"{parts.path.rstrip('/')}/"
