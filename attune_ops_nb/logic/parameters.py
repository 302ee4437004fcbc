"""Parameters: the one document in which a program is given them."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import yaml

from attune_ops_nb.model import ParameterFormat, Params

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]")


def document(parameters: Params, format: ParameterFormat) -> bytes:
    """`parameters` as JSON, YAML or dotenv, with a newline at the end."""
    match format:
        case ParameterFormat.JSON:
            text = _json(parameters)
        case ParameterFormat.YAML:
            text = yaml.safe_dump(parameters, allow_unicode=True, sort_keys=False).rstrip("\n")
        case ParameterFormat.DOTENV:
            text = "\n".join(f"{name}={_quoted(value)}" for name, value in _dotenv(parameters))
    return f"{text}\n".encode()


def shell_prelude(parameters: Params) -> str:
    """Assignments that give a script of the shell its parameters: `PARAM_NAME` and `name`."""
    lines = []
    for name, value in parameters.items():
        word, text = NOT_IN_A_NAME.sub("_", name), shlex.quote(_text(value))
        lines.append(f"PARAM_{word.upper()}={text}")
        if not word[:1].isdigit():
            lines.append(f"{word}={text}")
    return "".join(f"{line}\n" for line in lines)


def _dotenv(parameters: Params) -> list[tuple[str, str]]:
    return sorted((name, _text(value)) for name, value in _flat(parameters, ""))


def _flat(parameters: Params, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in parameters.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
