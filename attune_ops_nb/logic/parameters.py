"""Parameters as an action reads them: one document, or variables of a shell script."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from attune_ops_nb.model import ParameterFormat, Params

SHELL_OWN = frozenset(
    {
        *("BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"),
        *("BASH_ENV", "ENV", "IFS", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PS4"),
    }
)
"""Variables that bash does not let anybody set, or that would bend what the script does."""


def document(parameters: Params, format: ParameterFormat) -> bytes:
    """The parameters as one document that ends with a newline."""
    if format is ParameterFormat.DOTENV:
        content = dotenv(parameters)
    elif format is ParameterFormat.YAML:
        content = yaml.safe_dump(parameters, sort_keys=False, allow_unicode=True)
    else:
        content = json.dumps(parameters, ensure_ascii=False)
    return (content if content.endswith("\n") else content + "\n").encode("utf-8", "replace")


def dotenv(parameters: Params) -> str:
    """Sorted lines `key='value'`; keys of objects are joined with dots."""
    return "".join(f"{name}={quoted(value)}\n" for name, value in sorted(_flat(parameters)))


def shell_prelude(parameters: Params) -> str:
    """Assignments that give a script of the shell its parameters: `PARAM_NAME` and `name`."""
    lines = []
    for key, value in parameters.items():
        name, word = _variable(key), quoted(value)
        lines.append(f"PARAM_{name.upper()}={word}")
        if name not in SHELL_OWN:
            lines.append(f"{name}={word}")
    return "".join(f"{line}\n" for line in lines)


def quoted(value: Any) -> str:
    """`value` as one word of a shell, whatever is in it. A shell cannot hold a NUL."""
    word = text(value).replace("\0", "").replace("'", "'\\''")
    return f"'{word}'"


def _flat(parameters: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in parameters.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def text(value: Any) -> str:
    """A string as it is, nothing for null, and anything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _variable(name: str) -> str:
    identifier = re.sub(r"\W", "_", name, flags=re.ASCII)
    return identifier if re.match(r"[A-Za-z_]", identifier) else f"_{identifier}"
