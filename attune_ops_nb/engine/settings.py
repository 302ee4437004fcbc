"""The verbs of settings that a face may change."""

import json
import os
from pathlib import Path
from typing import Any

from attune_ops_nb.config import VERSION_OF_FILE, Config, stored_settings
from attune_ops_nb.errors import Unavailable


class Settings:
    """Settings kept in `ops/config.json`."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def runs_allowed(self) -> bool:
        """Whether runs are switched on, here or since in `config.json`."""
        return self._config.allow_run or self._stored().get("allow_run") is True

    def allow_run(self, allow_run: bool) -> bool:
        """Switch runs on or off in `config.json`; whether they are allowed then."""
        settings = {**self._stored(), "allow_run": allow_run}
        _replace(self._config.config_path, {"settings": settings, "version": VERSION_OF_FILE})
        return self.runs_allowed()

    def _stored(self) -> dict[str, Any]:
        return stored_settings(self._config.config_path)


def _replace(path: Path, content: dict[str, Any]) -> None:
    """Write the file whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}") from error
