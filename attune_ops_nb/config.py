"""Config: where everything lies and what is switched on. A field is its default and its help."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from attune_ops_nb.errors import Invalid, Unavailable

VERSION_OF_FILE = 1


def setting(default: Any, help: str) -> Any:
    """A field of Config: its default and the sentence that flag, trait and docs show."""
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, kw_only=True)
class Config:
    """One frozen value that every part is given. `build_config` makes one from all its sources."""

    project_root: Path = setting(Path("."), "The project that runs work on.")
    attune_home: Path = setting(Path("~/.attune"), "Where state, logs and telemetry lie.")
    host: str = setting("127.0.0.1", "Address the page is served on.")
    port: int = setting(8765, "Port the page is served on.")
    allow_run: bool = setting(False, "Let faces start runs.")
    read_only: bool = setting(False, "Let no face start runs, whatever `allow_run` says.")
    specs_roots: tuple[Path, ...] = setting((), "Folders with specs, searched in this order.")
    trusted_hosts: tuple[str, ...] = setting((), "Host names that a request may carry.")
    runs_retention_days: int = setting(30, "Days a finished run is kept in runs_dir; 0 keeps all.")
    specs_candidates_enabled: bool = setting(False, "Look for specs that seem to be finished.")
    database_url: str | None = setting(
        None, "PostgreSQL (postgresql://…); without it a SQLite file in attune_home."
    )
    packs_dirs: tuple[Path, ...] = setting((), "Folders of packs besides those that ship.")
    runtime_envs_dir: Path | None = setting(
        None, "Where environments of packs are built; without it ops/envs in attune_home."
    )
    attune_ai_python: Path | None = setting(
        None, "A Python that has attune-ai installed; without it the one that runs."
    )
    worker_slots: int = setting(8, "How many executions run at once.")
    action_timeout_seconds: float = setting(300.0, "Time an action has, if it does not say.")
    log_limit_bytes: int = setting(256 * 1024 * 1024, "Bytes of log an execution may write.")
    monthly_budget_usd: float = setting(
        350.0, "Dollars a month that spending should not exceed; 0 means any."
    )
    anthropic_api_url: str = setting(
        "https://api.anthropic.com", "Where the bill of the account is asked for."
    )
    host_idle_seconds: float = setting(600.0, "Idle time after which the engine host goes away.")

    @property
    def ops_dir(self) -> Path:
        """Everything the engine itself writes."""
        return self.attune_home / "ops"

    @property
    def database_path(self) -> Path:
        """The SQLite file, where there is no `database_url`."""
        return self.ops_dir / "attune.db"

    @property
    def url(self) -> str:
        """The database as SQLAlchemy names it."""
        if self.database_url is None:
            return f"sqlite:///{self.database_path}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def config_path(self) -> Path:
        """Settings that faces write (`ops/config.json`)."""
        return self.ops_dir / "config.json"

    @property
    def logs_dir(self) -> Path:
        """A folder of log files for each execution."""
        return self.ops_dir / "logs"

    @property
    def artifacts_dir(self) -> Path:
        """The bytes of artifacts."""
        return self.ops_dir / "artifacts"

    @property
    def envs_dir(self) -> Path:
        """A folder for each environment of a pack and runtime."""
        return self.runtime_envs_dir or self.ops_dir / "envs"

    @property
    def runs_dir(self) -> Path:
        """Records of finished runs. May not exist until the first is written."""
        return self.ops_dir / "runs"

    @property
    def telemetry_path(self) -> Path:
        """Usage of models, a JSON object a line."""
        return self.attune_home / "telemetry" / "usage.jsonl"

    @property
    def memory_events_path(self) -> Path:
        """Events of the memory, a JSON object a line."""
        return self.attune_home / "telemetry" / "memory_events.jsonl"

    @property
    def memory_dir(self) -> Path:
        """Nodes of the memory."""
        return self.attune_home / "memory"

    @property
    def sessions_dir(self) -> Path:
        """Sessions kept by attune-ai."""
        return self.attune_home / "sessions"

    @property
    def bulletin_dir(self) -> Path:
        """The notice-board by which several actors on one project see each other."""
        return self.attune_home / "bulletin"


def build_config(
    project_root: Path | str | None = None, *, here: Path | None = None, **given: Any
) -> Config:
    """The Config from all its sources: default < config.json < environment < `given`.

    A value of None in `given` means "not given". `here` is the folder to work on if nothing names
    one; else it is the current folder. Raises Invalid, naming the field, for a value
    that does not fit, a project root that is not a folder, or a name that is no setting.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    home = Path(
        chosen.get("attune_home") or os.environ.get("ATTUNE_HOME") or Config.attune_home
    ).expanduser()
    chosen["attune_home"] = home.resolve()
    values = {**stored_settings(home / "ops" / "config.json"), **_environment(os.environ), **chosen}
    if project_root is not None:
        values["project_root"] = project_root
    root = values.get("project_root") or _default_root(here or Path.cwd())
    values["project_root"] = _existing_folder(Path(root).expanduser())
    config = Config(**{name: fitted(name, value) for name, value in values.items()})
    _kept_at_first(config)
    return config


def current(config: Config) -> Config:
    """`config` with what faces have written to `config.json` since this program began with it.

    So what somebody sets in a dashboard holds at once, and what a program was started with holds
    until then.
    """
    first, now = _kept_at_first(config), _kept(config)
    changed = {name: now[name] for name in CHANGED_AT_ONCE if now[name] != first[name]}
    return replace(config, **changed) if changed else config


@cache
def _kept_at_first(config: Config) -> Mapping[str, Any]:
    return _kept(config)


def _kept(config: Config) -> Mapping[str, Any]:
    """What `config.json` says of the settings that may change; what does not fit is not said."""
    stored = stored_settings(config.config_path)
    found = {}
    for name in CHANGED_AT_ONCE:
        default = SETTINGS[name].default
        try:
            found[name] = fitted(name, stored.get(name, default))
        except Invalid:
            found[name] = default
    return found


def stored_settings(path: Path) -> dict[str, Any]:
    """The settings in `config.json` that we know. Nothing if the file is absent or not ours."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error
    except ValueError:
        return {}
    if not isinstance(stored, dict) or stored.get("version") != VERSION_OF_FILE:
        return {}
    settings = stored.get("settings")
    return (
        {key: value for key, value in settings.items() if key in SETTINGS}
        if isinstance(settings, dict)
        else {}
    )


def environment_of(config: Config) -> dict[str, str]:
    """The environment variables that make `build_config()` give `config` in another process."""
    # Defaults as well: where they were given on purpose, config.json may say otherwise.
    known = {name: value for name in SETTINGS if (value := getattr(config, name)) is not None}
    # What config.json says by itself is left to it, for it may say something else by then.
    for name, value in _kept(config).items():
        if known[name] == value:
            del known[name]
    return {
        "ATTUNE_HOME": str(config.attune_home),
        **{f"ATTUNE__OPS__{name.upper()}": _text(value) for name, value in known.items()},
    }


SETTINGS: dict[str, Field[Any]] = {each.name: each for each in fields(Config)}

CHANGED_AT_ONCE = ("allow_run", "monthly_budget_usd", "specs_candidates_enabled")
"""Settings that faces change while programs run; see `current`."""


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Settings given as ATTUNE__OPS__ALLOW_RUN or ATTUNE__DATABASE__URL."""
    found = {}
    for key, value in environ.items():
        if key.startswith("ATTUNE__"):
            name = key.removeprefix("ATTUNE__").removeprefix("OPS__").replace("__", "_").lower()
            if name in SETTINGS:
                found[name] = value
    return found


def _default_root(here: Path) -> Path:
    """The main checkout in a linked git worktree, else `here`: both show the same project."""
    if not (here / ".git").is_file():
        return here
    try:
        common = subprocess.run(
            ["git", "rev-parse", "--git-common-dir"],
            cwd=here,
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return here
    folder = (here / common).resolve()
    return folder.parent if folder.name == ".git" else here


def _existing_folder(root: Path) -> Path:
    if not root.is_dir():
        raise Invalid(
            f"project_root: there is no folder {root}", problems={"project_root": "no such folder"}
        )
    return root.resolve()


def fitted(name: str, value: Any) -> Any:
    """`value` as the type of the field `name`. Invalid if it does not fit."""
    if name not in SETTINGS:
        known = ", ".join(SETTINGS)
        raise Invalid(f"{name}: no such setting; there are {known}", problems={name: "unknown"})
    try:
        return _CASTS[str(SETTINGS[name].type)](value)
    except (TypeError, ValueError) as error:
        raise Invalid(f"{name}: {error}", problems={name: str(error)}) from error


def _switch(value: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True,
             "0": False, "false": False, "no": False, "off": False}  # fmt: skip
    if isinstance(value, bool):
        return value
    if (word := str(value).strip().lower()) in words:
        return words[word]
    raise ValueError(f"{value!r} is neither true nor false")


def _count(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(f"{number} is negative")
    return number


def _amount(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool) or not 0 <= number < float("inf"):
        raise ValueError(f"{value!r} is no number from 0 up")
    return number


def _path(value: Any) -> Path:
    return Path(value).expanduser().absolute()


def _list(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part for part in value.split(os.pathsep) if part]
    if isinstance(value, Path):
        return [value]
    return list(value)


def _text(value: Any) -> str:
    return os.pathsep.join(map(str, value)) if isinstance(value, tuple) else str(value)


_CASTS: dict[str, Callable[[Any], Any]] = {
    str(Path): _path,
    str(Path | None): lambda value: None if value is None else _path(value),
    str(str): str,
    str(str | None): lambda value: None if value is None else str(value),
    str(int): _count,
    str(float): _amount,
    str(bool): _switch,
    str(tuple[Path, ...]): lambda value: tuple(map(_path, _list(value))),
    str(tuple[str, ...]): lambda value: tuple(map(str, _list(value))),
}


def python_of_attune_ai(config: Config) -> str:
    """The interpreter that can import attune-ai, if any can."""
    return str(config.attune_ai_python or sys.executable)
