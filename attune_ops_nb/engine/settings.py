"""The verbs of settings: what a face must know, and what it may change."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb import __version__
from attune_ops_nb.config import (
    CHANGED_AT_ONCE,
    SETTINGS,
    VERSION_OF_FILE,
    Config,
    current,
    fitted,
    stored_settings,
)
from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.model import Info
from attune_ops_nb.store import whole

PASSWORD = re.compile(r"(://[^:/@]*):[^@]*@")


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A field of Config, and what it is here."""

    name: str
    help: str
    value: Any
    default: Any
    stored: bool
    """Whether `config.json` says so."""
    variable: str
    """The environment variable that sets it."""
    changeable: bool
    """Whether a face can change it while everything runs."""


class Settings:
    """Settings kept in `ops/config.json`. `running` says whether an engine host is there."""

    def __init__(self, config: Config, *, login: str, running: Callable[[], bool]) -> None:
        self._config = config
        self._login = login
        self._running = running

    def info(self) -> Info:
        """The installation that a face talks to."""
        config = self._config
        return Info(
            version=__version__,
            project=config.project_root.name,
            project_root=str(config.project_root),
            attune_home=str(config.attune_home),
            allow_run=self.runs_allowed(),
            read_only=config.read_only,
            specs_candidates_enabled=current(config).specs_candidates_enabled,
            identity=self._login,
            engine_running=self._running(),
            database="postgresql" if config.database_url else str(config.database_path),
        )

    def every(self) -> list[Setting]:
        """Every setting: what it is for, what it is here, and what sets it."""
        return [self._setting(name) for name in SETTINGS]

    def change(self, name: str, value: bool | float) -> Setting:
        """Keep a setting in `config.json`, so that it holds at once and from now on.

        Invalid for one that only holds from a start on. What a program is started with comes first
        at its next start.
        """
        self._check_may_write(f"change {name}")
        if name not in CHANGED_AT_ONCE:
            said = f"{name!r} cannot be changed while it runs; {', '.join(CHANGED_AT_ONCE)} can"
            raise Invalid(f"name: {said}", problems={"name": said})
        try:
            fitting = fitted(name, value)
        except Invalid as error:
            raise Invalid(error.message, problems={"value": error.message}) from error
        current(self._config)  # what it said before, if nobody has looked yet
        self.keep(**{name: fitting})
        return self._setting(name)

    def runs_allowed(self) -> bool:
        """Whether runs are switched on, here or since in `config.json`."""
        if self._config.read_only:
            return False
        return current(self._config).allow_run or self._stored().get("allow_run") is True

    def allow_run(self, allow_run: bool) -> Info:
        """Switch runs on or off in `config.json`; what holds then."""
        self._check_may_write("switch on runs")
        self.keep(allow_run=allow_run)
        return self.info()

    def keep(self, **settings: Any) -> None:
        """Write `settings` to `config.json`, beside what is there."""
        kept = {**self._stored(), **settings}
        content = {"settings": kept, "version": VERSION_OF_FILE}
        text = json.dumps(content, indent=2, sort_keys=True) + "\n"
        whole.write(self._config.config_path, text.encode(), mode=0o644)

    def _setting(self, name: str) -> Setting:
        field = SETTINGS[name]
        value = self.runs_allowed() if name == "allow_run" else getattr(current(self._config), name)
        return Setting(
            name=name,
            help=field.metadata["help"],
            value=_shown(value),
            default=_shown(field.default),
            stored=name in self._stored(),
            variable=VARIABLES.get(name, f"ATTUNE__OPS__{name.upper()}"),
            changeable=name in CHANGED_AT_ONCE,
        )

    def _check_may_write(self, what: str) -> None:
        if self._config.read_only:
            raise Forbidden(f"this is read-only: start it without --read-only to {what}")

    def _stored(self) -> dict[str, Any]:
        return stored_settings(self._config.config_path)


VARIABLES = {"attune_home": "ATTUNE_HOME"}


def _shown(value: Any) -> Any:
    """A value as JSON has it, without the password that an address may hold."""
    if isinstance(value, tuple):
        return [_shown(each) for each in value]
    if isinstance(value, Path):
        return str(value)
    return PASSWORD.sub(r"\1:…@", value) if isinstance(value, str) else value
